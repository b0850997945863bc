"""kill -9 at random moments of the whole path: the chat ends up as if nothing had happened."""

import asyncio
import json
import multiprocessing
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.telegram.bot_process import run
from tests.telegram.emulator import Emulator, Said
from tests.telegram.person import Person

JPEG = b"\xff\xd8photo"
THINKING_S = 0.02


PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.telegram.bot_process"])


class BotProcess:
    """The bot as a process that can be killed and started again."""

    def __init__(self, url: str, folder: Path) -> None:
        self._arguments = (url, str(folder), THINKING_S)
        self._log = folder / "log.txt"
        self._process = PROCESSES.Process(target=run, args=self._arguments, daemon=True)

    def start(self) -> None:
        self._process = PROCESSES.Process(target=run, args=self._arguments, daemon=True)
        self._process.start()

    def kill(self) -> None:
        """SIGKILL, and wait until the process is gone."""
        if self._process.pid is not None:
            self._process.kill()
            self._process.join()

    @property
    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""


async def next_texts(person: Person, count: int) -> list[Said]:
    return [await person.read(within=60) for _ in range(count)]


async def path(person: Person) -> None:
    """start → consent → photo → dialogue → routine → rating → export → delete."""
    person.send("/start")
    await next_texts(person, 2)
    person.send_photo(JPEG)
    (question,) = await next_texts(person, 1)
    person.click(question, "Согласие даю")
    await next_texts(person, 1)
    for said in ("прыщи", "жирная", "ничего", "спокойная"):
        person.send(said)
        await next_texts(person, 1)
    person.send("3000")
    *_, last = await next_texts(person, 2)
    while last.kind != "photo":  # the routine ends with its calendar
        (last,) = await next_texts(person, 1)
    person.send("/feedback")
    (scores,) = await next_texts(person, 1)
    person.click(scores, "9")
    await next_texts(person, 1)
    person.send("/export")
    await next_texts(person, 1)
    person.send("/delete")
    (question,) = await next_texts(person, 1)
    person.click(question, "Да")
    await next_texts(person, 1)


def transcript(person: Person) -> list[tuple[str, str]]:
    return [(message.kind, message.text) for message in person.chat_log()]


def states(body: dict) -> object:
    return [row["state"] for row in body["people"]]


def exported(person: Person) -> dict:
    (document,) = [m for m in person.chat_log() if m.kind == "document"]
    body = json.loads(document.file)
    ratings = [rating["score"] for rating in body["ratings"]]
    return {"ratings": ratings, "routines": len(body["routines"]), "state": states(body)}


async def run_path(folder: Path, arm: Callable[[Emulator, BotProcess], None] | None) -> tuple:
    folder.mkdir()
    async with Emulator() as telegram:
        bot = BotProcess(telegram.url, folder)
        bot.start()
        try:
            person = Person(telegram, number=31337)
            if arm:
                arm(telegram, bot)
            await path(person)
            await person.silence(0.5)
        finally:
            bot.kill()
        return transcript(person), exported(person), telegram, bot


def restart_at(call: int) -> Callable[[Emulator, BotProcess], None]:
    """Kill at the call-th request, seen before or after it was carried out, and start again."""

    def arm(telegram: Emulator, bot: BotProcess) -> None:
        count = 0

        def hook(method: str, done: bool) -> None:
            nonlocal count
            count += 1
            if count == call:  # at this very moment: before the answer leaves
                bot.kill()
                bot.start()

        telegram.kill_hook = hook

    return arm


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kill") / "plain"
    counted = 0

    def arm(telegram: Emulator, bot: BotProcess) -> None:
        def hook(method: str, done: bool) -> None:
            nonlocal counted
            counted += 1

        telegram.kill_hook = hook

    said, export, _, _ = asyncio.run(run_path(folder, arm))
    return said, export, counted


async def check(undisturbed, folder: Path, moment: int) -> None:
    expected, state, _ = undisturbed
    said, export, _, bot = await run_path(folder, restart_at(moment))
    assert said == expected, f"killed at request {moment}"
    assert export == state
    assert "Traceback" not in bot.log


def moments(count: int, among: int, seed: int) -> list[int]:
    return sorted(random.Random(seed).sample(range(8, among), count))


async def test_two_moments(undisturbed, tmp_path) -> None:
    for moment in moments(2, undisturbed[2], seed=1):
        await check(undisturbed, tmp_path / str(moment), moment)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_twenty_moments(undisturbed, tmp_path) -> None:
    for moment in moments(20, undisturbed[2], seed=2026):
        await check(undisturbed, tmp_path / str(moment), moment)
