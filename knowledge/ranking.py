"""How well a product answers a query, in parts that add up. Pure.

The same numbers serve twice: as further dimensions beside the text embedding, so that one
nearest-neighbour search already orders by the whole score, and as the explained parts.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np

from knowledge.derive import effects
from knowledge.label import Ingredient
from knowledge.product import Product
from knowledge.retrieval import NO_UNKNOWN_PREGNANCY, FloatArray, Parts, Query, Scored
from knowledge.vocabulary import Active, Concern, SkinType, Step, Tri
from knowledge.weights import Lean, Retrieval, load_retrieval

LAYOUT = 6
"""Raise when the meaning of a dimension changes; the index is then built anew."""

PRICES = (250, 500, 800, 1200, 1800, 2700, 4000, 6000)
"""Upper ends of price classes, RUB; one more class is open, the last is for no price."""

_CONCERNS = tuple(Concern)
_TYPES = tuple(SkinType)
_SIGN = {Tri.YES: 1.0, Tri.UNKNOWN: 0.0, Tri.NO: -1.0}
_SUPPORTING = frozenset({Active.GLYCERIN, Active.VITAMIN_E, Active.ANTIOXIDANT, Active.UV_FILTER})
_FILTER = 1.0
_STRONG = 3.0

_AT_SKIN = len(_CONCERNS)
_AT_SENSITIVE = _AT_SKIN + len(_TYPES)
_AT_LIST = _AT_SENSITIVE + 1
_AT_PREGNANCY = _AT_LIST + 1
_AT_SCENT = _AT_PREGNANCY + 1
_AT_PRICE = _AT_SCENT + 1
DIMENSIONS = _AT_PRICE + len(PRICES) + 2


@lru_cache(maxsize=4_096)
def _effects(
    step: Step, names: tuple[str, ...], percents: tuple[tuple[str, float | None], ...]
) -> Mapping[Concern, float]:
    stated = dict(percents)
    listed = [Ingredient(name, at, stated.get(name)) for at, name in enumerate(names, 1)]
    return effects(step, listed)


def strengths(product: Product) -> Mapping[Concern, float]:
    """How strongly the product's ingredients speak for each concern, 0..4."""
    percents = tuple((a.inci, a.percent_max) for a in product.actives if a.percent_max is not None)
    return _effects(product.step, product.ingredients, percents)


HALF_AT = 10
"""A name so many places behind the first says half as much about how rich a formula is."""


def group_shares(product: Product, lean: Lean) -> dict[str, float]:
    """How much of each group of `lean` the ingredient list holds, 0..1, early names first."""
    found = dict.fromkeys(lean.groups, 0.0)
    for at, inci in enumerate(product.ingredients):
        for name in _groups_of(inci):
            steps = lean.groups[name].steps
            if not steps or product.step in steps:
                found[name] = min(1.0, found[name] + 1 / (1 + at / HALF_AT))
    return found


@lru_cache(maxsize=65_536)
def _groups_of(inci: str) -> tuple[str, ...]:
    groups = load_retrieval().lean.groups
    return tuple(name for name, group in groups.items() if group.pattern.search(inci))


def leaning(product: Product, lean: Lean) -> float:
    """-1 for a light formula up to 1 for a rich one; 0 where the list is not known."""
    if not product.ingredients:
        return 0.0
    shares = group_shares(product, lean)
    total = lean.middle + sum(lean.groups[name].weight * share for name, share in shares.items())
    return max(-1.0, min(1.0, total))


class _Pair:
    """A product with the rules it is judged by, compared by identity: both are immutable."""

    __slots__ = ("data", "product")

    def __init__(self, product: Product, data: Retrieval) -> None:
        self.product, self.data = product, data

    def __hash__(self) -> int:
        return hash(self.product.id)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Pair) and self.product is other.product and self.data is other.data
        )


class _Judged(NamedTuple):
    """What a product is worth for each concern, by part, and for each skin type."""

    worth: Mapping[str, Mapping[Concern, float]]
    care: Mapping[SkinType, Mapping[str, float]]


@lru_cache(maxsize=20_000)
def _judged(pair: _Pair) -> _Judged:
    product, data = pair.product, pair.data
    strong, weights = strengths(product), data.weights
    whole = sum(strong.values()) or 1.0
    share = {concern: min(1.0, value / _STRONG) for concern, value in strong.items()}
    names = f"{product.name} {product.name_ru or ''}"
    named = {c for c, words in data.name_words.items() if words.search(names)}
    worth = {
        "fit": dict.fromkeys(product.concerns, weights.fit),
        "evidence": {c: weights.evidence * s for c, s in share.items()},
        "focus": {c: weights.focus * s / whole for c, s in strong.items()},
        "named": dict.fromkeys(named, weights.named),
    }
    side = leaning(product, data.lean)
    care = {}
    for skin, needs in data.skin_care.items():
        done = sum(part * (share.get(c, 0.0) + (c in named)) for c, part in needs.items())
        care[skin] = {
            "skin": weights.skin * _SIGN[product.suits(skin)],
            "skin_care": weights.skin_care * done,
            "lean": weights.lean * side * data.lean.sides[skin],
            "texture": weights.texture * data.skin_texture[skin].get(product.texture, 0.0),
        }
    return _Judged(worth, care)


def structure(product: Product, data: Retrieval) -> FloatArray:
    """The product's own side of the score, (DIMENSIONS,), already weighted."""
    return _structure(_Pair(product, data))


@lru_cache(maxsize=20_000)
def _structure(pair: _Pair) -> FloatArray:
    product, data = pair.product, pair.data
    out = np.zeros(DIMENSIONS, np.float32)
    judged, weights = _judged(pair), data.weights
    for at, concern in enumerate(_CONCERNS):
        out[at] = sum(part.get(concern, 0.0) for part in judged.worth.values())
    for at, skin in enumerate(_TYPES, _AT_SKIN):
        out[at] = sum(judged.care[skin].values())
    out[_AT_SENSITIVE] = weights.sensitive * _SIGN[product.sensitive_ok]
    out[_AT_LIST] = 0.0 if product.ingredients else weights.unknown_list
    out[_AT_PREGNANCY] = _FILTER * (product.pregnancy is Tri.YES)
    out[_AT_SCENT] = _FILTER * (product.fragrance_free is Tri.YES)
    out[_AT_PRICE + price_class(product.price_rub)] = _FILTER
    out.flags.writeable = False  # shared
    return out


def price_class(price_rub: int | None) -> int:
    """Index of the price class; the last one is for no price."""
    if price_rub is None:
        return len(PRICES) + 1
    return sum(price_rub > bound for bound in PRICES)


def wishes(query: Query, *, filters: bool = True) -> FloatArray:
    """The query's side, (DIMENSIONS,): its dot product with a structure is a sum of parts.

    With `filters`, products that pass the hard filters come first in a nearest-neighbour search.
    """
    out = np.zeros(DIMENSIONS, np.float32)
    for goal in query.goals:
        out[_CONCERNS.index(goal)] = 1 / len(query.goals)
    if query.skin_type is not None:
        out[_AT_SKIN + _TYPES.index(query.skin_type)] = 1
    out[_AT_SENSITIVE] = bool(query.sensitive)
    out[_AT_LIST] = 1
    if filters:
        out[_AT_PREGNANCY] = not NO_UNKNOWN_PREGNANCY.isdisjoint(query.cautions)
        out[_AT_SCENT] = query.fragrance_free
        if query.max_price_rub is not None:
            out[_AT_PRICE : _AT_PRICE + price_class(query.max_price_rub) + 1] = 1
    return out


def parts(product: Product, query: Query, similarity: float, data: Retrieval) -> dict[str, float]:
    """The parts of the score that do not depend on the other candidates."""
    judged, weights = _judged(_Pair(product, data)), data.weights
    found: dict[str, float] = {}
    many = len(query.goals) or 1
    for part, by_concern in judged.worth.items():
        total = 0.0
        for goal in query.goals:
            total += by_concern.get(goal, 0.0)
        found[part] = total / many
    found["text"] = weights.text * similarity
    if query.skin_type is not None:
        found |= judged.care[query.skin_type]
    if query.sensitive:
        found["sensitive"] = weights.sensitive * _SIGN[product.sensitive_ok]
    if not product.ingredients:
        found["unknown_list"] = weights.unknown_list
    return found


class Found(NamedTuple):
    """A candidate; `own` is its structure where an index has kept it: 128 µs less each."""

    product: Product
    similarity: float
    own: FloatArray | None = None


def rank(
    candidates: Iterable[tuple[Product, float] | Found], query: Query, data: Retrieval
) -> list[Scored]:
    """Order candidates (product, text similarity) within each step and keep `query.limit` each.

    Steps come in the order of a routine; within a step the best comes first, and each further
    product of a brand or with a leading active already shown counts a little less.
    """
    by_step: dict[Step, list[Found]] = {}
    for one in candidates:
        by_step.setdefault(one[0].step, []).append(Found(*one))
    wanted = wishes(query, filters=False)
    ranked: list[Scored] = []
    for step in Step:
        if step in by_step:
            scored = _scored(by_step[step], wanted, data)
            chosen = _diverse(scored, query, data)
            ranked += _partners_first(chosen, data.partner_window)
    return ranked


_Kind = tuple[str | None, Active | None]
"""Brand and leading active: what is alike in both costs the same at any time."""


class _Rated(NamedTuple):
    """A candidate with its score before diversity."""

    score: float
    product: Product
    similarity: float
    price: float


def _scored(found: Sequence[Found], wanted: FloatArray, data: Retrieval) -> list[_Rated]:
    """Scores without naming the parts; price: 1 for the cheapest down to 0 for unknown."""
    prices = sorted({one.product.price_rub for one in found if one.product.price_rub is not None})
    place = {price: 1 - at / max(1, len(prices) - 1) for at, price in enumerate(prices)}
    rows = [structure(one.product, data) if one.own is None else one.own for one in found]
    own = np.array(rows) @ wanted
    rated = []
    for (product, similarity, _), structured in zip(found, own.tolist(), strict=True):
        price = data.weights.price * place.get(product.price_rub or -1, 0.0)
        score = structured + data.weights.text * similarity + price
        rated.append(_Rated(score, product, similarity, price))
    return rated


def _diverse(scored: Sequence[_Rated], query: Query, data: Retrieval) -> list[Scored]:
    """Pick greedily; what repeats a brand or a leading active pays for it."""
    rest = sorted(scored, key=lambda one: (-one.score, one.product.id))
    rest = rest[: query.limit * 3]  # a penalty cannot lift what is far below
    alike: dict[_Kind, deque[int]] = {}
    for at, one in enumerate(rest):
        alike.setdefault((one.product.brand, leading(one.product)), deque()).append(at)
    queue = [(-rest[line[0]].score, line[0], 0.0, kind) for kind, line in alike.items()]
    heapify(queue)
    chosen: list[Scored] = []
    brands: Counter[str] = Counter()
    actives: Counter[Active] = Counter()
    while queue and len(chosen) < query.limit:
        _, at, cost, (brand, active) = heappop(queue)
        now = data.weights.same_brand * brands[brand] if brand else 0.0
        now += data.weights.same_active * actives[active] if active else 0.0
        if now != cost:  # costs only grow: what is still first once brought up to date is first
            heappush(queue, (-rest[at].score - now, at, now, (brand, active)))
            continue
        chosen.append(_explained(rest[at], cost, query, data))
        if brand:
            brands[brand] += 1
        if active:
            actives[active] += 1
        line = alike[brand, active]
        line.popleft()
        if line:
            heappush(queue, (-rest[line[0]].score - now, line[0], now, (brand, active)))
    return chosen


def _explained(one: _Rated, cost: float, query: Query, data: Retrieval) -> Scored:
    """The chosen product; the parts of its score get their names when somebody asks."""

    def named() -> dict[str, float]:
        some = parts(one.product, query, one.similarity, data) | {"price": one.price}
        return some | {"diversity": cost} if cost else some

    return Scored(one.product, one.score + cost, Parts(named))


def leading(product: Product) -> Active | None:
    """The first active that is more than a supporting one."""
    return next((a.active for a in product.actives if a.active not in _SUPPORTING), None)


def _partners_first(chosen: list[Scored], window: float) -> list[Scored]:
    """Let a partner's product pass neighbours that are at most `window` better, none else."""
    out = list(chosen)
    for at in range(1, len(out)):
        one = out[at]
        place = at
        while (
            one.product.partner is not None
            and place > 0
            and out[place - 1].product.partner is None
            and out[place - 1].score - one.score <= window
        ):
            place -= 1
        if place < at:
            out.insert(place, out.pop(at))
    return out
