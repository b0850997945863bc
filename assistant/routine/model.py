"""The shapes of a routine: field names are the published interface. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from knowledge.product import Product
from knowledge.vocabulary import Active, Language, Step


class Day(StrEnum):
    """Days of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(Day)
WEEKS = 6
"""Length of the introduction calendar, weeks."""


class Alternative(BaseModel):
    """A cheaper product for the same place in the routine, judged by the same rules."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    name: str
    brand: str | None = None
    price_rub: int


class RoutineStep(BaseModel):
    """One step of a routine."""

    model_config = ConfigDict(frozen=True)

    step: str
    product_id: str | None = None  # None: a product of the person's own shelf
    name: str
    brand: str | None = None
    price_rub: int | None = None
    when: str
    why: str
    amount: str = ""
    wait: str = ""
    partner: str | None = None
    alternative: Alternative | None = None
    weeks: tuple[tuple[Day, ...], ...] = ()
    """Days of use in each of the six weeks; empty in a week: not used yet."""


class LeftOut(BaseModel):
    """A product that was considered and excluded, with the rule's source."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    name: str = ""
    because: str  # stable terms: "retinoid; pregnancy"
    source: str
    text: str = ""  # the same for a person


class Warning(BaseModel):  # noqa: A001 - the published name of the field's items
    """Something that must be said, with its source."""

    model_config = ConfigDict(frozen=True)

    text: str
    source: str


class Routine(BaseModel):
    """A morning and evening routine; field names are the published interface."""

    model_config = ConfigDict(frozen=True)

    morning: tuple[RoutineStep, ...]
    evening: tuple[RoutineStep, ...]
    introduction: tuple[str, ...] = ()
    patch_test: str = ""
    expect: str = ""
    total_rub: int = 0
    """What the products cost together, each once; the lower ends of price ranges."""
    total_rub_max: int = 0
    """The same with the upper ends."""
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[Warning, ...] = ()
    disclaimer: str
    minimal: bool = False


class NoRoutineReason(StrEnum):
    """Why a person gets no personal routine."""

    UNDER_14 = "under_14"


class NoRoutine(BaseModel):
    """No personal routine is offered; `text` says why and whom to see instead."""

    model_config = ConfigDict(frozen=True)

    reason: NoRoutineReason
    text: str
    source: str
    disclaimer: str


class Texts(Protocol):
    """Person-facing words of one language."""

    @property
    def language(self) -> Language:
        """The language of the words."""
        ...

    def __call__(self, key: str, /, **values: str | int) -> str:
        """The text called `key`; a missing text or value raises KeyError."""
        ...


class Candidate(Protocol):
    """A product that retrieval found, with how well it fits."""

    @property
    def product(self) -> Product:
        """The product."""
        ...

    @property
    def score(self) -> float:
        """Higher fits better; comparable within one step."""
        ...


@dataclass(frozen=True, slots=True)
class Breach:
    """A safety rule that a product, or a pair used together, falls under.

    Attributes:
        subject: What in the product, e.g. "retinoid" or an INCI name.
        circumstance: What in the person's circumstances, e.g. "pregnancy".
        source: Where the rule is from.
        text: The rule in the person's language, if the rule has words of its own.
    """

    subject: str
    circumstance: str
    source: str
    text: str = ""

    @property
    def because(self) -> str:
        """The stable wording of the interface."""
        return f"{self.subject}; {self.circumstance}"


class Judge(Protocol):
    """The safety rules, bound to one person's circumstances."""

    def violations(self, product: Product) -> Sequence[Breach]:
        """Rules that forbid the product for this person; empty: permitted."""
        ...

    def conflict(self, first: Product, second: Product) -> Breach | None:
        """The rule by which two products must not be used in the same part of a day."""
        ...

    def photosensitising(self, product: Product) -> Breach | None:
        """The rule by which the product calls for sunscreen."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks of a routine beyond the profile.

    Attributes:
        minimal: Three steps only: cleanser, moisturizer, sunscreen.
        without: Product ids to leave aside ("something else instead of this cream").
        cheaper: Weigh price more than fit.
        without_places: Places to leave empty ("no serum"); the sunscreen's is never one.
        avoid: Actives to leave aside ("no retinol please").
        keep: Product ids that have their places to themselves where rules still permit them, so
            that a wish about one step leaves the others as they were.
    """

    minimal: bool = False
    without: frozenset[str] = frozenset()
    cheaper: bool = False
    without_places: frozenset[Step] = frozenset()
    avoid: frozenset[Active] = frozenset()
    keep: frozenset[str] = frozenset()
