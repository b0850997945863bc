"""One self-contained HTML page: figures, charts, failing cases in full, comparison, environment."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.compare import Change, unpaired
from eval.gate import Gate, failures
from eval.records import Run, SuiteResult
from eval.report.words import aim, interval, number, verdict
from eval.suite import Suite


def render(
    run: Run,
    suites: Mapping[str, Suite],
    *,
    gate: Gate | None = None,
    earlier: Run | None = None,
    changes: Sequence[Change] = (),
    asked_for: tuple[str, ...] = (),
) -> str:
    """The page as text; nothing in it is loaded from elsewhere."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["tojson"] = _json
    return environment.get_template("page.html").render(
        run=run,
        gate=gate,
        failures=failures(run, gate, asked_for) if gate else [],
        aims=list(_aims(run, gate)) if gate else [],
        suites=[_suite(result, suites.get(result.suite), gate) for result in run.results],
        names=list(dict.fromkeys(result.suite for result in run.results)),
        earlier=earlier,
        unpaired=unpaired(earlier, run) if earlier else [],
        compared=bool(changes),
        changes=[change for change in changes if change.verdict != "same"],
        number=number,
    )


def _aims(run: Run, gate: Gate) -> Iterator[dict[str, Any]]:
    """What is aimed at and how far it is reached, for the reader who pays."""
    for result in run.results:
        for figure in result.figures:
            mark, words = aim(figure, gate.of(result.suite, figure.name))
            if words:
                value, spread = number(figure.value, figure.unit), interval(figure)
                whose = f"{result.title} ({result.model})" if result.model else result.title
                yield {
                    "whose": whose,
                    "figure": figure,
                    "value": value,
                    "interval": spread,
                    "mark": mark,
                    "words": words,
                }


def _suite(result: SuiteResult, suite: Suite | None, gate: Gate | None) -> dict[str, Any]:
    rows = []
    for figure in result.figures:
        mark, words = verdict(figure, result, gate)
        rows.append(
            {
                "figure": figure,
                "value": number(figure.value, figure.unit),
                "interval": interval(figure),
                "mark": mark,
                "words": words,
            }
        )
    return {
        "result": result,
        "rows": rows,
        "fails": any(row["mark"] == "fails" for row in rows),
        "wrong": [record for record in result.records if not record.ok],
        "charts": suite.charts(result.records) if suite and result.records else [],
    }


def _json(value: object) -> Markup:
    """Readable JSON, escaped as text."""
    return escape(_dumped(value))


_dumped = partial(json.dumps, ensure_ascii=False, default=str)
