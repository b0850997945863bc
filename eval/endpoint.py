"""Asks an OpenAI-compatible server: for judging replies and for rewording what people say."""

import json
from types import TracebackType
from typing import Any, Self

import httpx

from knowledge.errors import UnusableInput

TIMEOUT_S = 120.0


class Endpoint:
    """A chat-completions server, local or not: the operator chooses, nothing is sent by default."""

    def __init__(self, url: str, model: str, key: str = "") -> None:
        """`url` ends before /chat/completions, e.g. http://localhost:8080/v1."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.model = model
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=TIMEOUT_S)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def ask(self, system: str, text: str, *, seed: int = 0, max_tokens: int = 200) -> str:
        """The server's answer.

        Raises:
            UnusableInput: The server cannot be reached or does not answer as expected.
        """
        body = {
            "model": self.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": text}],
            "temperature": 0,
            "seed": seed,
            "max_tokens": max_tokens,
        }
        try:
            answer = await self._http.post("chat/completions", json=body)
            answer.raise_for_status()
            content = answer.json()["choices"][0]["message"]["content"]
        except (httpx.HTTPError, KeyError, IndexError, ValueError) as error:
            raise UnusableInput(
                f"The server for model {self.model} does not answer: check the URL and the model.",
                detail=str(error),
            ) from error
        return str(content)


def found_json(text: str) -> dict[str, Any]:
    """The first JSON object within a text; {} where there is none."""
    decoder = json.JSONDecoder()
    for start, character in enumerate(text):
        if character == "{":
            try:
                value, _ = decoder.raw_decode(text[start:])
            except ValueError:
                continue
            if isinstance(value, dict):
                return value
    return {}
