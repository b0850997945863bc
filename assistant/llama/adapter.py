"""The LanguageModel protocol over the scheduler: asyncio on this side, the thread on that."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from llama_cpp.llama_grammar import json_schema_to_gbnf

from assistant.language import LanguageModelError, Message
from assistant.llama.context import Context
from assistant.llama.scheduler import Item, Job, Scheduler, common_prefix
from assistant.scripts import is_foreign

SLOTS, PINNED, SCRATCH = 4, 3, 12


@lru_cache(maxsize=32)
def _gbnf(schema: str) -> str:
    try:
        return str(json_schema_to_gbnf(schema))
    except Exception as error:  # the converter asserts and raises many unrelated classes
        raise LanguageModelError("the answer schema is not one that decoding can hold") from error


class LlamaModel:
    """A GGUF model on the CPU, serving several people in fair turns.

    Args:
        path: The GGUF file.
        name: Registry id, stored with ratings.
        threads: CPU threads.
        n_ctx: KV cells for everybody together (tokens).
        cache: Folder for evaluated prompt prefixes; None keeps them in memory only.

    Raises:
        LanguageModelError: The model cannot be loaded.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        threads: int,
        n_ctx: int = 4096,
        cache: Path | None = None,
    ) -> None:
        self._name = name
        self._context = Context(
            path, n_ctx=n_ctx, threads=threads, sequences=SLOTS + PINNED + SCRATCH
        )
        self._scheduler = Scheduler(
            self._context,
            slots=SLOTS,
            banned=self._foreign_tokens(),
            pinned=PINNED,
            scratch=SCRATCH,
            cache=cache,
        )

    @property
    def name(self) -> str:
        """Registry id of the model."""
        return self._name

    def close(self) -> None:
        """Stop the worker and free the memory."""
        self._scheduler.close()
        self._context.close()

    def queue_length(self) -> int:
        """How many requests run or wait now."""
        return self._scheduler.ahead()

    def _foreign_tokens(self) -> npt.NDArray[np.bool_]:
        """Tokens with characters of scripts we do not speak: they are never sampled."""
        return np.array(
            [
                is_foreign(self._context.piece(token).decode("utf-8", "ignore"))
                for token in range(self._context.n_vocab)
            ],
            dtype=np.bool_,
        )

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        rendered = self._context.render(
            [{"role": message.role, "content": message.content} for message in messages]
        )
        return self._context.tokenize(rendered, special=True)

    def pin(self, system: str) -> None:
        """Evaluate a system prompt once (or read it from disk) and keep it in the KV cache.

        Blocking; call before the first request.
        """
        # What two different continuations share is what every continuation shares.
        a, b = (self._prompt([Message("system", system), Message("user", text)]) for text in "aб")
        self._scheduler.pin(a[: common_prefix(a, b)])

    def between(self, errand: Callable[[], object]) -> object:
        """Run something in the decoding thread between two steps, for measurements. Blocking."""
        return self._scheduler.call(errand)

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
        """See LanguageModel.stream."""
        job, results = self._job(messages, max_tokens, person)
        job.gbnf = _gbnf(json.dumps(schema, sort_keys=False)) if schema is not None else None
        job.stop, job.temperature = tuple(stop), temperature
        self._scheduler.submit(job)
        try:
            while (item := await results.get()) is not None:
                if isinstance(item, LanguageModelError):
                    raise item
                yield str(item)
        finally:
            job.cancelled.set()

    async def score(
        self, messages: Sequence[Message], choices: Sequence[str], *, person: str = ""
    ) -> list[float]:
        """See LanguageModel.score."""
        job, results = self._job(messages, 0, person)
        job.choices = [self._context.tokenize(choice, special=False) for choice in choices]
        if not job.choices or not all(job.choices):
            raise LanguageModelError("scoring needs choices with at least one token each")
        self._scheduler.submit(job)
        try:
            item = await results.get()
        finally:
            job.cancelled.set()
        if not isinstance(item, list):
            raise item if isinstance(item, LanguageModelError) else LanguageModelError("no score")
        return item

    def _job(
        self, messages: Sequence[Message], max_tokens: int, person: str
    ) -> tuple[Job, asyncio.Queue[Item]]:
        loop = asyncio.get_running_loop()
        results: asyncio.Queue[str | list[float] | LanguageModelError | None] = asyncio.Queue()

        def emit(item: Item) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(results.put_nowait, item)

        return Job(person, self._prompt(messages), max_tokens, emit), results
