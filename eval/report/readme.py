"""The README's tables of figures, generated from the JSON so that they cannot drift from it."""

from pathlib import Path

from eval import gate
from eval.records import Run, SuiteResult
from eval.report.words import aim, interval, number
from knowledge.errors import UnusableInput

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
MODELS_BEGIN, MODELS_END = "<!-- models -->", "<!-- /models -->"
AIMS = Path(__file__).parent.parent / "gate.toml"
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
SPENT = ("time p50", "time p95")
"""What a model costs, beside what it brings."""


def table(run: Run) -> str:
    """The table as Markdown; what is aimed at comes from the gate of full runs."""
    aims = gate.load(AIMS)
    lines = [
        (
            f"Measured on {run.started[:10]}, {run.environment.get('CPUs', '?')} CPUs, "
            f"seed {run.seed}{', fast subset' if run.fast else ''}. Share figures: 95 % Wilson "
            "intervals; others: bootstrap. Aims: shown = the whole interval is beyond the aim, "
            "reached = the value is, short = it is not."
        ),
        "",
        "| suite | figure | value | 95 % interval | n | aim |",
        "|---|---|---:|---:|---:|---|",
    ]
    for result in run.results:
        lines += _rows(result, aims)
    return "\n".join(lines)


def models_table(run: Run) -> str:
    """Models side by side, one column each: the suites that more than one of them ran."""
    blocks = [f"Measured on {run.started[:10]}, seed {run.seed}. Intervals: 95 %."]
    for suite in dict.fromkeys(result.suite for result in run.results):
        ran = [r for r in run.results if r.suite == suite and r.status == "ran"]
        if len(ran) < 2:
            continue
        names = ("rules alone" if r.model == "none" else r.model for r in ran)
        lines = [f"| {ran[0].title} | n | {' | '.join(names)} |", "|---|---:|" + "---:|" * len(ran)]
        for index, figure in enumerate(ran[0].figures):
            if figure.name in (*SHOWN.get(suite, ()), *SPENT):
                row = [r.figures[index] for r in ran]
                cells = (f"{number(f.value, f.unit)} ({interval(f)})" for f in row)
                lines.append(f"| {figure.name} | {figure.n} | {' | '.join(cells)} |")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _rows(result: SuiteResult, aims: gate.Gate) -> list[str]:
    whose = f"{result.title} ({result.model})" if result.model else result.title
    if result.status != "ran":
        return [f"| {whose} | not run: {result.because} | – | – | – | |"]
    shown = SHOWN.get(result.suite, ())
    return [
        f"| {whose} | {f.name} | {number(f.value, f.unit)} | {interval(f)} | {f.n} "
        f"| {aim(f, aims.of(result.suite, f.name))[1]} |"
        for f in result.figures
        if f.name in shown
    ]


def with_table(text: str, run: Run) -> str:
    """A README's text with its table replaced: that of figures, or for several models theirs.

    Raises:
        UnusableInput: The text has no place for the table.
    """
    several = len({result.model for result in run.results if result.model}) > 1
    begin, end = (MODELS_BEGIN, MODELS_END) if several else (BEGIN, END)
    if begin not in text or end not in text:
        raise UnusableInput(f"The README has no place for the figures: add {begin} and {end}.")
    before, rest = text.split(begin, 1)
    body = models_table(run) if several else table(run)
    return f"{before}{begin}\n{body}\n{end}{rest.split(end, 1)[1]}"


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
