"""Profile -> queries -> candidates -> routine, through protocols only."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from assistant.profile import Profile
from assistant.routine import (
    Judge,
    NoRoutine,
    Routine,
    Texts,
    Wish,
    alternatives,
    compose,
    render,
)
from assistant.routine.admitting import PLACES, admit, place, tolerates_active_wash
from assistant.routine.fitting import EYE_GOALS, Person
from assistant.routine.judging import Conflicts, SafetyJudge
from assistant.texts import texts
from knowledge.facts import load_facts
from knowledge.product import Product, ProductActive
from knowledge.regimen import Regimen, load_regimen
from knowledge.retrieval import Query, Retriever, Scored
from knowledge.scanning import ScanRetriever
from knowledge.vocabulary import Caution, Concern, Language, Step

BASICS = (Step.CLEANSER, Step.MOISTURIZER, Step.SUNSCREEN)
TREATMENTS = (Step.EXFOLIANT, Step.TONER, Step.ESSENCE, Step.SERUM, Step.TREATMENT)
PER_STEP = 12
"""Products asked for each step: enough for price tiers, few enough to compose in milliseconds."""
LEFT_OUT_PER_STEP = 4
TREATED = frozenset(Concern) - EYE_GOALS - {Concern.SUN_PROTECTION}
"""Goals that a treatment of the face may serve."""
ENOUGH_PERMITTED = 3
WIDER = (100, 1000)
"""Products asked for a step where the rules left fewer than ENOUGH_PERMITTED."""


class Products(Protocol):
    """The catalogue, as far as recognising what a person owns needs it."""

    @property
    def products(self) -> Iterable[Product]:
        """All products."""
        ...

    def get(self, product_id: str) -> Product | None:
        """One product, or None."""
        ...


def common_name(active: ProductActive, words: Texts) -> str:
    """What people call the ingredient itself; its family's name where facts have no entry."""
    entry = load_facts().labelled(active.inci)
    if entry is None:
        return words(f"routine-active-{active.active}")
    return entry.name(words.language.value)


class Recommender:
    """Composes routines from a catalogue. Blocking; safe to share between threads.

    Args:
        retriever: Finds products; see knowledge.retrieval.
        catalogue: The same products, to recognise what a person already owns.
        partners: Whether partner products may appear.
    """

    def __init__(
        self,
        retriever: Retriever,
        catalogue: Products,
        *,
        regimen: Regimen | None = None,
        partners: bool = True,
    ) -> None:
        self._retriever = retriever
        self._catalogue = catalogue
        self._regimen = regimen or load_regimen()
        self._partners = partners
        self._conflicts: Conflicts = {}

    def recommend(
        self,
        profile: Profile,
        *,
        language: Language | None = None,
        minimal: bool = False,
        cheaper: bool = False,
        wish: Wish | None = None,
    ) -> Routine | NoRoutine:
        """Compose a routine; a few tens of milliseconds.

        Args:
            language: Language of the words; None: the profile's, else Russian.
            minimal: Three steps only.
            cheaper: Weigh price more than fit.
            wish: More wishes; the two arguments above add to it.

        Raises:
            MissingPart: The catalogue or the index is not available.
        """
        spoken = language or profile.language or Language.RU
        wish = wish or Wish()
        wish = replace(wish, minimal=minimal or wish.minimal, cheaper=cheaper or wish.cheaper)
        judge = SafetyJudge(profile, spoken, self._conflicts)
        return compose(
            profile,
            self.candidates(profile, spoken, judge),
            texts=texts(spoken),
            judge=judge,
            regimen=self._regimen,
            wish=wish,
            known=self._known,
            named=common_name,
        )

    def alternatives(
        self,
        profile: Profile,
        product_id: str,
        *,
        language: Language | None = None,
        cheaper: bool = False,
        limit: int = 3,
        wish: Wish | None = None,
    ) -> list[Product]:
        """What could replace a product of the person's routine ("cheaper", "something else")."""
        spoken = language or profile.language or Language.RU
        judge = SafetyJudge(profile, spoken, self._conflicts)
        return alternatives(
            profile,
            self.candidates(profile, spoken, judge),
            product_id,
            texts=texts(spoken),
            judge=judge,
            regimen=self._regimen,
            known=self._known,
            cheaper=cheaper,
            limit=limit,
            wish=wish,
        )

    def render(
        self,
        routine: Routine | NoRoutine,
        language: Language,
        *,
        previous: Routine | None = None,
    ) -> str:
        """The routine as plain text for a chat; in brief what stood in the `previous` one."""
        return render(routine, texts(language), previous=previous)

    def candidates(
        self, profile: Profile, language: Language, judge: Judge | None = None
    ) -> list[Scored]:
        """Products for every place, and the best that rules may exclude, so that it is said.

        Where the rules leave too few products for a place, the search is widened there: a rare
        allergy must not cost a person their cleanser.
        """
        judge = judge or SafetyJudge(profile, language, self._conflicts)
        query = self._query(profile, language)
        found = {item.product.id: item for item in self._retriever.search(query)}
        unfiltered = query.model_copy(
            update={
                "cautions": (), "max_price_rub": None, "fragrance_free": False, "everyday": (),
                "limit": LEFT_OUT_PER_STEP,
            }
        )  # fmt: skip
        for limit in WIDER:
            thin = self._thin(found.values(), query.steps, profile, judge)
            if not thin:
                break
            wider = query.model_copy(update={"steps": thin, "limit": limit})
            found |= {item.product.id: item for item in self._retriever.search(wider)}
        for item in self._retriever.search(unfiltered):
            found.setdefault(item.product.id, item)
        return list(found.values())

    def _thin(
        self, found: Iterable[Scored], steps: Iterable[Step], profile: Profile, judge: Judge
    ) -> tuple[Step, ...]:
        """Steps for whose place too few of the products found may be used."""
        person = Person.of(profile)
        admitted = admit(found, {}, person, judge, self._regimen, Wish())
        forbidden = {place(item.product) for item in admitted.excluded}
        needless = {Step.TREATMENT} if TREATED.isdisjoint(person.goals) else set()
        needless |= {Step.EYE} if EYE_GOALS.isdisjoint(person.goals) else set()
        return tuple(
            step
            for step in steps
            if (where := PLACES.get(step)) not in needless
            and where is not None
            and len(admitted.at(where)) < ENOUGH_PERMITTED
            and (where in forbidden or step in BASICS)
        )

    def _query(self, profile: Profile, language: Language) -> Query:
        steps = [*BASICS, *TREATMENTS, Step.EYE]
        if Caution.ISOTRETINOIN in profile.cautions:
            steps.append(Step.LIP)
        return Query(
            text=_wish_text(profile, texts(language)),
            steps=tuple(steps),
            goals=_looked_for(profile),
            skin_type=profile.skin_type,
            sensitive=profile.sensitive,
            cautions=profile.cautions,
            fragrance_free=bool(profile.fragrance_free),
            max_price_rub=profile.budget_rub,
            everyday=_everyday(profile),
            partners=self._partners,
            limit=PER_STEP,
        )

    def _known(self, words: str) -> Product | None:
        """The one product whose full name the words are."""
        wanted = _folded(words)
        if len(wanted) < _LEAST_NAME:
            return None
        ids = self._names.get(wanted, ())
        return self._catalogue.get(ids[0]) if len(ids) == 1 else None

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """Folded full name -> ids; read when a shelf first has something on it."""
        index: dict[str, tuple[str, ...]] = {}
        for product in self._catalogue.products:
            if product.kind == "product":
                for name in _names(product):
                    index[name] = (*index.get(name, ()), product.id)
        return index


_LEAST_NAME = 8


def _names(product: Product) -> set[str]:
    names = {_folded(name) for name in (product.name, product.name_ru or "") if name}
    return names | {_folded(f"{product.brand} {name}") for name in names if product.brand}


def _folded(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _everyday(profile: Profile) -> tuple[Step, ...]:
    """Places for which products with strong actives and the like are not even looked at."""
    creams = (Step.MOISTURIZER, Step.SUNSCREEN, Step.EYE)
    return creams if tolerates_active_wash(Person.of(profile)) else (Step.CLEANSER, *creams)


def _looked_for(profile: Profile) -> tuple[Concern, ...]:
    """Goals that the search goes by. Every routine has a sunscreen: creams with SPF are no use."""
    return tuple(goal for goal in profile.goals if goal is not Concern.SUN_PROTECTION)


def _wish_text(profile: Profile, words: Texts) -> str:
    """The wish in the person's language, for the embedding."""
    said = [words(f"routine-goal-{goal}") for goal in _looked_for(profile)]
    if profile.skin_type is not None:
        said.append(words(f"routine-why-skin-{profile.skin_type}"))
    return ", ".join(said) or words(f"routine-goal-{Concern.DRYNESS}")


__all__ = ["Products", "Recommender", "SafetyJudge", "ScanRetriever", "common_name"]
