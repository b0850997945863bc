"""`aloe recommend` and the way from a profile to candidates."""

import json
from pathlib import Path

import pytest

from assistant.cli import run
from assistant.profile import Profile
from assistant.recommending import Recommender, SafetyJudge, ScanRetriever
from assistant.routine import Routine
from knowledge import safety
from knowledge.catalogue import Catalogue
from knowledge.retrieval import Query
from knowledge.starter import load_starter
from knowledge.vocabulary import Caution, Concern, Language, SkinType, Step

STARTER = Catalogue(load_starter(), starter=True)
RECOMMENDER = Recommender(ScanRetriever(STARTER), STARTER)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine where nothing was pulled or imported."""
    monkeypatch.setenv("ALOE_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("ALOE_MODEL_DIR", str(tmp_path / "models"))
    return tmp_path


def profile_file(home: Path, text: str) -> str:
    path = home / "profile.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_profile_gives_a_routine_of_catalogue_products(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = profile_file(home, '{"skin_type": "oily", "goals": ["acne"], "language": "en"}')
    assert run(["recommend", "--profile", path, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["morning"][-1]["step"] == "sunscreen"
    assert all(STARTER.get(step["product_id"]) for step in answer["morning"] + answer["evening"])


def test_words_are_russian_where_the_profile_names_no_language(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["recommend", "--profile", profile_file(home, "{}")]) == 0
    assert "Утро" in capsys.readouterr().out


def test_a_child_gets_a_referral_as_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recommend", "--profile", profile_file(home, '{"age": 9}'), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["no_routine"], answer["morning"]) == ("under_14", [])


def test_the_calendar_is_written_as_a_picture(home: Path) -> None:
    picture = home / "weeks.png"
    path = profile_file(home, '{"goals": ["acne"]}')
    assert run(["recommend", "--profile", path, "--calendar", str(picture)]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not valid JSON"),
        ("[]", "must hold one JSON object"),
        ('{"skin": "dry"}', "unknown field skin"),
        ('{"age": -1}', "age:"),
        ('{"age": 121}', "age:"),
        ('{"goals": ["happiness"]}', "goals.0:"),
        ('{"skin_type": "dryish", "sum": 1}', "unknown field sum"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_profile_gets_one_sentence_and_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    assert run(["recommend", "--profile", profile_file(home, text)]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert "Traceback" not in error


def test_a_missing_profile_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recommend", "--profile", str(home / "nowhere.json")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_picture_called_profile_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / "photo.json"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    assert run(["recommend", "--profile", str(path)]) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_a_calendar_in_no_folder_is_refused_before_anything_is_done(home: Path) -> None:
    path = profile_file(home, "{}")
    assert run(["recommend", "--profile", path, "--calendar", str(home / "no" / "x.png")]) == 2


def test_null_means_not_said(home: Path) -> None:
    path = profile_file(home, '{"skin_type": null, "goals": null, "allergies": null}')
    assert run(["recommend", "--profile", path, "--json"]) == 0


def test_products_that_a_circumstance_excludes_are_found_and_named() -> None:
    person = Profile(goals=(Concern.WRINKLES,), cautions=(Caution.PREGNANCY,))
    found = RECOMMENDER.recommend(person, language=Language.EN)
    assert isinstance(found, Routine)
    assert "retinoid; pregnancy" in {item.because for item in found.left_out}


def test_the_scan_returns_the_best_of_each_step() -> None:
    found = ScanRetriever(STARTER).search(Query(steps=(Step.SERUM, Step.CLEANSER), limit=3))
    assert sorted(item.product.step for item in found) == ["cleanser"] * 3 + ["serum"] * 3


def test_conflicts_remembered_for_like_pairs_are_those_of_the_rules() -> None:
    judge = SafetyJudge(Profile(), Language.EN)
    products = [item for item in load_starter() if item.step in (Step.SERUM, Step.EXFOLIANT)]
    pairs = [(a, b) for a in products[::2] for b in products[1::2]]
    assert [judge.conflict(a, b) is not None for a, b in pairs] == [
        bool(safety.conflicts(a, b)) for a, b in pairs
    ]


SHOP = (
    STARTER.get("serum-niacinamide") or next(iter(load_starter()))
).model_copy(
    update={"id": "n1", "kind": "product", "name": "Calm Serum No 5", "name_ru": None,
            "brand": "Mild"}
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "recognised"),
    [
        ("Calm Serum No 5", True),
        ("mild calm serum no. 5", True),
        ("calm serum", False),
        ("serum", False),
    ],
)
def test_an_owned_product_is_recognised_by_its_full_name_only(words: str, recognised: bool) -> None:
    catalogue = Catalogue([*load_starter(), SHOP])
    found = Recommender(ScanRetriever(catalogue), catalogue).recommend(
        Profile(shelf=(words,)), language=Language.EN
    )
    assert isinstance(found, Routine)
    spoken = " ".join(item.text for item in found.warnings)
    assert ("unknown to us" not in spoken) is recognised


def test_a_name_that_two_products_bear_recognises_neither() -> None:
    catalogue = Catalogue([*load_starter(), SHOP, SHOP.model_copy(update={"id": "n2"})])
    found = Recommender(ScanRetriever(catalogue), catalogue).recommend(
        Profile(shelf=("Calm Serum No 5",)), language=Language.EN
    )
    assert isinstance(found, Routine)
    assert any("unknown to us" in item.text for item in found.warnings)


def test_an_alternative_can_be_asked_for_a_product_of_the_routine() -> None:
    person = Profile(goals=(Concern.DRYNESS,))
    found = RECOMMENDER.recommend(person)
    assert isinstance(found, Routine)
    cream = next(step for step in found.evening if step.step == "moisturizer")
    assert cream.product_id is not None
    offered = RECOMMENDER.alternatives(person, cream.product_id, limit=2)
    assert [item.step for item in offered] == [Step.MOISTURIZER] * 2


class Watching(ScanRetriever):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(STARTER)
        self.asked: list[Query] = []

    def search(self, query: Query):
        self.asked.append(query)
        return super().search(query)


@pytest.mark.parametrize(
    ("profile", "washes"),
    [
        (Profile(skin_type=SkinType.OILY, goals=(Concern.ACNE,)), False),
        (Profile(skin_type=SkinType.OILY, goals=(Concern.ACNE,), sensitive=True), True),
        (Profile(skin_type=SkinType.DRY, goals=(Concern.ACNE,)), True),
    ],
)
def test_what_no_routine_would_use_every_day_is_not_looked_at(
    profile: Profile, washes: bool
) -> None:
    """An acid wash is looked at only for robust oily skin; what rules leave out still is."""
    watching = Watching()
    Recommender(watching, STARTER).recommend(profile)
    first, *_, last = watching.asked
    assert (Step.CLEANSER in first.everyday) is washes
    assert {Step.MOISTURIZER, Step.SUNSCREEN, Step.EYE} <= set(first.everyday)
    assert last.everyday == ()
