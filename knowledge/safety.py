"""Which products a person must not be recommended, and which must not share an evening. Pure.

Rules are data (data/safety.yaml, interactions.yaml) with a source each; what they look at is
code here. Unknown is never safe: where a rule needs the ingredient list and there is none,
the product is refused.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.allergens import Allergens, load_allergens
from knowledge.facts import Facts, load_facts
from knowledge.inci import normalised
from knowledge.ingredients import Interaction, PregnancyStatus, RuleKind, SafetyRule
from knowledge.product import Product, ProductActive, Same
from knowledge.vocabulary import Active, Caution, Step, Tri

RINSED = frozenset({Step.CLEANSER, Step.MAKEUP_REMOVER})
_ADULT = 18
_PERSONAL_ROUTINE_FROM = 14
_PH_ADJUSTERS = frozenset({"LACTIC ACID", "MALIC ACID", "TARTARIC ACID"})
_TRACE_FROM = 8
"""An acid that also adjusts pH counts as an exfoliant only among the first eight entries."""
_SCENT_BUT_PRESERVATIVE = frozenset({"BENZYL ALCOHOL"})
_SUN_SENSITISERS = frozenset(
    {Active.RETINOID, Active.AHA, Active.BHA, Active.BENZOYL_PEROXIDE, Active.HYDROQUINONE}
)
_EXFOLIATING_WASH = frozenset({Active.AHA, Active.BHA, Active.SCRUB, Active.ENZYME})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What of a person the rules look at.

    Attributes:
        age: Years, or None where not said.
    """

    cautions: frozenset[Caution] = frozenset()
    allergies: tuple[str, ...] = ()
    age: int | None = None
    sensitive: bool = False
    fragrance_free: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The circumstances under the names that rules use."""
        names = {caution.value for caution in self.cautions}
        if self.age is not None and self.age < _ADULT:
            names.add(Caution.MINOR.value)
        if self.age is not None and self.age < _PERSONAL_ROUTINE_FROM:
            names.add("under_14")
        flags = {
            "allergies": bool(self.allergies),
            "sensitive": self.sensitive,
            "fragrance_free": self.fragrance_free,
        }
        return frozenset(names | {name for name, on in flags.items() if on})


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a product falls under.

    Attributes:
        subject: What in the product, e.g. "retinoid" or "Lanolin Alcohol".
        circumstance: What about the person, e.g. "pregnancy"; "everyone" for general limits.
    """

    rule: str
    subject: str
    circumstance: str
    because_ru: str
    because_en: str
    source: str

    def because(self, language: str) -> str:
        """The sentence in the person's language."""
        return self.because_ru if language == "ru" else self.because_en


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two products that must not share an evening, and why."""

    rule: str
    subject: str
    because_ru: str
    because_en: str
    source: str

    def because(self, language: str) -> str:
        """The sentence in the person's language."""
        return self.because_ru if language == "ru" else self.because_en


@dataclass(frozen=True, slots=True)
class Composition:
    """What the rules see in a product.

    Attributes:
        families: Family -> the label names it was found under.
        strengths: Family -> highest stated strength, percent by weight.
    """

    families: dict[Active, tuple[str, ...]]
    strengths: dict[Active, float]
    leave_on: bool


def composition(product: Product, facts: Facts | None = None) -> Composition:
    """Families and stated strengths, from the label list and the catalogue's own fields."""
    if facts is None or facts is load_facts():
        return _composed(Same(product))
    return _composition(product.ingredients, product.actives, product.step not in RINSED, facts)


@lru_cache(maxsize=20_000)
def _composed(same: Same) -> Composition:
    product = same.product
    return _composition(
        product.ingredients, product.actives, product.step not in RINSED, load_facts()
    )


def _composition(
    ingredients: tuple[str, ...], actives: tuple[ProductActive, ...], leave_on: bool, facts: Facts
) -> Composition:
    families = {active: list(names) for active, names in _listed(ingredients, facts).items()}
    strengths: dict[Active, float] = {}
    for item in actives:
        if item.inci not in families.setdefault(item.active, []):
            families[item.active].append(item.inci)
        stated = [p for p in (item.percent_min, item.percent_max) if p is not None]
        if stated:
            strengths[item.active] = max(*stated, strengths.get(item.active, 0.0))
    return Composition({a: tuple(names) for a, names in families.items()}, strengths, leave_on)


@lru_cache(maxsize=131_072)
def _families_at(ingredients: tuple[str, ...]) -> tuple[tuple[Active, str], ...]:
    return tuple(_families(ingredients, load_facts()))


def _families(ingredients: tuple[str, ...], facts: Facts) -> Iterable[tuple[Active, str]]:
    for position, name in enumerate(ingredients):
        if position >= _TRACE_FROM and normalised(name) in _PH_ADJUSTERS:
            continue
        for active in facts.actives_of(name):
            yield active, name


def _listed(ingredients: tuple[str, ...], facts: Facts) -> dict[Active, list[str]]:
    pairs = _families_at(ingredients) if facts is load_facts() else _families(ingredients, facts)
    found: dict[Active, list[str]] = {}
    for active, name in pairs:
        found.setdefault(active, []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class _Case:
    """One product before one rule."""

    product: Product
    seen: Composition
    person: Circumstances
    rule: SafetyRule
    facts: Facts
    book: Allergens


Found = list[tuple[str, str]]
"""(subject in stable terms, what to name to the person) for each hit."""


def _family(case: _Case) -> Found:
    rule, seen = case.rule, case.seen
    if rule.leave_on_only and not seen.leave_on:
        return []
    found: Found = []
    for active in rule.families:
        names = seen.families.get(active)
        if names is None:
            continue
        if rule.over_percent is not None and seen.strengths.get(active, 0.0) <= rule.over_percent:
            continue
        found.append((active.value, names[0]))
    for group in rule.groups:
        hits = case.book.contains(case.product.ingredients, group)
        found += [(group, hits[0])] if hits else []
    if rule.names:
        named = set(rule.names)
        found += [(n.lower(), n) for n in case.product.ingredients if normalised(n) in named]
    return found


def _pregnancy_status(case: _Case) -> Found:
    """Ingredients to avoid that belong to no family: the families have rules of their own."""
    entries = ((name, case.facts.labelled(name)) for name in case.product.ingredients)
    return [
        (entry.inci[0].lower(), name)
        for name, entry in entries
        if entry is not None and entry.active is None and entry.pregnancy is PregnancyStatus.AVOID
    ]


def _catalogue_says_no(case: _Case) -> Found:
    return [("catalogue", "")] if case.product.pregnancy is Tri.NO else []


def _missing_inci(case: _Case) -> Found:
    return [] if case.product.ingredients else [("unknown ingredients", "")]


def _allergy(case: _Case) -> Found:
    found: Found = []
    for allergy in case.person.allergies:
        if not case.book.checkable(allergy):
            found.append((allergy, allergy))
            continue
        hits = case.book.contains(case.product.ingredients, allergy)
        match = case.book.resolve(allergy)
        found += [(match.name if match else allergy, ", ".join(hits[:3]))] if hits else []
    return found


def _fragrance(case: _Case) -> Found:
    product = case.product
    if product.fragrance_free is Tri.NO:
        return [("fragrance", "fragrance")]
    hits = case.book.contains(product.ingredients, "fragrance")
    hits = [name for name in hits if normalised(name) not in _SCENT_BUT_PRESERVATIVE]
    if hits:
        return [("fragrance", hits[0])]
    unknown = not product.ingredients and product.fragrance_free is not Tri.YES
    return [("fragrance unknown", "?")] if unknown else []


def _eu_limit(case: _Case) -> Found:
    names = {normalised(name) for name in case.product.ingredients}
    stated = {normalised(item.inci): item for item in case.product.actives}
    if case.facts.limited.isdisjoint(names) and case.facts.limited.isdisjoint(stated):
        return []
    found: Found = []
    for limit in case.facts.eu_limits:
        if limit.scope == "leave_on" and not case.seen.leave_on:
            continue
        for inci in limit.inci:
            item = stated.get(inci)
            top = max(item.percent_min or 0.0, item.percent_max or 0.0) if item else 0.0
            banned = limit.percent == 0 and (inci in names or item is not None)
            if banned or (limit.percent > 0 and top * limit.factors.get(inci, 1) > limit.percent):
                found.append((inci.lower(), f"{inci} ({top:g} %)" if top else inci))
    return found


def _medicine(case: _Case) -> Found:
    labels = [*case.product.ingredients, *(item.inci for item in case.product.actives)]
    entries = ((name, case.facts.labelled(name)) for name in labels)
    return [(e.inci[0].lower(), name) for name, e in entries if e is not None and e.medicine][:1]


def _anything(case: _Case) -> Found:
    return [("any product", case.product.name)]


_LOOKS: dict[RuleKind, Callable[[_Case], Found]] = {
    RuleKind.FAMILY: _family,
    RuleKind.PREGNANCY_STATUS: _pregnancy_status,
    RuleKind.CATALOGUE_SAYS_NO: _catalogue_says_no,
    RuleKind.MISSING_INCI: _missing_inci,
    RuleKind.ALLERGY: _allergy,
    RuleKind.FRAGRANCE: _fragrance,
    RuleKind.EU_LIMIT: _eu_limit,
    RuleKind.MEDICINE: _medicine,
    RuleKind.ANYTHING: _anything,
}


def all_rules() -> tuple[SafetyRule, ...]:
    """The safety rules that ship with the project."""
    return load_facts().safety


def violations(
    product: Product,
    person: Circumstances,
    *,
    rules: Sequence[SafetyRule] | None = None,
    severity: str = "exclude",
    facts: Facts | None = None,
    book: Allergens | None = None,
) -> list[Violation]:
    """Rules that forbid the product for this person; empty: permitted.

    Args:
        rules: The rules to apply; None means all. Tests leave single rules out.
        severity: "exclude" for what forbids, "caution" for what only deserves a word.
    """
    standing = _standing(Same(product)) if (facts, book, rules) == (None, None, None) else None
    facts, book = facts or load_facts(), book or load_allergens()
    about = _names_of(person)
    found = []
    for rule in facts.safety if rules is None else rules:
        if rule.severity != severity or (rule.when and about.isdisjoint(rule.when)):
            continue
        hits = standing.get(rule.id) if standing is not None else None
        if hits == []:
            continue  # most products under most rules, looked at before
        case = _Case(product, composition(product, facts), person, rule, facts, book)
        hits = _LOOKS[rule.kind](case) if hits is None else hits
        if standing is not None and rule.kind is not RuleKind.ALLERGY:
            standing[rule.id] = hits
        circumstance = next((name for name in rule.when if name in about), "everyone")
        found += [_violation(case, hit, circumstance) for hit in hits]
    return found


@lru_cache(maxsize=1_024)
def _names_of(person: Circumstances) -> frozenset[str]:
    return person.names


@lru_cache(maxsize=20_000)
def _standing(same: Same) -> dict[str, Found]:  # noqa: ARG001 - the key it is kept under
    """What each rule has found in a product so far, whoever asked.

    Filled rule by rule as people come whom the rule is about: most rules are about few people.
    Of a person only allergies matter to what a rule finds, so those are never kept here.
    """
    return {}


def _violation(case: _Case, hit: tuple[str, str], circumstance: str) -> Violation:
    rule, (subject, what) = case.rule, hit
    # An allergy is shown in the label's own words, to be found there; else the everyday name.
    entry = None if rule.kind is RuleKind.ALLERGY else case.facts.labelled(what)
    return Violation(
        rule=rule.id,
        subject=subject,
        circumstance=circumstance,
        because_ru=rule.ru.replace("{what}", entry.name("ru") if entry else what),
        because_en=rule.en.replace("{what}", entry.name("en") if entry else what),
        source="; ".join(rule.source),
    )


def conflicts(
    first: Product,
    second: Product,
    *,
    rules: Sequence[Interaction] | None = None,
    facts: Facts | None = None,
) -> list[Conflict]:
    """Why two products must not share an evening; empty: they may.

    One formula that holds both sides was balanced by its maker and is no conflict with itself.
    """
    if first.id == second.id:
        return []
    facts = facts or load_facts()
    one, two = composition(first, facts), composition(second, facts)
    return [
        Conflict(rule.id, f"{rule.a} + {rule.b}", rule.ru, rule.en, "; ".join(rule.source))
        for rule in (facts.conflicting() if rules is None else rules)
        if _meet(rule, one, two)
    ]


def _meet(rule: Interaction, one: Composition, two: Composition) -> bool:
    if rule.a == rule.b and not (one.leave_on and two.leave_on):
        return False  # a wash and a serum of one family: the wash leaves little behind
    return (_holds(rule.a, one) and _holds(rule.b, two)) or (
        _holds(rule.b, one) and _holds(rule.a, two)
    )


def _holds(side: str, seen: Composition) -> bool:
    return any(active.value == side for active in seen.families)


@dataclass(frozen=True, slots=True)
class SunNeed:
    """Why a product calls for sunscreen in the morning."""

    subject: str
    because_ru: str
    because_en: str
    source: str

    def because(self, language: str) -> str:
        """The sentence in the person's language."""
        return self.because_ru if language == "ru" else self.because_en


def photosensitising(product: Product, *, facts: Facts | None = None) -> SunNeed | None:
    """Why the product calls for sunscreen in the morning, or None."""
    facts = facts or load_facts()
    seen = composition(product, facts)
    if not seen.leave_on and _EXFOLIATING_WASH.isdisjoint(seen.families):
        return None
    family = next((a for a in seen.families if a in _SUN_SENSITISERS), None)
    if family is not None:
        return _sun_need(seen.families[family][0], family.value)
    for name in product.ingredients:
        entry = facts.labelled(name)
        if entry is not None and entry.photosensitising:
            return _sun_need(name, entry.inci[0].lower())
    return None


def _sun_need(name: str, subject: str) -> SunNeed:
    return SunNeed(
        subject,
        f"{name} делает кожу чувствительнее к солнцу: утром SPF 30 или выше, "
        "и ещё неделю после отмены.",
        f"{name} makes skin more sensitive to sun: SPF 30 or more in the morning, "
        "and for a week after stopping.",
        "FDA guidance 2005: labelling for cosmetics containing alpha hydroxy acids; "
        "AAD: sunscreen FAQs",
    )
