"""Products and stand-ins that the tests of catalogue and retrieval share."""

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge.derive import derive
from knowledge.errors import MissingPart
from knowledge.label import parse_inci
from knowledge.product import Product
from knowledge.retrieval import FloatArray
from knowledge.vocabulary import Step


def product(
    id: str, step: Step = Step.SERUM, inci: str = "Aqua, Glycerin, Panthenol", **fields: object
) -> Product:
    """A product whose derived fields follow from its list."""
    listed = parse_inci(inci) if inci else ()
    derived = derive(step, listed, spf=fields.get("spf"))  # type: ignore[arg-type]
    known = derived.model_dump(exclude={"sources"}) | {"name": id, "price_rub": 500} | fields
    return Product(id=id, step=step, ingredients=tuple(i.inci for i in listed), **known)


class WordEmbedder:
    """Texts that share words are near each other; counts what it was asked for."""

    def __init__(self, name: str = "words", dies_after: int | None = None) -> None:
        self.name = name
        self.dimensions = 64
        self.embedded: list[str] = []
        self.dies_after = dies_after

    def embed(self, texts: Sequence[str]) -> FloatArray:
        if self.dies_after is not None and len(self.embedded) >= self.dies_after:
            raise MissingPart("The power went out: start again.")
        self.embedded += texts
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                at = int(hashlib.blake2b(word.strip(".,").encode()).hexdigest(), 16)
                out[row, at % self.dimensions] += 1
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
