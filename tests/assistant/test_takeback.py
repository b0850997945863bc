import pytest

from assistant.profile import Act, Command, Profile, Slot
from assistant.takeback import says_no_allergies, taken_back, without

KNOWN = Profile.model_validate(
    {
        "skin_type": "dry", "sensitive": True, "goals": ("wrinkles", "dark_circles", "acne"),
        "age": 30, "cautions": ("pregnancy", "breastfeeding", "isotretinoin"),
        "allergies": ("coconut", "nuts"), "budget_rub": 3000, "fragrance_free": True,
        "shelf": ("пенка Nivea", "The Ordinary Niacinamide"),
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("remove the coconut allergy, it was a false alarm", Slot.ALLERGIES, ("coconut",)),
        ("Ой, кокос уберите, это была ложная тревога", Slot.ALLERGIES, ("coconut",)),
        ("аллергии на кокос нет, я ошиблась", Slot.ALLERGIES, ("coconut",)),
        ("I'm not allergic to nuts after all", Slot.ALLERGIES, ("nuts",)),
        ("аллергии нет", Slot.ALLERGIES, ("coconut", "nuts")),
        ("уже не кормлю", Slot.CAUTIONS, ("breastfeeding",)),
        ("I gave birth yesterday!", Slot.CAUTIONS, ("pregnancy",)),
        ("беременность была ошибкой, тест отрицательный", Slot.CAUTIONS, ("pregnancy",)),
        ("not on accutane, I misspoke", Slot.CAUTIONS, ("isotretinoin",)),
        ("forget the wrinkles, only circles", Slot.GOALS, ("wrinkles",)),
        ("морщины не надо", Slot.GOALS, ("wrinkles",)),
        ("drop wrinkles from my goals", Slot.GOALS, ("wrinkles",)),
        ("бюджет забудьте, неважно", Slot.BUDGET_RUB, None),
        ("сумма не важна", Slot.BUDGET_RUB, None),
        ("cancel the budget", Slot.BUDGET_RUB, None),
        ("запах не важен", Slot.FRAGRANCE_FREE, None),
        ("forget my age", Slot.AGE, None),
        ("пенка закончилась, не учитывайте её", Slot.SHELF, ("пенка Nivea",)),
        ("I ran out of the niacinamide", Slot.SHELF, ("The Ordinary Niacinamide",)),
    ],
)
def test_what_is_taken_back_is_denied(text: str, slot: Slot, value: object) -> None:
    assert [(c.act, c.slot, c.value) for c in taken_back(text, KNOWN)] == [(Act.DENY, slot, value)]


@pytest.mark.parametrize(
    "text",
    [
        "уберите средства с орехами, у меня аллергия",
        "у меня аллергия на орехи, крем уберите",
        "не забудьте про аллергию на кокос",
        "больше аллергий нет",
        "кроме кокоса аллергии нет",
        "no other allergies",
        "хочу убрать прыщи",
        "уберите морщины",
        "закончила роаккутан",
        "крем с кокосом мне нельзя",
        "don't forget my budget",
    ],
)
def test_what_is_known_stays(text: str) -> None:
    assert not taken_back(text, KNOWN)


def test_only_what_is_known_can_be_taken_back() -> None:
    assert not taken_back("remove the coconut allergy and the budget", Profile())


def test_a_value_that_is_taken_back_is_not_stated_by_the_same_words() -> None:
    said = (
        Command(act=Act.SET, slot=Slot.ALLERGIES, value=("coconut",)),
        Command(act=Act.SET, slot=Slot.GOALS, value=("redness",)),
    )
    gone = taken_back("remove the coconut allergy, it's redness I care about", KNOWN)
    assert without(said, gone) == said[1:]


@pytest.mark.parametrize(
    ("text", "none"), [("not pregnant, no allergies", True), ("no other allergies", False)]
)
def test_no_allergies_at_all(text: str, none: bool) -> None:
    assert says_no_allergies(text) is none
