"""A message as the lexicon reads it, with the way back to the person's own characters. Pure.

Lower case, ё as е, drawn-out letters shortened, look-alike letters of the other script put
right, transliterated Russian in Cyrillic, misspelt key words corrected. Every normalised
character range maps back to the original words, so that evidence is quoted as it was written.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from assistant.understanding.translit import looks_transliterated, to_cyrillic

WORD = re.compile(r"[^\W_]+(?:['’`-][^\W_]+)*")
_CYRILLIC = re.compile("[а-яё]")
_LATIN = re.compile("[a-z]")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_TO_CYRILLIC = str.maketrans("aceopxykmthb3", "асеорхукмтнвз")
_TO_LATIN = str.maketrans("асеорхукмтнвё", "aceopxykmthbe")
_PLAIN = str.maketrans({"’": "'", "`": "'", "ʼ": "'", "—": "-", "–": "-", "ё": "е", "\u00a0": " "})

_CONTRACTIONS = {
    short.replace("'", ""): short
    for short in [
        "can't",
        "don't",
        "doesn't",
        "isn't",
        "won't",
        "didn't",
        "aren't",
        "haven't",
        "hasn't",
        "wasn't",
        "wouldn't",
        "couldn't",
        "shouldn't",
        "i've",
        "i'm",
        "you're",
        "they're",
        "that's",
    ]
}

Corrector = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """One word: where it stands in the normalised text and in the original."""

    start: int
    end: int
    original_start: int
    original_end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A normalised message that remembers the original."""

    original: str
    text: str
    pieces: tuple[Piece, ...]
    transliterated: bool = False

    def evidence(self, start: int, end: int) -> str:
        """The person's own words behind a range of the normalised text."""
        touched = [p for p in self.pieces if p.start < end and start < p.end]
        if not touched:
            return ""
        return self.original[touched[0].original_start : touched[-1].original_end]

    def word_at(self, offset: int) -> int:
        """Index of the word that contains or precedes a normalised offset; -1 before the first."""
        return bisect_right(self.pieces, offset, key=lambda piece: piece.start) - 1


def _one_script(word: str) -> str:
    """Repair a word that mixes Latin and Cyrillic look-alikes ("cухая" with a Latin c)."""
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if not cyrillic or not latin or "-" in word:
        return word
    return word.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)


def plain(text: str) -> str:
    """Compatibility forms resolved, lower case, ё as е, plain quotes and dashes."""
    return unicodedata.normalize("NFKC", text).lower().translate(_PLAIN)


def _normal_word(word: str) -> str:
    word = _one_script(_DRAWN_OUT.sub(r"\1", plain(word)))
    return _CONTRACTIONS.get(word, word)


def read(text: str, correct: Corrector = lambda word: word) -> Reading:
    """Normalise a message.

    Args:
        text: The message as it came.
        correct: Maps a normalised word to its corrected spelling (itself when nothing is wrong).
    """
    translit = looks_transliterated(plain(text))
    out: list[str] = []
    pieces: list[Piece] = []
    length = last = 0
    for match in WORD.finditer(text):
        gap = plain(text[last : match.start()])
        word = _normal_word(match.group())
        word = correct(to_cyrillic(word) if translit else word)
        out += [gap, word]
        length += len(gap)
        pieces.append(Piece(length, length + len(word), match.start(), match.end()))
        length += len(word)
        last = match.end()
    out.append(plain(text[last:]))
    return Reading(text, "".join(out), tuple(pieces), translit)
