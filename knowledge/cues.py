"""A small language for "these words occur in a question". Pure.

A cue is words apart by spaces, all of which must occur, in any order, each as the beginning of
a word. "|" separates alternatives, "_" joins words that must stand next to each other.
A beginning of up to three letters stands for words at most two letters longer.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from knowledge.words import tokens

_SHORT = 3
_TAIL = 2


@lru_cache(maxsize=8_192)
def _parsed(cue: str) -> tuple[tuple[tuple[re.Pattern[str], int], ...], ...]:
    """For every word of a cue its alternatives, longest first, each with its length."""
    return tuple(
        tuple(
            (_pattern(option), len(option))
            for option in sorted(word.split("|"), key=len, reverse=True)
        )
        for word in cue.split()
    )


def _pattern(option: str) -> re.Pattern[str]:
    tail = {True: f"[^ ]{{0,{_TAIL}}}(?= )", False: "[^ ]*"}
    starts = (re.escape(start) + tail[len(start) <= _SHORT] for start in option.split("_"))
    return re.compile(" " + " ".join(starts))


def weight(cue: str, text: str) -> int:
    """How much of a question the cue explains: 0 if it does not match; more words weigh more."""
    total = 0
    for options in _parsed(cue):
        length = next((length for pattern, length in options if pattern.search(text)), 0)
        if not length:
            return 0
        total += 100 + length
    return total


def best(cues: Iterable[str], words: Sequence[str]) -> int:
    """The highest weight among cues."""
    text = f" {' '.join(words)} "
    return max((weight(cue, text) for cue in cues), default=0)


def question_words(question: str) -> list[str]:
    """The words cues look at: hyphens taken as spaces as well, "%" as a word."""
    words = tokens(question)
    words += [part for word in words if "-" in word for part in word.split("-")]
    return words + ["%"] * ("%" in question)
