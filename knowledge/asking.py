"""A side question taken apart: what is named in it and what it wants to know. Pure."""

from dataclasses import dataclass

from knowledge.cues import best, question_words
from knowledge.facts import Facts
from knowledge.ingredients import Ingredient
from knowledge.naming import Names
from knowledge.phrasing import Phrases
from knowledge.vocabulary import Caution


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart.

    Attributes:
        words: What cues look at.
        named: Ingredients, in order of appearance.
        families: For every word that names families ("acids"), the families it may mean.
        intents: What is asked about an ingredient: strength, pregnancy...
        cautions: The person's own circumstances.
    """

    words: list[str]
    language: str
    named: tuple[Ingredient, ...]
    families: tuple[tuple[str, ...], ...]
    intents: frozenset[str]
    cautions: frozenset[Caution]


@dataclass(frozen=True, slots=True)
class Found:
    """Sentences that answer, the sources they rest on and the ids of the facts used."""

    sentences: tuple[str, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...]


class Reader:
    """Takes questions apart with the names of one set of facts."""

    def __init__(self, facts: Facts, phrases: Phrases) -> None:
        self._phrases = phrases
        self._names: Names[Ingredient] = Names()
        for entry in facts.ingredients:
            for name in (*entry.inci, *entry.synonyms):
                self._names.add(name, entry)
        for entry in facts.ingredients:  # what people say goes before what labels print
            for name in (*entry.ru, *entry.en):
                self._names.add(name, entry)

    def take_apart(self, question: str, language: str, cautions: frozenset[Caution]) -> Asked:
        """Both languages' cues apply, since people mix them."""
        words = question_words(question)
        hits = self._names.find(question)
        named = {entry.id: entry for entry, _ in hits}
        intents = {
            name
            for name, cues in self._phrases.intents.items()
            if max(best(cues["ru"], words), best(cues["en"], words))
        }
        rest = question
        for _, said in hits:
            rest = rest.replace(said, " ", 1)  # "azelaic acid" does not also say "acid"
        return Asked(
            words,
            language,
            tuple(named.values()),
            self._families(question_words(rest)),
            frozenset(intents),
            cautions,
        )

    def _families(self, words: list[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(
            tuple(active.value for active in generic.actives)
            for generic in self._phrases.generic
            if max(best(generic.ru, words), best(generic.en, words))
        )
