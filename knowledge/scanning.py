"""Looks at every product of a catalogue: search without an index, for small catalogues. Pure."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from knowledge.product import Product
from knowledge.retrieval import Query, Scored, why_not
from knowledge.vocabulary import Step, Tri


class Products(Protocol):
    """A catalogue, as far as looking through it goes."""

    @property
    def products(self) -> Iterable[Product]:
        """All products."""
        ...


class ScanRetriever:
    """Looks at every product of a catalogue: for catalogues without an index."""

    def __init__(self, catalogue: Products) -> None:
        self._catalogue = catalogue

    def search(self, query: Query) -> list[Scored]:
        """Products that pass the query's filters, best fit first within each step."""
        found: dict[Step, list[Scored]] = {}
        for product in self._catalogue.products:
            if why_not(product, query) is None:
                parts = dict(_parts(product, query))
                scored = Scored(product=product, score=sum(parts.values()), parts=parts)
                found.setdefault(product.step, []).append(scored)
        return [
            item
            for group in found.values()
            for item in sorted(group, key=lambda item: (-item.score, item.product.id))[
                : query.limit
            ]
        ]


def _parts(product: Product, query: Query) -> Iterator[tuple[str, float]]:
    if query.goals:
        yield "goals", len(set(query.goals) & set(product.concerns)) / len(query.goals)
    if query.skin_type is not None:
        weight = {Tri.YES: 0.5, Tri.UNKNOWN: 0.0, Tri.NO: -1.0}
        yield "skin_type", weight[product.suits(query.skin_type)]
    if query.sensitive:
        yield "sensitive", {Tri.YES: 0.3, Tri.UNKNOWN: 0.0, Tri.NO: -0.5}[product.sensitive_ok]
