import math

import numpy as np
import pytest

from eval import metrics
from eval.figures import Draw, mean, of_counts, over, quantile, share


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Reference values: Newcombe (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_gives_the_published_bounds(successes, n, low, high):
    assert metrics.wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_everything_right_ends_at_one():
    low, high = metrics.wilson(50, 50)
    assert high == 1.0
    assert low == pytest.approx(0.92866, abs=1e-5)


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3)])
def test_wilson_refuses_impossible_counts(successes, n):
    with pytest.raises(ValueError, match="successes"):
        metrics.wilson(successes, n)


def test_a_bootstrap_is_the_same_for_the_same_seed():
    rows = np.arange(30, dtype=float).reshape(-1, 1)
    one, two = (metrics.bootstrap(rows, lambda r: r.mean(), seed=7) for _ in range(2))
    assert one == two
    assert one[0] < 14.5 < one[1]


def test_a_bootstrap_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="nothing"):
        metrics.bootstrap(np.empty((0, 1)), lambda r: r.mean(), seed=0)


def test_a_bootstrap_interval_covers_the_truth_about_95_times_in_100():
    generator = np.random.default_rng(3)
    hits = 0
    for trial in range(200):
        rows = generator.normal(5, 2, (60, 1))
        low, high = metrics.bootstrap(rows, lambda r: r.mean(), seed=trial, draws=300)
        hits += low <= 5 <= high
    assert 180 <= hits <= 199


@pytest.mark.parametrize(
    ("expected", "got", "counts"),
    [
        (["a", "b"], ["b", "c"], (1, 1, 1)),
        ([], [], (0, 0, 0)),
        (["a"], [], (0, 0, 1)),
        ([], ["a"], (0, 1, 0)),
    ],
)
def test_counts(expected, got, counts):
    assert metrics.counts(expected, got) == counts


@pytest.mark.parametrize(
    ("statistic", "value"),
    [(metrics.f1, 6 / 10), (metrics.precision, 3 / 4), (metrics.recall, 0.5)],
)
def test_micro_averages(statistic, value):
    assert statistic(np.array([(2, 1, 0), (1, 0, 3)])) == pytest.approx(value)


@pytest.mark.parametrize("statistic", [metrics.f1, metrics.precision, metrics.recall])
def test_micro_averages_of_nothing_are_not_a_number(statistic):
    assert math.isnan(statistic(np.zeros((3, 3))))


def test_macro_f1_weighs_classes_alike():
    truth = ["a"] * 8 + ["b"] * 2
    said = ["a"] * 10
    assert metrics.macro_f1(truth, said) == pytest.approx((16 / 18 + 0) / 2)


def test_macro_f1_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="nothing"):
        metrics.macro_f1([], [])


@pytest.mark.parametrize(
    ("confidence", "correct", "ece"),
    [
        ([1.0, 1.0], [True, True], 0.0),
        ([1.0, 1.0], [True, False], 0.5),
        ([0.5, 0.5], [True, False], 0.0),
        ([0.0], [True], 1.0),
    ],
)
def test_ece(confidence, correct, ece):
    assert metrics.expected_calibration_error(confidence, correct) == pytest.approx(ece)


def test_ece_wants_an_outcome_for_each_confidence():
    with pytest.raises(ValueError, match="as many"):
        metrics.expected_calibration_error([0.5], [])


def test_risk_coverage_answers_the_surest_first():
    curve = metrics.risk_coverage([0.2, 0.9, 0.5], [False, True, True])
    assert curve == [(1 / 3, 1.0), (2 / 3, 1.0), (1.0, 2 / 3)]


@pytest.mark.parametrize(
    ("successes", "k", "value"), [(4, 4, 1.0), (3, 4, 0.0), (3, 1, 0.75), (3, 2, 0.5), (0, 1, 0.0)]
)
def test_pass_hat_k_of_four_trials(successes, k, value):
    assert metrics.pass_hat_k(successes, 4, k) == value


@pytest.mark.parametrize("k", [0, 5])
def test_pass_hat_k_needs_k_within_the_trials(k):
    with pytest.raises(ValueError, match="trials"):
        metrics.pass_hat_k(2, 4, k)


@pytest.mark.parametrize(
    ("gains", "ideal", "value"),
    [
        ([2, 1, 0], [2, 1, 0], 1.0),
        ([0, 0], [2, 1], 0.0),
        ([], [2], 0.0),
        ([1], [], 0.0),
        ([0, 2], [2, 0], 1 / math.log2(3)),
    ],
)
def test_ndcg(gains, ideal, value):
    assert metrics.ndcg(gains, ideal) == pytest.approx(value)


def test_spearman_of_opposite_orders_is_minus_one():
    assert metrics.spearman([1, 2, 3], [9, 5, 1]) == pytest.approx(-1)


def test_spearman_with_ties_uses_mean_ranks():
    assert metrics.spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(0.9486833)


def test_spearman_of_a_constant_is_not_a_number():
    assert math.isnan(metrics.spearman([1, 1], [1, 2]))


def test_no_observation_is_no_figure():
    draw = Draw()
    nothing = [
        share("a", []),
        of_counts("b", [], metrics.f1, draw),
        mean("c", [], draw),
        quantile("d", [], 0.5, draw),
        over("e", [], lambda items: 1.0, draw),
        of_counts("f", [(0, 0, 0)], metrics.f1, draw),
    ]
    assert [figure.value for figure in nothing] == [None] * 6


def test_the_worse_bound_depends_on_which_way_is_better():
    good, bad = share("g", [True, False]), share("b", [True, False], better="lower")
    assert good.worst == good.low
    assert bad.worst == bad.high


def test_without_draws_there_is_no_interval():
    figure = mean("m", [1.0, 2.0], Draw(draws=0))
    assert (figure.value, figure.low) == (1.5, None)
