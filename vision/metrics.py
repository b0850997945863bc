"""Figures of a classifier with intervals. Pure: arrays in, numbers out.

Everywhere `p` is (n, classes) calibrated probabilities and `y` (n,) true class indices.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % percentile bootstrap interval and the number of photos behind it."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} % [{100 * self.low:.1f}, {100 * self.high:.1f}], n {self.n}"


def bootstrap(
    figure: Callable[[Floats, Ints], float],
    p: Floats,
    y: Ints,
    *,
    rounds: int = 1000,
    seed: int = 0,
) -> Estimate:
    """Resample photos with replacement; NaN rounds (a class missing) are left out."""
    rng = np.random.default_rng(seed)
    n = len(y)
    if n == 0:
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    draws = rng.integers(0, n, (rounds, n))
    values = np.array([figure(p[d], y[d]) for d in draws])
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Estimate(figure(p, y), float(low), float(high), n)


def accuracy(p: Floats, y: Ints) -> float:
    """Share of photos whose most probable class is the label."""
    return float((p.argmax(axis=1) == y).mean())


def confusion(p: Floats, y: Ints) -> Ints:
    """Counts (classes, classes): rows are labels, columns what was said."""
    k = p.shape[1]
    return np.bincount(y * k + p.argmax(axis=1), minlength=k * k).reshape(k, k)


def macro_f1(p: Floats, y: Ints) -> float:
    """Mean F1 over the classes that occur as a label."""
    table = confusion(p, y)
    hit, said, true = np.diag(table), table.sum(axis=0), table.sum(axis=1)
    present = true > 0
    return float((2 * hit[present] / (said + true)[present]).mean())


def recalls(p: Floats, y: Ints) -> Floats:
    """Recall by class; NaN where no photo has the label."""
    table = confusion(p, y)
    true = table.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(true > 0, np.diag(table) / np.maximum(true, 1), np.nan)


def calibration_error(p: Floats, y: Ints, *, bins: int = 10) -> float:
    """Expected calibration error of the most probable class, bins of equal mass.

    Equal mass (Nguyen and O'Connor, 2015) because most answers are near 1 and equal widths would
    leave bins of two photos.
    """
    confidence = p.max(axis=1)
    right = (p.argmax(axis=1) == y).astype(np.float64)
    parts = np.array_split(np.argsort(confidence, kind="stable"), min(bins, len(y)))
    gaps = [len(i) * abs(confidence[i].mean() - right[i].mean()) for i in parts]
    return float(sum(gaps) / len(y))


def selective(p: Floats, y: Ints, threshold: float) -> tuple[float, float]:
    """Accuracy of the answers at or above `threshold`, and their share (coverage)."""
    kept = p.max(axis=1) >= threshold
    right = p.argmax(axis=1) == y
    return (float(right[kept].mean()) if kept.any() else 1.0), float(kept.mean())


def risk_coverage(p: Floats, y: Ints) -> tuple[Floats, Floats]:
    """Coverage (share answered, surest first) and the error rate among the answered."""
    order = np.argsort(-p.max(axis=1), kind="stable")
    wrong = (p.argmax(axis=1) != y)[order]
    answered = np.arange(1, len(y) + 1)
    return answered / len(y), np.cumsum(wrong) / answered


def fit_temperature(log_p: Floats, y: Ints) -> float:
    """The temperature that minimises the negative log-likelihood (Guo et al., 2017)."""
    grid = np.exp(np.linspace(np.log(0.2), np.log(5.0), 400))
    losses = [-log_softmax(log_p / t)[np.arange(len(y)), y].mean() for t in grid]
    return float(grid[int(np.argmin(losses))])


def log_softmax(x: Floats) -> Floats:
    """Row-wise log-softmax."""
    x = x - x.max(axis=1, keepdims=True)
    return np.asarray(x - np.log(np.exp(x).sum(axis=1, keepdims=True)), np.float64)
