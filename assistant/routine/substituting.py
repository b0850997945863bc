"""What else could stand in a product's place. Pure."""

from collections.abc import Iterator

from assistant.routine.admitting import Admitted, place
from assistant.routine.choosing import Chooser, Chosen, characteristic
from knowledge.product import Product
from knowledge.regimen import Regimen
from knowledge.vocabulary import Active, PartOfDay, Step

WORSE = 0.5
"""How much less a cheaper product may fit: 0.4 is "suits the skin type" against "unknown"."""


def substitutes(
    product: Product,
    chosen: Chosen,
    admitted: Admitted,
    chooser: Chooser,
    regimen: Regimen,
    *,
    under: int | None = None,
) -> Iterator[Product]:
    """Permitted products for the same place and days, best first; `under`: cheaper than, RUB."""
    where = place(product)
    if where is None:
        return
    others = [*chosen.basics.values(), *(item.product for item in chosen.placements)]
    families = characteristic(product)
    strong = regimen.strong(product)
    priced = [
        item
        for item in chooser.affordable(admitted.at(where))
        if item.price_rub is not None and (under is None or item.price_rub < under)
    ]
    for item in sorted(priced, key=lambda item: (-chooser.value(item), item.id)):
        if item in others or (chooser.harsh(item) and not chooser.harsh(product)):
            continue
        if under is not None and chooser.value(item) < chooser.value(product) - WORSE:
            return  # sorted: what is cheaper and still fits is past
        if where is Step.TREATMENT and not _same_kind(item, strong, families, regimen):
            continue
        if not any(
            other.id != product.id
            and chooser.clash(item, other)
            and not _apart(product, other, chosen)
            for other in others
        ):
            yield item


def _same_kind(
    item: Product, strong: frozenset[Active], families: frozenset[Active], regimen: Regimen
) -> bool:
    mine = {entry.active for entry in item.actives}
    return regimen.strong(item) == strong and (bool(strong) or bool(mine & families))


def _apart(product: Product, other: Product, chosen: Chosen) -> bool:
    """Whether two chosen products never meet in a part of any day."""
    days = {item.product.id: item for item in chosen.placements}
    first, second = days.get(product.id), days.get(other.id)
    if first is None or second is None:
        return False
    return not any(
        set(first.days(part)[week]) & set(second.days(part)[week])
        for part in PartOfDay
        for week in range(len(first.morning))
    )
