"""Which parts of a running Aloe work, noticed where they are used."""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from assistant.language import LanguageModel, LanguageModelError, Message

MODEL, PHOTOS = "language model", "photo model"
FAILURES = 3  # in a row: one may be the message's fault
SLOW_S = 1.5  # given up on after this long without a word: too slow, not interrupted


class Health:
    """A part is broken when it failed several times in a row, and works after one success."""

    def __init__(self) -> None:
        self._failures: dict[str, int] = {}
        self._broken: set[str] = set()

    @property
    def broken(self) -> frozenset[str]:
        """The parts that do not work."""
        return frozenset(self._broken)

    def worked(self, part: str) -> None:
        """The part did what it should."""
        self._failures.pop(part, None)
        self._broken.discard(part)

    def missing(self, part: str) -> None:
        """The part is not there."""
        self._broken.add(part)

    def failed(self, part: str) -> None:
        """The part failed once more."""
        self._failures[part] = self._failures.get(part, 0) + 1
        if self._failures[part] >= FAILURES:
            self._broken.add(part)


class WatchedModel:
    """A `LanguageModel` whose successes and failures are noticed.

    Callers give up on a model by cancelling it, so a call that ends without a word after SLOW_S
    counts as a failure too; one that is interrupted sooner says nothing about the model.
    """

    def __init__(
        self, model: LanguageModel, health: Health, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._model, self._health, self._clock = model, health, clock

    @property
    def name(self) -> str:
        """See LanguageModel."""
        return self._model.name

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: Mapping[str, Any] | None = None,
        stop: Sequence[str] = (),
        person: str = "",
    ) -> AsyncIterator[str]:
        """See LanguageModel."""
        began, spoke = self._clock(), False
        pieces = self._model.stream(
            messages,
            max_tokens=max_tokens,
            temperature=temperature,
            schema=schema,
            stop=stop,
            person=person,
        )
        try:
            async for piece in pieces:
                spoke = True
                yield piece
        except LanguageModelError:
            self._health.failed(MODEL)
            raise
        except BaseException:  # given up on: GeneratorExit or CancelledError
            if spoke:
                self._health.worked(MODEL)
            elif self._clock() - began >= SLOW_S:
                self._health.failed(MODEL)
            raise
        self._health.worked(MODEL)

    async def score(
        self, messages: Sequence[Message], choices: Sequence[str], *, person: str = ""
    ) -> list[float]:
        """See LanguageModel. Not every server scores, so its failures do not count."""
        return await self._model.score(messages, choices, person=person)

    def close(self) -> None:
        """Release the model where it holds something."""
        close = getattr(self._model, "close", None)
        if close is not None:
            close()
