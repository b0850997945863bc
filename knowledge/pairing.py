"""Answers about ingredients together: a pair, companions of one, two compared. Pure."""

from collections.abc import Sequence
from itertools import combinations

from knowledge import phrasing
from knowledge.asking import Asked, Found
from knowledge.facts import Facts
from knowledge.ingredients import Ingredient, Interaction, InteractionKind
from knowledge.phrasing import Phrases

_MOST_RULES = 2
_MOST_PARTNERS = 6
_GRAVITY = {
    InteractionKind.CONFLICT: 0,
    InteractionKind.CAUTION: 1,
    InteractionKind.WAIT: 2,
    InteractionKind.SYNERGY: 3,
}
"""What must not be missed comes first when several pairs are asked about."""


class Pairs:
    """Interactions of one set of facts, in words."""

    def __init__(self, facts: Facts, phrases: Phrases) -> None:
        self._facts, self._phrases = facts, phrases

    def together(self, asked: Asked) -> Found | None:
        """Rules for what is named together, the gravest first; None without a rule."""
        own = {entry.active for entry in asked.named}
        other = [family for family in asked.families if own.isdisjoint(family)]
        if "difference" in asked.intents:
            return self._compared(asked)
        sides = [*(self._side(entry) for entry in asked.named), *other]
        found = [rule for pair in combinations(sides, 2) if (rule := self._rule(*pair))]
        found = sorted(dict.fromkeys(found), key=lambda rule: _GRAVITY[rule.kind])[:_MOST_RULES]
        if found:
            told = tuple(rule.text(asked.language) for rule in found)
            sources = tuple(dict.fromkeys(rule.source[0] for rule in found))
            sources = found[0].source if len(found) == 1 else sources
            return Found(told, sources, tuple(rule.id for rule in found))
        return None

    def _compared(self, asked: Asked) -> Found | None:
        """What is known of each of two ingredients, side by side."""
        if len(asked.named) < 2:
            return None
        both = asked.named[:2]
        told = [phrasing.effects(e, asked.language, self._phrases) for e in both]
        notes = [e.note(asked.language) for e in both]
        sentences = [s for pair in zip(told, notes, strict=True) for s in pair if s]
        sources = tuple(dict.fromkeys(e.source[0] for e in both))
        return Found(tuple(sentences), sources, tuple(e.id for e in both))

    @staticmethod
    def _side(entry: Ingredient) -> tuple[str, ...]:
        family = (entry.active.value,) if entry.active else ()
        return (*entry.inci, *family)

    def _rule(self, one: Sequence[str], two: Sequence[str]) -> Interaction | None:
        rules = (self._facts.interaction(a, b) for a in one for b in two)
        return next((rule for rule in rules if rule is not None), None)

    def companions(self, asked: Asked) -> Found | None:
        """What one ingredient goes with and what not, when no partner is named."""
        if len(asked.named) != 1 or "companions" not in asked.intents:
            return None
        (entry,) = asked.named
        own = self._side(entry)
        rules = [rule for rule in self._facts.interactions if {rule.a, rule.b} & set(own)]
        by_kind = {
            "with_conflict": self._partners(rules, own, InteractionKind.CONFLICT, asked),
            "with_caution": self._partners(rules, own, InteractionKind.CAUTION, asked),
            "with_synergy": self._partners(rules, own, InteractionKind.SYNERGY, asked),
        }
        name = phrasing.capitalised(entry.name(asked.language))
        told = tuple(
            self._phrases.say(key, asked.language, name=name, list=", ".join(partners))
            for key, partners in by_kind.items()
            if partners
        )
        if not told:
            return None
        told = told if told[0].startswith(name) else (f"{name}.", *told)
        return Found(told, rules[0].source, (entry.id, *(rule.id for rule in rules)))

    def _partners(
        self, rules: list[Interaction], own: Sequence[str], kind: InteractionKind, asked: Asked
    ) -> list[str]:
        sides = [r.b if r.a in own else r.a for r in rules if r.kind is kind]
        names = [self._phrases.family(side, asked.language) for side in sides]
        return list(dict.fromkeys(names))[:_MOST_PARTNERS]
