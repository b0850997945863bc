"""The judge and the reworder ask a real server, on this machine."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from eval.endpoint import Endpoint
from knowledge.errors import UnusableInput


@asynccontextmanager
async def server(answer: bytes, status: bytes = b"200 OK") -> AsyncIterator[tuple[str, list[dict]]]:
    """An HTTP server that always answers the same; gives its address and what it was asked."""
    asked: list[dict] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        path = head.split(b" ")[1].decode()
        asked.append({"path": path, **json.loads(await reader.readexactly(size))})
        length = str(len(answer)).encode()
        writer.write(
            b"HTTP/1.1 " + status + b"\r\nContent-Length: " + length + b"\r\n\r\n" + answer
        )
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1", asked


async def test_the_answer_comes_from_the_chat_completions_of_the_server():
    body = json.dumps({"choices": [{"message": {"content": "ну привет"}}]}).encode()
    async with server(body) as (url, asked), Endpoint(url, "qwen") as endpoint:
        assert await endpoint.ask("be kind", "привет", seed=7) == "ну привет"
    (request,) = asked
    assert request["path"] == "/v1/chat/completions"
    assert (request["model"], request["seed"], request["temperature"]) == ("qwen", 7, 0)
    assert [m["content"] for m in request["messages"]] == ["be kind", "привет"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"oops", b"200 OK"),
        (b"{}", b"200 OK"),
        (b'{"choices": []}', b"200 OK"),
        (b"{}", b"500 Internal Server Error"),
    ],
)
async def test_a_server_that_does_not_answer_is_named(answer, status):
    async with server(answer, status) as (url, _), Endpoint(url, "qwen") as endpoint:
        with pytest.raises(UnusableInput, match="qwen does not answer"):
            await endpoint.ask("", "")


async def test_no_server_at_all_is_named():
    async with Endpoint("http://127.0.0.1:9/v1", "qwen") as endpoint:
        with pytest.raises(UnusableInput, match="qwen does not answer"):
            await endpoint.ask("", "")
