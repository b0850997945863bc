"""Figures in words: how a value, an interval and a threshold are printed. Pure."""

from eval.gate import Gate, Threshold
from eval.records import Figure, SuiteResult


def number(value: float | None, unit: str) -> str:
    """A value with its unit; a dash where there is none."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit == "ms":
        return f"{value:,.0f} ms".replace(",", " ")
    return f"{value:.3g}"


def interval(figure: Figure) -> str:
    """The 95 % interval, or why there is none."""
    if figure.low is None or figure.high is None:
        return "–"
    low, high = (number(v, figure.unit) for v in (figure.low, figure.high))
    return f"{low} to {high}"


def aim(figure: Figure, threshold: Threshold | None) -> tuple[str, str]:
    """(class, words) of what is aimed at; nothing where there is no aim or no value.

    "shown": the whole interval lies beyond the aim. "reached": the value does, chance may help.
    """
    reached = threshold.reached(figure) if threshold else None
    if threshold is None or threshold.target is None or reached is None:
        return "", ""
    sign = "≥" if threshold.at_least is not None else "≤"
    words = f"{sign} {number(threshold.target, figure.unit)}"
    if not reached:
        return "short", f"{words}: short"
    worst = threshold.reached(figure.model_copy(update={"value": figure.worst}))
    return "holds", f"{words}: {'shown' if worst else 'reached'}"


def verdict(figure: Figure, result: SuiteResult, gate: Gate | None) -> tuple[str, str]:
    """(class, words) for a figure against the gate: "fails", "short", "holds" or nothing."""
    threshold = gate.of(result.suite, figure.name) if gate else None
    if threshold is None:
        return "", ""
    fault = threshold.fault(figure)
    if fault:
        return "fails", f"gate: {fault}"
    if threshold.reached(figure) is False:
        return (
            "short",
            f"holds the gate, short of the target {number(threshold.target, figure.unit)}",
        )
    aim = f", target {number(threshold.target, figure.unit)} reached" if threshold.target else ""
    return "holds", f"holds the gate{aim}"
