"""Talk beside the consultation: what kind of remark a message is, and a written reply to it."""

from assistant.talking import products
from assistant.talking.replies import Said, Situation, Then, reply, variant
from assistant.talking.router import Routed, Router, load_phrases

__all__ = [
    "Routed",
    "Router",
    "Said",
    "Situation",
    "Then",
    "load_phrases",
    "products",
    "reply",
    "variant",
]
