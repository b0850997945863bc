"""Ages and money, in digits and in words."""

from assistant.understanding.numbers.ages import ages
from assistant.understanding.numbers.money import money
from assistant.understanding.numbers.words import NUMBER, Found, spelt

__all__ = ["NUMBER", "Found", "ages", "money", "spelt"]
