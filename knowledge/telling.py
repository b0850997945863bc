"""What is told about single ingredients and goals, with the person's circumstances first. Pure."""

from collections.abc import Sequence

from knowledge import phrasing
from knowledge.asking import Asked, Found
from knowledge.cues import best
from knowledge.facts import Facts
from knowledge.ingredients import Evidence, Ingredient, PregnancyStatus, SafetyRule
from knowledge.phrasing import Phrases
from knowledge.vocabulary import Active, Concern

_MOST_NAMED = 3
_HELP = ("помог", "лучше", "средств", "убрать", "избав", "help", "best", "good", "treat", "rid")


class Telling:
    """Sentences about ingredients from one set of facts."""

    def __init__(self, facts: Facts, phrases: Phrases) -> None:
        self._facts, self._phrases = facts, phrases

    def pregnancy(self, asked: Asked) -> Found | None:
        """What the sources say on pregnancy for everything named."""
        entries = asked.named[:_MOST_NAMED]
        if not entries:
            return None
        told = [phrasing.pregnancy(e, asked.language, self._phrases) for e in entries]
        sources = [s for e in entries for s in phrasing.pregnancy_sources(e, self._phrases)]
        ids = tuple(entry.id for entry in entries)
        return Found(tuple(dict.fromkeys(told)), tuple(dict.fromkeys(sources)), ids)

    def ingredient(self, asked: Asked) -> Found | None:
        """What is asked about the first ingredient named."""
        if not asked.named:
            return None
        entry = asked.named[0]
        limit = self._limit(entry, asked) if "limit" in asked.intents else None
        if limit is not None:
            return limit
        sentences = tuple(filter(None, self._told(entry, asked)))
        found = Found(sentences, entry.source, (entry.id,))
        return self.with_case(found, (entry,), (), asked)

    def _told(self, entry: Ingredient, asked: Asked) -> list[str]:
        language, phrases = asked.language, self._phrases
        tellers = {
            "strength": phrasing.strength,
            "comedogenic": phrasing.comedogenic,
            "sun": phrasing.sun,
            "harm": phrasing.irritation,
        }
        wanted = [tell for intent, tell in tellers.items() if intent in asked.intents]
        told = [tell(entry, language, phrases) for tell in wanted]
        if not told:
            told = [phrasing.effects(entry, language, phrases)]
            told += [phrasing.strength(entry, language, phrases)] if entry.usual else []
            told += [phrasing.comedogenic(entry, language, phrases)] * (
                entry.comedogenic == "possible"
            )
            if not any(told):
                told = [phrasing.irritation(entry, language, phrases)]
        name = phrasing.capitalised(entry.name(language))
        told = [sentence for sentence in told if sentence]
        if not told[0].startswith(name):
            told.insert(0, f"{name}.")
        medicine = [phrases.say("medicine", language)] if entry.medicine else []
        return [*told, entry.note(language), *medicine]

    def _limit(self, entry: Ingredient, asked: Asked) -> Found | None:
        for limit in self._facts.eu_limits:
            if set(limit.inci) & set(entry.inci):
                text = limit.ru if asked.language == "ru" else limit.en
                return Found((text,), limit.source, (limit.id, entry.id))
        return None

    def goal(self, asked: Asked) -> Found | None:
        """What is best studied for a concern, left to the person's circumstances."""
        concern = next((c for c in Concern if self._concern_weight(c, asked)), None)
        if concern is None or not best(_HELP, asked.words):
            return None
        fitting = sorted(
            (e for e in self._facts.ingredients if concern in e.does and self._fits(e, asked)),
            key=lambda e: list(Evidence).index(e.does[concern]),
        )[:3]
        if not fitting:
            return None
        text = self._phrases.say(
            "best",
            asked.language,
            concern=self._phrases.concern(concern, asked.language),
            list=", ".join(entry.name(asked.language) for entry in fitting),
        )
        sources = tuple(dict.fromkeys(entry.source[0] for entry in fitting))
        return Found((text,), sources, tuple(entry.id for entry in fitting))

    def _fits(self, entry: Ingredient, asked: Asked) -> bool:
        if entry.medicine or self._against(entry.active, asked) is not None:
            return False
        expecting = asked.cautions & phrasing.EXPECTING
        return not expecting or entry.pregnancy is PregnancyStatus.ACCEPTABLE

    def _concern_weight(self, concern: Concern, asked: Asked) -> int:
        names = self._phrases.concerns[concern]
        return max(best(names["ru"][1], asked.words), best(names["en"][1], asked.words))

    def with_case(
        self,
        found: Found,
        named: Sequence[Ingredient],
        families: Sequence[Active],
        asked: Asked,
    ) -> Found:
        """The answer, led by what the safety rules say to this person about what it speaks of."""
        spoken = {family: self._example(family, asked) for family in families}
        spoken |= {e.active: e.name(asked.language) for e in named if e.active is not None}
        for family, name in spoken.items():
            rule = self._against(family, asked)
            if rule is not None:
                text = rule.text(asked.language).replace("{what}", name)
                sources = (rule.source[0], *found.sources)
                how = {self._how(entry, asked) for entry in named} | {
                    entry.note(asked.language) for entry in named
                }
                # How to use what this person is told to leave would contradict it.
                rest = tuple(sentence for sentence in found.sentences if sentence not in how)
                return Found((text, *rest), sources, (*found.facts, rule.id))
        return found

    def _how(self, entry: Ingredient, asked: Asked) -> str:
        return phrasing.strength(entry, asked.language, self._phrases) if entry.usual else ""

    def _against(self, family: Active | None, asked: Asked) -> SafetyRule | None:
        """The rule that speaks against a family for this person, whatever the strength."""
        circumstances = {caution.value for caution in asked.cautions}
        return next(
            (
                rule
                for rule in self._facts.safety
                if family in rule.families
                and rule.over_percent is None
                and circumstances.intersection(rule.when)
            ),
            None,
        )

    def _example(self, family: Active, asked: Asked) -> str:
        entry = next((e for e in self._facts.ingredients if e.active is family), None)
        return entry.name(asked.language) if entry else family.value
