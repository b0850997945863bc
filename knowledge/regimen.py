"""How care products are used, as typed data: frequency, order, shelf words, sources."""

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.parsing import parsed_text
from knowledge.product import Product, Same
from knowledge.vocabulary import Active, Concern, Step, Texture

Part = Literal["morning", "evening", "either"]
NameKind = Literal["night", "day", "area", "young", "mature", "makeup", "peel"]
DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Usage(_Frozen):
    """How a family of actives is used and what it is used for."""

    active: Active
    strong: bool = Field(description="one such leave-on product an evening, introduced alone")
    part: Part
    ladder: tuple[int, int, int] = Field(
        description="times a week in weeks 1-2, 3-4 and 5-6 after the first use"
    )
    helps: dict[Concern, int] = Field(description="1 plausible, 2 small trials, 3 well supported")
    source: str


class Days(_Frozen):
    """Which days a strong product takes, by how many times a week it is used."""

    alone: dict[int, tuple[DayName, ...]]
    first: dict[int, tuple[DayName, ...]] = Field(description="beside a second strong product")
    second: dict[int, tuple[DayName, ...]]
    source: str

    @model_validator(mode="after")
    def _apart(self) -> "Days":
        first = {day for days in self.first.values() for day in days}
        second = {day for days in self.second.values() for day in days}
        if first & second:
            raise ValueError("two strong products share an evening")
        return self


class ShelfWords(_Frozen):
    """Words by which people name a kind of product."""

    step: Step
    words: tuple[str, ...]


class ShelfActive(_Frozen):
    """Words by which people name an active in a product they own."""

    active: Active
    inci: str
    words: tuple[str, ...]


class Regimen(_Frozen):
    """All usage data."""

    actives: tuple[Usage, ...]
    gentle: frozenset[Active]
    gentle_source: str
    days: Days
    shelf: tuple[ShelfWords, ...]
    shelf_actives: tuple[ShelfActive, ...]
    spot_words: tuple[str, ...] = Field(description="stems in names of spot treatments")
    name_words: dict[NameKind, tuple[str, ...]] = Field(description="stems in products' names")
    facts: dict[str, str]

    @cached_property
    def by_active(self) -> dict[Active, Usage]:
        """Usage by family."""
        return {usage.active: usage for usage in self.actives}

    def help(self, product: Product, concern: Concern) -> int:
        """How well a product's actives are supported for a concern, 0..3."""
        return self._use(Same(product)).levels.get(concern, 0)

    def spot(self, product: Product) -> bool:
        """Whether a product is for single spots rather than the face."""
        names = f"{product.name} {product.name_ru or ''}".casefold()
        return any(word in names for word in self.spot_words)

    def named(self, kind: NameKind, product: Product) -> bool:
        """Whether the product's name says that it is for the night, an area or an age."""
        names = f"{product.name} {product.name_ru or ''} ".casefold()
        return any(word in names for word in self.name_words[kind])

    def everyday(self, product: Product) -> bool:
        """Whether a basic or eye product may be used in full every morning and evening.

        Strong actives have evenings of their own; a cream with SPF has no place in an evening and
        is no full sunscreen; creams for the night or the day, ointments for an area and make-up say
        so in their names.
        """
        if self.strong(product) or (product.spf is not None and product.step is not Step.SUNSCREEN):
            return False
        if product.step not in (Step.MOISTURIZER, Step.SUNSCREEN):
            return True
        kinds: tuple[NameKind, ...] = ("night", "area")
        if product.step is Step.MOISTURIZER:
            kinds = ("night", "day", "area", "makeup")
        return not any(self.named(kind, product) for kind in kinds)

    def strong(self, product: Product) -> frozenset[Active]:
        """The families in a product that ask for an evening of their own."""
        return self._use(Same(product)).strong

    @cached_property
    def _use(self) -> Callable[[Same], "_Use"]:
        return lru_cache(maxsize=20_000)(self._used)

    def _used(self, same: Same) -> "_Use":
        product, by_active = same.product, self.by_active
        screens = product.step is Step.SUNSCREEN  # elsewhere a UV filter is a pigment or a trace
        usages = [by_active[item.active] for item in product.actives if item.active in by_active]
        levels: dict[Concern, int] = {}
        for usage in usages:
            if usage.active is not Active.UV_FILTER or screens:
                for concern, level in usage.helps.items():
                    levels[concern] = max(level, levels.get(concern, 0))
        return _Use(levels, frozenset(usage.active for usage in usages if usage.strong))


class _Use(NamedTuple):
    """What a product's actives amount to."""

    levels: Mapping[Concern, int]
    strong: frozenset[Active]


TEXTURE_ORDER: dict[Texture, int] = {
    texture: rank
    for rank, texture in enumerate(
        (
            Texture.WATER,
            Texture.FOAM,
            Texture.GEL,
            Texture.FLUID,
            Texture.MILK,
            Texture.LOTION,
            Texture.EMULSION,
            Texture.UNKNOWN,
            Texture.POWDER,
            Texture.CLAY,
            Texture.CREAM,
            Texture.BALM,
            Texture.OIL,
            Texture.STICK,
            Texture.PATCH,
        )
    )
}
"""Thin to thick: what goes on first."""


@lru_cache(maxsize=1)
def load_regimen() -> Regimen:
    """The usage data that ships with the package."""
    text = (files("knowledge") / "data" / "regimen.yaml").read_text("utf-8")
    return Regimen.model_validate(parsed_text(text))
