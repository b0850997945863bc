import pytest

from eval import gate
from eval.figures import share
from eval.records import Figure, Run, SuiteResult
from eval.suite import available
from knowledge.errors import UnusableInput


def run_with(*figures: Figure, status="ran", suite="triage") -> Run:
    result = SuiteResult(
        suite=suite, title=suite, status=status, because="no data", figures=figures
    )
    return Run(started="2026-11-23T00:00:00+00:00", seed=0, results=(result,))


def gate_of(**threshold) -> gate.Gate:
    return gate.Gate.model_validate({"suites": {"triage": {"recall": threshold}}})


@pytest.mark.parametrize(
    ("marks", "threshold", "holds"),
    [
        ([True] * 100, {"at_least": 0.96}, True),  # bound 0.963
        ([True] * 100, {"at_least": 0.97}, False),
        ([True] * 100, {"at_least": 1.0, "on": "value"}, True),
        ([True] * 99 + [False], {"at_least": 1.0, "on": "value"}, False),
        ([False] * 100, {"at_most": 0.05, "on": "value"}, True),
        ([True] * 10 + [False] * 90, {"at_most": 0.05, "on": "value"}, False),
        ([True] * 5, {"at_least": 0.5, "on": "value", "min_n": 6}, False),
        ([], {"at_least": 0.0, "on": "value"}, False),
    ],
)
def test_a_threshold_holds_or_not(marks, threshold, holds):
    found = gate.failures(run_with(share("recall", marks)), gate_of(**threshold))
    assert (found == []) is holds


def test_the_bound_of_a_figure_that_should_be_low_is_its_upper_one():
    alarms = share("recall", [False] * 100, better="lower")
    assert gate.failures(run_with(alarms), gate_of(at_most=0.03)) != []
    assert gate.failures(run_with(alarms), gate_of(at_most=0.04)) == []


def test_a_figure_that_is_not_there_fails():
    assert "no figure called 'recall'" in gate.failures(run_with(), gate_of(at_least=0.5))[0]


def test_a_suite_that_must_run_and_did_not_fails():
    limits = gate.Gate(must_run=("triage",))
    assert gate.failures(run_with(status="not run"), limits) == ["triage: did not run: no data"]


def test_a_suite_that_nobody_asked_for_is_not_missed():
    limits = gate.Gate(must_run=("safety",))
    assert gate.failures(run_with(), limits, ("triage",)) == []


@pytest.mark.parametrize(("value", "reached"), [(0.95, False), (0.96, True)])
def test_a_target_is_shown_and_never_fails(value, reached):
    figure = Figure(name="recall", value=value, n=100)
    threshold = gate.Threshold(at_least=0.9, target=0.96)
    assert threshold.fault(figure) is None
    assert threshold.reached(figure) is reached


@pytest.mark.parametrize(
    "text",
    ["[suites.triage.recall]\nat_least = 0.9\nat_most = 0.95", "oops", "[suites.a.b]\non = 'x'"],
)
def test_a_broken_gate_is_refused(tmp_path, text):
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput, match="not usable"):
        gate.load(path)


@pytest.mark.parametrize("name", ["gate.toml", "gate_fast.toml"])
def test_the_shipped_gates_name_only_suites_that_exist(name):
    limits = gate.load(gate.Path(gate.__file__).parent / name)
    assert set(limits.suites) | set(limits.must_run) <= set(available())
