"""How well a product fits a person, as a number with a stated make-up. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log2, log10

from assistant.profile import Profile
from assistant.routine.model import Candidate, Wish
from knowledge.product import Product
from knowledge.regimen import Regimen
from knowledge.vocabulary import Active, Caution, Concern, SkinType, Step, Tri

GOAL_DECAY = 0.75
"""Each later goal weighs this much of the one before: people name the main one first."""

GENTLE_CAUTIONS = frozenset({Caution.ISOTRETINOIN, Caution.RECENT_PROCEDURE, Caution.MINOR})
"""Circumstances in which only gentle actives are offered."""

CAREFUL_CAUTIONS = frozenset({Caution.PREGNANCY, Caution.BREASTFEEDING, Caution.TRYING_TO_CONCEIVE})

ACNE_GOALS = frozenset({Concern.ACNE, Concern.BLACKHEADS, Concern.OILINESS})
_GROWN, _MATURE = 25, 35
"""Years from which care for teenagers is odd, and up to which care for mature skin is."""

ENOUGH = 0.33
"""Coverage of a goal from which a treatment is worth a step of its own."""

DEAR = 5_000
"""Roubles for one product beyond which only its luxury grows."""

EYE_GOALS = frozenset({Concern.DARK_CIRCLES, Concern.PUFFINESS})
"""Goals of the skin round the eyes: cared for by an eye product, not by the face's."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the choice needs to know about a person, derived once.

    Attributes:
        goals: Weight of each goal, the first one 1.0.
        gentle: Only gentle actives may be offered.
        delicate: The skin reacts easily: sensitive or eczema-prone.
        careful: Pregnant, breastfeeding or trying to: where two ways are open, the plainer one.
    """

    profile: Profile
    goals: Mapping[Concern, float]
    gentle: bool
    delicate: bool
    careful: bool

    @classmethod
    def of(cls, profile: Profile) -> "Person":
        """The person behind a profile."""
        minor = profile.age is not None and profile.age < 18
        cautions = frozenset(profile.cautions)
        return cls(
            profile=profile,
            goals={goal: GOAL_DECAY**rank for rank, goal in enumerate(profile.goals)},
            gentle=minor or not GENTLE_CAUTIONS.isdisjoint(cautions),
            delicate=bool(profile.sensitive) or Caution.ECZEMA_PRONE in cautions,
            careful=not CAREFUL_CAUTIONS.isdisjoint(cautions),
        )


def normalised(candidates: Iterable[Candidate]) -> dict[str, float]:
    """Retrieval scores stretched to 0..1 within each step: steps are not comparable raw."""
    by_step: dict[Step, list[Candidate]] = {}
    for candidate in candidates:
        by_step.setdefault(candidate.product.step, []).append(candidate)
    scores = {}
    for group in by_step.values():
        low = min(item.score for item in group)
        span = max(item.score for item in group) - low
        for item in group:
            scores[item.product.id] = (item.score - low) / span if span else 0.5
    return scores


def coverage(product: Product, goal: Concern, person: Person, regimen: Regimen) -> float:
    """How much a product does for a goal, 0..1: evidence of its actives.

    A strong active counts half for delicate skin, and for those who are pregnant or nursing,
    where azelaic acid and the like do as well and are better studied (Bozzo P et al. 2011).
    """
    level = regimen.help(product, goal) / 3
    if level < ENOUGH and goal in product.concerns:
        level = ENOUGH
    if (person.delicate or person.careful) and regimen.strong(product):
        level *= 0.5
    return level


def fit(product: Product, relevance: float, person: Person, regimen: Regimen, wish: Wish) -> float:
    """Fit of a product to a person; only differences within one place of a routine matter."""
    goals = sum(
        weight * coverage(product, goal, person, regimen)
        for goal, weight in person.goals.items()
        if goal not in EYE_GOALS or product.step is Step.EYE
    )
    return (
        0.5 * relevance
        + _skin_type(product, person.profile)
        + _delicacy(product, person)
        + (0.03 if product.step is Step.CLEANSER else 0.15) * goals
        + _sun(product)
        - harshness(product, person)
        - _audience(product, person, regimen)
        - _price_weight(product, wish) * log10(1 + (product.price_rub or 2000) / 300)
        - _luxury(product, person)
    )


def _price_weight(product: Product, wish: Wish) -> float:
    """Sunscreen helps by its amount, and people spare what is dear."""
    if wish.cheaper:
        return 0.8
    return 0.5 if product.step is Step.SUNSCREEN else 0.35


def _luxury(product: Product, person: Person) -> float:
    """Who names no budget does not ask for luxury: each doubling beyond DEAR costs fit."""
    price = product.price_rub or 0
    if person.profile.budget_rub is not None or price <= DEAR:
        return 0.0
    return 0.4 * log2(price / DEAR)


def _audience(product: Product, person: Person, regimen: Regimen) -> float:
    """A product whose name speaks of another age."""
    age = person.profile.age
    if regimen.named("young", product) and (age is None or age >= _GROWN):
        return 0.3
    return 0.5 if regimen.named("mature", product) and age is not None and age < _MATURE else 0.0


def _skin_type(product: Product, profile: Profile) -> float:
    if profile.skin_type is None:  # what is wrong for some type may be wrong here
        return -0.2 * sum(product.suits(kind) is Tri.NO for kind in SkinType)
    return {Tri.YES: 0.4, Tri.UNKNOWN: 0.0, Tri.NO: -1.0}[product.suits(profile.skin_type)]


def _delicacy(product: Product, person: Person) -> float:
    if not (person.delicate or person.gentle):
        unsaid = person.profile.sensitive is None  # not said is not "no": plainer is safer
        return -0.1 if unsaid and product.fragrance_free is Tri.NO else 0.0
    tolerance = {Tri.YES: 0.3, Tri.UNKNOWN: 0.0, Tri.NO: -0.6}[product.sensitive_ok]
    return tolerance + {Tri.YES: 0.15, Tri.UNKNOWN: 0.0, Tri.NO: -0.2}[product.fragrance_free]


def harshness(product: Product, person: Person) -> float:
    """Alcohol and harsh washes dry the skin (AAD, Dry skin relief; Face washing 101)."""
    if product.step is Step.CLEANSER:  # twice a day: no clay, no plain sodium lauryl sulfate
        clay = any(item.active is Active.CLAY for item in product.actives)
        lauryl = "SODIUM LAURYL SULFATE" in product.ingredients[:5]
        laureth = "SODIUM LAURETH SULFATE" in product.ingredients[:2]  # the main detergent
        return 0.4 * clay + 1.0 * lauryl + 0.5 * laureth
    if _ALCOHOL.isdisjoint(product.ingredients[:4]):
        return 0.0
    dry = person.profile.skin_type is SkinType.DRY
    return 1.2 if dry or person.delicate or person.gentle else 1.0


_ALCOHOL = frozenset({"ALCOHOL", "ALCOHOL DENAT.", "ALCOHOL DENAT", "ETHANOL", "ISOPROPYL ALCOHOL"})


def _sun(product: Product) -> float:
    """SPF 30 or more is the dermatologists' floor (AAD); an unstated SPF is worse than 50."""
    if product.step is not Step.SUNSCREEN:
        return 0.0
    if product.spf is None:
        return -0.5
    if product.spf < 30:
        return -1.0
    return 0.2 if product.spf >= 50 else 0.0
