"""Which words are known, and the correction of misspelt key words. Pure."""

from collections.abc import Iterable
from functools import lru_cache

import pymorphy3
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

COMMON_ENGLISH = frozenset(
    """i you he she it we they me him her us them my your his its our their mine a an the this that
    these those and or but so if then than because as of at by for with about against between into
    to from up down in out on off over under again is are was were be been being am have has had
    having do does did doing will would should can could may might must not no nor only own same
    very just now don't isn't i'm i've it's what which who when where why how all any both each
    few more most other some such too skin face dry oily hey hi hello thanks thank please help
    need want like get got use using used really lot also still even every day days week year
    years old month months spots acne pores red around eyes cream product products sensitive money
    bucks budget pregnant allergic looking something nothing anything no yes nah yeah yep ok care way either never whatever honestly kinda super pretty under over before
    one two three four five six seven ten twenty thirty forty fifty good bad best better worse much
    many thing things stuff make makes made take takes go goes going gone come comes think know feel
    feels look looks say says said see tell ask try tried trying put keep let might maybe must since
    while though although after during morning night today now later again once always often
    sometimes usually never ever mom mum dad sister husband boyfriend friend baby kid girl guy man
    woman people someone everyone wash face wash water soap gel oil toner serum mask spots pimple
    nose chin cheek cheeks forehead eye hair hands lips body summer winter spring fall sun hot cold
    bit little big small large huge old new first last next same different easy hard nice fine great
    love hate mind care cost price cheap buy bought own bottle shelf drugstore doctor derm skin-care
    routine plan list start stop over reset human person agent please more less enough only even
    because cause thanks cheers sure right wrong true false not none nope nada idk dunno tbh lol omg
    i'd i'll he's she's they're that's there's can't won't doesn't didn't isn't aren't wasn't haven't
    hasn't wouldn't couldn't shouldn't let's you're we're day days time times kind sort type tone""".split()
)
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
        self._keep = frozenset(
            {*keep, *COMMON_ENGLISH, *inflected, *self._english, *self._russian}
        )
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
        return str(found[0])
