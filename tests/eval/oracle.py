"""A product that is always right, and faults to plant in it: what a suite must notice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from assistant.profile import Profile
from assistant.recommending import Recommender, SafetyJudge, ScanRetriever
from assistant.reply import NextStep, Reply
from assistant.routine import Routine
from eval import cases
from eval.bench import Bench, NotRunError
from eval.playing import TOGETHER, Person, Said, learn
from eval.records import Record
from eval.scripted import ScriptedPerson
from eval.simulator import SimulatedPerson
from eval.subjects import Breach, Heard, Seen
from eval.suite import Suite
from eval.suites.retrieval import gain
from knowledge.product import Product
from knowledge.retrieval import Query, Scored
from knowledge.starter import load_starter
from knowledge.vocabulary import Language, RedFlag

QUESTIONS = ("goals", "skin_type", "cautions", "sensitive", "budget_rub")


def _profile(truth: Mapping[str, Any]) -> Profile:
    """What is true of a person; of a budget given as [low, high] the low end."""
    budget = truth.get("budget_rub")
    low = budget[0] if isinstance(budget, list) else budget
    return Profile.model_validate({**truth, "budget_rub": low})


@dataclass(frozen=True)
class Starter:
    products: tuple[Product, ...]


@dataclass
class Memory:
    """What the all-knowing consultant keeps about one person."""

    shadow: Person
    criteria: Mapping[str, Any]
    truth: dict[str, Any] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    language: Language = Language.RU
    last: Reply | None = None
    heard: int = 0


class OracleConsultant:
    """Understands everybody, because it plays the same seeded person in its head."""

    def __init__(self, bench: Bench, product: OracleProduct) -> None:
        self._bench, self._product = bench, product
        self._people: dict[str, Memory] = {}
        self.reword: Callable[[Reply, Memory], Reply] = lambda reply, memory: reply
        self.forget: Callable[[Memory], None] = lambda memory: None

    async def greet(self, person: str, *, language: Language | None = None, event_id=None):
        memory = self._remember(person)
        memory.language = language or Language.RU
        memory.last = self._reply(memory, NextStep.ASK, asked="goals")
        yield memory.last

    async def hear(self, person: str, text: str, *, event_id=None):
        memory = self._people[person]
        said = memory.shadow.next(memory.last)
        assert said is not None, f"{person} had nothing more to say, yet {text!r} came"
        assert said.text == text, f"{person} was to say {said.text!r}, not {text!r}"
        memory.heard += 1
        memory.language = said.language or memory.language
        if said.answers and memory.last.asked:
            asked = memory.last.asked
            memory.settled |= set(TOGETHER.get(asked, (asked,)))
        memory.truth = learn(memory.truth, said)
        memory.settled |= {s for s, v in said.facts.items() if v not in (None, [], ())}
        self.forget(memory)
        memory.last = self.reword(self._decide(memory, said), memory)
        yield memory.last

    def _decide(self, memory: Memory, said: Said) -> Reply:
        step = memory.criteria.get("steps", {}).get(memory.heard)
        flags = tuple(RedFlag(f) for f in memory.criteria.get("red_flags", ()))
        if step == "refer" or memory.criteria.get("no_routine"):
            return self._reply(memory, NextStep.REFER, red_flags=flags)
        open_ = next((slot for slot in QUESTIONS if slot not in memory.settled), None)
        if step == "answer":
            return self._reply(memory, NextStep.ANSWER, asked=open_)
        now = memory.criteria.get("routine_by_turn") == memory.heard
        if open_ and not now and memory.last.routine is None:
            return self._reply(memory, NextStep.ASK, asked=open_)
        body = self._product.recommend(_profile(memory.truth), memory.language)
        return self._reply(memory, NextStep.RECOMMEND, routine=Routine.model_validate(body))

    def _reply(self, memory: Memory, step: NextStep, **more: Any) -> Reply:
        words = {"ru": "Поняла, спасибо.", "en": "Got it, thank you."}[memory.language.value]
        routine = more.get("routine")
        text = f"{words} {routine.disclaimer}" if routine else words
        profile = _profile(memory.truth)
        return Reply(text=text, step=step, profile=profile, language=memory.language, **more)

    def _remember(self, person: str) -> Memory:
        name, _, number = person.rpartition("-")
        folder = self._bench.folder
        phrases = cases.mapping(folder / "phrases.yaml")
        entry = self._product.entries[name]
        if "turns" in entry:
            ask = {language: words["routine"][0] for language, words in phrases.items()}
            stock = cases.mapping(folder / "stock_answers.yaml")
            shadow: Person = ScriptedPerson(entry, stock, ask, int(number))
        else:
            shadow = SimulatedPerson(entry, phrases[entry["language"]], int(number))
        self._people[person] = Memory(shadow, entry.get("criteria", {}))
        return self._people[person]


def key_of(text: str, asked: str | None, options: Sequence[str]) -> tuple[str, str, str]:
    """What a message means depends on what was asked before it."""
    return text, str(asked), str(list(options))


@cache
def _routine(profile: Profile, language: Language) -> str:
    """The real recommender's routine over the starter catalogue, as JSON."""
    starter = Starter(load_starter())
    recommender = Recommender(ScanRetriever(starter), starter)
    return recommender.recommend(profile, language=language).model_dump_json()


class OracleProduct:
    """Implements eval.subjects.Subjects from the labels; safety and routines are the real ones."""

    model = "oracle"

    def __init__(self, bench_folder=cases.FOLDER) -> None:
        self._folder = bench_folder
        self.products = load_starter()
        self.talker: OracleConsultant | None = None

    @cached_property
    def entries(self) -> dict[str, Mapping[str, Any]]:
        found = cases.read(self._folder / "conversations.yaml")
        return {e["id"]: e for e in [*found, *cases.read(self._folder / "personas.yaml")]}

    @cached_property
    def _labels(self) -> dict[tuple[str, str, str], cases.Case]:
        loaded = cases.load("extraction_test.jsonl", self._folder)
        return {
            key_of(c.input["text"], c.input.get("asked"), c.input.get("options", ())): c
            for c in loaded
        }

    async def listen(self, text, *, asked, options, language) -> Heard:
        expected = dict(self._labels[key_of(text, asked, options)].expected)
        budget = expected.get("budget_rub")
        if isinstance(budget, list):
            expected["budget_rub"] = budget[0]
        return Heard(profile=expected, ms=10.0)

    @cached_property
    def _flags(self) -> dict[str, list[str]]:
        loaded = cases.load("red_flags_test.jsonl", self._folder)
        return {c.input["text"]: c.expected["red_flags"] for c in loaded}

    def flags(self, text: str) -> tuple[str, ...]:
        return tuple(self._flags[text])

    def see(self, photo: bytes) -> Seen:
        raise NotRunError("the oracle has no eyes")

    def consultant(self) -> OracleConsultant:
        assert self.talker is not None
        return self.talker

    def catalogue(self) -> Mapping[str, Product]:
        return {product.id: product for product in self.products}

    def recommend(self, profile: Profile, language: Language) -> dict[str, Any]:
        return json.loads(_routine(profile, language))

    def breaches(self, product: Product, profile: Profile) -> Sequence[Breach]:
        found = SafetyJudge(profile, Language.EN).violations(product)
        real = [Breach(item.because, item.source) for item in found]
        allowed = self._allowed.get(product.id)
        if allowed is None:
            return real
        return [] if allowed else real or [Breach("the label says so", "the label")]

    @cached_property
    def _allowed(self) -> dict[str, bool]:
        """What the labels say of each probe, which the real rules may miss."""
        probes = cases.read(self._folder / "safety_probes.yaml")
        return {probe["id"]: probe["allowed"] for probe in probes}

    def search(self, query: Query) -> list[Scored]:
        found = cases.read(self._folder / "retrieval.yaml")
        entry = next(e for e in found if e["query"] == query.text)
        ranked = sorted(self.products, key=lambda product: -gain(product, entry))
        scored = enumerate(ranked[: query.limit])
        return [Scored(product=p, score=-float(rank), parts={}) for rank, p in scored]

    def check(self, text, *, language, names=(), prices=(), numbers=()) -> tuple[str, ...]:
        loaded = cases.load("grounding_test.jsonl", self._folder)
        passes = {c.input["text"]: c.expected["passes"] for c in loaded}
        return () if passes[text] else ("bad",)


def bench(product: OracleProduct | None = None, *, fast: bool = True, folder=cases.FOLDER) -> Bench:
    """A bench with the oracle on it."""
    product = product or OracleProduct(folder)
    made = Bench(subjects=product, fast=fast, folder=folder)
    product.talker = OracleConsultant(made, product)
    return made


def records(suite: Suite, made: Bench) -> list[Record]:
    """Run one suite to the end."""
    return asyncio.run(suite.run(made))
