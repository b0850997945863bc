"""A small language for "these words occur in a question". Pure.

A cue is words apart by spaces, all of which must occur, in any order, each as the beginning of
a word. "|" separates alternatives, "_" joins words that must stand next to each other.
A beginning of up to three letters stands for words at most two letters longer.
"""

from functools import lru_cache

from knowledge.words import tokens

_SHORT = 3
_TAIL = 2


@lru_cache(maxsize=8_192)
def _parsed(cue: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(
        tuple(tuple(option.split("_")) for option in word.split("|")) for word in cue.split()
    )


def _begins(token: str, start: str) -> bool:
    if not token.startswith(start):
        return False
    return len(start) > _SHORT or len(token) <= len(start) + _TAIL


def _occurs(option: tuple[str, ...], words: list[str]) -> bool:
    span = len(option)
    return any(
        all(_begins(word, start) for word, start in zip(words[at:], option, strict=False))
        for at in range(len(words) - span + 1)
    )


def weight(cue: str, words: list[str]) -> int:
    """How much of a question the cue explains: 0 if it does not match; more words weigh more."""
    total = 0
    for options in _parsed(cue):
        lengths = [sum(map(len, option)) for option in options if _occurs(option, words)]
        if not lengths:
            return 0
        total += 100 + max(lengths)
    return total


def best(cues: tuple[str, ...] | list[str], words: list[str]) -> int:
    """The highest weight among cues."""
    return max((weight(cue, words) for cue in cues), default=0)


def question_words(question: str) -> list[str]:
    """The words cues look at: hyphens taken as spaces as well, "%" as a word."""
    words = tokens(question)
    words += [part for word in words if "-" in word for part in word.split("-")]
    return words + ["%"] * ("%" in question)
