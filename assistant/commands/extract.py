"""`aloe extract`: what messages say about their writers, as JSON Lines."""

import asyncio
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.settings import Settings
from assistant.understanding import Understander, profile_of
from assistant.wiring import load_language_model, load_reader, load_triage
from knowledge.errors import UnusableInput
from knowledge.vocabulary import Language

Source = Annotated[
    Path | None,
    typer.Argument(help="JSON Lines file; without it, or with -, standard input is read."),
]
NoModel = Annotated[bool, typer.Option("--no-model", help="Without the language model.")]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="Rules and lexicon alone.")]
ModelId = Annotated[
    str | None, typer.Option("--model", help="Another language model: an id of `aloe models list`.")
]


class Item(BaseModel):
    """One message to read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    text: str
    lang: Language | None = None
    asked: str | None = None
    options: tuple[str, ...] = Field(default=(), description="labels offered with the question")


def extract(
    source: Source = None,
    no_model: NoModel = False,
    rules_only: RulesOnly = False,
    model: ModelId = None,
) -> None:
    """Report what each message says about its writer: profile fields and red flags.

    Reads lines {"id", "text", "lang"?, "asked"?, "options"?} and prints, for each,
    {"id", "profile": {...}, "red_flags": [...], "ms": ...}. What is not said is null or empty; what
    is said of other people is nobody's. `asked` names the field that was asked about, `options`
    the answers that were offered. Money is reported in roubles (rates: knowledge/data/rates.yaml).
    Exit code 2 when a line cannot be used; nothing is printed then.
    """
    items = read_items(_lines(source))
    settings = Settings()
    if model is not None:
        settings = settings.model_copy(update={"language_model": model})
    loaded = None if no_model or rules_only else load_language_model(settings)
    understander = Understander(
        loaded,
        reader=None if rules_only else load_reader(settings),
        flags=None if rules_only else load_triage(settings),
        budget_s=settings.understanding_budget_s,
    )
    asyncio.run(_report(understander, items))


def _lines(source: Path | None) -> list[str]:
    try:
        if source is None or str(source) == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig").split("\n")
        return source.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise UnusableInput(f"{source} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnusableInput("The input is not UTF-8 text: save it as UTF-8.") from error


def read_items(lines: Iterable[str]) -> list[Item]:
    """Parse all lines before any is worked on.

    Raises:
        UnusableInput: A line is broken; the message names the first and counts the rest.
    """
    items: list[Item] = []
    faults: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            items.append(Item.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            faults.append(f"Line {number} is no JSON object ({error.msg}, column {error.colno})")
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the line"
            faults.append(f"Line {number}: {where}: {first['msg'].lower()}")
    if faults:
        more = f" ({len(faults) - 1} more faulty lines)" if len(faults) > 1 else ""
        raise UnusableInput(
            f'{faults[0]}{more}; every line needs {{"id": …, "text": …}}.', detail="\n".join(faults)
        )
    return items


async def _report(understander: Understander, items: Iterable[Item]) -> None:
    for item in items:
        started = time.perf_counter()
        record = await _one(understander, item)
        record["ms"] = round((time.perf_counter() - started) * 1000, 1)
        typer.echo(json.dumps(record, ensure_ascii=False))


async def _one(understander: Understander, item: Item) -> dict[str, Any]:
    understood = await understander.understand(item.text, asked=item.asked, options=item.options)
    profile = profile_of(understood)
    if item.lang is not None and not any(letter.isalpha() for letter in item.text):
        profile = profile.model_copy(update={"language": item.lang})
    return {
        "id": item.id,
        "profile": profile.model_dump(mode="json"),
        "red_flags": [flag.value for flag in understood.red_flags],
    }
