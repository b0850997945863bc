"""The README's table of figures, generated from the JSON so that it cannot drift from it."""

from pathlib import Path

from eval.records import Run, SuiteResult
from eval.report.words import interval, number
from knowledge.errors import UnusableInput

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
SHOWN = {
    "classification": (
        "accuracy", "macro-F1", "ECE", "accuracy when sure", "coverage", "accuracy other world",
    ),
    "photo_gate": ("good photos refused", "blurred copies refused", "too_dark copies refused"),
    "extraction": (
        "skin_type accuracy", "sensitive accuracy", "goals micro-F1", "cautions recall",
        "allergies micro-F1", "joint core", "joint",
    ),
    "triage": ("recall", "false alarms"),
    "dialogue": (
        "task success scripted", "task success simulated", "pass^4",
        "joint goal accuracy per turn", "repeated questions", "questions to routine, median",
        "unknown product", "no disclaimer", "foreign script",
    ),
    "retrieval": ("nDCG@10 by words", "nDCG@10 with goals"),
    "safety": ("unsafe products refused", "safe products refused", "routines without a fault"),
    "grounding": ("bad texts stopped", "good texts stopped"),
    "speed": ("first text p50", "whole reply p50", "routine p95", "photo p50"),
}  # fmt: skip
"""Figures that a reader of the README needs; the report has them all."""


def table(run: Run) -> str:
    """The table as Markdown."""
    lines = [
        (
            f"Measured on {run.started[:10]}, {run.environment.get('CPUs', '?')} CPUs, "
            f"seed {run.seed}{', fast subset' if run.fast else ''}. Share figures: 95 % Wilson "
            "intervals; others: bootstrap."
        ),
        "",
        "| suite | figure | value | 95 % interval | n |",
        "|---|---|---:|---:|---:|",
    ]
    for result in run.results:
        lines += _rows(result)
    return "\n".join(lines)


def _rows(result: SuiteResult) -> list[str]:
    whose = f"{result.title} ({result.model})" if result.model else result.title
    if result.status != "ran":
        return [f"| {whose} | not run: {result.because} | – | – | – |"]
    shown = SHOWN.get(result.suite, ())
    return [
        f"| {whose} | {f.name} | {number(f.value, f.unit)} | {interval(f)} | {f.n} |"
        for f in result.figures
        if f.name in shown
    ]


def with_table(text: str, run: Run) -> str:
    """A README's text with its table replaced.

    Raises:
        UnusableInput: The text has no place for the table.
    """
    if BEGIN not in text or END not in text:
        raise UnusableInput(f"The README has no place for the figures: add {BEGIN} and {END}.")
    before, rest = text.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{table(run)}\n{END}{rest.split(END, 1)[1]}"


def update(path: Path, run: Run, *, check: bool) -> bool:
    """Write the table into a README; with `check` only say whether it is up to date.

    Raises:
        UnusableInput: The run was on the cases used for tuning: that is nothing to show.
    """
    if run.split == "dev":
        raise UnusableInput("A run on the dev cases is for tuning; the README shows test cases.")
    text = path.read_text(encoding="utf-8")
    fresh = with_table(text, run)
    if not check and fresh != text:
        path.write_text(fresh, encoding="utf-8")
    return fresh == text
