"""`kill -9` in mid-conversation: started again, `aloe chat` goes on with the profile intact."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import ALOE, Home

HELP = "/photo PATH"  # how the line begins that lists the commands


@contextmanager
def _chat(home: Home, *options: str) -> "Iterator[subprocess.Popen[str]]":
    """An open conversation; killed at the end, whatever happens."""
    with subprocess.Popen(
        [str(ALOE), "chat", "--person", "anna", *options],
        cwd=home.path,
        text=True,
        bufsize=1,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=home.environment(),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _say(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin
    process.stdin.write(f"{line}\n")


def _ask(process: "subprocess.Popen[str]", line: str) -> str:
    """Say a line and read to the end of its reply: to the help that is asked for after it."""
    _say(process, line)
    _say(process, "/help")
    assert process.stdout
    lines = []
    for shown in process.stdout:
        if HELP in shown:
            return "".join(lines)
        lines.append(shown)
    raise AssertionError("the conversation ended")


def _greeting(process: "subprocess.Popen[str]") -> None:
    """Read the help at the top; the greeting comes with the next reply."""
    assert process.stdout
    assert HELP in process.stdout.readline()


def _stored(home: Home) -> dict[str, object]:
    """What a new process finds stored."""
    with _chat(home, "--no-model") as process:
        _greeting(process)
        text = _ask(process, "/export")
    found = json.loads(text[text.index("{\n") : text.rindex("}") + 1])
    return found["people"][0]["state"]["profile"]


@pytest.mark.parametrize("options", [("--no-model",), pytest.param((), marks=pytest.mark.model)])
def test_the_profile_survives_kill_9_after_a_reply(stocked: Home, options: tuple[str, ...]):
    with _chat(stocked, *options) as process:
        _greeting(process)
        _ask(process, "У меня жирная кожа, и мне 27 лет")
        os.kill(process.pid, signal.SIGKILL)
    profile = _stored(stocked)
    assert (profile["skin_type"], profile["age"]) == ("oily", 27)


def test_what_was_known_survives_kill_9_during_a_reply(stocked: Home):
    with _chat(stocked, "--no-model") as process:
        _greeting(process)
        _ask(process, "У меня жирная кожа")
        _say(process, "составьте уход")
        os.kill(process.pid, signal.SIGKILL)
    assert _stored(stocked)["skin_type"] == "oily"


def test_after_kill_9_it_does_not_ask_again_what_was_said(stocked: Home):
    with _chat(stocked, "--no-model") as process:
        _greeting(process)
        _ask(process, "У меня жирная кожа и прыщи")
        os.kill(process.pid, signal.SIGKILL)
    with _chat(stocked, "--no-model") as process:
        _greeting(process)
        assert "жирная" in _ask(process, "/profile").lower()
