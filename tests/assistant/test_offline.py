"""After set-up nothing needs the network: every command works with all but loopback blocked."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.demo_photo import draw_demo_photo
from tests.conftest import ALOE, Home

# Python imports sitecustomize before anything else. Attempts are written down as well as refused,
# because a program may swallow the refusal.
GUARD = """
import os, socket

_LOCAL = ("127.", "::1", "localhost")

def _deny(where):
    with open(os.environ["ATTEMPTS"], "a") as file:
        file.write(f"{where}\\n")
    raise OSError(f"the test blocks the network: {where}")

def _check(address):
    if isinstance(address, tuple) and not str(address[0]).startswith(_LOCAL):
        _deny(address[0])

class _Socket(socket.socket):
    def connect(self, address):
        _check(address)
        return super().connect(address)

    def connect_ex(self, address):
        _check(address)
        return super().connect_ex(address)

    def sendto(self, data, *rest):
        _check(rest[-1])
        return super().sendto(data, *rest)

_resolve = socket.getaddrinfo

def _getaddrinfo(host, *rest, **named):
    if host is not None and not str(host).startswith(_LOCAL):
        _deny(host)
    return _resolve(host, *rest, **named)

socket.socket = _Socket
socket.getaddrinfo = _getaddrinfo
"""

SCRIPT = (
    {"text": "Hi! My skin is oily and I get pimples."},
    {"photo": "skin.jpg"},
    {"text": "no allergies, not pregnant, I am 27"},
    {"text": "show me the routine"},
    {"rating": 9},
)
MESSAGE = json.dumps({"id": "1", "text": "У меня жирная кожа и прыщи", "lang": "ru"})
PROFILE = {"skin_type": "oily", "goals": ["acne"], "age": 27, "language": "en"}


@pytest.fixture
def ready(stocked: Home) -> Home:
    """A home with a photo, a profile and a script."""
    home = stocked
    (home.path / "skin.jpg").write_bytes(draw_demo_photo())
    (home.path / "profile.json").write_text(json.dumps(PROFILE))
    lines = (json.dumps(turn) for turn in SCRIPT)
    (home.path / "script.jsonl").write_text("\n".join(lines))
    guard = home.path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    return home


def _blocked(home: Home, command: Sequence[str], stdin: str) -> str:
    """Run a command under the guard; what it printed."""
    attempts = home.path / "attempts"
    done = home.aloe(
        *command,
        stdin=stdin,
        PYTHONPATH=str(home.path / "guard"),
        ATTEMPTS=str(attempts),
        HF_HUB_OFFLINE="0",
    )
    assert not attempts.exists(), attempts.read_text()
    assert done.returncode == 0, done.stderr
    return done.stdout


def _without_interfaces(home: Home, command: Sequence[str], stdin: str) -> str:
    """Run a command in a network namespace of its own; what it printed."""
    done = subprocess.run(
        ["unshare", "--map-root-user", "--net", str(ALOE), *command],
        cwd=home.path,
        input=stdin,
        text=True,
        capture_output=True,
        check=False,
        timeout=240,
        env=home.environment(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _namespaces() -> bool:
    command = ["unshare", "--map-root-user", "--net", "true"]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(command, capture_output=True, check=False).returncode
    )


COMMANDS = {
    "see": (["see", "skin.jpg", "--json"], ""),
    "extract": (["extract", "--no-model"], MESSAGE),
    "recommend": (["recommend", "--profile", "profile.json", "--json"], ""),
    "catalogue": (["catalogue", "stats", "--json"], ""),
    "models": (["models", "verify"], ""),
    "stats": (["stats", "--json"], ""),
    "chat": (["chat", "--no-model", "--script", "script.jsonl"], ""),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_neither_needs_nor_tries_the_network(ready: Home, name: str):
    command, stdin = COMMANDS[name]
    assert _blocked(ready, command, stdin)


def test_a_conversation_without_the_network_reaches_routine_and_rating(ready: Home):
    turns = [json.loads(line) for line in _blocked(ready, *COMMANDS["chat"]).splitlines()]
    assert len(turns) == len(SCRIPT)
    assert any(turn["routine"] and turn["routine"]["disclaimer"] for turn in turns)


@pytest.mark.model
def test_the_language_model_needs_no_network_either(ready: Home):
    turns = [
        json.loads(line)
        for line in _blocked(ready, ["chat", "--script", "script.jsonl"], "").splitlines()
    ]
    assert len(turns) == len(SCRIPT)


@pytest.mark.skipif(not _namespaces(), reason="this system allows no network namespaces")
@pytest.mark.parametrize("name", ["recommend", "chat"])
def test_native_code_needs_no_network_either(ready: Home, name: str):
    command, stdin = COMMANDS[name]
    assert _without_interfaces(ready, command, stdin)


def test_the_guard_itself_blocks(ready: Home, tmp_path: Path):
    attempts = tmp_path / "attempts"
    done = subprocess.run(
        [sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 80))"],
        env={**os.environ, "PYTHONPATH": str(ready.path / "guard"), "ATTEMPTS": str(attempts)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "192.0.2.1" in attempts.read_text()
