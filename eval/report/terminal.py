"""The table on screen."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from eval.compare import Change
from eval.gate import Gate
from eval.records import Run, SuiteResult
from eval.report.words import interval, number, verdict

STYLES = {"fails": "bold red", "short": "yellow", "holds": "green", "": ""}


def show(run: Run, console: Console, gate: Gate | None = None) -> None:
    """Print one table a suite; suites that several models ran get one column a model."""
    for suite in dict.fromkeys(result.suite for result in run.results):
        results = [r for r in run.results if r.suite == suite]
        ran = [r for r in results if r.status == "ran"]
        for result in results:
            if result.status != "ran":
                console.print(f"[bold]{result.title}[/]: not run: {result.because}\n")
        if len(ran) == 1:
            console.print(_single(ran[0], gate))
        elif ran:
            console.print(_models(ran))


def _single(result: SuiteResult, gate: Gate | None) -> Table:
    model = f", {result.model}" if result.model else ""
    cases = f"{len(result.records)} records, {result.seconds:.0f} s, CPU {result.cpu_seconds:.0f} s"
    table = Table(title=f"{result.title}{model} ({cases})", title_justify="left")
    for name, justify in (("figure", "left"), ("value", "right"), ("95 % interval", "right")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    table.add_column("n", justify="right")
    table.add_column("gate")
    for figure in result.figures:
        mark, words = verdict(figure, result, gate)
        table.add_row(
            figure.name,
            number(figure.value, figure.unit),
            interval(figure),
            str(figure.n),
            f"[{STYLES[mark]}]{words}[/]" if mark else "",
        )
    return table


def _models(results: Sequence[SuiteResult]) -> Table:
    table = Table(title=f"{results[0].title}, by model", title_justify="left")
    table.add_column("figure")
    for result in results:
        table.add_column(result.model, justify="right")
    for index, figure in enumerate(results[0].figures):
        row = [r.figures[index] for r in results]
        cells = [f"{number(f.value, f.unit)}\n[dim]{interval(f)}[/]" for f in row]
        table.add_row(figure.name, *cells)
    return table


def show_changes(changes: Sequence[Change], unpaired: Sequence[str], console: Console) -> None:
    """Print what changed against an earlier run, and where nothing could be compared."""
    table = Table(title="Against the earlier run", title_justify="left")
    for name in ("suite", "figure", "before", "after", "difference, 95 %", "verdict"):
        table.add_column(name)
    for c in changes:
        if c.verdict != "same":
            spread = f"{number(c.low, c.unit)} to {number(c.high, c.unit)}"
            cells = (number(c.before, c.unit), number(c.after, c.unit), spread, c.verdict)
            table.add_row(c.suite, c.figure, *cells)
    if table.rows:
        console.print(table)
    elif changes:
        console.print("Nothing changed against the earlier run.")
    if unpaired:
        console.print(f"No case in common with the earlier run: {', '.join(unpaired)}.")
