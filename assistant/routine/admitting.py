"""Which candidates may take part, and which are left out and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.routine.fitting import ACNE_GOALS, ENOUGH, EYE_GOALS, Person, coverage
from assistant.routine.model import Breach, Candidate, Judge, Wish
from knowledge.product import Product
from knowledge.regimen import Regimen
from knowledge.vocabulary import Active, Caution, SkinType, Step, Texture

TREATMENT_STEPS = frozenset({Step.EXFOLIANT, Step.TONER, Step.ESSENCE, Step.SERUM, Step.TREATMENT})
EVERYONE = "everyone"
"""The circumstance of rules that hold for every person: less telling than one's own."""
BASIC_STEPS = (Step.CLEANSER, Step.MOISTURIZER, Step.SUNSCREEN)
PLACES = dict.fromkeys(TREATMENT_STEPS, Step.TREATMENT) | {
    step: step for step in (*BASIC_STEPS, Step.EYE, Step.LIP)
}
"""The place that products of a step take; every kind of treatment competes for one."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A candidate that a rule keeps out."""

    product: Product
    breach: Breach
    score: float


@dataclass(frozen=True, slots=True)
class Admitted:
    """Candidates sorted by the place they may take, and those left out."""

    places: dict[Step, list[Product]]
    excluded: list[Excluded]
    relevance: dict[str, float]

    def at(self, step: Step) -> list[Product]:
        """Products for a place; every kind of treatment is under Step.TREATMENT."""
        return self.places.get(step, [])


def place(product: Product) -> Step | None:
    """The place a product may take in a routine; None: it takes none."""
    return PLACES.get(product.step)


def admit(
    candidates: Iterable[Candidate],
    relevance: dict[str, float],
    person: Person,
    judge: Judge,
    regimen: Regimen,
    wish: Wish,
) -> Admitted:
    """Judge every candidate once. Unavailable, unwished and out-of-place ones drop silently."""
    places: dict[Step, list[Product]] = {}
    excluded: list[Excluded] = []
    for product in _distinct(candidates):
        where = place(product)
        if where is None or not product.available or _unwished(product, where, wish):
            continue
        breach = next(iter(judge.violations(product)), None)
        if breach is not None:
            excluded.append(Excluded(product, breach, _pull(product, relevance, person, regimen)))
        elif _wanted(product, where, person, regimen):
            places.setdefault(where, []).append(product)
    excluded.sort(
        key=lambda item: (item.breach.circumstance == EVERYONE, -item.score, item.product.id)
    )
    return Admitted(places, excluded, relevance)


def _unwished(product: Product, where: Step, wish: Wish) -> bool:
    """Whether the person asked not to have this product; sun protection is not theirs to drop."""
    if product.id in wish.without:
        return True
    if where is Step.SUNSCREEN:
        return False
    actives = {item.active for item in product.actives}
    return where in wish.without_places or not wish.avoid.isdisjoint(actives)


def _distinct(candidates: Iterable[Candidate]) -> Iterable[Product]:
    return {item.product.id: item.product for item in candidates}.values()


def _pull(product: Product, relevance: dict[str, float], person: Person, regimen: Regimen) -> float:
    """How much a person would have expected to see this product."""
    goals = sum(
        weight * coverage(product, goal, person, regimen) for goal, weight in person.goals.items()
    )
    return goals + 0.5 * relevance.get(product.id, 0.0)


def _wanted(product: Product, where: Step, person: Person, regimen: Regimen) -> bool:
    """Whether a permitted product has any use in this person's routine."""
    if product.spf is not None and where is not Step.SUNSCREEN:
        return False  # see Regimen.everyday; a serum's SPF is no full protection either
    if where is Step.TREATMENT:
        return _treats(product, person, regimen)
    if where is Step.EYE:
        return regimen.everyday(product) and not EYE_GOALS.isdisjoint(person.goals)
    if where is Step.LIP:
        return Caution.ISOTRETINOIN in person.profile.cautions
    if where is Step.CLEANSER:
        return tolerates_active_wash(person) or regimen.everyday(product)
    return regimen.everyday(product)  # creams and sunscreens are worn every day: plain ones


def tolerates_active_wash(person: Person) -> bool:
    """An acid wash twice a day is for robust, oily skin with a use for it."""
    if person.gentle or person.delicate or person.careful:
        return False
    oily = person.profile.skin_type in (SkinType.OILY, SkinType.COMBINATION)
    return oily and not ACNE_GOALS.isdisjoint(person.goals)


def _treats(product: Product, person: Person, regimen: Regimen) -> bool:
    """Whether a treatment does enough for one of the goals, over the whole face."""
    if product.texture is Texture.PATCH or regimen.spot(product) or regimen.named("peel", product):
        return False
    families = {item.active for item in product.actives}
    if person.gentle and not families <= regimen.gentle | _HARMLESS:
        return False
    goals = person.goals.keys() - EYE_GOALS
    return any(coverage(product, goal, person, regimen) >= ENOUGH for goal in goals)


_HARMLESS = frozenset({Active.VITAMIN_E, Active.PEPTIDE, Active.ANTIOXIDANT, Active.FERMENT})
