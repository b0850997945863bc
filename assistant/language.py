"""What the conversation asks of a language model. Pure: adapters live elsewhere."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message."""

    role: Literal["system", "user", "assistant"]
    content: str


class LanguageModelError(Exception):
    """The model is down, too slow or produced nothing usable: callers fall back to templates."""


class LanguageModel(Protocol):
    """A local or remote chat model. Calls of several people are served in fair turns."""

    @property
    def name(self) -> str:
        """Identifier stored with ratings, e.g. the registry id."""
        ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: Mapping[str, Any] | None = None,
        stop: Sequence[str] = (),
        person: str = "",
    ) -> AsyncIterator[str]:
        """Yield text pieces as they are decoded.

        Args:
            messages: The prompt; a stable prefix is kept in the KV cache between calls.
            max_tokens: Upper bound of generated tokens.
            temperature: 0 is greedy.
            schema: JSON schema that constrains decoding, or None for free text.
            stop: Strings that end the text (not included in it).
            person: Whose turn this is, for fair queueing.

        Raises:
            LanguageModelError: The model is missing, broken or over its budget.
        """
        ...

    async def score(
        self, messages: Sequence[Message], choices: Sequence[str], *, person: str = ""
    ) -> list[float]:
        """Log-probability (natural log, summed over tokens) of each choice as the reply.

        Raises:
            LanguageModelError: As for stream, or the backend cannot score.
        """
        ...
