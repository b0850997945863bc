"""Ages and money, in digits and in words."""

from assistant.understanding.numbers.ages import ages
from assistant.understanding.numbers.money import money
from assistant.understanding.numbers.words import Found, spelt

__all__ = ["Found", "ages", "money", "spelt"]
