"""Which parts of a running Aloe work, noticed where they are used."""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from assistant.language import LanguageModel, LanguageModelError, Message

MODEL, PHOTOS = "language model", "photo model"
FAILURES = 3  # in a row: one may be the message's fault
REST_S = 30.0  # a broken model is left alone so long: nobody waits for what will not come
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
    counts as a failure too; one that is interrupted sooner says nothing about the model. A model
    that broke is asked again every REST_S by one call; all others fail at once meanwhile.
    """

    def __init__(
        self, model: LanguageModel, health: Health, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._model, self._health, self._clock = model, health, clock
        self._rests_until = 0.0

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
        self._rest(began)
        pieces = self._model.stream(
            messages,
            max_tokens=max_tokens,
            temperature=temperature,
            schema=schema,
            stop=stop,
            person=person,
        )
        try:
            # Closed with its listener, so that nothing is written for somebody who left.
            async with aclosing(pieces):  # type: ignore[type-var]
                async for piece in pieces:
                    spoke = True
                    yield piece
        except LanguageModelError:
            self._failed()
            raise
        except BaseException:  # given up on: GeneratorExit or CancelledError
            if spoke:
                self._health.worked(MODEL)
            elif self._clock() - began >= SLOW_S:
                self._failed()
            raise
        self._health.worked(MODEL)

    def _failed(self) -> None:
        self._health.failed(MODEL)
        self._rests_until = self._clock() + REST_S

    def _rest(self, now: float) -> None:
        """Let one call through now and then while the model is broken."""
        if MODEL not in self._health.broken:
            return
        if now < self._rests_until:
            raise LanguageModelError("the language model rests after failures in a row")
        self._rests_until = now + REST_S

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
