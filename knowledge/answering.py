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
from knowledge.ingredients import Topic
from knowledge.pairing import Pairs
from knowledge.phrasing import Phrases, load_phrases
from knowledge.telling import Telling
from knowledge.vocabulary import Caution, Language

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
        self._telling = Telling(facts, phrases)

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
            self._telling.ingredient,
            self._topic,
            self._telling.goal,
        )
        for way in ways:
            found = way(asked)
            if found is not None:
                return found if isinstance(found, Answer) else self._worded(found, asked)
        return self._similar(question, asked) or self._nothing(asked)

    def about(
        self, topic: str, question: str, language: Language, *, cautions: Sequence[Caution] = ()
    ) -> Answer | None:
        """The answer of one topic, led by what speaks against it for this person; None when there
        is no such topic.
        """
        asked = self._reader.take_apart(question, language.value, frozenset(cautions))
        found = self._of_topic(self._topics.get(topic), asked)
        return self._worded(found, asked) if found is not None else None

    # -- ways to an answer, most specific first ---------------------------------------------

    def _beyond(self, asked: Asked) -> Answer | None:
        cues = (*self._phrases.beyond["ru"], *self._phrases.beyond["en"])
        return self._nothing(asked) if best(cues, asked.words) else None

    def _pair(self, asked: Asked) -> Found | Answer | None:
        found = self._pairs.together(asked)
        if found is not None:
            return self._telling.with_case(found, asked.named, (), asked)
        if "difference" in asked.intents or len(asked.named) < 2:
            return None
        a, b = (entry.name(asked.language) for entry in asked.named[:2])
        return Answer(self._phrases.say("unknown_pair", asked.language, a=a, b=b))

    def _pregnancy(self, asked: Asked) -> Found | None:
        if "pregnancy" not in asked.intents:
            return None
        found = None if "replace" in asked.intents else self._telling.pregnancy(asked)
        return found or self._of_topic(self._topics.get("pregnancy_care"), asked)

    def _companions(self, asked: Asked) -> Found | None:
        found = self._pairs.companions(asked)
        return self._telling.with_case(found, asked.named, (), asked) if found else None

    def _topic_before_ingredient(self, asked: Asked) -> Found | None:
        topic, weight = self._best_topic(asked)
        specific = {"strength", "limit", "comedogenic", "sun", "harm"} & asked.intents
        if topic is None or weight < _STRONG_CUE:
            return None
        if asked.named and (topic.concern or (specific and weight < _VERY_STRONG_CUE)):
            return None
        return self._of_topic(topic, asked)

    def _topic(self, asked: Asked) -> Found | None:
        topic, weight = self._best_topic(asked)
        return self._of_topic(topic, asked) if weight else None

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
        return self._telling.with_case(found, asked.named, topic.mentions, asked)

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
