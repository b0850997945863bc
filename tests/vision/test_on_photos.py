"""The shipped network on held-out photos, where they are at hand: a guard, not the evaluation."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from vision.classes import CLASSES, PhotoClass
from vision.collect import Answers, collect
from vision.dataset import Split, load_split
from vision.eyes import Eyes
from vision.metrics import accuracy, calibration_error, recalls

FOLDER = Settings().data_dir / "skin"

pytestmark = pytest.mark.skipif(
    not (FOLDER / "manifest.csv").is_file(),
    reason=f"no photos in {FOLDER}: they may not be passed on, so a fresh clone has none",
)


@pytest.fixture(scope="module")
def eyes() -> Eyes:
    return Eyes.load()


@pytest.fixture(scope="module")
def answers(eyes: Eyes) -> Answers:
    tested = [e for e in load_split() if e.split is Split.TEST]
    return collect(eyes, Path(FOLDER), tested[::3])


def test_nine_in_ten_are_right(eyes, answers):
    assert accuracy(answers.p(eyes), answers.y) > 0.9


def test_probabilities_mean_what_they_say(eyes, answers):
    assert calibration_error(answers.p(eyes), answers.y, bins=5) < 0.06


def test_things_are_told_from_skin(eyes, answers):
    found = recalls(answers.p(eyes), answers.y)
    assert found[CLASSES.index(PhotoClass.NOT_SKIN)] >= 0.97


def test_few_good_photos_are_turned_away(answers):
    skin = [
        reason
        for reason, e in zip(answers.rejected, answers.examples, strict=True)
        if e.label is not PhotoClass.NOT_SKIN
    ]
    assert sum(reason is not None for reason in skin) <= 0.05 * len(skin)
