"""`aloe models`: which model files there are, where from, and whether they are right."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from assistant.models import Entry, Registry
from assistant.models.sources import Progress as Report
from assistant.settings import Settings
from knowledge.errors import UnusableInput

app = typer.Typer(help="Model files: list, pull, verify.", no_args_is_help=True)

Ids = Annotated[list[str] | None, typer.Argument(help="Model ids; none: what serving needs.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line instead of a table.")]


def _registry() -> Registry:
    return Registry.load(Settings().model_dir)


def _state(registry: Registry, entry: Entry) -> str:
    return "here" if registry.present(entry.id) else "not pulled"


def _record(registry: Registry, entry: Entry) -> dict[str, object]:
    shown = entry.model_dump(mode="json", exclude={"sources"})
    sources = [
        s.repo if s.kind == "huggingface" else f"{len(s.parts)} wheels ({s.parts[0].carrier} …)"
        for s in entry.sources
    ]
    return shown | {
        "sources": sources,
        "present": registry.present(entry.id),
        "path": str(registry.file_of(entry.id)),
    }


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """Show the registry: purpose, size, languages, licence, and which files are here."""
    registry = _registry()
    if as_json:
        for entry in registry.entries:
            typer.echo(json.dumps(_record(registry, entry), ensure_ascii=False))
        return
    table = Table("model", "what it is", "state")
    for column in (table.columns[0], table.columns[2]):
        column.no_wrap = True
    for entry in registry.entries:
        facts = [
            entry.purpose,
            f"{'about ' if entry.approximate_size else ''}{entry.bytes / 1e6:,.1f} MB",
            f"{entry.memory_gb:g} GB memory",
            " ".join(entry.languages),
            entry.licence,
        ]
        about = ", ".join(fact for fact in facts if fact)
        table.add_row(
            f"{entry.id}{' *' if entry.default else ''}",
            f"{about}\n[dim]{entry.note}[/]",
            _state(registry, entry),
        )
    Console().print(table)
    typer.echo(f"* needed for serving as it is set up. Folder: {registry.folder}")


@contextmanager
def _reporting(model_id: str) -> Iterator[Report]:
    """A progress bar on a terminal; elsewhere a line for every tenth."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(model_id)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(model_id)

        def report(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=f"{model_id}: {what}")

        yield report


class _Lines:
    """Progress as plain lines, for logs."""

    def __init__(self, model_id: str) -> None:
        self._model_id = model_id
        self._last: tuple[int, str] = (-1, "")

    def __call__(self, done: int, total: int, what: str) -> None:
        now = (10 * done // max(total, 1), what)
        if now != self._last:
            self._last = now
            sys.stderr.write(
                f"{self._model_id}: {what}, {done / 1e6:,.0f} of {total / 1e6:,.0f} MB\n"
            )
            sys.stderr.flush()


@app.command()
def pull(ids: Ids = None) -> None:
    """Download model files that are not here yet, resuming and verifying."""
    registry = _registry()
    chosen = [registry.entry(model_id).id for model_id in ids or registry.needed()]
    for model_id in chosen:
        with _reporting(model_id) as report:
            path = registry.pull(model_id, report)
        typer.echo(f"{model_id}: {path}")


@app.command()
def verify(ids: Ids = None) -> None:
    """Hash model files and compare with what they should be."""
    registry = _registry()
    chosen = [registry.entry(model_id).id for model_id in ids or registry.needed()]
    faults = []
    for model_id in chosen:
        try:
            registry.verify(model_id)
        except UnusableInput as error:
            faults.append(error.message)
        else:
            typer.echo(f"{model_id}: right")
    if faults:
        raise UnusableInput(" ".join(faults))
