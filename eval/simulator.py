"""People made from persona files: rule-based, seeded, each with their own way of writing. Pure."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from assistant.reply import Reply
from eval.labels import LISTS
from eval.playing import TOGETHER, Said
from eval.writing import write
from knowledge.vocabulary import Language

T = TypeVar("T")
ADULT = 18
SLOT_QUESTION = re.compile(r"^(?:confirm:)?(\w+)$")


class SimulatedPerson:
    """A person who tells some facts at once, others when asked, errs, digresses and refuses."""

    def __init__(self, persona: Mapping[str, Any], phrases: Mapping[str, Any], seed: int) -> None:
        """`phrases` is phrases.yaml for the persona's language; `seed` fixes every choice."""
        self.id = f"{persona['id']}-{seed}"
        self.language = Language(persona["language"])
        self._persona, self._phrases = persona, phrases
        self._random = random.Random(self.id)
        self._facts = dict(persona["facts"])
        self._wrong = {slot: c["first"] for slot, c in persona.get("changes", {}).items()}
        self._told: set[str] = set()
        self._digressions = int(persona.get("digresses", 0))
        self._tests = [persona["tests"]] if "tests" in persona else []
        self._spoken = 0

    def next(self, reply: Reply) -> Said | None:
        """The next message; None once there is a routine and nothing is left to put right."""
        self._spoken += 1
        if self._spoken == 1:
            return self._opening()
        wrong = next((slot for slot in self._wrong if slot in self._told), None)
        if wrong and self._spoken > 2:
            return self._correct(wrong)
        if reply.routine or reply.step in ("close", "refer"):
            return None
        if self._spoken > 2 and (aside := self._aside()):
            return aside
        return self._answer(reply)

    def _opening(self) -> Said:
        greeting = self._pick(self._phrases["open"])
        parts = [greeting] if greeting and self._persona["temper"] != "terse" else []
        facts = dict[str, Any]()
        for slot in self._persona["opens_with"]:
            words, told = self._tell(slot, "told")
            parts.append(words)
            facts.update(_joined(facts, told))
        fillers = self._phrases["filler"].get(self._persona["temper"], [])
        if fillers:
            parts.append(self._pick(fillers))
        return self._said(". ".join(p for p in parts if p), facts)

    def _aside(self) -> Said | None:
        if self._tests:
            return self._said(self._pick(self._phrases["tests"][self._tests.pop()]), {})
        if self._digressions and self._random.random() < 0.5:
            self._digressions -= 1
            return self._said(self._pick(self._phrases["digress"]), {})
        return None

    def _correct(self, slot: str) -> Said:
        old, new = self._wrong.pop(slot), self._facts[slot]
        options = self._phrases[slot]["corrected"]
        label = new[0] if slot in LISTS else new
        words = self._pick(options.get(label) or options["v"]).format(v=label)
        retract = {slot: old} if slot in LISTS else {}
        return self._said(words, {slot: new}, retract)

    def _answer(self, reply: Reply) -> Said:
        asked = reply.asked or ""
        if asked.startswith("skin_test") and reply.options:
            return Said(text=self._pick(reply.options).say, answers=True)
        match = SLOT_QUESTION.match(asked)
        slot = match.group(1) if match else ""
        if slot in self._persona.get("unknown", ()):
            return self._said(self._pick(self._phrases["unknown"]), {}, answers=True)
        if slot in self._persona.get("refuses", ()):
            return self._said(self._pick(self._phrases["refuse"]), {}, answers=True)
        if slot not in self._phrases:
            return self._said(self._pick(self._phrases["routine"]), {})
        together = TOGETHER.get(slot, (slot,))
        wanted = [s for s in together if self._facts.get(s) is not None]
        parts, facts = [], dict[str, Any]()
        for each in wanted or together[:1]:
            words, told = self._tell(each, "told" if each == "goals" else "asked")
            parts.append(words)
            facts.update(_joined(facts, told))
        return self._said(", ".join(parts), facts, answers=True)

    def _tell(self, slot: str, manner: str) -> tuple[str, dict[str, Any]]:
        """Words for a slot and the facts they state; a slot still to be corrected is told wrong."""
        value = self._wrong.get(slot, self._facts.get(slot))
        bank = self._phrases[slot][manner]
        self._told.add(slot)
        if value is None:
            return self._pick(bank.get("none") or self._phrases["unknown"]), {}
        facts: dict[str, Any] = {slot: value}
        if slot == "age" and value < ADULT:
            facts["cautions"] = ["minor"]
        if slot in LISTS or slot == "shelf":
            words = [self._words(bank, slot, item) for item in value]
            return ", ".join(w for w in words if w), facts
        return self._words(bank, slot, value), facts

    def _words(self, bank: Mapping[Any, Sequence[str]], slot: str, value: object) -> str:
        options = bank.get(value, bank.get("v"))
        named = self._phrases["allergen_names"].get(value, value) if slot == "allergies" else value
        return self._pick(options).format(v=named) if options else ""

    def _said(
        self,
        text: str,
        facts: Mapping[str, Any],
        retract: Mapping[str, Any] | None = None,
        *,
        answers: bool = False,
    ) -> Said:
        styled = write(text, self._persona["style"], self._random)
        return Said(text=styled, facts=dict(facts), retract=retract or {}, answers=answers)

    def _pick(self, options: Sequence[T]) -> T:
        return self._random.choice(list(options))


def _joined(known: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Facts told together: lists grow."""
    return {
        slot: [*known.get(slot, []), *value] if isinstance(value, list) else value
        for slot, value in told.items()
    }
