"""Answers side questions from the facts, with sources, or says honestly that it cannot. Pure.

Retrieval is by what is named (ingredients, families), what is asked (intents) and the topics'
cues; a search by meaning may be added for topics through `TopicSearch`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge import phrasing
from knowledge.asking import Asked, Found, Reader
from knowledge.cues import best
from knowledge.facts import Facts, load_facts
from knowledge.ingredients import (
    Evidence,
    Ingredient,
    PregnancyStatus,
    Topic,
)
from knowledge.pairing import Pairs
from knowledge.phrasing import Phrases, load_phrases
from knowledge.vocabulary import Active, Caution, Concern, Language

_PREGNANCY = frozenset({Caution.PREGNANCY, Caution.BREASTFEEDING, Caution.TRYING_TO_CONCEIVE})
_STRONG_CUE = 200
"""Two words of a topic's cue: specific enough to stand above a question's mere topic."""
_VERY_STRONG_CUE = 300
_SIMILAR_ENOUGH = 0.7
_MOST_SOURCES = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a side question.

    Attributes:
        text: What to say; on `found=False` an honest "I do not know".
        citations: Titles of the sources the text rests on; empty when nothing was found.
        facts: Ids of the facts used.
    """

    text: str
    citations: tuple[str, ...] = ()
    found: bool = False
    facts: tuple[str, ...] = ()


class TopicSearch(Protocol):
    """Finds how-to topics by meaning."""

    def nearest(self, question: str) -> list[tuple[str, float]]:
        """(topic id, similarity 0..1), best first."""
        ...


class Answerer:
    """Answers from one set of facts."""

    def __init__(self, facts: Facts, phrases: Phrases, search: TopicSearch | None = None) -> None:
        self._facts, self._phrases, self._search = facts, phrases, search
        self._topics = {topic.id: topic for topic in facts.topics}
        self._reader, self._pairs = Reader(facts, phrases), Pairs(facts, phrases)

    def answer(
        self, question: str, language: Language, *, cautions: Sequence[Caution] = ()
    ) -> Answer:
        """The answer with its sources, or an honest refusal (`found` is False)."""
        asked = self._reader.take_apart(question, language.value, frozenset(cautions))
        ways: tuple[Callable[[Asked], Found | Answer | None], ...] = (
            self._beyond,
            self._pregnancy,
            self._pair,
            self._companions,
            self._topic_before_ingredient,
            self._ingredient,
            self._topic,
            self._goal,
        )
        for way in ways:
            found = way(asked)
            if found is not None:
                return found if isinstance(found, Answer) else self._worded(found, asked)
        return self._similar(question, asked) or self._nothing(asked)

    # -- ways to an answer, most specific first ---------------------------------------------

    def _beyond(self, asked: Asked) -> Answer | None:
        cues = (*self._phrases.beyond["ru"], *self._phrases.beyond["en"])
        return self._nothing(asked) if best(cues, asked.words) else None

    def _pair(self, asked: Asked) -> Found | Answer | None:
        found = self._pairs.together(asked)
        if found is not None:
            return self._with_case(found, asked.named, (), asked)
        if "difference" in asked.intents or len(asked.named) < 2:
            return None
        a, b = (entry.name(asked.language) for entry in asked.named[:2])
        return Answer(self._phrases.say("unknown_pair", asked.language, a=a, b=b))

    def _pregnancy(self, asked: Asked) -> Found | None:
        if "pregnancy" not in asked.intents:
            return None
        if not asked.named or "replace" in asked.intents:
            return self._of_topic(self._topics.get("pregnancy_care"), asked)
        entry = asked.named[0]
        text = phrasing.pregnancy(entry, asked.language, self._phrases)
        sources = phrasing.pregnancy_sources(entry, self._phrases)
        return Found((text,), sources, (entry.id,))

    def _companions(self, asked: Asked) -> Found | None:
        found = self._pairs.companions(asked)
        return self._with_case(found, asked.named, (), asked) if found else None

    def _topic_before_ingredient(self, asked: Asked) -> Found | None:
        topic, weight = self._best_topic(asked)
        specific = {"strength", "limit", "comedogenic", "sun", "harm"} & asked.intents
        if topic is None or weight < _STRONG_CUE:
            return None
        if asked.named and (topic.concern or (specific and weight < _VERY_STRONG_CUE)):
            return None
        return self._of_topic(topic, asked)

    def _ingredient(self, asked: Asked) -> Found | None:
        if not asked.named:
            return None
        entry = asked.named[0]
        limit = self._limit(entry, asked) if "limit" in asked.intents else None
        if limit is not None:
            return limit
        sentences = tuple(filter(None, self._told(entry, asked)))
        found = Found(sentences, entry.source, (entry.id,))
        return self._with_case(found, (entry,), (), asked)

    def _told(self, entry: Ingredient, asked: Asked) -> list[str]:
        language, phrases = asked.language, self._phrases
        tellers = {
            "strength": phrasing.strength,
            "comedogenic": phrasing.comedogenic,
            "sun": phrasing.sun,
            "harm": phrasing.irritation,
        }
        wanted = [tell for intent, tell in tellers.items() if intent in asked.intents]
        told = [tell(entry, language, phrases) for tell in wanted]
        if not told:
            told = [phrasing.effects(entry, language, phrases)]
            told += [phrasing.strength(entry, language, phrases)] if entry.usual else []
            told += [phrasing.comedogenic(entry, language, phrases)] * (
                entry.comedogenic == "possible"
            )
            if not any(told):
                told = [phrasing.irritation(entry, language, phrases)]
        name = phrasing.capitalised(entry.name(language))
        told = [sentence for sentence in told if sentence]
        if not told[0].startswith(name):
            told.insert(0, f"{name}.")
        medicine = [phrases.say("medicine", language)] if entry.medicine else []
        return [*told, entry.note(language), *medicine]

    def _with_case(
        self,
        found: Found,
        named: Sequence[Ingredient],
        families: Sequence[Active],
        asked: Asked,
    ) -> Found:
        """The answer, led by what the safety rules say to this person about what it speaks of."""
        spoken = {family: self._example(family, asked) for family in families}
        spoken |= {e.active: e.name(asked.language) for e in named if e.active is not None}
        circumstances = {caution.value for caution in asked.cautions}
        for rule in self._facts.safety:
            family = next((f for f in rule.families if f in spoken), None)
            if family is None or rule.over_percent is not None:
                continue
            if circumstances & set(rule.when):
                text = rule.text(asked.language).replace("{what}", spoken[family])
                sources = (rule.source[0], *found.sources)
                return Found((text, *found.sentences), sources, (*found.facts, rule.id))
        return found

    def _example(self, family: Active, asked: Asked) -> str:
        entry = next((e for e in self._facts.ingredients if e.active is family), None)
        return entry.name(asked.language) if entry else family.value

    def _limit(self, entry: Ingredient, asked: Asked) -> Found | None:
        for limit in self._facts.eu_limits:
            if set(limit.inci) & set(entry.inci):
                text = limit.ru if asked.language == "ru" else limit.en
                return Found((text,), limit.source, (limit.id, entry.id))
        return None

    def _topic(self, asked: Asked) -> Found | None:
        topic, weight = self._best_topic(asked)
        return self._of_topic(topic, asked) if weight else None

    def _goal(self, asked: Asked) -> Found | None:
        """What is best studied for a concern, left to the person's circumstances."""
        concern = next((c for c in Concern if self._concern_weight(c, asked)), None)
        if concern is None or not self._asks_for_help(asked):
            return None
        fitting = sorted(
            (e for e in self._facts.ingredients if concern in e.does and self._fits(e, asked)),
            key=lambda e: list(Evidence).index(e.does[concern]),
        )[:3]
        if not fitting:
            return None
        text = self._phrases.say(
            "best",
            asked.language,
            concern=self._phrases.concern(concern, asked.language),
            list=", ".join(entry.name(asked.language) for entry in fitting),
        )
        sources = tuple(dict.fromkeys(entry.source[0] for entry in fitting))
        return Found((text,), sources, tuple(entry.id for entry in fitting))

    @staticmethod
    def _fits(entry: Ingredient, asked: Asked) -> bool:
        safe = entry.pregnancy is PregnancyStatus.ACCEPTABLE or not asked.cautions & _PREGNANCY
        return safe and not entry.medicine

    def _concern_weight(self, concern: Concern, asked: Asked) -> int:
        names = self._phrases.concerns[concern]
        return max(best(names["ru"][1], asked.words), best(names["en"][1], asked.words))

    @staticmethod
    def _asks_for_help(asked: Asked) -> bool:
        cues = (
            "помог",
            "лучше",
            "средств",
            "убрать",
            "избав",
            "help",
            "best",
            "good",
            "treat",
            "rid",
        )
        return bool(best(cues, asked.words))

    # -- topics -----------------------------------------------------------------------------

    def _topic_weight(self, topic_id: str, asked: Asked) -> int:
        topic = self._topics.get(topic_id)
        if topic is None:
            return 0
        return max(best(topic.cues_ru, asked.words), best(topic.cues_en, asked.words))

    def _best_topic(self, asked: Asked) -> tuple[Topic | None, int]:
        """A how-to that matches well goes before a goal that merely shares its words."""
        scored = [(self._topic_weight(topic.id, asked), topic) for topic in self._facts.topics]
        weight, topic = max(
            scored,
            key=lambda pair: (pair[0] >= _STRONG_CUE and not pair[1].concern, pair[0]),
            default=(0, None),
        )
        return (topic, weight) if weight else (None, 0)

    def _of_topic(self, topic: Topic | None, asked: Asked) -> Found | None:
        if topic is None:
            return None
        found = Found((topic.text(asked.language),), topic.source, (topic.id,))
        return self._with_case(found, asked.named, topic.mentions, asked)

    def _similar(self, question: str, asked: Asked) -> Answer | None:
        if self._search is None:
            return None
        for topic_id, similarity in self._search.nearest(question)[:1]:
            found = self._of_topic(self._topics.get(topic_id), asked)
            if found is not None and similarity >= _SIMILAR_ENOUGH:
                return self._worded(found, asked)
        return None

    # -- words ------------------------------------------------------------------------------

    def _worded(self, found: Found, asked: Asked) -> Answer:
        sources = found.sources[:_MOST_SOURCES]
        text = " ".join(found.sentences)
        return Answer(
            phrasing.cited(text, sources, asked.language, self._phrases),
            sources,
            found=True,
            facts=found.facts,
        )

    def _nothing(self, asked: Asked) -> Answer:
        return Answer(self._phrases.say("unknown_answer", asked.language))


def answer(
    question: str,
    language: Language,
    facts: Facts | None = None,
    cautions: Sequence[Caution] = (),
) -> Answer:
    """Answer one question; build an Answerer to answer many."""
    return Answerer(facts or load_facts(), load_phrases()).answer(
        question, language, cautions=cautions
    )
