"""Profile -> queries -> candidates -> routine, through protocols only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from assistant.profile import Profile
from assistant.routine import Breach, NoRoutine, Routine, Texts, Wish, alternatives, compose, render
from assistant.texts import texts
from knowledge import safety
from knowledge.facts import load_facts
from knowledge.product import Product, ProductActive
from knowledge.regimen import Regimen, load_regimen
from knowledge.retrieval import Query, Retriever, Scored, why_not
from knowledge.vocabulary import Caution, Concern, Language, Step, Tri

BASICS = (Step.CLEANSER, Step.MOISTURIZER, Step.SUNSCREEN)
TREATMENTS = (Step.EXFOLIANT, Step.TONER, Step.ESSENCE, Step.SERUM, Step.TREATMENT)
PER_STEP = 12
"""Products asked for each step: enough for price tiers, few enough to compose in milliseconds."""
LEFT_OUT_PER_STEP = 4


Signature = tuple[frozenset[str], bool]
Conflicts = dict[tuple[Signature, Signature], safety.Conflict | None]


class Products(Protocol):
    """The catalogue, as far as the shelf and the scan need it."""

    @property
    def products(self) -> Iterable[Product]:
        """All products."""
        ...


class SafetyJudge:
    """The knowledge package's safety rules, bound to one person.

    Args:
        conflicts: Verdicts on pairs that other people's routines have already called for.
    """

    def __init__(
        self, profile: Profile, language: Language, conflicts: Conflicts | None = None
    ) -> None:
        self._person = safety.Circumstances(
            cautions=frozenset(profile.cautions),
            allergies=profile.allergies,
            age=profile.age,
            sensitive=bool(profile.sensitive),
            fragrance_free=bool(profile.fragrance_free),
        )
        self._language = language.value
        self._signatures: dict[str, Signature] = {}
        self._conflicts: Conflicts = {} if conflicts is None else conflicts

    def violations(self, product: Product) -> Sequence[Breach]:
        """Rules that forbid the product for this person."""
        return [
            Breach(item.subject, item.circumstance, item.source, item.because(self._language))
            for item in safety.violations(product, self._person)
        ]

    def conflict(self, first: Product, second: Product) -> Breach | None:
        """The rule by which two products must not share a part of the day."""
        one, two = self._signature(first), self._signature(second)
        if first.id == second.id or not (one[0] and two[0]):
            return None
        key = (one, two)
        if key not in self._conflicts:
            self._conflicts[key] = next(iter(safety.conflicts(first, second)), None)
        found = self._conflicts[key]
        if found is None:
            return None
        return Breach(found.subject, "same evening", found.source, found.because(self._language))

    def _signature(self, product: Product) -> Signature:
        """All that conflict rules look at in a product, so that like pairs are judged once."""
        if product.id not in self._signatures:
            seen = safety.composition(product)
            held = {active.value for active in seen.families} | set(product.ingredients)
            self._signatures[product.id] = (_in_conflict_rules() & held, seen.leave_on)
        return self._signatures[product.id]

    def photosensitising(self, product: Product) -> Breach | None:
        """The rule by which the product calls for sunscreen."""
        need = safety.photosensitising(product)
        if need is None:
            return None
        return Breach(need.subject, "sun", need.source, need.because(self._language))


@lru_cache(maxsize=1)
def _in_conflict_rules() -> frozenset[str]:
    """Families and INCI names that conflict rules speak of."""
    return frozenset(side for rule in load_facts().conflicting() for side in (rule.a, rule.b))


def common_name(active: ProductActive, words: Texts) -> str:
    """What people call the ingredient itself; its family's name where facts have no entry."""
    entry = load_facts().labelled(active.inci)
    if entry is None:
        return words(f"routine-active-{active.active}")
    return entry.name(words.language.value)


class ScanRetriever:
    """Looks at every product of a catalogue: for catalogues without an index."""

    def __init__(self, catalogue: Products) -> None:
        self._catalogue = catalogue

    def search(self, query: Query) -> list[Scored]:
        """Products that pass the query's filters, best fit first within each step."""
        found: dict[Step, list[Scored]] = {}
        for product in self._catalogue.products:
            if why_not(product, query) is None:
                parts = dict(_parts(product, query))
                scored = Scored(product=product, score=sum(parts.values()), parts=parts)
                found.setdefault(product.step, []).append(scored)
        return [
            item
            for group in found.values()
            for item in sorted(group, key=lambda item: (-item.score, item.product.id))[
                : query.limit
            ]
        ]


def _parts(product: Product, query: Query) -> Iterator[tuple[str, float]]:
    if query.goals:
        yield "goals", len(set(query.goals) & set(product.concerns)) / len(query.goals)
    if query.skin_type is not None:
        weight = {Tri.YES: 0.5, Tri.UNKNOWN: 0.0, Tri.NO: -1.0}
        yield "skin_type", weight[product.suits(query.skin_type)]
    if query.sensitive:
        yield "sensitive", {Tri.YES: 0.3, Tri.UNKNOWN: 0.0, Tri.NO: -0.5}[product.sensitive_ok]


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
        return compose(
            profile,
            self.candidates(profile, spoken),
            texts=texts(spoken),
            judge=SafetyJudge(profile, spoken, self._conflicts),
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
    ) -> list[Product]:
        """What could replace a product of the person's routine ("cheaper", "something else")."""
        spoken = language or profile.language or Language.RU
        return alternatives(
            profile,
            self.candidates(profile, spoken),
            product_id,
            texts=texts(spoken),
            judge=SafetyJudge(profile, spoken, self._conflicts),
            regimen=self._regimen,
            known=self._known,
            cheaper=cheaper,
            limit=limit,
        )

    def render(self, routine: Routine | NoRoutine, language: Language) -> str:
        """The routine as plain text for a chat."""
        return render(routine, texts(language))

    def candidates(self, profile: Profile, language: Language) -> list[Scored]:
        """Products for every place, and the best that rules may exclude, so that it is said."""
        found: dict[str, Scored] = {}
        for query in self._queries(profile, language):
            for item in self._retriever.search(query):
                found.setdefault(item.product.id, item)
        return list(found.values())

    def _queries(self, profile: Profile, language: Language) -> Iterator[Query]:
        steps = [*BASICS, *TREATMENTS, Step.EYE]
        if Caution.ISOTRETINOIN in profile.cautions:
            steps.append(Step.LIP)
        wish = _wish_text(profile, texts(language))
        open_query = Query(
            text=wish,
            steps=tuple(steps),
            goals=profile.goals,
            skin_type=profile.skin_type,
            sensitive=profile.sensitive,
            partners=self._partners,
            limit=PER_STEP,
        )
        narrow = {
            "cautions": profile.cautions,
            "max_price_rub": profile.budget_rub,
            "fragrance_free": bool(profile.fragrance_free),
        }
        yield open_query.model_copy(update=narrow)
        if narrow != {"cautions": (), "max_price_rub": None, "fragrance_free": False}:
            yield open_query.model_copy(update={"limit": LEFT_OUT_PER_STEP})

    def _known(self, words: str) -> Product | None:
        """The one product whose full name the words contain, or are."""
        wanted = _folded(words)
        if len(wanted) < _LEAST_NAME:
            return None
        hits = [
            product
            for product in self._catalogue.products
            if product.kind == "product" and wanted in _names(product)
        ]
        return hits[0] if len(hits) == 1 else None


_LEAST_NAME = 8


def _names(product: Product) -> set[str]:
    names = {_folded(name) for name in (product.name, product.name_ru or "") if name}
    return names | {_folded(f"{product.brand} {name}") for name in names if product.brand}


def _folded(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _wish_text(profile: Profile, words: Texts) -> str:
    """The wish in the person's language, for the embedding."""
    said = [words(f"routine-goal-{goal}") for goal in profile.goals]
    if profile.skin_type is not None:
        said.append(words(f"routine-why-skin-{profile.skin_type}"))
    return ", ".join(said) or words(f"routine-goal-{Concern.DRYNESS}")
