"""Whole conversations: scripted ones, each several times, and simulated people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval import cases
from eval.bench import Bench
from eval.dialogue_figures import charts, compute
from eval.judging import outcome_faults, turn_faults
from eval.playing import Person, Said, play
from eval.records import Json, Record
from eval.rewording import reworded
from eval.scripted import ScriptedPerson
from eval.simulator import SimulatedPerson
from eval.suite import Suite

TRIALS = 4
FAST_SCRIPTS, FAST_PEOPLE = 10, 8
SCRIPTS = {cases.Split.TEST: "conversations.yaml", cases.Split.DEV: "conversations_dev.yaml"}


@dataclass(frozen=True, slots=True)
class Part:
    """One conversation to play."""

    id: str
    kind: str
    entry: Mapping[str, Any]
    run: int = 1


async def run(bench: Bench) -> list[Record]:
    """Play every script four times and every persona once (in a fast run: a few, once)."""
    scripts = bench.some(_parts(bench, SCRIPTS[bench.split], "scripted"), FAST_SCRIPTS)
    people = bench.some(_parts(bench, "personas.yaml", "simulated"), FAST_PEOPLE)
    trials = 1 if bench.fast else TRIALS
    parts = [
        replace(part, id=f"{part.id}/{trial}", run=trial)
        for part in scripts
        for trial in range(1, trials + 1)
    ]
    return await bench.each("dialogue", [*parts, *people], lambda part: _judge(bench, part))


def _parts(bench: Bench, name: str, kind: str) -> list[Part]:
    return [Part(e["id"], kind, e) for e in cases.read(bench.folder / name)]


async def _judge(bench: Bench, part: Part) -> Record:
    catalogue = bench.subjects.catalogue()
    person, criteria = _person(bench, part)
    endpoint = bench.person_model

    async def reword(said: Said) -> Said:
        if endpoint is None or part.kind == "scripted":
            return said
        return await reworded(said, part.entry, endpoint, bench.seed)

    turns = await play(bench.subjects.consultant(), person, reword=reword)
    if _asked_for_test(turns):
        criteria = {**criteria, "unscored": [*criteria.get("unscored", ()), "skin_type"]}
    if part.kind == "simulated":
        criteria = {**criteria, "routine": _wish(turns)}
    for turn in turns:
        turn["faults"] = turn_faults(turn, catalogue)
    why = [f"turn {t['turn']}: {fault}" for t in turns for fault in t["faults"]]
    why += outcome_faults(turns, criteria, catalogue)
    why += _untold(part.entry.get("facts", {}), turns)
    return Record(
        id=part.entry["id"],
        run=part.run,
        language=part.entry["language"],
        purpose=part.entry.get("purpose") or part.entry["who"],
        input={"criteria": criteria, "who": part.entry.get("persona") or part.entry["who"]},
        expected=turns[-1]["expected"] if turns else {},
        got={"turns": turns},
        unscored=tuple(criteria.get("unscored", ())),
        tags={"kind": part.kind, "temper": part.entry.get("temper", "")},
        ok=not why,
        why=tuple(why),
    )


def _person(bench: Bench, part: Part) -> tuple[Person, dict[str, Any]]:
    phrases = cases.mapping(bench.folder / "phrases.yaml")
    if part.kind == "scripted":
        stock = cases.mapping(bench.folder / "stock_answers.yaml")
        ask = {language: words["routine"][0] for language, words in phrases.items()}
        person: Person = ScriptedPerson(part.entry, stock, ask, part.run + 1000 * bench.seed)
        return person, dict(part.entry["criteria"])
    return SimulatedPerson(part.entry, phrases[part.entry["language"]], bench.seed), {}


def _wish(turns: Sequence[Json]) -> dict[str, Any]:
    """What a routine must keep to, as far as the person came to say it."""
    told = turns[-1]["expected"] if turns else {}
    wish = {"max_total_rub": told["budget_rub"]} if "budget_rub" in told else {}
    return {**wish, "fragrance_free": True} if told.get("fragrance_free") else wish


def _asked_for_test(turns: Sequence[Json]) -> bool:
    """Whether the skin type came from the self-test, which the person answered at random."""
    return any(str(turn["asked"]).startswith("skin_test") for turn in turns)


def _untold(facts: Mapping[str, Any], turns: Sequence[Json]) -> list[str]:
    """What concerns safety and was never asked for before the routine came."""
    told = turns[-1]["expected"] if turns else {}
    return [
        f"never_asked:{slot}"
        for slot in ("cautions", "allergies")
        if set(facts.get(slot, ())) - set(told.get(slot, ()))
    ]


SUITE = Suite(
    name="dialogue",
    title="Conversations",
    run=run,
    figures=compute,
    charts=charts,
    uses_model=True,
    order=60,
)
