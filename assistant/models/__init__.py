"""Model files: which there are, where they come from, and that they are what they should be."""

from assistant.models.entries import Entry
from assistant.models.registry import Registry

__all__ = ["Entry", "Registry"]
