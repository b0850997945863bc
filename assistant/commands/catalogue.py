"""`aloe catalogue`: load, check and describe the products that may be recommended."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from assistant.models import Registry
from assistant.settings import Settings
from knowledge.catalogue import Catalogue
from knowledge.chroma import ChromaRetriever
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import MissingPart, UnusableInput
from knowledge.fetching import LICENCE, OPEN_BEAUTY_FACTS
from knowledge.fetching import fetch as fetch_file
from knowledge.importing import Report, import_file
from knowledge.mapping import load_mapping, shipped
from knowledge.product import Product
from knowledge.vocabulary import Tri

app = typer.Typer(help="Load, check and describe the product catalogue.", no_args_is_help=True)

SHOWN = 20


class Source(StrEnum):
    """Public product databases."""

    OPEN_BEAUTY_FACTS = "openbeautyfacts"


File = Annotated[Path, typer.Argument(help="CSV (comma, semicolon, tab) or JSON Lines, UTF-8.")]
MappingName = Annotated[
    str | None,
    typer.Option("--mapping", help=f"YAML file, or one of: {', '.join(shipped())}. None: guess."),
]
Partner = Annotated[
    str | None,
    typer.Option(help="Import as this partner's products: labelled, kept apart from your own."),
]
Rate = Annotated[
    list[str] | None,
    typer.Option(help="Roubles for one unit, e.g. USD=85; repeat for more currencies."),
]
PricesOf = Annotated[str | None, typer.Option(help="Day of the prices, YYYY-MM-DD.")]


@app.command("import")
def import_catalogue(
    file: File,
    partner: Partner = None,
    mapping: MappingName = None,
    rate: Rate = None,
    prices_of: PricesOf = None,
) -> None:
    """Replace your products (or one partner's) by those of a file, and index them.

    Good rows come in together or not at all; each bad row is reported with its number, field and
    what to do. Importing the same file again changes nothing. A product that is no longer in the
    file is no longer recommended. Exit 2 when the file cannot be used; then nothing has changed.
    """
    settings = Settings()
    _run(settings, file, mapping, partner, rate, prices_of, dry_run=False)
    _index(settings)


@app.command()
def check(
    file: File,
    partner: Partner = None,
    mapping: MappingName = None,
    rate: Rate = None,
    strict: Annotated[bool, typer.Option(help="Exit 2 when any row is bad.")] = False,
) -> None:
    """Read a file as `import` would, report every fault, and change nothing.

    Exit 0 when the file can be imported, 2 when it cannot (or any row is bad, with --strict).
    """
    report = _run(Settings(), file, mapping, partner, rate, None, dry_run=True)
    if strict and report.bad:
        rows = report.bad + report.good
        raise UnusableInput(f"{file.name}: {report.bad} of {rows} rows are bad; correct them.")


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Describe the catalogue: how many products, for what, what is known about them."""
    catalogue = _catalogue(Settings())
    figures = _figures(catalogue)
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    table = Table("what", "value", show_header=False)
    for name, value in figures.items():
        parts = [f"{k} {v}" for k, v in value.items()] if isinstance(value, dict) else [str(value)]
        table.add_row(name.replace("_", " "), ", ".join(parts))
    Console().print(table)
    if catalogue.is_starter:
        typer.echo("These are product types. Load a shop: aloe catalogue import FILE")


@app.command()
def export() -> None:
    """Print every loaded product as one line of JSON, all fields."""
    for product in _catalogue(Settings()).products:
        sys.stdout.write(product.model_dump_json() + "\n")


@app.command()
def remove(
    partner: Annotated[str, typer.Option(help="Whose products to remove; the rest stays.")],
) -> None:
    """Remove one partner's products."""
    from knowledge.catalogue import replace

    settings = Settings()
    change = replace(_path(settings), (), partner=partner)
    if not change.removed:
        raise UnusableInput(f"There are no products of {partner}: see `aloe catalogue stats`.")
    typer.echo(f"Removed {change.removed} products of {partner}.")
    _index(settings)


@app.command()
def fetch(
    source: Annotated[Source, typer.Argument(help="Which public database.")],
    to: Annotated[Path | None, typer.Option(help="File to write; none: data folder.")] = None,
    url: Annotated[str, typer.Option(help="Another mirror.")] = OPEN_BEAUTY_FACTS,
) -> None:
    """Download a public product database (the only catalogue command that uses the network).

    It has ingredient lists and no prices. Import it afterwards as the command says.
    """
    target = to or Settings().data_home / f"{source.value}.csv"
    with _bar("Downloading") as advance:
        fetch_file(url, target, advance)
    typer.echo(f"{target} is here. {LICENCE}")
    typer.echo(f"Next: aloe catalogue import {target} --mapping {source.value}")


def _path(settings: Settings) -> Path:
    return settings.data_home / "catalogue.sqlite3"


def _catalogue(settings: Settings) -> Catalogue:
    return Catalogue.load(_path(settings))


def _run(
    settings: Settings,
    file: Path,
    mapping: str | None,
    partner: str | None,
    rate: list[str] | None,
    prices_of: str | None,
    *,
    dry_run: bool,
) -> Report:
    if not file.is_file():
        raise UnusableInput(f"There is no file {file}: check the path.")
    plan = load_mapping(mapping) if mapping else None
    as_of, rates = _day(prices_of), _rates(rate)
    with _bar("Reading rows") as advance:
        report = import_file(
            file,
            _path(settings),
            mapping=plan,
            partner=partner,
            rates=rates,
            as_of=as_of,
            dry_run=dry_run,
            progress=advance,
        )
    _tell(report, dry_run=dry_run)
    return report


def _tell(report: Report, *, dry_run: bool) -> None:
    for fault in report.faults[:SHOWN]:
        typer.echo(f"row {fault.row}: {fault.field} {fault.reason}. {fault.todo}", err=True)
    if report.bad > SHOWN:
        typer.echo(f"… {report.bad} bad rows in all:", err=True)
        for reason, count in report.reasons.most_common(10):
            typer.echo(f"  {count} × {reason}", err=True)
    done, change = ("Would import" if dry_run else "Imported"), report.change
    typer.echo(
        f"{done} {report.good} products ({change.added} new, {change.changed} changed, "
        f"{change.unchanged} as before, {change.removed} removed); {report.bad} bad rows."
    )
    if report.without_ingredients:
        typer.echo(
            f"{report.without_ingredients} have no ingredient list: they are never offered to "
            "people with an allergy or in pregnancy."
        )
    if report.without_price:
        typer.echo(f"{report.without_price} have no price: left out where a budget is set.")


def _index(settings: Settings) -> None:
    """Bring the search index up to date, if the embedding model is here."""
    try:
        path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    except MissingPart as missing:
        typer.echo(f"{missing.message} The index is built at the first recommendation.", err=True)
        return
    retriever = ChromaRetriever(
        _catalogue(settings),
        OnnxEmbedder(path),
        settings.data_home / "index",
        url=settings.chroma_url,
    )
    with _bar("Indexing") as advance:
        done = retriever.refresh(advance)
    typer.echo(f"Indexed {done} new or changed products.")


@contextmanager
def _bar(what: str) -> Iterator["Advance"]:
    bar = Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        yield Advance(bar)


class Advance:
    """Moves a bar to (done, all)."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def __call__(self, done: int, total: int) -> None:
        """Show the new state."""
        self._bar.update(self._task, completed=done, total=total)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UnusableInput(f"{text} is no day: write it as 2026-05-31.") from error


def _rates(pairs: list[str] | None) -> dict[str, float]:
    rates: dict[str, float] = {}
    for pair in pairs or ():
        code, _, number = pair.partition("=")
        try:
            rates[code.strip().upper()] = float(number.replace(",", "."))
        except ValueError as error:
            raise UnusableInput(f"{pair} is no rate: write it as USD=85.") from error
        if not 0 < rates[code.strip().upper()] < float("inf"):
            raise UnusableInput(f"{pair} is no rate: roubles must be more than 0.")
    return rates


def _figures(catalogue: Catalogue) -> dict[str, object]:
    count: dict[str, Counter[str]] = {
        name: Counter() for name in ("step", "partner", "pregnancy", "fragrance_free", "concern")
    }
    total = known = priced = sun = 0
    prices: list[int] = []
    for product in catalogue.products:
        total += 1
        known += bool(product.ingredients)
        priced += product.price_rub is not None
        sun += _protects(product)
        prices += [product.price_rub] if product.price_rub is not None else []
        count["step"][product.step] += 1
        count["partner"][product.partner or "own"] += 1
        count["pregnancy"][product.pregnancy] += 1
        count["fragrance_free"][product.fragrance_free] += 1
        count["concern"].update(product.concerns)
    prices.sort()
    return {
        "kind": "starter types" if catalogue.is_starter else "imported",
        "products": total,
        "version": catalogue.version,
        "with_ingredients": known,
        "with_price": priced,
        "median_price_rub": prices[len(prices) // 2] if prices else None,
        "spf_30_or_more": sun,
        "suitable_in_pregnancy": count["pregnancy"][Tri.YES],
        "fragrance_free": count["fragrance_free"][Tri.YES],
        "steps": dict(count["step"].most_common()),
        "concerns": dict(count["concern"].most_common()),
        "partners": dict(count["partner"].most_common()),
    }


def _protects(product: Product) -> bool:
    return product.spf is not None and product.spf >= 30
