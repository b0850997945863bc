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


class Walk:
    """One person on the whole path. How many messages answer each step is found out without any
    kill, by waiting for silence, and then waited for: a walk that runs ahead of the bot would
    have its messages joined or not as time will have it.
    """

    def __init__(self, person: Person, counts: list[int] | None) -> None:
        self.person = person
        self.counts = counts
        self.taken: list[int] = []

    async def read(self) -> list[Said]:
        if self.counts is None:
            messages = await self.person.read_all(within=60, quiet=2)
        else:
            count = self.counts[len(self.taken)]
            messages = [await self.person.read(within=60) for _ in range(count)]
        self.taken.append(len(messages))
        return messages

    async def say(self, text: str) -> list[Said]:
        self.person.send(text)
        return await self.read()

    async def click(self, message: Said, label: str) -> list[Said]:
        self.person.click(message, label)
        return await self.read()

    async def whole(self) -> None:
        """start → consent → photo → dialogue → routine → rating → export → delete."""
        await self.say("/start")
        self.person.send_photo(JPEG)
        (question,) = await self.read()
        await self.click(question, "Согласие даю")
        for said in ("прыщи", "жирная", "ничего", "спокойная", "3000", "/routine"):
            answers = await self.say(said)
        assert answers[-1].kind == "photo"  # the routine ends with its calendar
        (scores,) = await self.say("/feedback")
        await self.click(scores, "9")
        await self.say("/export")
        (question,) = await self.say("/delete")
        await self.click(question, "Да")


def transcript(person: Person) -> list[tuple[str, str]]:
    return [(message.kind, message.text) for message in person.chat_log()]


def states(body: dict) -> object:
    return [row["state"] for row in body["people"]]


def exported(person: Person) -> dict:
    (document,) = [m for m in person.chat_log() if m.kind == "document"]
    body = json.loads(document.file)
    ratings = [rating["score"] for rating in body["ratings"]]
    return {"ratings": ratings, "routines": len(body["routines"]), "state": states(body)}


async def run_path(
    folder: Path, arm: Callable[[Emulator, BotProcess], None], counts: list[int] | None
) -> tuple:
    folder.mkdir()
    async with Emulator() as telegram:
        bot = BotProcess(telegram.url, folder)
        bot.start()
        try:
            person = Person(telegram, number=31337)
            arm(telegram, bot)
            walk = Walk(person, counts)
            await walk.whole()
            await person.silence(0.5)
        finally:
            bot.kill()
        return transcript(person), exported(person), walk.taken, bot


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

    said, export, counts, _ = asyncio.run(run_path(folder, arm, None))
    return said, export, counted, counts


async def check(undisturbed, folder: Path, moment: int) -> None:
    expected, state, _, counts = undisturbed
    said, export, _, bot = await run_path(folder, restart_at(moment), counts)
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
