"""The judge and the reworder, with a server that answers from a list."""

import asyncio
import io

import pytest
from PIL import Image

from eval import judged
from eval.bench import NotRunError
from eval.drawn import portrait
from eval.endpoint import found_json
from eval.photos import CONDITIONS, SPOILT, held_out
from eval.playing import Said
from eval.records import Record, Run, SuiteResult
from eval.report import contact
from eval.rewording import reworded
from eval.skintone import GROUPS, tone


class Server:
    """Answers in order; loud when asked for more."""

    model = "judge"

    def __init__(self, *answers: str):
        self._answers = list(answers)

    async def ask(self, system: str, text: str, *, seed: int = 0, max_tokens: int = 200) -> str:
        return self._answers.pop(0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('Sure! {"tone": 4} ok', {"tone": 4}),
        ('{broken {"a": 1}', {"a": 1}),
        ("no json", {}),
        ("[1, 2]", {}),
    ],
)
def test_json_is_found_within_chatter(text, found):
    assert found_json(text) == found


def test_a_judge_that_agrees_with_the_person_is_shown_to():
    from eval import cases

    known = cases.load("replies_rated.jsonl")
    answers = [str(case.expected).replace("'", '"') for case in known]
    empty = Run(started="", seed=0)
    result = asyncio.run(judged.judge(empty, Server(*answers)))
    told = {f.name: f.value for f in result.figures}
    assert told["tone: judge within 1 of the person"] == 1.0
    assert told["helpfulness: rank correlation with the person"] == pytest.approx(1.0)
    assert told["helpfulness"] is None, "there were no replies of ours to rate"


@pytest.mark.parametrize(
    "answer", ["", '{"helpfulness": 9, "tone": 1, "clarity": 1}', '{"tone": 3}']
)
def test_a_rating_off_the_rubric_is_no_rating(answer):
    result = asyncio.run(judged.judge(Run(started="", seed=0), Server(*[answer] * 40)))
    assert result.figures[0].value == 0.0


PERSONA = {"who": "a plumber", "temper": "terse"}


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("budget's 2000, oily", "budget's 2000, oily"),
        ("somewhere round two thousand", "2000 rubles, oily skin"),
        ("  ", "2000 rubles, oily skin"),
    ],
)
def test_a_rewording_that_loses_a_number_is_dropped(answer, text):
    said = Said("2000 rubles, oily skin", {"budget_rub": 2000})
    other = asyncio.run(reworded(said, PERSONA, Server(answer), 0))
    assert (other.text, other.facts) == (text, {"budget_rub": 2000})


def test_without_photos_nothing_is_judged(tmp_path):
    with pytest.raises(NotRunError, match="may not be passed on"):
        held_out(tmp_path)


@pytest.mark.parametrize("change", [*SPOILT.values(), *CONDITIONS.values()])
def test_a_changed_copy_is_a_photo(change):
    image = Image.open(io.BytesIO(change(portrait())))
    assert image.size in {(1080, 1080), (540, 540)}


@pytest.mark.parametrize(
    ("rgb", "group"),
    [((245, 222, 208), "very light"), ((190, 140, 95), "tan"), ((80, 50, 38), "dark")],
)
def test_skin_tone_follows_the_colour(rgb, group):
    out = io.BytesIO()
    Image.new("RGB", (64, 64), rgb).save(out, "PNG")
    assert group in GROUPS
    assert tone(out.getvalue()) == group


def test_a_picture_without_skin_has_no_tone():
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (20, 40, 200)).save(out, "PNG")
    assert tone(out.getvalue()) == "unknown"


def test_the_surest_mistakes_come_first_on_the_sheet(tmp_path):
    (tmp_path / "skin").mkdir()
    Image.new("RGB", (60, 40), "red").save(tmp_path / "skin" / "a.jpg")

    def mistake(sure: float, **tags: str) -> Record:
        return Record(
            id=str(sure),
            ok=False,
            input={"file": "a.jpg"},
            expected={"class": "acne"},
            got={"class": "redness", "probabilities": {"redness": sure}},
            tags=tags,
        )

    records = (mistake(0.6), mistake(0.9), mistake(0.99, condition="dim"))
    result = SuiteResult(suite="classification", title="", status="ran", records=records)
    found = contact.worst(Run(started="", seed=0, results=(result,)))
    assert [r.id for r in found] == ["0.9", "0.6"]
    contact.sheet(found, tmp_path, tmp_path / "sheet.png")
    assert Image.open(tmp_path / "sheet.png").size == (1100, 254)
