"""Compares a reported profile with the expected one, slot by slot. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import fuzz

SCALARS = ("skin_type", "sensitive", "age", "budget_rub", "fragrance_free")
LISTS = ("goals", "cautions", "allergies")
SLOTS = (*SCALARS, *LISTS)
"""Slots that must all be right for a message to be right; shelf is free text and scored apart."""
CORE = ("skin_type", "sensitive", "goals")
SAME_PRODUCT = 75
"""Least similarity (rapidfuzz token_set_ratio, 0..100) of two namings of one owned product."""


def labels(profile: Mapping[str, Any], slot: str, unscored: Iterable[str] = ()) -> set[str]:
    """The values of a list slot without those that careful readers differ on."""
    skip = {u.removeprefix(f"{slot}.") for u in unscored if u.startswith(f"{slot}.")}
    return {str(v).casefold() for v in profile.get(slot) or ()} - skip


def agrees(
    expected: Mapping[str, Any], got: Mapping[str, Any], slot: str, unscored: Iterable[str] = ()
) -> bool:
    """Whether a slot is right; a budget given as [low, high] may lie anywhere between."""
    unscored = tuple(unscored)
    if slot in unscored:
        return True
    if slot in LISTS:
        return labels(expected, slot, unscored) == labels(got, slot, unscored)
    want, have = expected.get(slot), got.get(slot)
    if isinstance(want, list):
        return isinstance(have, (int, float)) and want[0] <= have <= want[1]
    return bool(want == have)


def owned(expected: Iterable[str], got: Iterable[str]) -> tuple[int, int, int]:
    """(tp, fp, fn) of owned products: names match by similarity, each at most once."""
    left, hits = list(got), 0
    for name in expected:
        best = max(left, key=lambda g: fuzz.token_set_ratio(_fold(name), _fold(g)), default=None)
        if best is not None and fuzz.token_set_ratio(_fold(name), _fold(best)) >= SAME_PRODUCT:
            left.remove(best)
            hits += 1
    return hits, len(left), len(list(expected)) - hits


def _fold(name: str) -> str:
    return name.casefold().replace("ё", "е")


def differences(
    expected: Mapping[str, Any], got: Mapping[str, Any], unscored: Iterable[str] = ()
) -> tuple[str, ...]:
    """One sentence for each slot that is wrong."""
    unscored = tuple(unscored)
    return tuple(
        f"{slot}: expected {expected.get(slot)!r}, got {got.get(slot)!r}"
        for slot in SLOTS
        if not agrees(expected, got, slot, unscored)
    )
