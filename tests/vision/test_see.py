"""`aloe see` as an operator's script meets it."""

import json
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from assistant.commands.see import see
from knowledge.errors import UnusableInput
from tests.vision.pictures import blurred, encode, skin
from vision.sample import draw_photo

app = typer.Typer()
app.command()(see)
FIELDS = {"file", "accepted", "rejected_for", "advice", "findings", "abstained", "refer", "ms"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    (tmp_path / "good.jpg").write_bytes(draw_photo())
    (tmp_path / "blurred.png").write_bytes(encode(blurred(skin(), 6), "PNG"))
    (tmp_path / "paper.jpg").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "empty.jpg").write_bytes(b"")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


def test_a_good_photo_is_one_json_line_with_the_stable_fields(photos):
    result = run(photos / "good.jpg", "--json")
    assert result.exit_code == 0
    line = json.loads(result.stdout)
    assert line.keys() >= FIELDS
    assert line["accepted"]
    assert line["advice"] is None
    assert all(0 <= f["probability"] <= 1 for f in line["findings"])


def test_a_refusal_for_quality_is_an_answer_not_an_error(photos):
    result = run(photos / "blurred.png", "--json", "--lang", "en")
    assert result.exit_code == 0
    line = json.loads(result.stdout)
    assert (line["accepted"], line["rejected_for"], line["findings"]) == (False, "blurred", [])
    assert line["advice"].startswith("It is blurred")


@pytest.mark.parametrize("name", ["paper.jpg", "empty.jpg"])
def test_a_file_that_is_no_photo_prints_its_line_and_fails(photos, name):
    result = run(photos / name, "--json")
    assert json.loads(result.stdout)["rejected_for"] == "unreadable"
    assert isinstance(result.exception, UnusableInput)
    assert name in result.exception.message


def test_one_readable_photo_among_others_is_enough(photos):
    result = run(photos / "paper.jpg", photos / "good.jpg", "--json")
    assert result.exit_code == 0
    assert [json.loads(t)["accepted"] for t in result.stdout.splitlines()] == [False, True]


def test_a_missing_file_is_named_before_anything_is_said(photos):
    result = run(photos / "good.jpg", photos / "none.jpg", "--json")
    assert isinstance(result.exception, UnusableInput)
    assert "none.jpg" in result.exception.message
    assert result.stdout == ""


def test_an_explanation_is_written_whole(photos):
    out = photos / "why.png"
    assert run(photos / "good.jpg", "--explain", out).exit_code == 0
    with Image.open(out) as image:
        image.load()
    assert not list(photos.glob("*.part"))


@pytest.mark.parametrize(
    "words",
    [("good.jpg", "paper.jpg", "--explain", "x.png"), ("good.jpg", "--explain", "no/x.png")],
)
def test_an_explanation_that_cannot_be_drawn_is_refused_first(photos, words, monkeypatch):
    monkeypatch.chdir(photos)
    result = run(*words)
    assert isinstance(result.exception, UnusableInput)
    assert result.stdout == ""


@pytest.mark.parametrize(("lang", "word"), [("ru", "фото"), ("en", "photo")])
def test_without_json_it_speaks_to_a_person(photos, lang, word):
    assert word in run(photos / "good.jpg", "--lang", lang).stdout.replace(
        "good.jpg", ""
    ).lower() or run(photos / "good.jpg", "--lang", lang).stdout.count("%")


def test_a_folder_is_called_a_folder(photos):
    result = run(photos)
    assert isinstance(result.exception, UnusableInput)
    assert "a folder" in result.exception.message


def test_a_picture_cannot_be_written_over_a_folder(photos):
    result = run(photos / "good.jpg", "--explain", photos)
    assert isinstance(result.exception, UnusableInput)
    assert "name a PNG" in result.exception.message
    assert result.stdout == ""


def test_a_picture_that_cannot_be_written_is_told_in_a_sentence(photos):
    (photos / "out.png.part").mkdir()
    result = run(photos / "good.jpg", "--explain", photos / "out.png")
    assert isinstance(result.exception, UnusableInput)
    assert "cannot be written" in result.exception.message


def test_several_photos_end_in_one_line_for_all(photos):
    result = run(photos / "good.jpg", photos / "good.jpg", "--lang", "en")
    assert result.stdout.splitlines()[-1].startswith("together: ")


def test_of_a_file_over_the_limit_only_the_limit_is_read(photos):
    with (photos / "huge.jpg").open("wb") as file:
        file.truncate(50 * 1024**3)  # sparse: takes no room on disk, but would in memory
    assert json.loads(run(photos / "huge.jpg", "--json").stdout)["rejected_for"] == "too_large"
