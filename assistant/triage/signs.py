"""Signs put together from concepts: what stands near what, said now, as a fact. Pure but for data.

A recipe is a list of concepts; it holds where one mention of each stands within a few words of
the others, and none of them is denied, over, only supposed or part of a figure of speech.
Concepts and recipes are data (knowledge/data/red_flag_signs.yaml); so a wording that nobody wrote
down is found as long as its parts are known.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import yaml
from rapidfuzz.distance import DamerauLevenshtein

from assistant.triage.telling import Telling
from assistant.understanding.lexicon import compiled
from assistant.understanding.spelling import Speller
from knowledge.facts import DATA
from knowledge.vocabulary import RedFlag

WITHIN = 20
"""Words that the parts of a sign may be spread over, unless the recipe says otherwise."""

_WORD = re.compile(r"[\w'-]+")
_TOLD_WORD = re.compile(r"\w+")
_READ = 300  # words that the safety net reads
_MANY = 12  # mentions of one concept that are tried: bounds the work on an endless message


@dataclass(frozen=True, slots=True)
class Recipe:
    """Concepts that make a sign together.

    `parts` in any order; `never` are concepts that spoil it when they stand as near.
    """

    parts: tuple[str, ...]
    never: tuple[str, ...]
    within: int
    one: bool  # all parts stand in one sentence


@dataclass(frozen=True, slots=True)
class Book:
    """The compiled data file."""

    figures: re.Pattern[str]
    concepts: dict[str, re.Pattern[str]]
    firm: frozenset[str]  # concepts that hold whatever stands before them ("no", "if", "once")
    now: frozenset[str]  # concepts that only the past undoes
    recipes: dict[RedFlag, tuple[Recipe, ...]]
    unless: dict[RedFlag, tuple[RedFlag, ...]]


def _recipe(written: str, entry: dict[str, Any]) -> Recipe:
    """Read "mole + change - stable / 20 one"."""
    head, _, limits = written.partition(" / ")
    within, _, one = limits.partition(" ")
    parts, *never = head.split(" - ")
    return Recipe(
        tuple(part.strip() for part in parts.split(" + ")),
        (*(word.strip() for word in never), *entry.get("never", ())),
        int(within or WITHIN),
        one == "one",
    )


@cache
def book() -> Book:
    """The concepts and recipes, compiled once.

    Raises:
        KeyError: A recipe names a concept that is not there.
    """
    loaded = yaml.safe_load((DATA / "red_flag_signs.yaml").read_text("utf-8"))
    macros = loaded["macros"]
    concepts = {name: compiled(phrases, macros) for name, phrases in loaded["concepts"].items()}
    recipes = {
        RedFlag(name): tuple(_recipe(written, entry) for written in entry["signs"])
        for name, entry in loaded["flags"].items()
    }
    named = {name for every in recipes.values() for r in every for name in (*r.parts, *r.never)} | {
        *loaded["firm"],
        *loaded["now"],
    }
    if unknown := named - set(concepts):
        raise KeyError(f"recipes name concepts that are not there: {sorted(unknown)}")
    return Book(
        compiled(loaded["figures"], macros),
        concepts,
        frozenset(loaded["firm"]),
        frozenset(loaded["now"]),
        recipes,
        {
            RedFlag(name): tuple(RedFlag(other) for other in entry.get("unless", ()))
            for name, entry in loaded["flags"].items()
        },
    )


@cache
def _speller() -> Speller:
    words = yaml.safe_load((DATA / "red_flag_signs.yaml").read_text("utf-8"))["spelling"]
    return Speller(words["russian"], words["english"], words["keep"])


def corrected(word: str) -> str:
    """A word put right when it is near a word of a sign.

    There is no English dictionary at hand, so only a single wrong letter is put right there.
    """
    found = _speller()(word)
    if word.isascii() and DamerauLevenshtein.distance(word, found) > 1:
        return word
    return found


class Signs:
    """The signs of one normalised message."""

    def __init__(self, text: str) -> None:
        found = book()
        self.text = found.figures.sub(lambda match: "~" * len(match.group()), text)
        self._telling = Telling(self.text)
        self._starts = [match.start() for match in _WORD.finditer(text)]
        self._memory: dict[str, tuple[tuple[int, int], ...]] = {}

    def flags(self) -> frozenset[RedFlag]:
        """Flags of which at least one recipe holds."""
        rules = book()
        shown = {
            flag
            for flag, recipes in rules.recipes.items()
            if any(self._holds(recipe) for recipe in recipes)
        }
        return frozenset(flag for flag in shown if not set(rules.unless[flag]) & shown)

    def concepts(self) -> frozenset[str]:
        """Concepts that are said as facts."""
        return frozenset(name for name in book().concepts if self._said(name))

    def told(self) -> list[str]:
        """The first words of the message that are told as facts, in order."""
        words = _TOLD_WORD.finditer(self.text)
        return [
            match.group()
            for match in islice(words, _READ)
            if self._telling.is_fact(match.start(), match.end())
        ]

    def _said(self, concept: str) -> tuple[tuple[int, int], ...]:
        if concept not in self._memory:
            rules = book()
            spans = (match.span() for match in rules.concepts[concept].finditer(self.text))
            told = [span for span in spans if self._counts(concept, *span)]
            self._memory[concept] = tuple(told[:_MANY])
        return self._memory[concept]

    def _counts(self, concept: str, start: int, end: int) -> bool:
        if concept in book().firm:
            return True
        if concept in book().now:
            return not self._telling.is_over(start)
        return self._telling.is_fact(start, end)

    def _holds(self, recipe: Recipe) -> bool:
        spoilt = [span for name in recipe.never for span in self._mentions(name)]
        for spans in self._places(recipe, 0, ()):
            first = min(start for start, _ in spans)
            last = max(end for _, end in spans)
            if not any(
                self._words(min(first, a), max(last, b)) <= recipe.within for a, b in spoilt
            ):
                return True
        return False

    def _mentions(self, concept: str) -> list[tuple[int, int]]:
        return [m.span() for m in book().concepts[concept].finditer(self.text)][:_MANY]

    def _places(
        self, recipe: Recipe, at: int, spans: tuple[tuple[int, int], ...]
    ) -> Iterator[tuple[tuple[int, int], ...]]:
        """Ways to place the parts near each other, without overlap."""
        if at == len(recipe.parts):
            yield spans
            return
        for span in self._said(recipe.parts[at]):
            if any(span[0] < end and start < span[1] for start, end in spans):
                continue
            every = (*spans, span)
            first, last = min(s for s, _ in every), max(e for _, e in every)
            if recipe.one and not self._telling.one_sentence(first, last):
                continue
            if self._words(first, last) <= recipe.within:
                yield from self._places(recipe, at + 1, every)

    def _words(self, start: int, end: int) -> int:
        return bisect_right(self._starts, end - 1) - bisect_right(self._starts, start) + 1
