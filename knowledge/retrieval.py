"""What a search for products is, which products it may return, and how they are ranked. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from knowledge.product import Product
from knowledge.regimen import load_regimen
from knowledge.vocabulary import Caution, Concern, SkinType, Step, Tri

FloatArray = npt.NDArray[np.float32]

NO_UNKNOWN_PREGNANCY = frozenset(
    {Caution.PREGNANCY, Caution.BREASTFEEDING, Caution.TRYING_TO_CONCEIVE}
)
"""Cautions under which only products known to hold nothing to avoid are returned."""


class Query(BaseModel):
    """A search. Empty or None: no wish about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(default="", description="the wish in the person's own language")
    steps: tuple[Step, ...] = Field(default=(), description="empty: every step")
    goals: tuple[Concern, ...] = ()
    skin_type: SkinType | None = None
    sensitive: bool | None = None
    cautions: tuple[Caution, ...] = ()
    fragrance_free: bool = Field(default=False, description="only products known to be so")
    max_price_rub: int | None = Field(default=None, ge=0, description="for one product, RUB")
    avoid: frozenset[str] = Field(
        default=frozenset(),
        description="upper-case INCI names; a product whose list is unknown is excluded too",
    )
    exclude: frozenset[str] = Field(default=frozenset(), description="product ids")
    everyday: tuple[Step, ...] = Field(
        default=(), description="steps whose products must suit the whole face, every day"
    )
    partners: bool = Field(default=True, description="whether partner products may appear")
    limit: int = Field(default=10, ge=1, le=1000, description="products for each step")


class Parts(Mapping[str, float]):
    """The parts of a score by name, worked out when they are first looked at."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[str, float]]) -> None:
        self._make = make
        self._made: Mapping[str, float] | None = None

    def _all(self) -> Mapping[str, float]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, name: str) -> float:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


@dataclass(frozen=True, slots=True)
class Scored:
    """A product with its score and what the score is made of; the parts add up to it."""

    product: Product
    score: float
    parts: Mapping[str, float]


class Embedder(Protocol):
    """Turns texts into unit vectors; texts that mean the same lie near each other."""

    @property
    def name(self) -> str:
        """Identifier of the model; vectors of different models are never mixed."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors, float32 (len(texts), dimensions).

        Raises:
            MissingPart: The model file is not there.
        """
        ...


class TunableEmbedder(Embedder, Protocol):
    """An embedder of which copies with other weights can be had."""

    def tuned(self, weights: Mapping[str, npt.NDArray[Any]], name: str) -> Embedder:
        """The same model with some of its weights replaced, under another name."""
        ...


class Retriever(Protocol):
    """Finds products for a query, best first; at most `query.limit` for each step."""

    def search(self, query: Query) -> list[Scored]:
        """Products that pass every hard filter, ranked. Never raises for an odd query.

        To learn what a filter leaves out, search again without it.

        Raises:
            MissingPart: The index or the embedding model is not there.
        """
        ...


def why_not(product: Product, query: Query) -> str | None:
    """The first hard filter that the product fails, by the query's field name; None: passes."""
    if not product.available:
        return "available"
    if product.id in query.exclude:
        return "exclude"
    if product.partner is not None and not query.partners:
        return "partners"
    if query.steps and product.step not in query.steps:
        return "steps"
    if product.step in query.everyday and not load_regimen().everyday(product):
        return "everyday"
    if query.max_price_rub is not None and _too_dear(product, query.max_price_rub):
        return "max_price_rub"
    if query.fragrance_free and product.fragrance_free is not Tri.YES:
        return "fragrance_free"
    if product.pregnancy is not Tri.YES and not NO_UNKNOWN_PREGNANCY.isdisjoint(query.cautions):
        return "cautions"
    return "avoid" if query.avoid and _holds(product, query.avoid) else None


def _too_dear(product: Product, limit: int) -> bool:
    return product.price_rub is None or product.price_rub > limit


def _holds(product: Product, avoid: frozenset[str]) -> bool:
    return not product.ingredients or not avoid.isdisjoint(product.ingredients)
