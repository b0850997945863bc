"""The knowledge package's safety rules as the routine asks for them. Pure apart from its caches."""

from collections.abc import Sequence
from functools import lru_cache

from assistant.profile import Profile
from assistant.routine.model import Breach
from knowledge import safety
from knowledge.facts import load_facts
from knowledge.product import Product
from knowledge.vocabulary import Language

Signature = tuple[frozenset[str], bool]
Conflicts = dict[tuple[Signature, Signature], safety.Conflict | None]


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
        self._judged: dict[str, list[Breach]] = {}
        self._signatures: dict[str, Signature] = {}
        self._conflicts: Conflicts = {} if conflicts is None else conflicts

    def violations(self, product: Product) -> Sequence[Breach]:
        """Rules that forbid the product for this person."""
        if product.id not in self._judged:
            self._judged[product.id] = [
                Breach(item.subject, item.circumstance, item.source, item.because(self._language))
                for item in safety.violations(product, self._person)
            ]
        return self._judged[product.id]

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
