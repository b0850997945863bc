"""`aloe stats` reads what the pilot stored and shows it as tables, JSON and a picture."""

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from assistant.database import Database
from assistant.store import NewRating, NewRoutine, Turn


async def _pilot(path: Path) -> None:
    """Three people over two weeks, two of them with a routine, one rated."""
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for n, person in enumerate(("tg:91", "tg:92", "tg:93")):
        at = now + timedelta(days=5 * n)
        store = await Database.open(f"sqlite:///{path}", now=lambda at=at: at)
        await store.save(
            person,
            turn=Turn(
                step="ask", known=("skin_type", "goals"), first_text_ms=300, total_ms=900, model="m"
            ),
        )
        if n:
            await store.save(person, routine=NewRoutine(body={}, model="m", prompt_version="1"))
        if n == 2:
            await store.save(person, rating=NewRating(score=8, reason="понятно"))
        await store.close()


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    asyncio.run(_pilot(tmp_path / "aloe.sqlite3"))
    return tmp_path


def _stats(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    aloe = Path(sys.executable).with_name("aloe")
    return subprocess.run(
        [aloe, "stats", *arguments],
        text=True,
        capture_output=True,
        check=False,
        cwd=home,
        env={**os.environ, "ALOE_DATA_HOME": str(home), "TZ": "UTC", "COLUMNS": "100"},
    )


def test_json_holds_the_figures(pilot: Path):
    found = json.loads(_stats(pilot, "--json").stdout)
    assert [week["people"] for week in found["active"]["weeks"]] == [2, 1]
    assert [stage["people"] for stage in found["funnel"]] == [3, 3, 2, 1]
    assert found["satisfaction"]["mean"] == 8
    assert found["latency_ms"][0]["first_p50"] == 300


def test_since_leaves_out_what_was_before(pilot: Path):
    found = json.loads(_stats(pilot, "--json", "--since", "2026-03-05").stdout)
    assert found["people"] == 2


def test_tables_are_printed_with_the_reasons(pilot: Path):
    shown = _stats(pilot).stdout
    assert "понятно" in shown
    assert "tg:9" not in shown


def test_nobody_yet_is_said(tmp_path: Path):
    done = _stats(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nobody" in done.stdout


@pytest.mark.parametrize("filled", [True, False])
def test_a_chart_is_drawn(tmp_path: Path, filled: bool):
    if filled:
        asyncio.run(_pilot(tmp_path / "aloe.sqlite3"))
    done = _stats(tmp_path, "--png", "chart.png")
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "chart.png") as chart:
        assert chart.size == (1650, 880)


@pytest.mark.parametrize("arguments", [("--png", "missing/chart.png"), ("--since", "yesterday")])
def test_unusable_options_exit_2(pilot: Path, arguments: tuple[str, ...]):
    done = _stats(pilot, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
