"""Which words are known, and the correction of misspelt key words. Pure."""

from collections.abc import Iterable
from functools import lru_cache

import pymorphy3
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.understanding.lexicon import data

_WORDS = data("spelling.yaml")
COMMON_ENGLISH = frozenset([*_WORDS["common"], *_WORDS["english"], *_WORDS["keep"]])
_MORPH = pymorphy3.MorphAnalyzer()
_SHORT, _LONG = 5, 8


@lru_cache(maxsize=20_000)
def known_russian(word: str) -> bool:
    """Whether the dictionary has this word form."""
    return bool(_MORPH.word_is_known(word))


@lru_cache(maxsize=5_000)
def normal_form(word: str) -> str:
    """The dictionary form of a Russian word, the likeliest reading."""
    return str(_MORPH.parse(word)[0].normal_form)


@lru_cache(maxsize=5_000)
def is_genitive(word: str) -> bool:
    """Whether some reading of a Russian word is genitive (the case that "нет" governs)."""
    return any("gent" in parse.tag for parse in _MORPH.parse(word))


def word_forms(lemmas: Iterable[str]) -> tuple[str, ...]:
    """All forms of Russian lemmas, with ё as е."""
    forms = {
        form.word.replace("ё", "е") for lemma in lemmas for form in _MORPH.parse(lemma)[0].lexeme
    }
    return tuple(sorted(forms | set(lemmas)))


class Speller:
    """Corrects words that are near a key word and are no words of their own.

    Args:
        russian: Lemmas that matter; all their forms are targets.
        english: Word forms that matter.
        keep: Real words that look like targets and must stay.
    """

    def __init__(
        self, russian: Iterable[str], english: Iterable[str], keep: Iterable[str] = ()
    ) -> None:
        self._russian = word_forms(russian)
        self._english = tuple(english)
        inflected = {w + end for w in self._english for end in ("s", "es", "ed", "d", "y", "'s")}
        inflected |= {w.removesuffix("s") for w in self._english}
        self._keep = frozenset({*keep, *COMMON_ENGLISH, *inflected, *self._english, *self._russian})
        self._memory: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """The corrected word, or the word itself."""
        if len(word) < _SHORT or word in self._keep or not word.isalpha():
            return word
        if word not in self._memory:
            if len(self._memory) > 20_000:
                self._memory.clear()
            self._memory[word] = self._nearest(word)
        return self._memory[word]

    def _nearest(self, word: str) -> str:
        cyrillic = "а" <= word[0] <= "я"
        if cyrillic and known_russian(word):
            return word
        found = process.extractOne(
            word,
            self._russian if cyrillic else self._english,
            scorer=DamerauLevenshtein.distance,
            score_cutoff=2 if len(word) >= _LONG else 1,
        )
        if found is None or found[0][0] != word[0]:
            return word
        if not cyrillic and len(word) == _SHORT == len(found[0]):
            return (
                word  # "shine" is no misspelt "shiny": short words differ by a letter and mean it
            )
        return str(found[0])
