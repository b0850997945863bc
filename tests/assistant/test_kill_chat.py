"""`kill -9` in mid-conversation: started again, `aloe chat` goes on with the profile intact."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import ALOE, Home


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


def _reply(process: "subprocess.Popen[str]") -> str:
    """Read on to the end of the next reply, which begins with the assistant's name."""
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        if lines and not line.strip():
            break
        if lines or line.startswith("Aloe"):
            lines.append(line)
    assert lines, "the conversation ended"
    return "".join(lines)


def _stored(home: Home) -> dict[str, object]:
    """What a new process finds stored."""
    with _chat(home, "--no-model") as process:
        _reply(process)
        _say(process, "/export")
        _say(process, "/quit")
        assert process.stdout
        text = process.stdout.read()
    found = json.loads(text[text.index("{\n") : text.rindex("}") + 1])
    return found["people"][0]["state"]["profile"]


@pytest.mark.parametrize("options", [("--no-model",), pytest.param((), marks=pytest.mark.model)])
def test_the_profile_survives_kill_9_after_a_reply(home: Home, options: tuple[str, ...]):
    with _chat(home, *options) as process:
        _reply(process)
        _say(process, "У меня жирная кожа, и мне 27 лет")
        _reply(process)
        os.kill(process.pid, signal.SIGKILL)
    profile = _stored(home)
    assert (profile["skin_type"], profile["age"]) == ("oily", 27)


def test_what_was_known_survives_kill_9_during_a_reply(home: Home):
    with _chat(home, "--no-model") as process:
        _reply(process)
        _say(process, "У меня жирная кожа")
        _reply(process)
        _say(process, "составьте уход")
        os.kill(process.pid, signal.SIGKILL)
    assert _stored(home)["skin_type"] == "oily"


def test_after_kill_9_it_does_not_ask_again_what_was_said(home: Home):
    with _chat(home, "--no-model") as process:
        _reply(process)
        _say(process, "У меня жирная кожа и прыщи")
        _reply(process)
        os.kill(process.pid, signal.SIGKILL)
    with _chat(home, "--no-model") as process:
        _reply(process)
        _say(process, "/profile")
        assert "жирная" in _reply(process).lower()
