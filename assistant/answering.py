"""The knowledge base as the conversation asks it: a text with its sources, or nothing."""

from collections.abc import Sequence

from knowledge.answering import Answerer
from knowledge.facts import load_facts
from knowledge.phrasing import load_phrases
from knowledge.vocabulary import Caution, Language


class KnowledgeAnswers:
    """Implements ports.Answers."""

    def __init__(self, answerer: Answerer | None = None) -> None:
        self._answerer = answerer or Answerer(load_facts(), load_phrases())

    def answer(
        self, question: str, language: Language, *, cautions: Sequence[Caution] = ()
    ) -> str | None:
        """A grounded answer with its sources; None when the facts hold nothing on it."""
        found = self._answerer.answer(question, language, cautions=cautions)
        return found.text if found.found else None

    def about(
        self, topic: str, question: str, language: Language, *, cautions: Sequence[Caution] = ()
    ) -> str | None:
        """The answer of one topic; None when there is no such topic."""
        found = self._answerer.about(topic, question, language, cautions=cautions)
        return found.text if found is not None else None
