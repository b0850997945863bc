"""A language model behind any OpenAI-compatible server, e.g. llama-server or vLLM on the LAN."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx

from assistant.language import LanguageModelError, Message


class RemoteModel:
    """Implements LanguageModel over POST {url}/chat/completions with server-sent events.

    Args:
        url: Base address, e.g. http://localhost:8000/v1.
        model: The name to ask for.
        key: Bearer key, or None.
        timeout_s: Seconds without a byte until the call counts as failed.
    """

    def __init__(self, url: str, *, model: str, key: str | None, timeout_s: float) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.AsyncClient(base_url=url, headers=headers, timeout=timeout_s)
        self._model = model

    @property
    def name(self) -> str:
        """The name stored with ratings."""
        return f"remote:{self._model}"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: Mapping[str, Any] | None = None,
        stop: Sequence[str] = (),
        person: str = "",  # noqa: ARG002 - the server does its own queueing
    ) -> AsyncIterator[str]:
        """See LanguageModel.stream."""
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "max_tokens": max_tokens,
            "temperature": temperature,
            "stream": True,
        }
        if stop:
            body["stop"] = list(stop)
        if schema is not None:
            named = {"name": "reply", "schema": dict(schema), "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        try:
            async with self._client.stream("POST", "chat/completions", json=body) as response:
                if response.status_code != httpx.codes.OK:
                    raise LanguageModelError(f"the model server answered {response.status_code}")
                async for line in response.aiter_lines():
                    if (piece := _piece(line)) is not None:
                        yield piece
        except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise LanguageModelError(f"the model server failed: {type(error).__name__}") from error

    async def score(
        self,
        messages: Sequence[Message],  # noqa: ARG002
        choices: Sequence[str],  # noqa: ARG002
        *,
        person: str = "",  # noqa: ARG002
    ) -> list[float]:
        """Chat servers do not score given texts.

        Raises:
            LanguageModelError: Always; callers ask for JSON instead.
        """
        raise LanguageModelError("this server cannot score choices")


def _piece(line: str) -> str | None:
    """The text of one server-sent event; None when it carries none."""
    if not line.startswith("data:") or line.strip() == "data: [DONE]":
        return None
    choices = json.loads(line.removeprefix("data:"))["choices"]
    if not choices:
        return None
    content = choices[0]["delta"].get("content")
    return str(content) if content else None
