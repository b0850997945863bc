"""`aloe eval`: run the suites, report, gate, compare, and keep the README's figures true."""

import asyncio
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.settings import Settings
from eval import environment, gate, judged, suite
from eval.cases import Split
from eval.compare import Change, compare, unpaired
from eval.endpoint import Endpoint
from eval.opening import Opening
from eval.records import Run
from eval.report import contact, files, page, readme, terminal
from eval.runner import evaluate as run_suites
from knowledge.errors import UnusableInput

PLAIN_WIDTH = 120  # columns, where the output is a file
GATE_FAILED = 3
"""Exit code when a gated figure does not hold, apart from unusable input and breakdowns."""

Suites = Annotated[list[str] | None, typer.Argument(help="Suites to run; none named: all.")]
Models = Annotated[
    list[str] | None,
    typer.Option("--model", help="Language model: id, GGUF path, URL, or none. Repeat to compare."),
]
Report = Annotated[
    Path | None, typer.Option(help="Folder for eval.json, figures.json and eval.html.")
]
GateFile = Annotated[Path | None, typer.Option("--gate", help="TOML file; exit 3 if one fails.")]
Fast = Annotated[bool, typer.Option("--fast", help="A subset in under five minutes, for CI.")]
Seed = Annotated[int, typer.Option(help="Fixes people's choices and bootstrap draws.")]
Against = Annotated[Path | None, typer.Option(help="eval.json of an earlier run to compare with.")]
Cases = Annotated[
    Split,
    typer.Option(help="test: what is reported on. dev: what is tuned on, where a suite has both."),
]
From = Annotated[
    Path | None, typer.Option("--from", help="Report on this JSON instead of running anything.")
]
Readme = Annotated[
    Path | None, typer.Option("--readme", help="README whose table of figures to rewrite.")
]
Check = Annotated[
    bool,
    typer.Option("--check", help="With --readme: exit 3 if the table differs; change nothing."),
]
Judge = Annotated[
    str | None,
    typer.Option(
        help="OpenAI-compatible server whose model rates replies, as URL#model; sends it replies."
    ),
]
PersonModel = Annotated[
    str | None,
    typer.Option("--person", help="Server whose model rewords simulated people, as URL#model."),
]
Resume = Annotated[bool, typer.Option(help="Go on with an interrupted run in the report folder.")]


def evaluate(
    suites: Suites = None,
    model: Models = None,
    report: Report = None,
    gate_file: GateFile = None,
    fast: Fast = False,
    seed: Seed = 0,
    cases: Cases = Split.TEST,
    against: Against = None,
    from_: From = None,
    readme_file: Readme = None,
    check: Check = False,
    resume: Resume = True,
    judge: Judge = None,
    person: PersonModel = None,
) -> None:
    """Measure what is claimed: every figure with its n and its 95 % interval.

    A suite whose data are not here is reported as not run, never as passed. Exit 0: done, and the
    gate holds if there is one; 2: unusable input; 3: a gated figure fell.
    """
    if cases is Split.DEV and (gate_file or readme_file):
        raise UnusableInput("The dev cases are for tuning: no gate and no README with --cases dev.")
    names = tuple(suites or ())
    chosen = suite.chosen(names)
    limits = gate.load(gate_file) if gate_file else None
    earlier = files.load(against) if against else None
    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    if from_:
        run = files.load(from_)
    else:
        for address in filter(None, (judge, person)):
            _endpoint(address)
        settings = Settings()
        opening = Opening(settings, fast=fast, seed=seed, report=report if resume else None)
        opening.person_model = _endpoint(person) if person else None
        opening.split = cases
        with opening.progress():
            run = asyncio.run(_measured(chosen, model or [settings.language_model], opening, judge))
        opening.done()
        if report and (mistakes := contact.worst(run)):
            report.mkdir(parents=True, exist_ok=True)
            contact.sheet(mistakes, settings.data_dir, report / "worst_photos.png")
    known = suite.available()
    changes = compare(earlier, run, known, run.seed) if earlier else []
    if report:
        _write(report, run, limits, earlier, changes, names)
    terminal.show(run, console, limits)
    if earlier:
        terminal.show_changes(changes, unpaired(earlier, run), console)
    faults = gate.failures(run, limits, names) if limits else []
    if readme_file and not _up_to_date(readme_file, run, check=check):
        faults.append(f"the table of figures in {readme_file} is not that of this run")
    for fault in faults:
        console.print(f"[bold red]{fault}[/]")
    if faults:
        raise typer.Exit(GATE_FAILED)


async def _measured(
    suites: list[suite.Suite], models: list[str], opening: Opening, judge: str | None
) -> Run:
    run = await run_suites(
        suites,
        models,
        opening.bench,
        environment=environment.describe(),
        command="aloe " + shlex.join(sys.argv[1:]),
    )
    if not judge:
        return run
    async with _endpoint(judge) as endpoint:
        rated = await judged.judge(run, endpoint, opening.seed)
    return run.model_copy(update={"results": (*run.results, rated)})


def _endpoint(address: str) -> Endpoint:
    url, sign, name = address.rpartition("#")
    if not sign or not url.startswith(("http://", "https://")):
        raise UnusableInput(f"{address} is no server: write URL#model, e.g. http://host/v1#qwen.")
    return Endpoint(url, name)


def _write(
    folder: Path,
    run: Run,
    limits: gate.Gate | None,
    earlier: Run | None,
    changes: list[Change],
    names: tuple[str, ...],
) -> None:
    bare = tuple(result.model_copy(update={"records": ()}) for result in run.results)
    files.save(run, folder / "eval.json")
    files.save(run.model_copy(update={"results": bare}), folder / "figures.json")
    html = page.render(
        run, suite.available(), gate=limits, earlier=earlier, changes=changes, asked_for=names
    )
    files.write(folder / "eval.html", html)


def _up_to_date(path: Path, run: Run, *, check: bool) -> bool:
    """Whether the README holds the run's table afterwards."""
    try:
        return readme.update(path, run, check=check) or not check
    except OSError as error:
        raise UnusableInput(f"The README {path} cannot be used: {error.strerror}.") from None
