"""A value of a list slot with where it rests. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a list slot with where it rests."""

    name: str
    start: int
    end: int
    confidence: float = 0.95
