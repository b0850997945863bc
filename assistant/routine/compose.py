"""Profile and candidate products in, a safe and ordered routine out. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.profile import Profile
from assistant.routine.admitting import Excluded, admit, place
from assistant.routine.choosing import Chooser, Chosen
from assistant.routine.fitting import Person, normalised
from assistant.routine.model import (
    Alternative,
    Candidate,
    Judge,
    LeftOut,
    NoRoutine,
    NoRoutineReason,
    Routine,
    RoutineStep,
    Texts,
    Wish,
)
from assistant.routine.scheduling import DAILY, Weeks
from assistant.routine.shelf import Known, read_shelf, unrecognised
from assistant.routine.shelving import use_shelf
from assistant.routine.substituting import substitutes
from assistant.routine.warning import Case, warnings
from assistant.routine.writing import (
    Named,
    amount,
    by_family,
    expect,
    introduction,
    name_of,
    owned,
    wait,
    when,
    why,
    worded,
)
from knowledge.product import Product
from knowledge.regimen import TEXTURE_ORDER, Regimen
from knowledge.vocabulary import PartOfDay, SkinType, Step

YOUNGEST = 14
"""Years from which a personal routine may be offered at all."""
MOST_LEFT_OUT = 8

_PLACE_ORDER = (Step.CLEANSER, Step.TREATMENT, Step.EYE, Step.MOISTURIZER, Step.LIP,
                Step.SUNSCREEN)  # fmt: skip


def compose(
    profile: Profile,
    candidates: Sequence[Candidate],
    *,
    texts: Texts,
    judge: Judge,
    regimen: Regimen,
    wish: Wish | None = None,
    known: Known = unrecognised,
    named: Named = by_family,
) -> Routine | NoRoutine:
    """Compose a routine from what retrieval found.

    Args:
        profile: Whom it is for.
        candidates: Products of every step, permitted or not: what is excluded is reported.
        texts: Words in the person's language.
        judge: The safety rules, bound to this profile.
        regimen: How products are used.
        wish: What the person asks of this routine beyond the profile.
        known: Finds the catalogue product that a shelf item names beyond doubt.
        named: What people call an active.

    Returns:
        A routine whose every product passed every rule, or NoRoutine for a child under 14.
    """
    if profile.age is not None and profile.age < YOUNGEST:
        return NoRoutine(
            reason=NoRoutineReason.UNDER_14,
            text=texts("routine-no-under-14"),
            source=regimen.facts["minor"],
            disclaimer=texts("routine-disclaimer"),
        )
    return _Composer(
        profile, candidates, texts, judge, regimen, wish or Wish(), known, named
    ).routine()


def alternatives(
    profile: Profile,
    candidates: Sequence[Candidate],
    product_id: str,
    *,
    texts: Texts,
    judge: Judge,
    regimen: Regimen,
    known: Known = unrecognised,
    cheaper: bool = False,
    limit: int = 3,
    wish: Wish | None = None,
) -> list[Product]:
    """What could stand in a product's place in the person's routine, best fit first.

    Args:
        product_id: A product of the routine that these candidates give.
        cheaper: Only products that cost less.
        wish: The wishes that the routine was composed with.

    Returns:
        Products that passed every rule and clash with nothing else in the routine; none when
        the product is not in it.
    """
    composer = _Composer(
        profile, candidates, texts, judge, regimen, wish or Wish(), known, by_family
    )
    return composer.alternatives(product_id, cheaper=cheaper)[:limit]


class _Composer:
    def __init__(
        self,
        profile: Profile,
        candidates: Sequence[Candidate],
        texts: Texts,
        judge: Judge,
        regimen: Regimen,
        wish: Wish,
        known: Known,
        named: Named,
    ) -> None:
        self._named = named
        self._profile = profile
        self._texts = texts
        self._judge = judge
        self._regimen = regimen
        self._wish = wish
        self._person = Person.of(profile)
        self._alternatives: dict[str, Alternative | None] = {}
        items = read_shelf(profile.shelf, regimen, known)
        self._shelf = use_shelf(items, self._person, judge, regimen, wish, texts)
        if self._shelf.medicine:
            self._person = replace(self._person, gentle=True)
        relevance = normalised(candidates)
        self._admitted = admit(candidates, relevance, self._person, judge, regimen, wish)

    def routine(self) -> Routine:
        """Choose, place and word."""
        chooser, chosen = self._choose()
        products = [*chosen.basics.values(), *(item.product for item in chosen.placements)]
        total = sum(item.price_rub or 0 for item in products)
        case = Case(
            self._person, chosen, self._admitted, self._shelf.notes, self._shelf.because, total,
            self._wish.minimal, self._wish.without_places,
        )  # fmt: skip
        new = any(not owned(item) for item in products)
        return Routine(
            morning=self._steps(chosen, PartOfDay.MORNING, chooser),
            evening=self._steps(chosen, PartOfDay.EVENING, chooser),
            introduction=introduction(
                _in_order(item for item in chosen.basics.values() if not owned(item)),
                chosen.placements,
                self._texts,
                sensitive=self._person.profile.sensitive,
            ),
            patch_test=self._texts("routine-patch-test") if new else "",
            expect=expect(self._person, self._texts),
            total_rub=total,
            total_rub_max=sum(max(_upper(item), item.price_rub or 0) for item in products),
            left_out=self._left_out(),
            warnings=warnings(case, self._judge, self._regimen, self._texts),
            disclaimer=self._texts("routine-disclaimer"),
            minimal=self._wish.minimal or chosen.minimal,
        )

    def alternatives(self, product_id: str, *, cheaper: bool) -> list[Product]:
        """Substitutes for a product of the routine."""
        chooser, chosen = self._choose()
        products = [*chosen.basics.values(), *(item.product for item in chosen.placements)]
        product = next((item for item in products if item.id == product_id), None)
        if product is None:
            return []
        under = product.price_rub if cheaper else None
        return list(
            substitutes(product, chosen, self._admitted, chooser, self._regimen, under=under)
        )

    def _choose(self) -> tuple[Chooser, Chosen]:
        for step, product in self._shelf.basics.items():
            self._admitted.places[step] = [product]
        self._keep_out_of_the_sun()
        chooser = Chooser(
            self._admitted, self._person, self._judge, self._regimen, self._wish,
            self._shelf.treatments,
        )  # fmt: skip
        chosen = chooser.choose()
        used = {item.product.id for item in chosen.placements}
        unused = {item.id for item in self._shelf.treatments} - used
        self._shelf.notes = [
            (
                item,
                "routine-warn-shelf-extra" if item.product and item.product.id in unused else key,
            )
            for item, key in self._shelf.notes
        ]
        return chooser, chosen

    def _keep_out_of_the_sun(self) -> None:
        """Without a sunscreen nothing that sensitises to the sun may stay."""
        free = self._profile.budget_rub is None
        if any(free or item.price_rub is not None for item in self._admitted.at(Step.SUNSCREEN)):
            return
        for step, products in self._admitted.places.items():
            self._admitted.places[step] = [
                item for item in products if self._judge.photosensitising(item) is None
            ]
        self._shelf.treatments = [
            item for item in self._shelf.treatments if self._judge.photosensitising(item) is None
        ]

    def _steps(self, chosen: Chosen, part: PartOfDay, chooser: Chooser) -> tuple[RoutineStep, ...]:
        rows: list[tuple[Product, Weeks]] = [
            (item, DAILY)
            for item in chosen.basics.values()
            if part is PartOfDay.MORNING or item.step is not Step.SUNSCREEN
        ]
        rows += [
            (item.product, item.days(part)) for item in chosen.placements if any(item.days(part))
        ]
        rows.sort(key=lambda row: _rank(row[0]))
        return tuple(self._step(product, weeks, part, chosen, chooser) for product, weeks in rows)

    def _step(
        self, product: Product, weeks: Weeks, part: PartOfDay, chosen: Chosen, chooser: Chooser
    ) -> RoutineStep:
        texts = self._texts
        mine = owned(product)
        return RoutineStep(
            step=product.step.value,
            product_id=None if mine else product.id,
            name=product.display_name(texts.language.value),
            brand=product.brand,
            price_rub=None if mine else product.price_rub,
            when=self._when(product, weeks, part),
            why=why(
                product,
                product.id in self._shelf.known,
                self._person,
                self._regimen,
                texts,
                self._named,
            ),
            amount=amount(product, self._regimen, texts),
            wait=wait(product, texts),
            partner=product.partner,
            alternative=None if mine else self._cheaper(product, chosen, chooser),
            weeks=weeks,
        )

    def _when(self, product: Product, weeks: Weeks, part: PartOfDay) -> str:
        dry = self._profile.skin_type is SkinType.DRY
        if product.step is Step.CLEANSER and part is PartOfDay.MORNING and dry:
            return self._texts("routine-when-optional")
        if owned(product) and not product.actives and len(set(weeks)) > 1:
            return self._texts("routine-when-rest")
        return when(weeks, self._texts)

    def _cheaper(self, product: Product, chosen: Chosen, chooser: Chooser) -> Alternative | None:
        """The best-fitting product for the same place that costs less and clashes with nothing."""
        if product.id not in self._alternatives:
            price = product.price_rub
            found = substitutes(
                product, chosen, self._admitted, chooser, self._regimen, under=price
            )
            item = next(found, None)
            self._alternatives[product.id] = (
                None
                if item is None
                else Alternative(
                    product_id=item.id,
                    name=item.display_name(self._texts.language.value),
                    brand=item.brand,
                    price_rub=item.price_rub or 0,
                )
            )
        return self._alternatives[product.id]

    def _left_out(self) -> tuple[LeftOut, ...]:
        """The excluded candidates that a person would most have expected, few of one kind."""
        picked: list[Excluded] = []
        seen: dict[tuple[str, str], int] = {}
        for item in (*self._shelf.excluded, *self._admitted.excluded):
            kind = (item.product.step.value, item.breach.because)
            seen[kind] = seen.get(kind, 0) + 1
            if seen[kind] <= 2 and len(picked) < MOST_LEFT_OUT:
                picked.append(item)
        return tuple(
            LeftOut(
                product_id=item.product.id,
                name=name_of(item.product, self._texts),
                because=item.breach.because,
                source=item.breach.source,
                text=item.breach.text
                or worded(item.breach.subject, item.breach.circumstance, self._texts),
            )
            for item in picked
        )


def _upper(product: Product) -> int:
    return product.price_rub_max or product.price_rub or 0


def _rank(product: Product) -> tuple[int, int, int, str]:
    """Place in the routine, then thin to thick, then the usual order of kinds."""
    where = place(product) or product.step
    steps = tuple(Step)
    return (
        _PLACE_ORDER.index(where),
        TEXTURE_ORDER[product.texture],
        steps.index(product.step),
        product.id,
    )


def _in_order(products: Iterable[Product]) -> list[Product]:
    return sorted(products, key=_rank)
