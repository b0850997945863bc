"""Which column of a shop's file means what, and what a currency is worth."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import UnusableInput
from knowledge.parsing import parsed_text
from knowledge.vocabulary import Step

FIELDS = frozenset({
    "id", "name", "name_ru", "brand", "category", "ingredients", "price", "currency", "size",
    "available", "spf", "texture", "step",
})  # fmt: skip


class Mapping(BaseModel):
    """A mapping file. Column names are compared without regard to case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="field -> columns, the first that is filled counts"
    )
    optional: frozenset[str] = Field(
        default=frozenset(), description="fields whose columns may be missing from the file"
    )
    encoding: str = "utf-8"
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    quoted: bool = Field(default=True, description="False: quotation marks mean nothing")
    currency: str = Field(default="RUB", pattern="^[A-Z]{3}$")
    id_from: tuple[str, ...] = Field(
        default=(), description="fields that identify a product where the shop has no id"
    )
    steps: dict[str, Step] = Field(default_factory=dict, description="category -> step")
    category_decides: frozenset[str] = Field(
        default=frozenset(), description="categories that count before the noun in the name"
    )


class Rates(BaseModel):
    """Roubles for one unit of each currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date
    source: str
    rub_per_unit: dict[str, float]


@cache
def load_rates() -> Rates:
    """The rough rates that ship with the package."""
    return Rates.model_validate(_yaml(_data("rates.yaml")))


@cache
def _guesses() -> Mapping:
    return Mapping.model_validate(_yaml(_data("mappings/guesses.yaml")))


def shipped() -> tuple[str, ...]:
    """Names of the mappings that ship with the package."""
    folder = files("knowledge").joinpath("data/mappings")
    names = (entry.name.removesuffix(".yaml") for entry in folder.iterdir())
    return tuple(sorted(name for name in names if name != "guesses"))


def load_mapping(name: str | Path) -> Mapping:
    """A mapping by file path, or by the name of one that ships with the package.

    Raises:
        UnusableInput: There is no such file or it is no mapping; all faults in one sentence.
    """
    path = Path(name)
    if str(name) in shipped():
        text = _data(f"mappings/{name}.yaml")
    else:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UnusableInput(
                f"The mapping {path.name} cannot be read: give a YAML file or one of "
                f"{', '.join(shipped())}.",
                detail=str(error),
            ) from error
    try:
        mapping = Mapping.model_validate(_yaml(text))
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise UnusableInput(
            f"{path.name} is not a mapping: {_faults(error)}.", detail=str(error)
        ) from error
    unknown = sorted(set(mapping.columns) - FIELDS)
    if unknown:
        raise UnusableInput(
            f"{path.name} maps unknown fields {', '.join(unknown)}: "
            f"known are {', '.join(sorted(FIELDS))}."
        )
    return mapping


def _faults(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:5])
    return str(error).splitlines()[0]


def resolve(mapping: Mapping | None, headers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Field -> the file's own column names: as the mapping says, else by good guesses.

    Raises:
        UnusableInput: A mapped column is not in the file, or no column holds the name.
    """
    here = {header.strip().casefold(): header for header in headers if header}
    columns = mapping.columns if mapping and mapping.columns else None
    wanted = columns or _guesses().columns
    found = {
        field: tuple(here[name.casefold()] for name in names if name.casefold() in here)
        for field, names in wanted.items()
    }
    found = {field: names for field, names in found.items() if names}
    if columns:
        optional = dict.fromkeys(mapping.optional if mapping else ())
        lost = sorted(
            f"{f} ({', '.join(columns[f])})" for f in columns if f not in found | optional
        )
        if lost:
            raise UnusableInput(
                f"The file has no column for {'; '.join(lost)}: correct the mapping. "
                f"Columns: {_shown(headers)}."
            )
    else:
        found = {field: names[:1] for field, names in found.items()}
    if "name" not in found:
        raise UnusableInput(
            "No column looks like a product name: name the columns in a mapping "
            f"(--mapping FILE). Columns: {_shown(headers)}."
        )
    return found


def _shown(headers: Sequence[str]) -> str:
    shown = ", ".join(header[:40] for header in headers[:20])
    return shown + (" …" if len(headers) > 20 else "")


def _data(name: str) -> str:
    return files("knowledge").joinpath("data").joinpath(name).read_text("utf-8")


def _yaml(text: str) -> dict[str, Any]:
    data = parsed_text(text)
    if not isinstance(data, dict):
        message = "it must hold names and values"
        raise TypeError(message)
    columns = data.get("columns")
    if isinstance(columns, dict):
        data["columns"] = {k: [v] if isinstance(v, str) else v for k, v in columns.items()}
    return data
