"""What got better and what worse between two runs, and whether it may be noise. Pure and seeded.

Figures are computed again on the cases both runs share, over the same bootstrap draws of cases:
the interval is that of the paired difference, narrower than two separate intervals suggest.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from eval.figures import Draw
from eval.records import Figure, Record, Run, SuiteResult
from eval.suite import Suite

DRAWS = 200


class Change(BaseModel):
    """One figure in two runs."""

    model_config = ConfigDict(frozen=True)

    suite: str
    model: str
    figure: str
    unit: str
    before: float
    after: float
    low: float
    high: float
    verdict: Literal["better", "worse", "may be noise", "same"]
    n: int


def compare(before: Run, after: Run, suites: Mapping[str, Suite], seed: int = 0) -> list[Change]:
    """Changes of every figure that both runs have."""
    old = {(r.suite, r.model): r for r in before.results if r.status == "ran"}
    changes: list[Change] = []
    for result in after.results:
        earlier = old.get((result.suite, result.model))
        if earlier and result.status == "ran" and result.suite in suites:
            changes += _suite(earlier, result, suites[result.suite], seed)
    return changes


def unpaired(before: Run, after: Run) -> list[str]:
    """Titles of suites that both ran, on different cases: nothing can be said about a change."""
    old = {(r.suite, r.model): r for r in before.results if r.status == "ran"}
    return [
        result.title
        for result in after.results
        if result.status == "ran"
        and (earlier := old.get((result.suite, result.model)))
        and not _by_case(earlier.records).keys() & _by_case(result.records).keys()
    ]


def _suite(old: SuiteResult, new: SuiteResult, suite: Suite, seed: int) -> list[Change]:
    first, second = (_by_case(r.records) for r in (old, new))
    shared = sorted(first.keys() & second.keys())
    if not shared:
        return []
    before = _figures(suite, [first[key] for key in shared])
    after = _figures(suite, [second[key] for key in shared])
    spread = _differences(suite, first, second, shared, seed)
    return [
        _change(new, figure, before[name], spread[name], len(shared))
        for name, figure in after.items()
        if name in before and name in spread
    ]


def _by_case(records: Sequence[Record]) -> dict[tuple[str, int], Record]:
    return {(r.id, r.run): r for r in records}


def _figures(suite: Suite, records: Sequence[Record]) -> dict[str, Figure]:
    found = suite.figures(records, Draw(draws=0))
    return {figure.name: figure for figure in found if figure.value is not None}


def _differences(
    suite: Suite,
    first: Mapping[tuple[str, int], Record],
    second: Mapping[tuple[str, int], Record],
    shared: Sequence[tuple[str, int]],
    seed: int,
) -> dict[str, list[float]]:
    generator = np.random.default_rng(seed)
    spread: dict[str, list[float]] = {}
    cases: dict[str, list[tuple[str, int]]] = {}
    for key in shared:
        cases.setdefault(key[0], []).append(key)
    names = list(cases)
    for _ in range(DRAWS):
        drawn = [names[i] for i in generator.integers(0, len(names), len(names))]
        before, after = (_figures(suite, _again(side, cases, drawn)) for side in (first, second))
        for name in before.keys() & after.keys():
            spread.setdefault(name, []).append(
                (after[name].value or 0.0) - (before[name].value or 0.0)
            )
    return spread


def _again(
    side: Mapping[tuple[str, int], Record],
    cases: Mapping[str, Sequence[tuple[str, int]]],
    drawn: Sequence[str],
) -> list[Record]:
    """The records of drawn cases: the runs of a case stay together, a case drawn twice is two."""
    return [
        side[key].model_copy(update={"id": f"{name}#{copy}"})
        for copy, name in enumerate(drawn)
        for key in cases[name]
    ]


def _change(
    result: SuiteResult, after: Figure, before: Figure, spread: Sequence[float], n: int
) -> Change:
    old, new = before.value or 0.0, after.value or 0.0
    low, high = (float(v) for v in np.percentile(spread, [2.5, 97.5]))
    return Change(
        suite=result.suite,
        model=result.model,
        figure=after.name,
        unit=after.unit,
        before=old,
        after=new,
        low=low,
        high=high,
        n=n,
        verdict=_verdict(new - old, low, high, higher=after.better == "higher"),
    )


def _verdict(
    difference: float, low: float, high: float, *, higher: bool
) -> Literal["better", "worse", "may be noise", "same"]:
    if difference == 0:
        return "same"
    if low <= 0 <= high:
        return "may be noise"
    return "better" if (difference > 0) == higher else "worse"
