"""Which language a message is in. Pure."""

import re

from assistant.understanding.translit import looks_transliterated
from knowledge.vocabulary import Language

_CYRILLIC_WORD = re.compile(r"[а-яё]{2,}", re.IGNORECASE)
_LATIN_WORD = re.compile(r"[a-z]{2,}", re.IGNORECASE)


def language_of(text: str) -> Language | None:
    """The language of most words; None without words (a bare number or emoji).

    Brand and ingredient names stay Latin in a Russian message, so Cyrillic counts for more.
    """
    cyrillic = len(_CYRILLIC_WORD.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    if not cyrillic and not latin:
        return (
            Language.RU
            if re.search("[а-яё]", text, re.IGNORECASE)
            else (Language.EN if re.search("[a-z]", text, re.IGNORECASE) else None)
        )
    if cyrillic * 1.5 >= latin:
        return Language.RU
    return Language.RU if looks_transliterated(text.lower()) else Language.EN
