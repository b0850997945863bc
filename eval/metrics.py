"""Figures and their intervals: plain functions over counts and values. Pure and seeded."""

from collections.abc import Callable, Iterable, Sequence
from math import comb, log2, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

Z95 = 1.959963984540054
"""97.5 % quantile of the standard normal distribution."""
DRAWS = 2000


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of a share (Wilson 1927); (0, 1) where n is 0.

    Raises:
        ValueError: `successes` is not within 0..n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def bootstrap(
    rows: Floats, statistic: Callable[[Floats], float], *, seed: int, draws: int = DRAWS
) -> tuple[float, float]:
    """Percentile bootstrap interval over the rows (first axis) of an array.

    Raises:
        ValueError: There are no rows.
    """
    if len(rows) == 0:
        raise ValueError("nothing to draw from")
    generator = np.random.default_rng(seed)
    values = [statistic(rows[generator.integers(0, len(rows), len(rows))]) for _ in range(draws)]
    finite = [value for value in values if not np.isnan(value)]
    if not finite:
        return 0.0, 1.0
    low, high = np.percentile(finite, [2.5, 97.5])
    return float(low), float(high)


def counts(expected: Iterable[str], got: Iterable[str]) -> tuple[int, int, int]:
    """True positives, false positives and false negatives of one set of labels."""
    want, have = set(expected), set(got)
    return len(want & have), len(have - want), len(want - have)


def f1(rows: Floats) -> float:
    """Micro-averaged F1 of rows (tp, fp, fn); NaN where nothing was expected or found."""
    tp, fp, fn = rows.sum(axis=0)
    return float(2 * tp / (2 * tp + fp + fn)) if tp + fp + fn else float("nan")


def precision(rows: Floats) -> float:
    """Micro-averaged precision of rows (tp, fp, fn)."""
    tp, fp, _ = rows.sum(axis=0)
    return float(tp / (tp + fp)) if tp + fp else float("nan")


def recall(rows: Floats) -> float:
    """Micro-averaged recall of rows (tp, fp, fn)."""
    tp, _, fn = rows.sum(axis=0)
    return float(tp / (tp + fn)) if tp + fn else float("nan")


def macro_f1(expected: Sequence[str], got: Sequence[str]) -> float:
    """Mean F1 over the classes that occur among the expected ones.

    Raises:
        ValueError: There is nothing to score, or the lengths differ.
    """
    if not expected:
        raise ValueError("nothing to score")
    each = []
    for label in sorted(set(expected)):
        pairs = list(zip(expected, got, strict=True))
        tp = sum(e == label and g == label for e, g in pairs)
        fp = sum(e != label and g == label for e, g in pairs)
        fn = sum(e == label and g != label for e, g in pairs)
        each.append(2 * tp / (2 * tp + fp + fn))
    return sum(each) / len(each)


def expected_calibration_error(
    confidence: Sequence[float], correct: Sequence[bool], bins: int = 15
) -> float:
    """ECE with equal-width bins over 0..1 (Guo et al. 2017).

    Raises:
        ValueError: There is nothing to score, or the lengths differ.
    """
    if not confidence or len(confidence) != len(correct):
        raise ValueError("need as many confidences as outcomes, and at least one")
    held = np.asarray(confidence, dtype=np.float64)
    right = np.asarray(correct, dtype=np.float64)
    index = np.minimum((held * bins).astype(int), bins - 1)
    gaps = 0.0
    for bin_ in range(bins):
        inside = index == bin_
        if inside.any():
            gaps += inside.mean() * abs(held[inside].mean() - right[inside].mean())
    return float(gaps)


def risk_coverage(
    confidence: Sequence[float], correct: Sequence[bool]
) -> list[tuple[float, float]]:
    """(coverage, share right) when only the k most confident answers are given, k = 1..n."""
    order = sorted(range(len(confidence)), key=lambda i: -confidence[i])
    right, curve = 0, []
    for k, i in enumerate(order, start=1):
        right += correct[i]
        curve.append((k / len(order), right / k))
    return curve


def pass_hat_k(successes: int, trials: int, k: int) -> float:
    """Chance that k trials drawn without replacement all succeeded (Yao et al. 2024).

    Raises:
        ValueError: k is not within 1..trials.
    """
    if not 1 <= k <= trials:
        raise ValueError(f"k={k} of {trials} trials")
    return comb(successes, k) / comb(trials, k)


def ndcg(relevance: Sequence[float], ideal: Sequence[float], k: int = 10) -> float:
    """Normalised discounted cumulative gain at k of one ranking; 0 where nothing is relevant."""
    best = _dcg(sorted(ideal, reverse=True)[:k])
    return _dcg(relevance[:k]) / best if best else 0.0


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation with mean ranks for ties; NaN where one side is constant."""
    ranks = [_ranks(np.asarray(side, dtype=np.float64)) for side in (first, second)]
    if any(np.ptp(rank) == 0 for rank in ranks):
        return float("nan")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranks(values: Floats) -> Floats:
    return np.asarray([(values < v).sum() + ((values == v).sum() + 1) / 2 for v in values])
