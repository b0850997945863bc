"""Who goes when: parts of the day, days of the week and the six weeks of introduction. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.routine.model import WEEK, WEEKS, Day
from knowledge.product import Product
from knowledge.regimen import Part, Regimen, Usage
from knowledge.vocabulary import PartOfDay, Step

Weeks = tuple[tuple[Day, ...], ...]
Clash = Callable[[Product, Product], bool]
"""Whether two products must not meet in the same part of a day."""

DAILY: Weeks = (WEEK,) * WEEKS
NEVER: Weeks = ((),) * WEEKS
MOST_STEPS = 5
"""Steps in one part of a day: people keep up a short routine (quality over number)."""

_PARTS: dict[Part, int] = {"evening": 0, "morning": 1, "either": 2}


@dataclass(frozen=True, slots=True)
class Role:
    """How one treatment is used: the most demanding of its actives decides."""

    part: Part
    ladder: tuple[int, int, int]
    strong: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """A product with its days in each part of the day."""

    product: Product
    morning: Weeks = NEVER
    evening: Weeks = NEVER
    start: int = 1

    def days(self, part: PartOfDay) -> Weeks:
        """Days of use in each week."""
        return self.morning if part is PartOfDay.MORNING else self.evening


@dataclass(slots=True)
class _Draft:
    product: Product
    role: Role
    lane: Literal["alone", "first", "second", "free"] = "alone"
    owned: bool = False
    parts: set[PartOfDay] = field(default_factory=set)


def role_of(product: Product, regimen: Regimen) -> Role:
    """The role of a treatment; without known actives: gentle, daily, either part."""
    usages = [
        regimen.by_active[item.active]
        for item in product.actives
        if item.active in regimen.by_active
    ]
    if not usages:
        return Role("either", (7, 7, 7), strong=False)
    strong = any(usage.strong for usage in usages)
    part = min((usage.part for usage in usages), key=_PARTS.__getitem__)
    return Role(part, _slowest(usages), strong)


def _slowest(usages: Sequence[Usage]) -> tuple[int, int, int]:
    ladders = [usage.ladder for usage in usages]
    return (
        min(ladder[0] for ladder in ladders),
        min(ladder[1] for ladder in ladders),
        min(ladder[2] for ladder in ladders),
    )


def arrange(
    treatments: Sequence[Product],
    eye: Product | None,
    clash: Clash,
    regimen: Regimen,
    owned: frozenset[str] = frozenset(),
) -> tuple[Placement, ...] | None:
    """Give each treatment (most wanted first) and the eye product its days.

    Args:
        owned: Ids of products already in use: they need no introduction. One whose actives are
            not known takes evenings that no strong product takes.

    Returns None when the products cannot share a routine: more than two strong ones, or two that
    clash in the only part of the day they may take.
    """
    drafts = [
        _Draft(product, role_of(product, regimen), owned=product.id in owned)
        for product in treatments
    ]
    for draft in drafts:
        if draft.owned and not draft.product.actives:
            draft.lane = "free"
    strong = [draft for draft in drafts if draft.role.strong]
    if len(strong) > 2:
        return None
    if len(strong) == 2:
        strong[0].lane, strong[1].lane = "first", "second"
    for draft in drafts:
        draft.parts = _parts(draft, bool(strong))
    if eye is not None:
        role = Role("either", (7, 7, 7), strong=False)
        both = {PartOfDay.MORNING, PartOfDay.EVENING}
        drafts.append(_Draft(eye, role, owned=eye.id in owned, parts=both))
    if not (_untangle(drafts, clash) and _thin_out(drafts)):
        return None
    return _introduce(drafts, regimen)


def _parts(draft: _Draft, any_strong: bool) -> set[PartOfDay]:
    """A gentle product leaves the evening to a strong one, so that irritation has one suspect."""
    if draft.role.part == "morning":
        return {PartOfDay.MORNING}
    if draft.role.part == "evening" or draft.lane == "free":
        return {PartOfDay.EVENING}
    if any_strong:
        return {PartOfDay.MORNING}
    return {PartOfDay.MORNING, PartOfDay.EVENING}


def _untangle(drafts: list[_Draft], clash: Clash) -> bool:
    """Move clashing products to different parts of the day; False when that is impossible."""
    for index, first in enumerate(drafts):
        for second in drafts[index + 1 :]:
            if {first.lane, second.lane} == {"first", "second"}:
                continue  # their days never meet: checked in the data
            shared = first.parts & second.parts
            if not shared or not clash(first.product, second.product):
                continue
            if not _part_ways(first, second):
                return False
    return True


def _part_ways(first: _Draft, second: _Draft) -> bool:
    for one, other in ((first, second), (second, first)):
        free = one.parts - other.parts
        if free:
            one.parts = free
            return True
        if len(one.parts) > 1 and len(other.parts) > 1:
            one.parts, other.parts = {PartOfDay.MORNING}, {PartOfDay.EVENING}
            return True
    return False


def _thin_out(drafts: list[_Draft]) -> bool:
    """Keep each part within MOST_STEPS: besides these there are up to three basics."""
    for part, basics in ((PartOfDay.MORNING, 3), (PartOfDay.EVENING, 2)):
        present = [draft for draft in drafts if part in draft.parts]
        for draft in sorted(present, key=lambda item: item.product.step is Step.EYE):
            if len(present) + basics <= MOST_STEPS:
                break
            if len(draft.parts) > 1:
                draft.parts.discard(part)
                present.remove(draft)
        if len(present) + basics > MOST_STEPS:
            return False
    return True


def _introduce(drafts: list[_Draft], regimen: Regimen) -> tuple[Placement, ...]:
    """Start one new product at a time, the most wanted first, two weeks round a strong one."""
    starts = _starts(drafts)
    busy: list[set[Day]] = [set() for _ in range(WEEKS)]
    weeks: dict[str, Weeks] = {}
    for draft in drafts:
        weeks[draft.product.id] = _weeks(draft, starts[draft.product.id], regimen)
        if draft.role.strong:
            for week, days in enumerate(weeks[draft.product.id]):
                busy[week].update(days)
    for draft in drafts:
        if draft.lane == "free":
            weeks[draft.product.id] = tuple(
                tuple(day for day in WEEK if day not in taken) for taken in busy
            )
    return tuple(
        Placement(
            draft.product,
            morning=weeks[draft.product.id] if PartOfDay.MORNING in draft.parts else NEVER,
            evening=weeks[draft.product.id] if PartOfDay.EVENING in draft.parts else NEVER,
            start=starts[draft.product.id],
        )
        for draft in drafts
    )


def _starts(drafts: list[_Draft]) -> dict[str, int]:
    """The week in which each product is first used; the basics take the first week."""
    starts = {draft.product.id: 1 for draft in drafts if draft.owned}
    fresh = [draft for draft in drafts if not draft.owned]
    fresh.sort(key=lambda item: item.product.step is Step.EYE)
    start, previous_strong = 2, False
    for rank, draft in enumerate(fresh):
        if rank:
            start += 2 if draft.role.strong or previous_strong else 1
        starts[draft.product.id] = start = min(start, WEEKS)
        previous_strong = draft.role.strong
    return starts


def _weeks(draft: _Draft, start: int, regimen: Regimen) -> Weeks:
    return tuple(
        _days(draft, 2 if draft.owned else (week - start) // 2, regimen) if week >= start else ()
        for week in range(1, WEEKS + 1)
    )


def _days(draft: _Draft, rung: int, regimen: Regimen) -> tuple[Day, ...]:
    times = draft.role.ladder[rung]
    if draft.lane == "first":
        lane = regimen.days.first
    elif draft.lane == "second":
        lane = regimen.days.second
    else:
        lane = regimen.days.alone
        if times not in lane:
            return WEEK
    return tuple(Day(day) for day in lane[min(times, max(lane))])
