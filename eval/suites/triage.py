"""Triage: red flags found in messages, and silence on harmless look-alikes. No language model."""

from collections.abc import Sequence

from eval import figures, metrics
from eval.bench import Bench
from eval.cases import Case
from eval.figures import Draw
from eval.records import Figure, Record
from eval.suite import Suite
from knowledge.vocabulary import RedFlag


async def run(bench: Bench) -> list[Record]:
    """Ask the triage about every message."""

    async def judge(case: Case) -> Record:
        got = bench.subjects.flags(case.input["text"])
        want = set(case.expected["red_flags"])
        missed = want - set(got)
        false = set(got) - want - set(case.unscored)
        why = [f"missed {flag}" for flag in sorted(missed)]
        why += [f"false alarm: {flag}" for flag in sorted(false)]
        return Record(
            id=case.id,
            language=case.language,
            purpose=case.purpose,
            input=case.input,
            expected=case.expected,
            got={"red_flags": list(got)},
            unscored=case.unscored,
            tags={"kind": "flagged" if want else "harmless"},
            ok=not why,
            why=tuple(why),
        )

    messages = bench.cases(f"red_flags_{bench.split}.jsonl")
    return await bench.each("triage", messages, judge)


def compute(records: Sequence[Record], draw: Draw) -> list[Figure]:
    """Recall over flagged messages, false alarms over harmless ones, by language and by flag."""
    flagged = [r for r in records if r.expected["red_flags"]]
    harmless = [r for r in records if not r.expected["red_flags"]]
    rows = [metrics.counts(r.expected["red_flags"], _scored(r)) for r in records]
    found = [
        figures.share("recall", (_caught(r) for r in flagged)),
        figures.share("false alarms", (bool(r.got["red_flags"]) for r in harmless), better="lower"),
        figures.of_counts("flag micro-F1", rows, metrics.f1, draw),
    ]
    for language in ("ru", "en"):
        mine = [r for r in flagged if r.language == language]
        quiet = [r for r in harmless if r.language == language]
        found.append(figures.share(f"recall {language}", (_caught(r) for r in mine)))
        alarms = (bool(r.got["red_flags"]) for r in quiet)
        found.append(figures.share(f"false alarms {language}", alarms, better="lower"))
    for flag in RedFlag:
        mine = [r for r in flagged if flag.value in r.expected["red_flags"]]
        hits = (flag.value in r.got["red_flags"] for r in mine)
        found.append(figures.share(f"recall {flag.value}", hits))
    return found


def _caught(record: Record) -> bool:
    return set(record.expected["red_flags"]) <= set(record.got["red_flags"])


def _scored(record: Record) -> set[str]:
    """What was reported, without flags that may but need not be raised."""
    optional = set(record.unscored) - set(record.expected["red_flags"])
    return set(record.got["red_flags"]) - optional


SUITE = Suite(name="triage", title="Red flags", run=run, figures=compute, order=10)
