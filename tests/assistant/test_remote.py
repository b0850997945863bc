"""A model server on the network: its words arrive, and all it may do wrong is one kind of error."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from assistant.language import LanguageModelError, Message
from assistant.remote import RemoteModel
from assistant.speaking import Speaker
from assistant.understanding import Understander
from knowledge.claims import load_claims
from knowledge.vocabulary import Language

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def event(content: object) -> bytes:
    return f"data: {json.dumps({'choices': [{'delta': {'content': content}}]})}\n\n".encode()


class Server:
    """Answers every request the same way and keeps what it was asked."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.requests: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        self.requests.append(head + await reader.readexactly(size))
        try:
            await self.behaviour(writer)
        except ConnectionError:
            return
        finally:
            writer.close()


@pytest.fixture
async def start() -> AsyncIterator[Callable[..., Awaitable[tuple[RemoteModel, Server]]]]:
    opened: list[tuple[asyncio.Server, RemoteModel]] = []

    async def begin(behaviour: Behaviour, timeout_s: float = 0.5) -> tuple[RemoteModel, Server]:
        server = Server(behaviour)
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        model = RemoteModel(
            f"http://127.0.0.1:{port}/v1", model="big", key="secret", timeout_s=timeout_s
        )
        opened.append((listening, model))
        return model, server

    yield begin
    for listening, model in opened:
        await model.aclose()
        listening.close()


async def said(model: RemoteModel, **more: object) -> str:
    chat = [Message("system", "s"), Message("user", "u")]
    return "".join([piece async for piece in model.stream(chat, max_tokens=9, **more)])


async def well(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + event("Спасибо, ") + b": keep-alive\n\n" + event(None) + event("поняла."))
    writer.write(b'data: {"choices": []}\n\ndata: [DONE]\n\n')
    await writer.drain()


async def refuses(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


async def hangs(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


async def stops_midway(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + event("Спаси"))
    await writer.drain()
    await asyncio.sleep(5)


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + event("Спаси"))
    await writer.drain()


async def drips(writer: asyncio.StreamWriter) -> None:
    """Never silent long enough for a timeout between bytes, and never done."""
    writer.write(HEAD)
    for _ in range(100):
        writer.write(event("а"))
        await writer.drain()
        await asyncio.sleep(0.05)


def talks_nonsense(data: bytes) -> Behaviour:
    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"data: " + data + b"\n\n")
        await writer.drain()

    return behave


async def test_pieces_arrive_and_the_request_says_what_was_wanted(start) -> None:
    model, server = await start(well)
    schema = {"type": "array"}
    assert await said(model, stop=("\n",), schema=schema) == "Спасибо, поняла."
    head, body = server.requests[0].split(b"\r\n\r\n")
    assert b"bearer secret" in head.lower()
    asked = json.loads(body)
    assert (asked["model"], asked["max_tokens"], asked["stop"]) == ("big", 9, ["\n"])
    assert asked["response_format"]["json_schema"]["schema"] == schema


@pytest.mark.parametrize(
    "behaviour",
    [
        refuses,
        hangs,
        stops_midway,
        hangs_up,
        talks_nonsense(b"{"),
        talks_nonsense(b"[]"),
        talks_nonsense(b'{"choices": [3]}'),
        talks_nonsense(b'{"choices": [{"delta": null}]}'),
        talks_nonsense(b'{"error": "out of memory"}'),
    ],
)
async def test_whatever_goes_wrong_is_one_kind_of_error(start, behaviour: Behaviour) -> None:
    model, _ = await start(behaviour)
    with pytest.raises(LanguageModelError):
        await said(model)


async def test_nobody_listening_is_the_same_error() -> None:
    model = RemoteModel("http://127.0.0.1:9/v1", model="big", key=None, timeout_s=0.5)
    with pytest.raises(LanguageModelError):
        await said(model)
    with pytest.raises(LanguageModelError):
        await model.score([], ["a"])
    await model.aclose()


@pytest.mark.parametrize("behaviour", [refuses, hangs, stops_midway, hangs_up, drips])
async def test_people_are_served_in_time_whatever_the_server_does(start, behaviour) -> None:
    model, _ = await start(behaviour, timeout_s=3.0)
    understander = Understander(model, budget_s=0.3)
    started = time.perf_counter()
    understood = await understander.understand("лицо после душа будто на размер меньше")
    speaker = Speaker(model, load_claims(), budget_s=0.3)
    own = await speaker.acknowledge("щёки стянуты", "сухость", Language.RU, person="a")
    assert own is None
    assert understood.language is Language.RU
    assert time.perf_counter() - started < 2.5
