import re
from importlib.resources import files

import pytest

import prompts
from assistant import wording
from assistant.dialogue import QUESTION_ORDER, SKIN_TEST
from assistant.profile import Profile, Slot
from assistant.texts import texts
from knowledge.errors import MissingPart
from knowledge.vocabulary import Caution, Concern, Language, SkinType

RU, EN = texts(Language.RU), texts(Language.EN)


def test_both_languages_have_the_same_texts() -> None:
    assert RU.keys ^ EN.keys == set()


@pytest.mark.parametrize("language", Language)
def test_every_value_of_the_vocabulary_has_a_word(language: Language) -> None:
    wanted = {
        *(f"goal-{item.value}" for item in Concern),
        *(f"caution-{item.value}" for item in Caution),
        *(f"skin_type-{item.value}" for item in SkinType),
        *(f"label-{item.value}" for item in Slot),
        *(f"ask-{item}" for item in (*QUESTION_ORDER, *SKIN_TEST)),
    }
    assert wanted <= texts(language).keys


def test_russian_texts_address_people_politely() -> None:
    for file in files("assistant.texts").joinpath("ru").iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\b(ты|тебя|тебе|твой|твоя|твоё)\b", text, re.IGNORECASE), file.name


def test_english_texts_hold_no_cyrillic() -> None:
    for name in ("conversation.ftl", "routine.ftl"):
        file = files("assistant.texts").joinpath("en", name)
        assert not re.search("[а-яё]", file.read_text(encoding="utf-8"), re.IGNORECASE), file.name


@pytest.mark.parametrize("call", [lambda: RU("no-such-text"), lambda: RU("value-age")])
def test_a_missing_text_or_value_is_loud(call) -> None:
    with pytest.raises(KeyError):
        call()


@pytest.mark.parametrize(("age", "text"), [(1, "1 год"), (22, "22 года"), (25, "25 лет")])
def test_russian_plurals_are_right(age: int, text: str) -> None:
    assert RU("value-age", n=age) == text


FULL = Profile(
    skin_type=SkinType.DRY,
    sensitive=True,
    goals=(Concern.REDNESS,),
    age=31,
    cautions=(Caution.PREGNANCY,),
    allergies=("nuts",),
    budget_rub=3000,
    fragrance_free=True,
    shelf=("CeraVe",),
)


@pytest.mark.parametrize("language", Language)
def test_the_summary_names_every_known_slot(language: Language) -> None:
    lines = wording.summary(texts(language), FULL).splitlines()
    assert len([line for line in lines if line.startswith("•")]) == len(Slot)


def test_the_summary_of_nobody_says_so() -> None:
    assert wording.summary(EN, Profile()) == EN("summary-empty")


def test_only_what_changed_is_repeated() -> None:
    before = Profile(goals=(Concern.ACNE,))
    after = Profile(goals=(Concern.ACNE, Concern.REDNESS), skin_type=SkinType.DRY)
    assert wording.learned(EN, before, after) == "dry skin, redness"


def test_a_fact_that_was_taken_back_is_not_repeated() -> None:
    assert not wording.learned(EN, Profile(skin_type=SkinType.DRY), Profile())


@pytest.mark.parametrize(
    ("asked", "count"),
    [(None, 0), ("goals", 0), ("skin_type", 5), ("sensitive", 3), ("skin_test_2", 3),
     ("rating", 11), ("finding:redness", 2), ("confirm:skin_type", 2), ("photo_consent", 2)],
)  # fmt: skip
def test_questions_offer_answers(asked: str | None, count: int) -> None:
    assert len(wording.options(RU, asked)) == count


def test_an_unfilled_prompt_never_reaches_the_model() -> None:
    with pytest.raises(MissingPart):
        prompts.load("no_such_prompt")
    assert prompts.load("speak_ru").version


@pytest.mark.parametrize("name", [file.name for file in files("prompts").iterdir()])
def test_every_prompt_has_front_matter(name: str) -> None:
    if name.endswith(".md"):
        assert prompts.load(name.removesuffix(".md")).purpose
