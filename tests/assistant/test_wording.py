"""Words for what is known about a person."""

import pytest

from assistant import wording
from assistant.dialogue import DialogueState
from assistant.profile import Profile, Slot
from assistant.texts import texts
from knowledge.ingredients import Ingredient
from knowledge.vocabulary import Active, Caution, Concern, Language, Step

RU, EN = texts(Language.RU), texts(Language.EN)
YOUNG = Profile(age=16, cautions=(Caution.MINOR,))
WHOLE = Profile(
    skin_type="dry", sensitive=True, goals=("acne", "redness"), age=30, cautions=("pregnancy",),
    allergies=("nuts",), budget_rub=2000, fragrance_free=True, shelf=("Nivea",),
)  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
def test_the_summary_has_a_line_for_everything_that_is_known(language: Language) -> None:
    said = wording.summary(texts(language), WHOLE)
    assert sum(line.startswith("• ") for line in said.splitlines()) == len(Slot)


def test_who_told_nothing_is_told_so() -> None:
    assert wording.summary(EN, Profile()) == EN("summary-empty")


@pytest.mark.parametrize(
    ("profile", "slot", "said"),
    [
        (YOUNG, Slot.CAUTIONS, None),  # the age has said it
        (YOUNG, Slot.AGE, EN("said-age-minor", age=EN("value-age", n=16))),
        (Profile(age=12, cautions=(Caution.MINOR,)), Slot.AGE, EN("value-age", n=12)),
        (WHOLE, Slot.SHELF, EN("value-shelf", names="Nivea")),
        (WHOLE, Slot.ALLERGIES, "allergy to nuts"),
        (Profile(), Slot.SKIN_TYPE, None),
    ],
)
def test_a_slot_in_a_sentence(profile: Profile, slot: Slot, said: str | None) -> None:
    assert wording.phrase(EN, profile, slot) == said


@pytest.mark.parametrize(
    ("goals", "head"),
    [((Concern.ACNE,), "задача: "), ((Concern.ACNE, Concern.REDNESS), "задачи: ")],
)
def test_goals_are_counted(goals: tuple[Concern, ...], head: str) -> None:
    assert wording.in_short(RU, Profile(goals=goals)).startswith(head)


def test_nothing_known_is_nothing_said() -> None:
    assert wording.in_short(RU, Profile()) == ""


def test_wishes_are_told_in_words() -> None:
    said = wording.wishes(
        EN, minimal=True, cheaper=True, avoid=[Active.RETINOID], without=[Step.SERUM]
    )
    assert [part.strip() for part in said.split(",")][:2] == [
        EN("wish-minimal"),
        EN("wish-cheaper"),
    ]
    assert wording.wishes(EN, minimal=False, cheaper=False, avoid=[], without=[]) == ""


@pytest.mark.parametrize(("language", "name"), [("ru", "витамин Е"), ("en", "vitamin E")])
def test_the_letter_of_a_vitamin_is_large(language: str, name: str) -> None:
    entry = Ingredient.model_validate(
        {
            "id": "vitamin_e", "inci": ["TOCOPHEROL"], "en": ["vitamin e"], "ru": ["витамин е"],
            "pregnancy": "acceptable", "source": ["cir"],
        }
    )  # fmt: skip
    assert entry.name(language) == name


@pytest.mark.parametrize("how", [{"again": True}, {}])
@pytest.mark.parametrize(("profile", "asked"), [(Profile(), True), (WHOLE, False)])
def test_told_allergies_are_not_asked_for_again(how: dict, profile: Profile, asked: bool) -> None:
    question = wording.question(EN, "cautions", DialogueState(profile=profile), **how)
    assert ("allergies" in question) is asked
