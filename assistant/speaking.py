"""The model's own words: a checked sentence or two, or none."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import aclosing

import structlog

import prompts
from assistant.checker import Grounds, check, sentences
from assistant.language import LanguageModel, LanguageModelError, Message
from knowledge.claims import ClaimRule
from knowledge.vocabulary import Language

_log = structlog.get_logger(__name__)
MAX_TOKENS = 48
MAX_ANSWER_TOKENS = 72
_LABELS = {
    Language.RU: ("Человек", "Узнала", "Ответ"),
    Language.EN: ("Person", "Learned", "Reply"),
}
_ASKED = {
    Language.RU: ("Вопрос", "Факты", "Ответ"),
    Language.EN: ("Question", "Facts", "Answer"),
}
_MOST_SAID, _MOST_FACTS = 300, 900  # characters that go into a request
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NOTHING = re.compile(r"не знаю|don'?t know|do not know", re.IGNORECASE)


def system_prompt(language: Language, kind: str = "speak") -> str:
    """The fixed prefix of every wording request, worth keeping in the KV cache.

    Args:
        language: Of the reply.
        kind: "speak" (an acknowledgement), "answer" (from facts) or "remark" (off the subject).
    """
    return prompts.render(f"{kind}_{language.value}")


class Speaker:
    """Words parts of a decided reply through the model, within a time budget.

    Args:
        model: The language model, or None: every text is then a template.
        rules: Claims that no sentence may make.
        budget_s: Seconds until the template takes over.
    """

    def __init__(
        self, model: LanguageModel | None, rules: Sequence[ClaimRule], *, budget_s: float
    ) -> None:
        self._model, self._rules, self._budget = model, rules, budget_s

    @property
    def model_name(self) -> str:
        """Id of the model stored with turns and ratings; empty without one."""
        return self._model.name if self._model is not None else ""

    async def acknowledge(
        self, said: str, learned: str, language: Language, *, person: str
    ) -> str | None:
        """One warm sentence about what the person said; None when a template serves better."""
        human, known, reply = _LABELS[language]
        request = f"{human}: {said[:_MOST_SAID]}\n{known}: {learned or '—'}\n{reply}:"
        return await self._worded("speak", request, language, Grounds(), person=person)

    async def remark(self, said: str, language: Language, *, person: str) -> str | None:
        """One friendly sentence to something that is not about skin; None: the template."""
        human, _, reply = _LABELS[language]
        request = f"{human}: {said[:_MOST_SAID]}\n{reply}:"
        return await self._worded("remark", request, language, Grounds(), person=person)

    async def answer(
        self, question: str, facts: str, language: Language, *, person: str
    ) -> str | None:
        """A sentence or two that answer a question from facts which follow them anyway.

        Returns:
            None when the facts alone serve better: the model adds nothing to them, does not know,
            or says what is not in them.
        """
        asked, known, reply = _ASKED[language]
        request = f"{asked}: {question[:_MOST_SAID]}\n{known}: {facts[:_MOST_FACTS]}\n{reply}:"
        grounds = Grounds(names=(facts,), numbers=tuple(_NUMBER.findall(facts)))
        said = await self._worded("answer", request, language, grounds, person=person, most=2)
        if said is None or _NOTHING.search(said) or said.rstrip(".") in facts:
            return None
        return said

    async def _worded(
        self,
        kind: str,
        request: str,
        language: Language,
        grounds: Grounds,
        *,
        person: str,
        most: int = 1,
    ) -> str | None:
        if self._model is None or self._budget <= 0:
            return None
        messages = [Message("system", system_prompt(language, kind)), Message("user", request)]
        try:
            async with asyncio.timeout(self._budget):
                said = await self._first_sentences(messages, person, most)
        except (TimeoutError, LanguageModelError) as error:
            _log.info("wording_fell_back", reason=type(error).__name__)
            return None
        faults = check(said, language, grounds, self._rules)
        if faults or said.endswith("?"):
            _log.info("wording_rejected", rules=[fault.rule for fault in faults])
            return None
        return said

    async def _first_sentences(self, messages: Sequence[Message], person: str, most: int) -> str:
        assert self._model is not None
        text = ""
        limit = MAX_TOKENS if most == 1 else MAX_ANSWER_TOKENS
        stream = self._model.stream(messages, max_tokens=limit, stop=("\n",), person=person)
        async with aclosing(stream) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                text += piece
                found = sentences(text)
                # One more sentence has begun, so those before it are whole.
                if len(found) > most:
                    return " ".join(found[:most])
        whole = sentences(text)[:most]
        if len(whole) > 1 and whole[-1][-1] not in ".!?…":
            whole = whole[:-1]  # the last one was cut off, the one before says enough
        return " ".join(whole)
