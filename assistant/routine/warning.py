"""What must be said beside a routine, each with its source. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.routine.admitting import BASIC_STEPS, Admitted
from assistant.routine.choosing import Chosen
from assistant.routine.fitting import Person
from assistant.routine.model import Judge, Texts, Warning  # noqa: A004 - the published name
from assistant.routine.shelf import Owned
from assistant.routine.writing import capitalised, joined, name_of, owned
from knowledge.allergens import name_in
from knowledge.product import Product
from knowledge.regimen import Regimen
from knowledge.vocabulary import Active, Caution, Step

_CAUTIONS = {
    Caution.ISOTRETINOIN: ("routine-warn-isotretinoin", "isotretinoin"),
    Caution.RECENT_PROCEDURE: ("routine-warn-procedure", "procedure"),
    Caution.ECZEMA_PRONE: ("routine-warn-eczema", "eczema"),
}
_UNKNOWN = "routine-warn-shelf-unknown"
_PREGNANCY = (Caution.PREGNANCY, Caution.BREASTFEEDING, Caution.TRYING_TO_CONCEIVE)


@dataclass(frozen=True, slots=True)
class Case:
    """All that the warnings look at."""

    person: Person
    chosen: Chosen
    admitted: Admitted
    shelf: Sequence[tuple[Owned, str]]
    """Shelf items with the key of what is said about each; empty: nothing."""
    shelf_because: dict[str, str]
    total: int
    minimal_wished: bool
    without_places: frozenset[Step] = frozenset()

    @property
    def products(self) -> list[Product]:
        """Every product in the routine."""
        return [
            *self.chosen.basics.values(),
            *(item.product for item in self.chosen.placements),
        ]


def warnings(case: Case, judge: Judge, regimen: Regimen, texts: Texts) -> tuple[Warning, ...]:
    """All warnings of a routine, the gravest first."""
    facts = regimen.facts
    found = [
        *_circumstances(case, facts, texts),
        *_missing(case, facts, texts),
        *_actives(case, judge, facts, texts),
        *_allergy(case, facts, texts),
        *_shelf(case, facts, texts),
        *_budget(case, facts, texts),
    ]
    return tuple(dict.fromkeys(found))


def _circumstances(case: Case, facts: dict[str, str], texts: Texts) -> Iterator[Warning]:
    profile = case.person.profile
    for caution in profile.cautions:
        if caution in _CAUTIONS:
            key, fact = _CAUTIONS[caution]
            yield Warning(text=texts(key), source=facts[fact])
    if any(caution in profile.cautions for caution in _PREGNANCY):
        yield Warning(text=texts("routine-warn-pregnancy"), source=facts["pregnancy"])
    if Caution.MINOR in profile.cautions or (profile.age is not None and profile.age < 18):
        yield Warning(text=texts("routine-warn-minor"), source=facts["minor"])


def _missing(case: Case, facts: dict[str, str], texts: Texts) -> Iterator[Warning]:
    """Basics for which the catalogue holds nothing permitted: said, with what to do."""
    for step in BASIC_STEPS:
        if step in case.chosen.basics or any(item.step is step for item in case.chosen.short_of):
            continue
        if step in case.without_places and step is not Step.SUNSCREEN:
            continue  # left out because the person asked for it
        if step is Step.SUNSCREEN:
            yield Warning(text=texts("routine-warn-no-sunscreen"), source=facts["no_sunscreen"])
        else:
            name = texts(f"routine-step-{step}")
            yield Warning(text=texts("routine-warn-no-step", step=name), source=facts["budget"])


def _actives(case: Case, judge: Judge, facts: dict[str, str], texts: Texts) -> Iterator[Warning]:
    for product in case.products:
        families = {item.active for item in product.actives}
        if product.step is Step.SUNSCREEN:
            continue
        if Active.RETINOID in families:
            yield Warning(text=texts("routine-warn-retinoid"), source=facts["retinoid"])
        else:
            breach = judge.photosensitising(product)
            if breach is not None:
                text = texts("routine-warn-sun", name=capitalised(name_of(product, texts)))
                yield Warning(text=text, source=breach.source or facts["photosensitiser"])
        if Active.BENZOYL_PEROXIDE in families:
            yield Warning(text=texts("routine-warn-bpo"), source=facts["benzoyl_peroxide"])


def _allergy(case: Case, facts: dict[str, str], texts: Texts) -> Iterator[Warning]:
    names = [name_in(texts.language.value, name) for name in case.person.profile.allergies]
    if names:
        types = any(item.kind == "type" and not owned(item) for item in case.products)
        key = "routine-warn-allergy-type" if types else "routine-warn-allergy"
        yield Warning(text=texts(key, names=", ".join(names)), source=facts["allergy"])


def _shelf(case: Case, facts: dict[str, str], texts: Texts) -> Iterator[Warning]:
    unknown = [item.words for item, key in case.shelf if key == _UNKNOWN]
    if unknown:
        key = _UNKNOWN if len(unknown) == 1 else "routine-warn-shelf-unknown-many"
        names = [texts("routine-quoted", name=name) for name in unknown]
        yield Warning(
            text=texts(key, name=unknown[0], names=joined(names, texts)), source=facts["shelf"]
        )
    for item, key in case.shelf:
        if not key or key == _UNKNOWN:
            continue
        values = {"name": item.words}
        if key == "routine-warn-shelf-no":
            values["because"] = case.shelf_because[item.words]
        yield Warning(text=texts(key, **values), source=facts["shelf"])


def _budget(case: Case, facts: dict[str, str], texts: Texts) -> Iterator[Warning]:
    budget = case.person.profile.budget_rub
    if budget is None:
        return
    source = facts["budget"]
    if case.chosen.over_budget:
        text = texts("routine-warn-budget-over", budget=budget, total=case.total)
        yield Warning(text=text, source=source)
    if case.chosen.short_of:
        missing = joined([_missing_text(item, texts) for item in case.chosen.short_of], texts)
        text = texts("routine-warn-budget-short", budget=budget, missing=missing)
        yield Warning(text=text, source=source)
    elif case.chosen.minimal and not case.minimal_wished:
        yield Warning(text=texts("routine-warn-budget-minimal", budget=budget), source=source)
    elif not case.minimal_wished and not case.chosen.placements and _could_treat(case):
        yield Warning(text=texts("routine-warn-budget-basics", budget=budget), source=source)


def _missing_text(product: Product, texts: Texts) -> str:
    step = texts(f"routine-step-{product.step}")
    step = step[:1].lower() + step[1:]
    return texts("routine-warn-missing", step=step, price=product.price_rub or 0)


def _could_treat(case: Case) -> bool:
    return bool(case.admitted.at(Step.TREATMENT))
