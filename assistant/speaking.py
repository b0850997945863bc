"""The model's own words: one checked sentence at a time, or none."""

import asyncio
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
_LABELS = {
    Language.RU: ("Человек", "Узнала", "Ответ"),
    Language.EN: ("Person", "Learned", "Reply"),
}


def system_prompt(language: Language) -> str:
    """The fixed prefix of every wording request, worth keeping in the KV cache."""
    return prompts.render(f"speak_{language.value}")


class Speaker:
    """Words a decided reply's first sentence through the model, within a time budget.

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
        if self._model is None or self._budget <= 0:
            return None
        human, known, reply = _LABELS[language]
        request = f"{human}: {said[:300]}\n{known}: {learned or '—'}\n{reply}:"
        messages = [Message("system", system_prompt(language)), Message("user", request)]
        try:
            async with asyncio.timeout(self._budget):
                sentence = await self._first_sentence(messages, person)
        except (TimeoutError, LanguageModelError) as error:
            _log.info("wording_fell_back", reason=type(error).__name__)
            return None
        faults = check(sentence, language, Grounds(), self._rules)
        if faults or sentence.endswith("?"):
            _log.info("wording_rejected", rules=[fault.rule for fault in faults])
            return None
        return sentence

    async def _first_sentence(self, messages: Sequence[Message], person: str) -> str:
        assert self._model is not None
        text = ""
        stream = self._model.stream(messages, max_tokens=MAX_TOKENS, stop=("\n",), person=person)
        async with aclosing(stream) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                text += piece
                found = sentences(text)
                # A second sentence has begun, so the first one is whole.
                if len(found) > 1:
                    return found[0]
        return sentences(text)[0] if sentences(text) else ""
