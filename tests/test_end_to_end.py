"""The whole path with every part real: models, catalogue, index, database, command line."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.demo_photo import draw_demo_photo
from knowledge.catalogue import Catalogue

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]

RUSSIAN = [
    {"text": "здравствуйте! кожа жирная, к обеду лоб и щёки блестят"},
    {"photo": "skin.jpg"},
    {"text": "да"},
    {"text": "не беременна, аллергия на ланолин"},
    {"text": "нет, кожа спокойная"},
    {"text": "до 5000 рублей на всё"},
    {"rating": 9},
]
ENGLISH = [
    {"text": "hello, my skin is dry and I get pimples on my chin"},
    {"photo": "skin.jpg"},
    {"text": "I'm pregnant, 12 weeks, no allergies"},
    {"text": "yes, it stings from new creams"},
    {"text": "doesn't matter"},
    {"text": "can I use retinol?"},
    {"rating": 10},
]


def _aloe(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("aloe")), *arguments],
        env={**os.environ, "ALOE_DATA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


def _play(home: Path, turns: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    (folder / "skin.jpg").write_bytes(draw_demo_photo())
    script = folder / "turns.jsonl"
    script.write_text("\n".join(json.dumps(turn) for turn in turns), encoding="utf-8")
    done = _aloe(home, "chat", "--script", str(script))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module", params=["ru", "en"])
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp(request.param)
    turns = RUSSIAN if request.param == "ru" else ENGLISH
    return request.param, folder, _play(folder / "home", turns, folder)


def _routine(turns: list[dict[str, Any]]) -> dict[str, Any]:
    routines = [turn["routine"] for turn in turns if turn["routine"]]
    assert routines, [turn["reply"] for turn in turns]
    return routines[-1]


def test_every_turn_is_answered_in_the_persons_language(played) -> None:
    language, _, turns = played
    assert len(turns) == 7
    assert {turn["profile"]["language"] for turn in turns} == {language}


def test_the_photo_is_seen(played) -> None:
    _, _, turns = played
    assert turns[1]["findings"][0]["concern"] == "acne"


def test_every_product_exists_and_the_morning_ends_with_spf(played) -> None:
    _, _, turns = played
    routine, catalogue = _routine(turns), Catalogue.load()
    steps = [*routine["morning"], *routine["evening"]]
    assert all(catalogue.get(step["product_id"]) is not None for step in steps)
    assert routine["morning"][-1]["step"] == "sunscreen"
    assert "sunscreen" not in {step["step"] for step in routine["evening"]}


def test_the_disclaimer_is_part_of_the_routine_and_of_the_words(played) -> None:
    _, _, turns = played
    routine = _routine(turns)
    told = next(turn["reply"] for turn in turns if turn["routine"])
    assert routine["disclaimer"]
    assert routine["disclaimer"] in told


def test_the_rating_is_in_the_database(played) -> None:
    language, folder, _ = played
    with sqlite3.connect(folder / "home" / "aloe.sqlite3") as database:
        scores = [row[0] for row in database.execute("SELECT score FROM ratings")]
    assert scores == [9 if language == "ru" else 10]


def test_what_was_said_about_safety_is_respected(played) -> None:
    language, _, turns = played
    profile, routine = turns[-1]["profile"], _routine(turns)
    catalogue = Catalogue.load()
    names = {
        name
        for step in (*routine["morning"], *routine["evening"])
        for name in catalogue.get(step["product_id"]).ingredients
    }
    if language == "ru":
        assert profile["allergies"] == ["lanolin"]
        assert not any("LANOLIN" in name for name in names)
    else:
        assert profile["cautions"] == ["pregnancy"]
        assert not any("RETIN" in name for name in names)
