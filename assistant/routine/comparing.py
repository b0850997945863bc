"""What is different between the routine a person has read and the new one. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.routine.admitting import PLACES
from assistant.routine.model import Routine, RoutineStep, Texts
from knowledge.vocabulary import Step


@dataclass(frozen=True, slots=True)
class Differences:
    """Products by their place: exchanged (old, new), added, taken out; and what it all costs."""

    swapped: tuple[tuple[RoutineStep, RoutineStep], ...] = ()
    added: tuple[RoutineStep, ...] = ()
    removed: tuple[RoutineStep, ...] = ()
    total_before: int = 0
    total_after: int = 0
    days_differ: bool = False

    def __bool__(self) -> bool:
        """Whether any product is another."""
        return bool(self.swapped or self.added or self.removed)


def compare(before: Routine, after: Routine) -> Differences:
    """Compare two routines, place by place."""
    old, new = _by_product(before), _by_product(after)
    gone = [step for product, step in old.items() if product not in new]
    come = [step for product, step in new.items() if product not in old]
    swapped = []
    for step in list(gone):
        other = next((item for item in come if place_of(item) is place_of(step)), None)
        if other is not None:
            gone.remove(step)
            come.remove(other)
            swapped.append((step, other))
    days = [
        {(s.product_id or s.name, s.weeks) for s in (*r.morning, *r.evening)}
        for r in (before, after)
    ]
    return Differences(
        tuple(swapped), tuple(come), tuple(gone), before.total_rub, after.total_rub,
        days[0] != days[1],
    )  # fmt: skip


def describe(found: Differences, texts: Texts) -> str:
    """The differences in one line."""
    if not found:
        return texts("routine-diff-days" if found.days_differ else "routine-diff-same")
    return texts("routine-diff", changes="; ".join(_changes(found, texts)))


def _changes(found: Differences, texts: Texts) -> Iterator[str]:
    for old, new in found.swapped:
        yield texts("routine-diff-swapped", old=old.name, new=_priced(new, texts))
    for step in found.removed:
        yield texts("routine-diff-removed", old=step.name)
    for step in found.added:
        yield texts("routine-diff-added", new=_priced(step, texts))
    if found.total_after != found.total_before:
        yield texts("routine-diff-total", before=found.total_before, after=found.total_after)


def _priced(step: RoutineStep, texts: Texts) -> str:
    quoted = texts("routine-diff-name", name=step.name)
    if step.price_rub is None:
        return quoted
    return f"{quoted} ({texts('routine-line-price', price=step.price_rub)})"


def _by_product(routine: Routine) -> dict[str, RoutineStep]:
    """Steps by what stays the same when the person changes the language."""
    return {step.product_id or step.name: step for step in (*routine.morning, *routine.evening)}


def place_of(step: RoutineStep) -> Step | None:
    """The place that a step takes; every kind of treatment is Step.TREATMENT."""
    return PLACES.get(Step(step.step))
