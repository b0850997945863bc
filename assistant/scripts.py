"""Which characters belong in a Russian or English reply. Pure."""

import unicodedata
from functools import lru_cache

_OURS = ("LATIN", "CYRILLIC", "GREEK SMALL LETTER ALPHA", "GREEK SMALL LETTER BETA")


@lru_cache(maxsize=4096)
def _foreign_letter(character: str) -> bool:
    return character.isalpha() and not unicodedata.name(character, "").startswith(_OURS)


def is_foreign(text: str) -> bool:
    """Whether a text holds a letter of a script that is neither Latin nor Cyrillic.

    Alpha and beta pass: ingredient names use them (α-bisabolol).
    """
    return any(ord(character) > 127 and _foreign_letter(character) for character in text)
