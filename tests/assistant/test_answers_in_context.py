"""Short answers whose words could mean something else elsewhere."""

import pytest

from assistant.profile import Act, Slot
from assistant.understanding.answers import picked
from assistant.understanding.rules import read_message


def _read(text: str, asked: str | None) -> list[tuple[Act, Slot | None, object]]:
    return [(c.act, c.slot, c.value) for c in read_message(text, asked=asked).commands]


@pytest.mark.parametrize(
    ("text", "score"),
    [("9", 9), ("ну где-то 8 из 10", 8), ("ставлю девять", 9), ("восьмёрочка", 8), ("10!", 10)],
)
def test_a_score_is_a_score_and_nothing_else(text: str, score: int) -> None:
    assert _read(text, "rating") == [(Act.RATING, None, score)]


@pytest.mark.parametrize(
    "text", ["тысячи четыре на всё", "мне 35 лет", "до 4000 рублей", "у меня 2 крема дома"]
)
def test_another_number_is_no_score(text: str) -> None:
    assert Act.RATING not in [act for act, _, _ in _read(text, "rating")]


def test_calm_answers_the_question_about_sensitivity_only() -> None:
    assert _read("нет, кожа спокойная", "sensitive") == [(Act.SET, Slot.SENSITIVE, False)]


@pytest.mark.parametrize(
    ("text", "sum_rub"),
    [
        ("бюджет три-четыре тысячи", 4000),
        ("сто двадцать пять рублей", 125),
        ("полторы тысячи", 1500),
    ],
)
def test_spelt_sums_are_read_whole(text: str, sum_rub: int) -> None:
    assert (Act.SET, Slot.BUDGET_RUB, sum_rub) in _read(text, "budget_rub")


def test_what_something_costs_is_no_budget() -> None:
    assert all(slot is not Slot.BUDGET_RUB for _, slot, _ in _read("сколько стоит ботокс?", None))


def test_a_late_pregnancy_is_no_rating() -> None:
    assert _read("I'm 9 weeks pregnant", "rating") == [(Act.SET, Slot.CAUTIONS, ("pregnancy",))]


@pytest.mark.parametrize("text", ["пью роаккутан", "а ретинол и кислоты можно вместе?"])
def test_a_medicine_or_a_question_is_no_allergy(text: str) -> None:
    assert all(slot is not Slot.ALLERGIES for _, slot, _ in _read(text, "cautions"))


def test_a_lone_allergen_answers_the_safety_question() -> None:
    assert _read("только лаванда", "cautions") == [(Act.SET, Slot.ALLERGIES, ("lavender",))]


OFFERED = ("acne", "dryness", "wrinkles", "redness")


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("1 и 4", ("acne", "redness")),
        ("second, third", ("dryness", "wrinkles")),
        ("2 + 2", ("dryness",)),
        ("третье", ("wrinkles",)),
    ],
)
def test_several_offered_goals_may_be_picked(text: str, goals: tuple[str, ...]) -> None:
    commands = read_message(text, asked="goals", options=OFFERED).commands
    found = [c for c in commands if c.slot is Slot.GOALS and c.act is Act.SET]
    assert tuple(name for c in found for name in c.value) == goals


def test_two_kinds_of_skin_at_once_are_no_pick() -> None:
    kinds = ("dry", "oily", "combination", "normal")
    commands = read_message("1 и 2", asked="skin_type", options=kinds).commands
    assert [c.value for c in commands if c.slot is Slot.SKIN_TYPE] == []


def test_no_option_is_picked_where_a_part_names_none() -> None:
    assert picked("1 и чемодан", OFFERED) == ()
    assert picked("1 и 2", ()) == ()
