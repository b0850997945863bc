"""What a person already owns, in their own words, matched to a place in the routine. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from knowledge.product import Product, ProductActive
from knowledge.regimen import Regimen
from knowledge.vocabulary import Step, Texture

PREFIX = "shelf:"
"""Starts the id of a product of the person's own shelf."""

ENOUGH_SPF = 30
"""Sunscreen with less is not relied on (AAD, How to select a sunscreen)."""

Known = Callable[[str], Product | None]
"""The catalogue's product that a person's words name beyond doubt, if there is one."""


def unrecognised(words: str) -> Product | None:  # noqa: ARG001 - the shape of Known
    """Recognises nothing: for catalogues that cannot be searched by name."""
    return None


@dataclass(frozen=True, slots=True)
class Owned:
    """A product of the shelf.

    Attributes:
        words: What the person called it.
        product: A stand-in with the person's words as its name and no price; None when the words
            name no kind of care product.
        known: Whether its ingredients are known from the catalogue.
    """

    words: str
    product: Product | None
    known: bool


def read_shelf(words: Iterable[str], regimen: Regimen, known: Known) -> list[Owned]:
    """Match each shelf item to a step, and to ingredients where the words tell them."""
    return [_read(item, f"{PREFIX}{number}", regimen, known) for number, item in enumerate(words)]


def _read(words: str, identity: str, regimen: Regimen, known: Known) -> Owned:
    match = known(words)
    if match is not None:
        own = {"id": identity, "name": words, "name_ru": words, "price_rub": 0, "price": None}
        return Owned(words, match.model_copy(update={**own, "brand": None}), known=True)
    actives = tuple(
        ProductActive(active=entry.active, inci=entry.inci)
        for entry in regimen.shelf_actives
        if _names(words, entry.words)
    )
    spf = _spf(words)
    steps = [row.step for row in regimen.shelf if _names(words, row.words)]
    if spf is not None and spf < ENOUGH_SPF:
        steps = [step for step in steps if step is not Step.SUNSCREEN]
    step = steps[0] if steps else (Step.TREATMENT if actives else None)
    if step is None:
        return Owned(words, None, known=False)
    product = Product(
        id=identity,
        name=words,
        name_ru=words,
        step=step,
        texture=Texture.UNKNOWN,
        spf=spf,
        price_rub=0,
        ingredients=tuple(item.inci for item in actives),
        actives=actives,
    )
    return Owned(words, product, known=False)


def _names(words: str, stems: Iterable[str]) -> bool:
    """Whether a word of the text begins with one of the stems (inflection changes the end).

    A stem of up to three letters must be the whole word: "aha" is an acid, "Ahava" a brand.
    """
    text = words.casefold().replace("ё", "е")
    for stem in stems:
        end = r"(?![^\W\d_])" if len(stem) <= 3 else ""
        if re.search(rf"(?<!\w){re.escape(stem)}{end}", text):
            return True
    return False


def _spf(words: str) -> int | None:
    """The sun protection factor that the words state, if it is a possible one."""
    match = re.search(r"(?:spf|спф)\D{0,2}(\d{1,3})", words.casefold())
    return int(match[1]) if match and 2 <= int(match[1]) <= 100 else None
