"""The conversation itself: hear, see, recommend, rate. Talks to every part through protocols.

`engine` is what a channel holds; `delivery` saves and shows what was decided. What is decided
lives in one room a kind of message: `listening` (words), `photos`, `rating`, `consent`; they
meet in `steps` (what comes next) and `routines`. `plan` is what they pass around.
"""

from assistant.conversation.engine import Conversation
from assistant.ports import Consultant

__all__ = ["Consultant", "Conversation"]
