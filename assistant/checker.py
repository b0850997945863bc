"""Grounded or silent: what a text to a person must not contain. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.scripts import is_foreign
from knowledge.claims import ClaimRule
from knowledge.vocabulary import Language

MAX_SENTENCE = 240  # characters; longer ones are lectures
_SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+[»\"')]*|$)", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_PRICE = re.compile(
    r"(\d[\d\s\u00a0]*)\s*(?:₽|руб\w*|рубл\w*|rub\b|\$|€|usd\b|eur\b|доллар\w*|евро\b)",
    re.IGNORECASE,
)
_CYRILLIC, _LATIN = re.compile(r"[а-яё]", re.IGNORECASE), re.compile(r"[a-z]", re.IGNORECASE)
_BRANDLIKE = re.compile(r"\b[A-Z][A-Za-z'’-]{2,}(?:\s+[A-Z][A-Za-z'’-]+)*")
_QUOTED = re.compile(r"[«“\"]([^»”\"]{3,80})[»”\"]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence may not be shown: a rule's id and the words that break it."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a text may mention.

    Args:
        names: Product names, brands and ingredients that exist.
        prices: Prices in RUB that exist.
        numbers: Other numbers that come from decided facts, as they are written.
    """

    names: Collection[str] = ()
    prices: Collection[int] = ()
    numbers: Collection[str] = ()


def sentences(text: str) -> list[str]:
    """Split a text into sentences, punctuation kept."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


def check(
    text: str, language: Language, grounds: Grounds, rules: Sequence[ClaimRule]
) -> tuple[Fault, ...]:
    """All faults of a text that the model worded; empty when it may be shown."""
    faults = [*_script(text, language), *_numbers(text, grounds), *_names(text, language, grounds)]
    faults += _shape(text)
    faults += [
        Fault(rule.id, match.group())
        for rule in rules
        for pattern in rule.patterns[language]
        if (match := pattern.search(text)) is not None
    ]
    return tuple(faults)


def _script(text: str, language: Language) -> list[Fault]:
    if is_foreign(text):
        return [Fault("foreign_script", text)]
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    wrong = cyrillic if language is Language.EN else latin
    right = latin if language is Language.EN else cyrillic
    # INCI names and brands are Latin in Russian texts too; a text mostly in them is not.
    return [Fault("wrong_language", text)] if wrong > right else []


def _numbers(text: str, grounds: Grounds) -> list[Fault]:
    prices = set(grounds.prices)
    faults = [
        Fault("unknown_price", match.group().strip())
        for match in _PRICE.finditer(text)
        if int(re.sub(r"\D", "", match.group(1))) not in prices
    ]
    known = {*grounds.numbers, *(str(price) for price in prices)}
    without_prices = _PRICE.sub(" ", text)
    faults += [
        Fault("unknown_number", number)
        for number in _NUMBER.findall(without_prices)
        if number not in known
    ]
    return faults


def _names(text: str, language: Language, grounds: Grounds) -> list[Fault]:
    known = " ; ".join(grounds.names).casefold()
    found = [match.group(1) for match in _QUOTED.finditer(text)]
    if language is Language.RU:
        found += [match.group() for match in _BRANDLIKE.finditer(text)]
    else:
        # In English a capital opens each sentence: only runs of two or more look like a name.
        found += [m.group() for m in _BRANDLIKE.finditer(text) if " " in m.group()]
    return [
        Fault("unknown_name", name)
        for name in found
        if name.casefold() not in known and name not in {"Aloe", "SPF"}
    ]


def _shape(text: str) -> list[Fault]:
    stripped = text.strip()
    if not stripped:
        return [Fault("empty", "")]
    faults = [
        Fault("too_long", sentence[:40])
        for sentence in sentences(stripped)
        if len(sentence) > MAX_SENTENCE
    ]
    if stripped[-1] not in '.!?…»)"':
        faults.append(Fault("cut_off", stripped[-40:]))
    return faults
