"""Which products together: the best combination that the budget and the rules allow. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.routine.admitting import BASIC_STEPS, Admitted, place
from assistant.routine.fitting import EYE_GOALS, Person, coverage, fit, harshness
from assistant.routine.model import Judge, Wish
from assistant.routine.scheduling import DAILY, Placement, arrange
from knowledge.product import Product
from knowledge.regimen import Regimen
from knowledge.vocabulary import Active, Concern, PartOfDay, Step

WIDTH = 8
"""Products that compete for one place; the cheapest three always compete."""
EFFORT = 0.15
"""What one more product must bring to be worth a person's time."""
_SAME = 0.3
_SECOND_STRONG = 0.2
_LAST_RESORT = 9.0
COMMON = frozenset(
    {Active.GLYCERIN, Active.VITAMIN_E, Active.HYALURONIC_ACID, Active.PANTHENOL,
     Active.ALLANTOIN, Active.SQUALANE, Active.ANTIOXIDANT, Active.FERMENT, Active.CENTELLA}
)  # fmt: skip
"""Actives of so many products that sharing one does not make two products alike."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The products of a routine. `minimal` tells that the budget allowed only the basics."""

    basics: dict[Step, Product]
    placements: tuple[Placement, ...] = ()
    minimal: bool = False
    short_of: tuple[Product, ...] = ()
    """Basics that the budget could not pay for, cheapest of their kind."""
    over_budget: bool = False


@dataclass(frozen=True, slots=True)
class _Extras:
    treatments: tuple[Product, ...]
    eye: Product | None
    lip: Product | None


@dataclass(frozen=True, slots=True)
class _Bundle:
    cost: int
    value: float
    products: tuple[Product, ...]


class Chooser:
    """Chooses for one person; caches what pairs of products do to each other."""

    def __init__(
        self,
        admitted: Admitted,
        person: Person,
        judge: Judge,
        regimen: Regimen,
        wish: Wish,
        owned: Sequence[Product] = (),
    ) -> None:
        """`owned`: treatments of the person's shelf, which every combination keeps."""
        self._owned = tuple(owned)
        self._admitted = admitted
        self._person = person
        self._judge = judge
        self._regimen = regimen
        self._wish = wish
        self._budget = person.profile.budget_rub
        self._clashes: dict[tuple[str, str], bool] = {}
        self._best: dict[Step | None, float] = {}
        self._fits: dict[str, float] = {}
        self._covers: dict[tuple[str, Concern], float] = {}
        self._shortlists: dict[Step, list[Product]] = {}
        self._frontiers: dict[tuple[str, ...], list[_Bundle]] = {}

    def choose(self) -> Chosen:
        """The best affordable combination; the cheapest basics when nothing else fits."""
        best: tuple[float, Chosen] | None = None
        ceiling = sum(
            max(map(self.value, self.shortlist(step)), default=0.0) for step in BASIC_STEPS
        )
        for worth, extras in self._extras():
            if best is not None and worth + ceiling <= best[0]:
                break  # sorted by worth: nothing further can win
            chosen = self._complete(worth, extras)
            if chosen is not None and (best is None or chosen[0] > best[0] + 1e-9):
                best = chosen
        return best[1] if best is not None else self._cheapest()

    def clash(self, first: Product, second: Product) -> bool:
        """Whether two products must not meet in the same part of a day (cached)."""
        key = (first.id, second.id) if first.id < second.id else (second.id, first.id)
        if key not in self._clashes:
            strong = self._regimen.strong
            self._clashes[key] = bool(strong(first) and strong(second)) or (
                self._judge.conflict(first, second) is not None
            )
        return self._clashes[key]

    def value(self, product: Product) -> float:
        """Fit of a product to the person (cached)."""
        if product.id not in self._fits:
            relevance = self._admitted.relevance.get(product.id, 0.0)
            self._fits[product.id] = fit(
                product, relevance, self._person, self._regimen, self._wish
            )
        return self._fits[product.id]

    def harsh(self, product: Product) -> bool:
        """Whether a product dries the skin by its alcohol, clay or sulfate."""
        return harshness(product, self._person) > 0

    def covers(self, product: Product, goal: Concern) -> float:
        """How much a product does for a goal (cached)."""
        key = (product.id, goal)
        if key not in self._covers:
            self._covers[key] = coverage(product, goal, self._person, self._regimen)
        return self._covers[key]

    def cost(self, product: Product) -> int:
        """Price in RUB that counts against the budget."""
        return product.price_rub or 0

    def affordable(self, products: Iterable[Product]) -> list[Product]:
        """Products whose price is known, where a budget is to be kept."""
        if self._budget is None:
            return list(products)
        budget = self._budget
        return [
            item for item in products if item.price_rub is not None and item.price_rub <= budget
        ]

    def shortlist(self, step: Step) -> list[Product]:
        """The best and the cheapest competitors for a place, best first (cached)."""
        if step not in self._shortlists:
            self._shortlists[step] = self._competitors(step)
        return self._shortlists[step]

    def _competitors(self, step: Step) -> list[Product]:
        products = self.affordable(self._contenders(step))
        best = sorted(products, key=lambda item: (-self.value(item), item.id))[:WIDTH]
        cheap = sorted(products, key=lambda item: (self.cost(item), item.id))[:3]
        return list({item.id: item for item in (*best, *cheap)}.values())

    def _contenders(self, step: Step) -> list[Product]:
        """Who competes for a place: those the person wants to keep, where there are any."""
        products = self._admitted.at(step)
        return [item for item in products if item.id in self._wish.keep] or products

    def _extras(self) -> list[tuple[float, _Extras]]:
        """What may be added to the basics, most worthwhile first."""
        if self._wish.minimal:
            return [(0.0, _Extras((), None, None))]
        most = max(0, (1 if self._person.gentle else 2) - len(self._owned))
        added = [
            tuple(sorted(group, key=self._first_goals))
            for size in range(most + 1)
            for group in combinations(self._treatments(), size)
        ]
        groups = [(*self._owned, *group) for group in added]
        eyes: list[Product | None] = [None, *self.shortlist(Step.EYE)[:4]]
        lips: list[Product | None] = [None, *self.shortlist(Step.LIP)[:3]]
        extras = [
            (self._worth(group, eye, lip), _Extras(group, eye, lip))
            for group in groups
            for eye in eyes
            for lip in lips
        ]
        if self._owned:  # only where what is owned can be arranged with nothing else
            extras += [
                (self._worth(group, None, None) - _LAST_RESORT, _Extras(group, None, None))
                for group in added
            ]
        return sorted(extras, key=lambda item: -item[0])

    def _treatments(self) -> list[Product]:
        """Competitors among treatments: the best for each goal, then the cheapest for it."""
        products = self.affordable(self._contenders(Step.TREATMENT))
        ranked: dict[str, Product] = {}
        for goal in self._person.goals.keys() - EYE_GOALS:
            helpful = [(self.covers(item, goal), item) for item in products]
            helpful = [pair for pair in helpful if pair[0] > 0.2]
            helpful.sort(key=lambda pair: (-(pair[0] + 0.4 * self.value(pair[1])), pair[1].id))
            cheap = sorted(helpful, key=lambda pair: (self.cost(pair[1]), pair[1].id))
            for _, item in (*helpful[:5], *cheap[:2]):
                ranked[item.id] = item
        best = sorted(
            ranked.values(), key=lambda item: (-self._worth((item,), None, None), item.id)
        )
        return best[:12]

    def _first_goals(self, product: Product) -> tuple[float, ...]:
        """Sorts what serves the person's main goal to the front."""
        return tuple(-self.covers(product, goal) for goal in self._person.goals)

    def _worth(
        self, treatments: Sequence[Product], eye: Product | None, lip: Product | None
    ) -> float:
        """What a set brings: each goal by its best product, less the effort of each product."""
        worth = 0.5 if lip is not None else 0.0
        for goal, weight in self._person.goals.items():
            if goal in EYE_GOALS:
                worth += 0.6 * weight if eye is not None else 0.0
                continue
            covered = (self.covers(item, goal) for item in treatments)
            worth += weight * max(covered, default=0.0)
        products = [*treatments, *(item for item in (eye, lip) if item is not None)]
        strong = sum(bool(self._regimen.strong(item)) for item in treatments)
        worth -= _SAME * _repeated(treatments) + _SECOND_STRONG * max(0, strong - 1)
        return worth - sum(map(self._price_of_adding, products))

    def _price_of_adding(self, product: Product) -> float:
        """The effort of one more product, and what it fits less than the best of its kind."""
        where = place(product)
        if where not in self._best:
            at = self._admitted.at(where) if where is not None else []
            self._best[where] = max(map(self.value, at), default=0.0)
        return EFFORT + 0.35 * max(0.0, self._best[where] - self.value(product))

    def _complete(self, worth: float, extras: _Extras) -> tuple[float, Chosen] | None:
        """Arrange the extras and add the best basics that get along and fit the money left."""
        owned = frozenset(item.id for item in self._owned)
        placements = arrange(extras.treatments, extras.eye, self.clash, self._regimen, owned)
        if placements is None:
            return None
        if extras.lip is not None:
            placements = (*placements, Placement(extras.lip, morning=DAILY, evening=DAILY))
        spent = sum(self.cost(item.product) for item in placements)
        frontier = self._basics(placements)
        left = len(frontier)
        if self._budget is not None:
            left = bisect_right([item.cost for item in frontier], self._budget - spent)
        if not left:
            return None
        bundle = frontier[left - 1]
        basics = {item.step: item for item in bundle.products}
        return worth + bundle.value, Chosen(basics, placements)

    def _basics(self, placements: tuple[Placement, ...]) -> list[_Bundle]:
        """Bundles of basics, dearer ones only where they fit better; empty: none complete."""
        rows = [
            [item for item in self.shortlist(step) if self._agrees(item, placements)]
            for step in BASIC_STEPS
            if self._admitted.at(step)
        ]
        if not all(rows):
            return []
        brought = frozenset(
            active for placement in placements for active in characteristic(placement.product)
        )
        key = (*(item.id for row in rows for item in row), *sorted(brought))
        if key not in self._frontiers:
            self._frontiers[key] = self._frontier(rows, brought)
        return self._frontiers[key]

    def _frontier(
        self, rows: Sequence[Sequence[Product]], brought: frozenset[Active] = frozenset()
    ) -> list[_Bundle]:
        """Bundles; a cream that repeats what a treatment already brings is worth less."""
        bundles = [_Bundle(0, 0.0, ())]
        for row in rows:
            bundles = _undominated(
                _Bundle(
                    bundle.cost + self.cost(item),
                    bundle.value + self.value(item) - _repeats(item, brought),
                    (*bundle.products, item),
                )
                for bundle in bundles
                for item in row
                if not any(self.clash(item, other) for other in bundle.products)
            )
        return bundles

    def _agrees(self, basic: Product, placements: tuple[Placement, ...]) -> bool:
        """Whether a basic meets no product of its part of the day that it clashes with."""
        for placement in placements:
            if basic.step is Step.SUNSCREEN and not any(placement.days(PartOfDay.MORNING)):
                continue
            if self.clash(basic, placement.product):
                return False
        return True

    def _cheapest(self) -> Chosen:
        """The cheapest basics; of those a budget cannot pay, the sunscreen stays the longest."""
        frontier = self._frontier(
            [
                sorted(self._priced(step), key=lambda item: (self.cost(item), item.id))[:WIDTH]
                for step in BASIC_STEPS
                if self._priced(step)
            ]
        )
        if not frontier:
            return Chosen({}, minimal=True)
        products = {item.step: item for item in frontier[0].products}
        dropped = []
        for step in (Step.CLEANSER, Step.MOISTURIZER):
            total = sum(self.cost(item) for item in products.values())
            if self._budget is not None and total > self._budget:
                dropped.append(products.pop(step, None))
        total = sum(self.cost(item) for item in products.values())
        over = self._budget is not None and total > self._budget
        short = tuple(item for item in dropped if item is not None)
        return Chosen(products, minimal=True, short_of=short, over_budget=over)

    def _priced(self, step: Step) -> list[Product]:
        return [
            item
            for item in self._admitted.at(step)
            if self._budget is None or item.price_rub is not None
        ]


def characteristic(product: Product) -> frozenset[Active]:
    """The families that a product is known by; all kinds of vitamin C are one."""
    found = {item.active for item in product.actives} - COMMON
    if Active.VITAMIN_C_DERIVATIVE in found:
        found.add(Active.VITAMIN_C)
    return frozenset(found)


def _repeats(product: Product, brought: frozenset[Active]) -> float:
    cream = product.step is Step.MOISTURIZER
    return _SAME if cream and not characteristic(product).isdisjoint(brought) else 0.0


def _repeated(treatments: Sequence[Product]) -> int:
    """How many pairs of treatments rest on the same characteristic active."""
    families = [characteristic(product) for product in treatments]
    return sum(bool(first & second) for first, second in combinations(families, 2))


def _undominated(bundles: Iterable[_Bundle]) -> list[_Bundle]:
    """Bundles by rising cost, each better than every cheaper one."""
    kept: list[_Bundle] = []
    for bundle in sorted(bundles, key=lambda item: (item.cost, -item.value)):
        if not kept or bundle.value > kept[-1].value + 1e-9:
            kept.append(bundle)
    return kept
