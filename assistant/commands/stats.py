"""`aloe stats`: the pilot's figures for its operator."""

import asyncio
import json
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from assistant.database import Database
from assistant.settings import Settings
from assistant.statistics import (
    ACTIVE_TARGET,
    SATISFACTION_TARGET,
    Mean,
    PilotReport,
    as_json,
    current,
    report,
    verdict,
)
from assistant.store import Figures
from knowledge.errors import UnusableInput


def stats(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Count from this day on; absent: everything."),
    ] = None,
    json_output: Annotated[
        bool, typer.Option("--json", help="One JSON object instead of tables.")
    ] = False,
    png: Annotated[Path | None, typer.Option(help="Also draw a chart into this file.")] = None,
    reasons: Annotated[int, typer.Option(min=0, help="How many reasons to show.")] = 10,
) -> None:
    """Active people by day and week, satisfaction, how far people get, latency."""
    if png is not None and not png.absolute().parent.is_dir():
        raise UnusableInput(f"There is no folder {png.absolute().parent} for the chart.")
    zone = datetime.now(UTC).astimezone().tzinfo or UTC
    start = since.replace(tzinfo=zone) if since else None
    found = report(asyncio.run(_figures(start)), zone)
    today = datetime.now(zone).date()
    if json_output:
        typer.echo(json.dumps(as_json(found, start), ensure_ascii=False))
    else:
        _print(found, zone, reasons, today)
    if png is not None:
        from assistant.stats_chart import draw

        draw(found, png, today)


async def _figures(since: datetime | None) -> Figures:
    store = await Database.open(Settings().resolved_database_url())
    try:
        return await store.figures(since)
    finally:
        await store.close()


def _interval(mean: Mean) -> str:
    if mean.mean is None:
        return "–"
    if mean.low is None or mean.high is None:
        return f"{mean.mean:.1f}"
    return f"{mean.mean:.1f} (95 %: {mean.low:.1f} to {mean.high:.1f})"


def _print(found: PilotReport, zone: tzinfo, reasons: int, today: date) -> None:
    console = Console()
    if not found.people:
        console.print("Nobody has talked to Aloe in this time.")
        return
    active = Table("week of", "people", f"goal {ACTIVE_TARGET}", title="Active people")
    for start, people in found.weeks[-12:]:
        reached = "yes" if people >= ACTIVE_TARGET else "no"
        so_far = " so far" if current(start, today) and people < ACTIVE_TARGET else ""
        active.add_row(start.isoformat(), str(people), reached + so_far)
    days = Table("day", "people", title=f"The last days ({zone})")
    for day, people in found.days[-14:]:
        days.add_row(day.isoformat(), str(people))
    funnel = Table("stage", "people", "of the stage before", title="How far people get")
    for stage in found.funnel:
        share = "" if stage.share is None else f"{100 * stage.share:.0f} %"
        funnel.add_row(stage.name, str(stage.people), share)
    for table in (active, days, funnel, _satisfaction(found), _latency(found)):
        console.print(table)
    if found.reasons[:reasons]:
        console.print(f"Reasons, lowest score first ({len(found.reasons)} in all):")
    for score, reason in found.reasons[:reasons]:
        console.print(f"{score:2d}  {reason}", markup=False)


def _satisfaction(found: PilotReport) -> Table:
    table = Table("model", "prompts", "ratings", "mean", title="Satisfaction, 0 to 10")
    for model, version, mean in found.by_model:
        table.add_row(model or "templates", version, str(mean.n), _interval(mean))
    whole = found.satisfaction
    table.add_section()
    table.add_row("all", "", str(whole.n), _interval(whole))
    table.caption = f"goal {SATISFACTION_TARGET}: {verdict(whole)}"
    return table


def _latency(found: PilotReport) -> Table:
    table = Table("message", "n", "first text p50", "p95", "whole p50", "p95", title="Latency, ms")
    for row in found.latency:
        times = (row.first_p50, row.first_p95, row.total_p50, row.total_p95)
        table.add_row(row.kind, str(row.n), *(f"{value:,.0f}" for value in times))
    return table
