"""What is told of a new routine beside the one a person has read."""

import pytest

from assistant.routine import Routine, RoutineStep, compare, describe, place_of
from assistant.routine.model import Day
from assistant.texts import texts
from knowledge.vocabulary import Language, Step

ALWAYS = (tuple(Day),) * 6
TWICE = ((Day.MON, Day.THU),) * 6


def step(name: str, place: str = "serum", price: int | None = 500, **more: object) -> RoutineStep:
    given = {"product_id": name, "when": "", "why": "", "weeks": ALWAYS} | more
    return RoutineStep(step=place, name=name, price_rub=price, **given)


def routine(*evening: RoutineStep, total: int = 1000, morning: tuple[RoutineStep, ...] = ()):
    return Routine(morning=morning, evening=evening, total_rub=total, disclaimer="x")


def line(before: Routine, after: Routine, language: Language = Language.EN) -> str:
    return describe(compare(before, after), texts(language))


WASH, CREAM = step("Foam", "cleanser"), step("Milk", "moisturizer", 700)


def test_another_product_in_the_same_place_is_an_exchange() -> None:
    found = compare(routine(WASH, CREAM), routine(WASH, step("Balm", "moisturizer", 300)))
    assert [(old.name, new.name) for old, new in found.swapped] == [("Milk", "Balm")]
    assert not found.added
    assert not found.removed


def test_every_kind_of_treatment_takes_one_place() -> None:
    found = compare(routine(step("Acid", "toner")), routine(step("Retinol", "serum")))
    assert [(old.name, new.name) for old, new in found.swapped] == [("Acid", "Retinol")]
    assert place_of(step("x", "essence")) is Step.TREATMENT
    assert place_of(step("x", "mask")) is None


def test_two_products_that_leave_one_place_are_one_exchange_and_one_removal() -> None:
    before = routine(step("A"), step("B", "toner"))
    found = compare(before, routine(step("C", "essence")))
    assert [(old.name, new.name) for old, new in found.swapped] == [("A", "C")]
    assert [one.name for one in found.removed] == ["B"]


def test_what_only_comes_is_added_and_what_only_goes_is_removed() -> None:
    found = compare(routine(WASH, step("Lip", "lip")), routine(WASH, step("Eye", "eye")))
    assert [one.name for one in found.added] == ["Eye"]
    assert [one.name for one in found.removed] == ["Lip"]
    assert not found.swapped


def test_a_product_of_morning_and_evening_is_one() -> None:
    found = compare(routine(CREAM), routine(CREAM, morning=(CREAM, WASH)))
    assert [one.name for one in found.added] == ["Foam"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (routine(CREAM), routine(CREAM), "The products stay the same: they suit you as they are."),
        (
            routine(CREAM),
            routine(CREAM.model_copy(update={"weeks": TWICE})),
            "The products stay the same, only the days change.",
        ),
        (
            routine(CREAM, total=700),
            routine(step("Balm", "moisturizer", 300), total=300),
            "What changed: “Balm” (300 ₽) instead of “Milk”; 300 ₽ in all instead of 700 ₽.",
        ),
        (
            routine(WASH, CREAM),
            routine(WASH, step("Mine", "eye", None)),
            "What changed: removed “Milk”; added “Mine”.",
        ),
    ],
)
def test_the_difference_is_one_line(before: Routine, after: Routine, words: str) -> None:
    assert line(before, after) == words


def test_the_line_is_in_the_persons_language() -> None:
    said = line(routine(CREAM), routine(step("Balm", "moisturizer")), Language.RU)
    assert said == "Что изменилось: вместо «Milk» теперь «Balm» (500 ₽)."


def test_only_products_make_a_difference_true() -> None:
    days = compare(routine(CREAM), routine(CREAM.model_copy(update={"weeks": TWICE})))
    assert days.days_differ
    assert not days
    assert compare(routine(CREAM), routine(WASH, CREAM))
    assert compare(routine(WASH, CREAM), routine(CREAM))
    assert compare(routine(WASH), routine(step("Oil", "cleanser")))
