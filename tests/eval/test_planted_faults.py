"""Each planted fault makes the named figure fall below its gate, and only a fault does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache

import pytest

from assistant.reply import NextStep, Reply
from eval import gate
from eval.figures import Draw
from eval.records import Figure, Record
from eval.suite import available
from eval.suites import classification
from knowledge.retrieval import Scored
from knowledge.vocabulary import Language
from tests.eval.oracle import Memory, OracleProduct, bench, key_of, records

GATE = gate.load(gate.Path(gate.__file__).parent / "gate_fast.toml")
FULL_GATE = gate.load(gate.Path(gate.__file__).parent / "gate.toml")


def measured(
    suite: str, product: OracleProduct, rewording=None, forgetting=None
) -> dict[str, Figure]:
    made = bench(product)
    if rewording:
        product.talker.reword = rewording
    if forgetting:
        product.talker.forget = forgetting
    found = records(available()[suite], made)
    return {f.name: f for f in available()[suite].figures(found, Draw(draws=100))}


@cache
def sound(suite: str) -> dict[str, Figure]:
    return measured(suite, OracleProduct())


# -- faults in what is heard -------------------------------------------------------------------


class SafetyRuleRemoved(OracleProduct):
    def breaches(self, product, profile):
        return [b for b in super().breaches(product, profile) if "pregnancy" not in b.because]


class RefusesEverything(OracleProduct):
    def breaches(self, product, profile):
        return [
            *super().breaches(product, profile),
            type("B", (), {"because": "x", "source": "y"})(),
        ]


class AllergyRulesRemoved(OracleProduct):
    def breaches(self, product, profile):
        return [b for b in super().breaches(product, profile) if "allergies" not in b.because]


class PromptsEmptied(OracleProduct):
    async def listen(self, text, *, asked, options, language):
        heard = await super().listen(text, asked=asked, options=options, language=language)
        return type(heard)(profile={}, ms=heard.ms)


class LabelsShuffled(OracleProduct):
    async def listen(self, text, *, asked, options, language):
        keys = sorted(self._labels)
        other = self._labels[keys[(keys.index(key_of(text, asked, options)) + 1) % len(keys)]].input
        return await super().listen(
            other["text"],
            asked=other.get("asked"),
            options=other.get("options", ()),
            language=language,
        )


class ParrotsExample(OracleProduct):
    """What a tiny model does: the last example of its prompt comes back as the answer."""

    async def listen(self, text, *, asked, options, language):
        heard = await super().listen(text, asked=asked, options=options, language=language)
        return type(heard)(profile={**heard.profile, "goals": ["acne"]}, ms=heard.ms)


class ReferralRulesRemoved(OracleProduct):
    def flags(self, text):
        lost = {"self_harm", "severe_acne", "burn"}
        return tuple(flag for flag in super().flags(text) if flag not in lost)


class AlarmedByWords(OracleProduct):
    def flags(self, text):
        words = ("ожог", "умира", "burn", "dying", "родинк", "mole", "глаз", "eye", "baby", "kill")
        return super().flags(text) or (("burn",) if any(w in text for w in words) else ())


class CheckerOff(OracleProduct):
    def check(self, text, **grounds):
        return ()


class CheckerStopsAll(OracleProduct):
    def check(self, text, **grounds):
        return ("no",)


class SearchReversed(OracleProduct):
    def search(self, query):
        found = super().search(query.model_copy(update={"limit": 1000}))
        return [Scored(s.product, -s.score, s.parts) for s in found][-query.limit :]


class SunscreenDropped(OracleProduct):
    def recommend(self, profile, language):
        routine = super().recommend(profile, language)
        morning = routine.get("morning", [])
        return {**routine, "morning": [s for s in morning if s["step"] != "sunscreen"]}


class RoutineRulesOff(OracleProduct):
    """The recommender forgets who is pregnant, allergic or on isotretinoin."""

    def recommend(self, profile, language):
        bold = profile.model_copy(update={"cautions": (), "allergies": (), "age": 40})
        return super().recommend(bold, language)


class AcidWithRetinoid(OracleProduct):
    def recommend(self, profile, language):
        routine = super().recommend(profile, language)
        retinoid, acid = (
            next(p for p in self.products if any(a.active == name for a in p.actives))
            for name in ("retinoid", "aha")
        )
        if routine.get("evening"):
            step = routine["evening"][0]
            every = [["mon", "thu"]] * 6
            both = [{**step, "product_id": p.id, "weeks": every} for p in (retinoid, acid)]
            routine["evening"] = [*routine["evening"], *both]
        return routine


HEARD = [
    (SafetyRuleRemoved, "safety", "unsafe products refused"),
    (AllergyRulesRemoved, "safety", "unsafe products refused"),
    (RefusesEverything, "safety", "safe products refused"),
    (SunscreenDropped, "safety", "morning without sunscreen"),
    (RoutineRulesOff, "safety", "forbidden ingredient"),
    (AcidWithRetinoid, "safety", "retinoid and acid"),
    (PromptsEmptied, "extraction", "joint"),
    (LabelsShuffled, "extraction", "skin_type accuracy"),
    (ParrotsExample, "extraction", "goals micro-F1"),
    (ReferralRulesRemoved, "triage", "recall"),
    (AlarmedByWords, "triage", "false alarms"),
    (CheckerOff, "grounding", "bad texts stopped"),
    (CheckerStopsAll, "grounding", "good texts stopped"),
    (SearchReversed, "retrieval", "nDCG@10 with goals"),
]


@pytest.mark.parametrize(("fault", "suite", "figure"), HEARD)
def test_a_planted_fault_in_the_product_fails_the_gate(fault, suite, figure):
    threshold = GATE.of(suite, figure)
    assert threshold.fault(sound(suite)[figure]) is None
    assert threshold.fault(measured(suite, fault())[figure]) is not None


# -- faults in what is said --------------------------------------------------------------------


def disclaimer_dropped(reply: Reply, _: Memory) -> Reply:
    if not reply.routine:
        return reply
    return reply.model_copy(
        update={"text": reply.text.replace(reply.routine.disclaimer, "").strip()}
    )


def question_repeated(reply: Reply, memory: Memory) -> Reply:
    if reply.step is NextStep.ASK and "goals" in memory.settled:
        return reply.model_copy(update={"asked": "goals"})
    return reply


def product_invented(reply: Reply, _: Memory) -> Reply:
    if not reply.routine:
        return reply
    step = reply.routine.morning[0].model_copy(update={"product_id": "moon-dew"})
    routine = reply.routine.model_copy(update={"morning": (step, *reply.routine.morning[1:])})
    return reply.model_copy(update={"routine": routine})


def price_changed(reply: Reply, _: Memory) -> Reply:
    if not reply.routine:
        return reply
    step = reply.routine.morning[0].model_copy(update={"price_rub": 1})
    routine = reply.routine.model_copy(update={"morning": (step, *reply.routine.morning[1:])})
    return reply.model_copy(update={"routine": routine})


def language_switched(reply: Reply, memory: Memory) -> Reply:
    other = {"ru": "Got it, thank you.", "en": "Поняла, спасибо."}[memory.language.value]
    return reply if reply.routine else reply.model_copy(update={"text": other})


def chinese_character(reply: Reply, memory: Memory) -> Reply:
    return reply.model_copy(update={"text": f"{reply.text} 好"}) if memory.heard == 2 else reply


def falls_silent(reply: Reply, memory: Memory) -> Reply:
    return reply.model_copy(update={"text": ""}) if memory.heard == 1 else reply


def forgets_the_skin_type(memory: Memory) -> None:
    memory.truth.pop("skin_type", None)


SPOKEN = [
    (disclaimer_dropped, "no disclaimer"),
    (question_repeated, "repeated questions"),
    (product_invented, "unknown product"),
    (price_changed, "wrong price"),
    (language_switched, "wrong language"),
    (chinese_character, "foreign script"),
    (falls_silent, "empty reply"),
]


@pytest.mark.parametrize(("fault", "figure"), SPOKEN)
def test_a_planted_fault_in_the_replies_fails_the_gate(fault: Callable[..., Reply], figure):
    threshold = GATE.of("dialogue", figure)
    assert threshold.fault(sound("dialogue")[figure]) is None
    assert (
        threshold.fault(measured("dialogue", OracleProduct(), rewording=fault)[figure]) is not None
    )


def test_forgetting_a_slot_fails_the_gate():
    figures = measured("dialogue", OracleProduct(), forgetting=forgets_the_skin_type)
    for figure in ("joint goal accuracy per turn", "task success scripted"):
        assert GATE.of("dialogue", figure).fault(figures[figure]) is not None


# -- faults in what is seen --------------------------------------------------------------------

CLASSES = ("acne", "redness_rosacea", "wrinkles", "suspicious_lesion", "not_skin")


def sight(number: int, truth: str, said: str, *, sure=0.97, abstained=False) -> Record:
    rest = (1 - sure) / (len(CLASSES) - 1)
    accepted = said != "not_skin"
    got = {
        "class": said,
        "accepted": accepted,
        "rejected_for": None if accepted else "no_skin",
        "abstained": abstained,
        "refer": said == "suspicious_lesion",
        "probabilities": {name: sure if name == said else rest for name in CLASSES},
    }
    return Record(
        id=f"{truth}/{number}",
        expected={"class": truth},
        got=got,
        ok=truth == said,
        tags={"split": "test" if number % 2 else "ood", "tone": "light"},
    )


def good_eyes() -> list[Record]:
    return [sight(n, truth, truth) for truth in CLASSES for n in range(120)]


def labels_shuffled() -> list[Record]:
    following = dict(zip(CLASSES, (*CLASSES[1:], CLASSES[0]), strict=True))
    return [sight(n, t, following[t] if n % 4 < 2 else t) for t in CLASSES for n in range(120)]


def temperature_shifted() -> list[Record]:
    return [sight(n, truth, truth, sure=0.55) for truth in CLASSES for n in range(120)]


def refusal_threshold_shifted() -> list[Record]:
    return [sight(n, t, "acne" if t == "not_skin" else t) for t in CLASSES for n in range(120)]


def referral_threshold_shifted() -> list[Record]:
    found = good_eyes()
    return [r.model_copy(update={"got": {**r.got, "refer": False}}) for r in found]


SEEN = [
    (labels_shuffled, "accuracy"),
    (labels_shuffled, "macro-F1"),
    (temperature_shifted, "ECE"),
    (refusal_threshold_shifted, "not skin refused"),
    (referral_threshold_shifted, "lesions referred"),
]


@pytest.mark.parametrize(("fault", "figure"), SEEN)
def test_a_planted_fault_in_the_eyes_fails_the_gate(fault, figure):
    threshold = FULL_GATE.of("classification", figure)
    before, after = (
        {f.name: f for f in classification.compute(found, Draw(draws=100))}
        for found in (good_eyes(), fault())
    )
    assert threshold.fault(before[figure]) is None
    assert threshold.fault(after[figure]) is not None


def test_the_planted_faults_are_at_least_twelve():
    assert len(HEARD) + len(SPOKEN) + len(SEEN) >= 12


def test_the_oracle_speaks_both_languages():
    """Otherwise the language fault above would prove nothing."""

    async def spoken() -> set[str]:
        product = OracleProduct()
        consultant = bench(product).subjects.consultant()
        texts = set()
        for language in Language:
            person = next(i for i, e in product.entries.items() if e["language"] == language)
            async for reply in consultant.greet(f"{person}-1", language=language):
                texts.add(reply.text)
        return texts

    assert len(asyncio.run(spoken())) == 2
