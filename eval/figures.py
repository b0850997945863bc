"""From observations to figures with n and an interval; no observation is no figure. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from eval import metrics
from eval.records import Figure

T = TypeVar("T")
Counts = tuple[int, int, int]
"""True positives, false positives, false negatives."""
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Draw:
    """How intervals are drawn; `draws` 0 leaves bootstrap intervals out (for comparisons)."""

    seed: int = 0
    draws: int = metrics.DRAWS


def share(name: str, flags: Iterable[bool], *, better: Better = "higher") -> Figure:
    """A share of yes among yes and no, with Wilson's interval."""
    marks = list(flags)
    if not marks:
        return Figure(name=name, value=None, n=0, better=better)
    low, high = metrics.wilson(sum(marks), len(marks))
    return Figure(
        name=name,
        value=sum(marks) / len(marks),
        low=low,
        high=high,
        n=len(marks),
        method="wilson",
        better=better,
    )


def of_counts(
    name: str,
    rows: Iterable[Counts],
    statistic: Callable[[metrics.Floats], float],
    draw: Draw,
    *,
    better: Better = "higher",
) -> Figure:
    """Micro-averaged F1, precision or recall over rows (tp, fp, fn); n is the number of rows."""
    return _drawn(name, list(rows), statistic, draw, better=better, unit="share")


def mean(
    name: str,
    values: Iterable[float],
    draw: Draw,
    *,
    better: Better = "higher",
    unit: Literal["share", "score", "count", "ms"] = "score",
) -> Figure:
    """A mean with a bootstrap interval."""
    return _drawn(name, [(v,) for v in values], _mean, draw, better=better, unit=unit)


def quantile(
    name: str,
    values: Iterable[float],
    q: float,
    draw: Draw,
    *,
    unit: Literal["ms", "count"] = "ms",
) -> Figure:
    """A quantile (0..1) of times or counts, lower is better, with a bootstrap interval."""

    def at(rows: metrics.Floats) -> float:
        return float(np.quantile(rows[:, 0], q))

    return _drawn(name, [(v,) for v in values], at, draw, better="lower", unit=unit)


def _mean(rows: metrics.Floats) -> float:
    return float(rows[:, 0].mean())


def _drawn(
    name: str,
    rows: Sequence[tuple[float, ...]],
    statistic: Callable[[metrics.Floats], float],
    draw: Draw,
    *,
    better: Better,
    unit: Literal["share", "score", "ms", "count"],
) -> Figure:
    array = np.asarray(rows, dtype=np.float64)
    value = statistic(array) if len(rows) else float("nan")
    if np.isnan(value):
        return Figure(name=name, value=None, n=len(rows), better=better, unit=unit)
    if not draw.draws:
        return Figure(name=name, value=value, n=len(rows), better=better, unit=unit)
    low, high = metrics.bootstrap(array, statistic, seed=draw.seed, draws=draw.draws)
    return Figure(
        name=name,
        value=value,
        low=low,
        high=high,
        n=len(rows),
        method="bootstrap",
        better=better,
        unit=unit,
    )


def over(
    name: str,
    items: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    draw: Draw,
    *,
    better: Better = "higher",
    unit: Literal["share", "score"] = "share",
) -> Figure:
    """Any statistic of a list of items, with a bootstrap interval over the items."""

    def of_index(rows: metrics.Floats) -> float:
        return statistic([items[int(i)] for i in rows[:, 0]])

    if not items:
        return Figure(name=name, value=None, n=0, better=better, unit=unit)
    rows = [(float(i),) for i in range(len(items))]
    fewer = Draw(draw.seed, min(draw.draws, 500))
    return _drawn(name, rows, of_index, fewer, better=better, unit=unit)
