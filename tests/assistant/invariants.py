"""What must hold of every routine, judged from raw label names and from nothing else.

Written apart from the rules that it checks: it shares with them the interface (Product, Profile,
Routine) and no list, pattern or helper, so that a slip there is not repeated here.
"""

import re
from collections.abc import Iterator, Mapping

from assistant.profile import Profile
from assistant.routine import NoRoutine, Routine, RoutineStep
from knowledge.product import Product

RETINOID = re.compile(r"RETIN(OL|AL|YL|OIC|OATE)|TRETINOIN|ADAPALENE|TAZAROTENE|TRIFAROTENE")
NOT_RETINOID = re.compile(r"CRETIN|RETINISPORA")
HYDROQUINONE = re.compile(r"^HYDROQUINONE$")
AHA = re.compile(r"^GLYCOLIC ACID$|^MANDELIC ACID$|^AMMONIUM GLYCOLATE$|^AMMONIUM LACTATE$")
BHA = re.compile(r"^SALICYLIC ACID$|^BETAINE SALICYLATE$|^CAPRYLOYL SALICYLIC ACID$")
PEROXIDE = re.compile(r"^BENZOYL PEROXIDE$")
GRIT = re.compile(r"^PUMICE$|^(WALNUT|JUGLANS REGIA).*SHELL POWDER$")

ALLERGIES: dict[str, re.Pattern[str]] = {
    "lanolin": re.compile(r"LANOLIN|\bWOOL (FAT|WAX)"),
    "ланолин": re.compile(r"LANOLIN|\bWOOL (FAT|WAX)"),
    "fragrance": re.compile(
        r"^PARFUM|^FRAGRANCE|^AROMA\b|^LINALOOL$|^LIMONENE$|^GERANIOL$|^CITRAL$"
    ),
    "отдушка": re.compile(r"^PARFUM|^FRAGRANCE|^AROMA\b|^LINALOOL$|^LIMONENE$|^GERANIOL$|^CITRAL$"),
    "propolis": re.compile(r"PROPOLIS"),
    "прополис": re.compile(r"PROPOLIS"),
    "niacinamide": re.compile(r"^NIACINAMIDE$|NICOTINAMIDE$"),
    "ниацинамид": re.compile(r"^NIACINAMIDE$|NICOTINAMIDE$"),
    "salicylates": re.compile(r"SALICYL"),
    "салицилаты": re.compile(r"SALICYL"),
    "аспирин": re.compile(r"^SALICYLIC ACID$"),
    "almond": re.compile(r"^PRUNUS AMYGDALUS|ALMOND OIL"),
    "орехи": re.compile(r"^PRUNUS AMYGDALUS|^JUGLANS REGIA|^CORYLUS|^MACADAMIA"),
    "coconut": re.compile(r"^COCOS NUCIFERA"),
    "кокос": re.compile(r"^COCOS NUCIFERA"),
    "linalool": re.compile(r"^LINALOOL$"),
    "phenoxyethanol": re.compile(r"^PHENOXYETHANOL$"),
    "феноксиэтанол": re.compile(r"^PHENOXYETHANOL$"),
    "витамин е": re.compile(r"^TOCOPHEROL$|^TOCOPHERYL ACETATE$"),
    "aloe": re.compile(r"^ALOE\b"),
    "алоэ": re.compile(r"^ALOE\b"),
    "retinol": re.compile(r"^RETINOL$"),
    "бензиловый спирт": re.compile(r"^BENZYL ALCOHOL$"),
    "centella": re.compile(r"^CENTELLA ASIATICA"),
    "soy": re.compile(r"^GLYCINE (SOJA|MAX)"),
    "пчелиный воск": re.compile(r"^CERA ALBA|^BEESWAX"),
}
"""An allergy as a person names it -> names on a label that it covers at the very least."""

LIMITS = {
    "RETINOL": 0.3,
    "KOJIC ACID": 1.0,
    "ALPHA-ARBUTIN": 2.0,
    "ARBUTIN": 7.0,
    "SALICYLIC ACID": 2.0,
    "HYDROQUINONE": 0.0,
    "BENZOYL PEROXIDE": 0.0,
}
"""INCI name -> highest percent in an EU face product; 0: not permitted at all."""

PARENTS = {"pregnancy", "breastfeeding", "trying_to_conceive"}
RINSED_OFF = {"cleanser", "makeup_remover"}
SUN_WORDS = ("тень", "shade")


def holds(product: Product, *patterns: re.Pattern[str]) -> bool:
    """Whether the label names one of these."""
    return any(
        pattern.search(name.upper()) and not NOT_RETINOID.search(name.upper())
        for name in product.ingredients
        for pattern in patterns
    )


def lactic(product: Product) -> bool:
    """Lactic acid as an active: near the head of the list; at its tail it only adjusts pH."""
    return any(re.search(r"^LACTIC ACID$", name.upper()) for name in product.ingredients[:5])


def acid(product: Product) -> bool:
    return holds(product, AHA, BHA) or lactic(product)


def broken(
    found: Routine | NoRoutine, profile: Profile, products: Mapping[str, Product]
) -> set[str]:
    """Names of the invariants that a routine breaks; empty: none."""
    if profile.age is not None and profile.age < 14:
        return set() if isinstance(found, NoRoutine) else {"under_14"}
    if isinstance(found, NoRoutine):
        return {"no_routine"}
    used = {s.product_id: s for s in (*found.morning, *found.evening) if s.product_id}
    missing = {i for i in used if i not in products}
    chosen = [products[i] for i in used if i not in missing]
    return {
        *({"exists"} if missing else set()),
        *_circumstances(chosen, profile),
        *_allergies(chosen, profile),
        *_limits(chosen),
        *_sun(found, chosen),
        *_money(found, used, chosen, profile),
        *_week(found, products),
        *_shelf(found, profile),
        *({"disclaimer"} if len(found.disclaimer) < 80 else set()),
    }


def _circumstances(chosen: list[Product], profile: Profile) -> Iterator[str]:
    cautions = {caution.value for caution in profile.cautions}
    minor = "minor" in cautions or (profile.age is not None and profile.age < 18)
    for product in chosen:
        if cautions & PARENTS and holds(product, RETINOID, HYDROQUINONE):
            yield "pregnancy"
        harsh = holds(product, RETINOID, PEROXIDE, GRIT) or acid(product)
        if "isotretinoin" in cautions and harsh:
            yield "isotretinoin"
        if "recent_procedure" in cautions and harsh:
            yield "recent_procedure"
        leave_on = product.step.value not in RINSED_OFF
        if minor and (holds(product, RETINOID, HYDROQUINONE) or (leave_on and acid(product))):
            yield "minor"


def _allergies(chosen: list[Product], profile: Profile) -> Iterator[str]:
    for product in chosen:
        if profile.allergies and not product.ingredients:
            yield "missing_inci"
        for allergy in profile.allergies:
            if holds(product, ALLERGIES[allergy]):
                yield "allergy"


def _limits(chosen: list[Product]) -> Iterator[str]:
    for product in chosen:
        for item in product.actives:
            top = max(item.percent_min or 0, item.percent_max or 0)
            limit = LIMITS.get(item.inci.upper())
            if limit is not None and (top > limit or limit == 0):
                yield "eu_limit"


def _sun(found: Routine, chosen: list[Product]) -> Iterator[str]:
    screened = bool(found.morning) and found.morning[-1].step == "sunscreen"
    said = any(word in item.text for item in found.warnings for word in SUN_WORDS)
    if not screened and not said:
        yield "sunscreen_last"
    if any(step.step == "sunscreen" for step in (*found.morning[:-1], *found.evening)):
        yield "sunscreen_place"
    by_id = {product.id: product for product in chosen}
    evening = [by_id[step.product_id] for step in found.evening if step.product_id in by_id]
    if any(product.spf is not None for product in evening):
        yield "sunscreen_place"
    sensitising = any(
        product.step.value not in RINSED_OFF
        and (holds(product, RETINOID, AHA, BHA, PEROXIDE) or lactic(product))
        for product in chosen
    )
    if sensitising and not screened:
        yield "photosensitiser"


def _money(
    found: Routine, used: Mapping[str, RoutineStep], chosen: list[Product], profile: Profile
) -> Iterator[str]:
    if found.total_rub != sum(product.price_rub or 0 for product in chosen):
        yield "total"
    if any(used[product.id].price_rub != product.price_rub for product in chosen):
        yield "price"
    if profile.budget_rub is None:
        return
    if any(product.price_rub is None for product in chosen):
        yield "budget"  # a price that nobody knows cannot be within a budget
    alone = [product.step.value for product in chosen] == ["sunscreen"]
    if found.total_rub > profile.budget_rub and not (alone and _says_budget(found, profile)):
        yield "budget"


def _says_budget(found: Routine, profile: Profile) -> bool:
    """Whether a warning names the budget: the sunscreen alone may exceed it, but never silently."""
    digits = str(profile.budget_rub)
    return any(digits in re.sub(r"[^0-9]", "", item.text) for item in found.warnings)


def _week(found: Routine, products: Mapping[str, Product]) -> Iterator[str]:
    starts = []
    for part in (found.morning, found.evening):
        if len(part) > 6:
            yield "too_many_steps"
        if len({step.product_id or step.name for step in part}) != len(part):
            yield "twice"
        meetings = {
            tuple(s.product_id for s in part if s.product_id and day in s.weeks[week])
            for week in range(6)
            for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        }
        for together in meetings:
            yield from _one_time([products[i] for i in together if i in products])
    for step in {s.product_id: s for s in (*found.morning, *found.evening)}.values():
        start = next((n for n, days in enumerate(step.weeks) if days), None)
        if step.product_id and start:
            starts.append(start)
    if len(set(starts)) != len(starts):
        yield "one_at_a_time"


def _one_time(present: list[Product]) -> Iterator[str]:
    """What must not meet on one morning or evening."""
    for product in present:
        others = [other for other in present if other.id != product.id]
        if holds(product, RETINOID) and any(
            acid(other) or holds(other, PEROXIDE, RETINOID) for other in others
        ):
            yield "conflict"
        on_skin = [item for item in present if item.step.value not in RINSED_OFF]
        others = [item for item in on_skin if item.id != product.id]
        if product in on_skin and holds(product, BHA):
            if_met = [item for item in others if holds(item, AHA, PEROXIDE)]
            yield from ("conflict" for _ in if_met)


def _shelf(found: Routine, profile: Profile) -> Iterator[str]:
    """A shelf product that names a forbidden active in so many words is not used."""
    parents = PARENTS & {caution.value for caution in profile.cautions}
    for step in (*found.morning, *found.evening):
        if step.product_id is None:
            if step.name not in profile.shelf:
                yield "exists"
            if parents and re.search("ретинол|retinol|адапален", step.name.casefold()):
                yield "pregnancy"
            if profile.allergies:
                yield "missing_inci"
