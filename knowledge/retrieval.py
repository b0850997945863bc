"""What a search for products is, which products it may return, and how they are ranked. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from knowledge.product import Product
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
    partners: bool = Field(default=True, description="whether partner products may appear")
    limit: int = Field(default=10, ge=1, le=1000, description="products for each step")


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
    for name, fails in _CHECKS:
        if fails(product, query):
            return name
    return None


def _too_dear(product: Product, limit: int | None) -> bool:
    if limit is None:
        return False
    return product.price_rub is None or product.price_rub > limit


def _holds(product: Product, avoid: frozenset[str]) -> bool:
    if not avoid:
        return False
    return not product.ingredients or not avoid.isdisjoint(product.ingredients)


def _unsure_in_pregnancy(product: Product, query: Query) -> bool:
    concerned = not NO_UNKNOWN_PREGNANCY.isdisjoint(query.cautions)
    return concerned and product.pregnancy is not Tri.YES


_CHECKS: tuple[tuple[str, Callable[[Product, Query], bool]], ...] = (
    ("available", lambda product, _: not product.available),
    ("exclude", lambda product, query: product.id in query.exclude),
    ("partners", lambda product, query: not query.partners and product.partner is not None),
    ("steps", lambda product, query: bool(query.steps) and product.step not in query.steps),
    ("max_price_rub", lambda product, query: _too_dear(product, query.max_price_rub)),
    (
        "fragrance_free",
        lambda product, query: query.fragrance_free and product.fragrance_free is not Tri.YES,
    ),
    ("cautions", _unsure_in_pregnancy),
    ("avoid", lambda product, query: _holds(product, query.avoid)),
)
