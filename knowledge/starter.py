"""The starter catalogue: product types written as base formulas plus actives."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge.derive import derive
from knowledge.label import Ingredient
from knowledge.product import Price, Product, ProductActive
from knowledge.vocabulary import Concern, SkinType, Step, Texture, Tri

Strengths = dict[str, tuple[float, float] | None]


class Base(BaseModel):
    """A base formula; "+" marks where the actives go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Step
    texture: Texture
    size: str
    inci: tuple[str, ...]


class Entry(BaseModel):
    """One product type as the data file writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    base: str
    name: str
    name_ru: str
    actives: Strengths
    further: tuple[str, ...] = Field(default=(), alias="with")
    price: tuple[int, int]
    goals: tuple[Concern, ...]
    suits: tuple[SkinType, ...] = ()
    not_for: tuple[SkinType, ...] = ()
    sensitive: bool | None = None
    scented: bool = False
    spf: int | None = None
    step: Step | None = None
    texture: Texture | None = None


@cache
def load_starter() -> tuple[Product, ...]:
    """The product types that ship with the project."""
    bases = {name: Base(**row) for name, row in _read("starter_bases.yaml")["bases"].items()}
    data = _read("starter_catalogue.yaml")
    return tuple(
        _product(Entry.model_validate(row), bases, str(data["source"]), data["as_of"])
        for row in data["entries"]
    )


def _read(name: str) -> dict[str, Any]:
    text = files("knowledge").joinpath("data").joinpath(name).read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return data


def _formula(base: Base, entry: Entry) -> tuple[str, ...]:
    """The full list: base names, actives in place of "+", perfume near the end; each once."""
    at = base.inci.index("+")
    middle = [*entry.actives, *entry.further]
    tail = ["PARFUM"] if entry.scented else []
    return tuple(dict.fromkeys([*base.inci[:at], *middle, *base.inci[at + 1 :], *tail]))


def _with_strength(
    actives: Sequence[ProductActive], strengths: Mapping[str, tuple[float, float] | None]
) -> tuple[ProductActive, ...]:
    """Strengths of the entry on the actives; named actives first."""
    done = [
        active.model_copy(update={"percent_min": span[0], "percent_max": span[1]})
        if (span := strengths.get(active.inci))
        else active
        for active in actives
    ]
    return tuple(sorted(done, key=lambda active: active.inci not in strengths))


def _product(entry: Entry, bases: Mapping[str, Base], source: str, as_of: date) -> Product:
    base = bases[entry.base]
    step, names = entry.step or base.step, _formula(base, entry)
    ingredients = [
        Ingredient(name, place, (entry.actives.get(name) or (None, None))[1])
        for place, name in enumerate(names, 1)
    ]
    rules = derive(step, ingredients, spf=entry.spf)
    stated = None if entry.sensitive is None else Tri("yes" if entry.sensitive else "no")
    return Product(
        id=entry.id,
        kind="type",
        name=entry.name,
        name_ru=entry.name_ru,
        step=step,
        texture=entry.texture or base.texture,
        ingredients=names,
        actives=_with_strength(rules.actives, entry.actives),
        concerns=entry.goals,
        skin_types=dict.fromkeys(entry.suits, Tri.YES) | dict.fromkeys(entry.not_for, Tri.NO),
        sensitive_ok=stated or rules.sensitive_ok,
        fragrance_free=rules.fragrance_free,
        pregnancy=rules.pregnancy,
        spf=entry.spf,
        size=base.size,
        price=Price(amount=entry.price[0], currency="RUB", as_of=as_of),
        price_rub=entry.price[0],
        price_rub_max=entry.price[1],
        sources={"": source}
        | {name: rules.sources[name] for name in ("actives", "fragrance_free", "pregnancy")},
    )
