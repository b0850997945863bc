"""Figures against values worked out by hand."""

import numpy as np
import pytest

from vision.calibrate import SELECTIVE, choose_limits
from vision.classes import CLASSES, PhotoClass
from vision.metrics import (
    accuracy,
    bootstrap,
    calibration_error,
    confusion,
    fit_temperature,
    log_softmax,
    macro_f1,
    recalls,
    risk_coverage,
    selective,
)

P = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7]])
Y = np.array([0, 0, 1, 1])


def test_accuracy_and_confusion():
    assert accuracy(P, Y) == 0.75
    assert confusion(P, Y).tolist() == [[2, 0], [1, 1]]


def test_macro_f1_is_the_mean_over_classes():
    assert macro_f1(P, Y) == pytest.approx((2 * 2 / 5 + 2 * 1 / 3) / 2)


def test_a_class_without_photos_does_not_count():
    three = np.hstack([P, np.zeros((4, 1))])
    assert macro_f1(three, Y) == pytest.approx(macro_f1(P, Y))
    assert np.isnan(recalls(three, Y)[2])


def test_calibration_error_of_two_bins():
    # Surest two: mean 0.85, both right. Others: mean 0.65, one of two right.
    assert calibration_error(P, Y, bins=2) == pytest.approx((0.15 + 0.15) / 2)


@pytest.mark.parametrize(
    ("threshold", "right", "share"), [(0.7, 1.0, 0.75), (0.0, 0.75, 1.0), (0.95, 1.0, 0.0)]
)
def test_selective_accuracy_and_coverage(threshold, right, share):
    assert selective(P, Y, threshold) == (right, share)


def test_risk_rises_with_coverage_here():
    coverage, risk = risk_coverage(P, Y)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == [0.0, 0.0, 0.0, 0.25]


def test_the_interval_holds_the_figure_and_repeats():
    first, second = (bootstrap(accuracy, P, Y, rounds=200) for _ in range(2))
    assert first == second
    assert first.low <= first.value <= first.high
    assert np.isnan(bootstrap(accuracy, P[:0], Y[:0]).value)


def test_the_temperature_of_overconfident_answers_is_above_one():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 600)
    log_p = np.full((600, 3), 0.0)
    said = np.where(rng.random(600) < 0.7, y, (y + 1) % 3)
    log_p[np.arange(600), said] = 6.0  # claims 99.5 %, is right in 70 %
    assert fit_temperature(log_softmax(log_p), y) > 3


def test_limits_keep_what_is_promised():
    rng = np.random.default_rng(1)
    y = rng.integers(0, len(CLASSES), 500)
    confidence = rng.uniform(0.3, 1.0, 500)
    said = np.where(rng.random(500) < confidence, y, (y + 1) % len(CLASSES))
    p = np.repeat(((1 - confidence) / (len(CLASSES) - 1))[:, None], len(CLASSES), axis=1)
    p[np.arange(500), said] = confidence
    limits = choose_limits(p, y)
    assert selective(p, y, limits.abstain)[0] >= SELECTIVE >= 0.97
    lesion = CLASSES.index(PhotoClass.SUSPICIOUS_LESION)
    others = (y != lesion) & (y != CLASSES.index(PhotoClass.NOT_SKIN))
    assert (p[others, lesion] >= limits.refer).mean() <= 0.06 or limits.refer == 0.5
