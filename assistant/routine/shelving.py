"""What becomes of the products a person already owns. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.routine.admitting import BASIC_STEPS, EVERYONE, Excluded, place
from assistant.routine.fitting import Person
from assistant.routine.model import Judge, Texts, Wish
from assistant.routine.shelf import Owned
from assistant.routine.writing import worded
from knowledge.product import Product
from knowledge.regimen import Regimen
from knowledge.vocabulary import Step

FIRST = 9.0
"""Score of an owned product that is left out: its owner wants to know before all else."""


@dataclass(slots=True)
class Shelf:
    """Which owned products are used, and what is said of each.

    Attributes:
        notes: Each item with the key of what is said about it; empty: nothing.
        because: The person's words -> why the item is put aside.
        known: Ids of the items whose ingredients the catalogue knows.
        medicine: A strong medicine is in use: nothing strong of ours goes beside it.
    """

    basics: dict[Step, Product] = field(default_factory=dict)
    treatments: list[Product] = field(default_factory=list)
    notes: list[tuple[Owned, str]] = field(default_factory=list)
    because: dict[str, str] = field(default_factory=dict)
    excluded: list[Excluded] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    medicine: bool = False


def use_shelf(
    items: Iterable[Owned],
    person: Person,
    judge: Judge,
    regimen: Regimen,
    wish: Wish,
    texts: Texts,
) -> Shelf:
    """Give each owned product its place, or a reason why it has none."""
    shelf = Shelf()
    for item in items:
        key = _forbidden(item, shelf, judge, regimen, texts) or _doubted(item, person)
        if not key:
            key = _placed(item, shelf, regimen, wish)
        shelf.notes.append((item, key))
        if item.known and item.product is not None:
            shelf.known.add(item.product.id)
    return shelf


def _forbidden(item: Owned, shelf: Shelf, judge: Judge, regimen: Regimen, texts: Texts) -> str:
    """Judge what is known of an item; what is not known is not judged."""
    product = item.product
    if product is None or not product.ingredients:
        return ""
    breach = next(iter(judge.violations(product)), None)
    if breach is None:
        return ""
    if breach.circumstance == EVERYONE and regimen.strong(product):
        shelf.medicine = True
        return "routine-warn-shelf-medicine"
    shelf.excluded.append(Excluded(product, breach, FIRST))
    shelf.because[item.words] = worded(breach.subject, breach.circumstance, texts)
    return "routine-warn-shelf-no"


def _doubted(item: Owned, person: Person) -> str:
    """Why a product of unknown composition may not be used, if so."""
    if item.product is None or item.known:
        return ""
    if person.profile.allergies:
        return "routine-warn-shelf-allergy"
    if place(item.product) is Step.TREATMENT and (person.gentle or person.careful):
        return "routine-warn-shelf-caution"
    return ""


def _placed(item: Owned, shelf: Shelf, regimen: Regimen, wish: Wish) -> str:
    product = item.product
    if product is None:
        return "routine-warn-shelf-unknown"
    where = place(product)
    note = "" if item.known else "routine-warn-shelf-unknown"
    plain = not regimen.strong(product) and (product.spf is None or where is Step.SUNSCREEN)
    if where in BASIC_STEPS and where not in shelf.basics and plain:
        shelf.basics[where] = product
        return note
    if where is Step.TREATMENT and not shelf.treatments and not wish.minimal:
        shelf.treatments.append(product)
        return note
    return "routine-warn-shelf-extra"
