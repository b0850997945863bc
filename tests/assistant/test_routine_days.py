"""Who goes when: the arrangement of treatments over parts of the day and days of the week."""

import pytest
from pydantic import ValidationError

from assistant.routine.model import Day
from assistant.routine.scheduling import DAILY, NEVER, Placement, arrange
from knowledge.product import Product
from knowledge.regimen import Days, load_regimen
from knowledge.vocabulary import PartOfDay, Step
from tests.assistant.shelf_of_products import ACID, EYE, NIACINAMIDE, RETINOL, VITAMIN_C, product

REGIMEN = load_regimen()
OTHER = product("other", Step.SERUM, holds=["NIACINAMIDE"])
BHA = product("bha", Step.EXFOLIANT, holds=["SALICYLIC ACID"])
UNKNOWN = product("shelf:0", Step.SERUM)


def never(first: Product, second: Product) -> bool:
    return False


def always(first: Product, second: Product) -> bool:
    return True


def arranged(*treatments: Product, eye: Product | None = None, clash=never) -> dict[str, Placement]:
    owned = frozenset(item.id for item in treatments if item.id.startswith("shelf:"))
    found = arrange(treatments, eye, clash, REGIMEN, owned)
    assert found is not None
    return {item.product.id: item for item in found}


def parts(placement: Placement) -> set[PartOfDay]:
    return {part for part in PartOfDay if any(placement.days(part))}


@pytest.mark.parametrize(
    ("treatments", "of", "expected"),
    [
        ((NIACINAMIDE,), "niacinamide", {PartOfDay.MORNING, PartOfDay.EVENING}),
        ((NIACINAMIDE, RETINOL), "niacinamide", {PartOfDay.MORNING}),
        ((NIACINAMIDE, RETINOL), "retinol", {PartOfDay.EVENING}),
        ((VITAMIN_C,), "vitamin_c", {PartOfDay.MORNING}),
        ((ACID,), "acid", {PartOfDay.EVENING}),
    ],
)
def test_each_treatment_has_its_part_of_the_day(treatments, of, expected) -> None:
    assert parts(arranged(*treatments)[of]) == expected


def test_two_gentle_products_that_clash_share_the_day_between_them() -> None:
    found = arranged(NIACINAMIDE, OTHER, clash=always)
    assert parts(found["niacinamide"]) == {PartOfDay.MORNING}
    assert parts(found["other"]) == {PartOfDay.EVENING}


def test_a_flexible_product_gives_way_to_one_that_has_only_the_morning() -> None:
    found = arranged(VITAMIN_C, NIACINAMIDE, clash=always)
    assert parts(found["niacinamide"]) == {PartOfDay.EVENING}


def test_two_that_clash_in_the_only_part_they_have_cannot_be_arranged() -> None:
    twin = VITAMIN_C.model_copy(update={"id": "twin"})
    assert arrange((VITAMIN_C, twin), None, always, REGIMEN) is None


def test_three_strong_products_cannot_be_arranged() -> None:
    assert arrange((RETINOL, ACID, BHA), None, never, REGIMEN) is None


def test_two_strong_products_never_meet_on_an_evening() -> None:
    found = arranged(RETINOL, BHA, clash=always)
    both = zip(found["retinol"].evening, found["bha"].evening, strict=True)
    assert not any(set(first) & set(second) for first, second in both)


def test_beside_two_gentle_ones_and_an_eye_product_the_morning_is_kept_short() -> None:
    found = arranged(NIACINAMIDE, OTHER, eye=EYE)
    mornings = [item for item in found.values() if any(item.morning)]
    assert len(mornings) == 2


def test_two_morning_products_leave_the_eye_product_to_the_evening() -> None:
    twin = VITAMIN_C.model_copy(update={"id": "twin"})
    found = arranged(VITAMIN_C, twin, eye=EYE)
    assert parts(found["eye"]) == {PartOfDay.EVENING}


def test_what_is_owned_needs_no_introduction() -> None:
    mine = NIACINAMIDE.model_copy(update={"id": "shelf:1"})
    assert arranged(mine)["shelf:1"].morning == DAILY


def test_an_owned_product_of_unknown_actives_takes_the_evenings_that_are_left() -> None:
    found = arranged(UNKNOWN, RETINOL)
    assert found["shelf:0"].morning == NEVER
    assert Day.MON not in found["shelf:0"].evening[5]
    assert Day.TUE in found["shelf:0"].evening[5]


def test_data_in_which_two_strong_products_share_an_evening_is_refused() -> None:
    with pytest.raises(ValidationError, match="share an evening"):
        Days(alone={1: ("mon",)}, first={1: ("mon",)}, second={1: ("mon",)}, source="nobody")
