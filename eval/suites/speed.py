"""Speed as a person feels it: a message read, a reply begun and finished, a routine, a photo."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.profile import Profile
from assistant.reply import Chunk, Reply
from eval import cases, figures
from eval.bench import Bench
from eval.drawn import portrait
from eval.figures import Draw
from eval.records import Figure, Record
from eval.suite import Suite
from knowledge.vocabulary import Language

TURNS, FAST_TURNS = 30, 8
PARTS = ("first text", "whole reply", "routine", "photo")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a stranger: each stands alone, so that nothing is warm but the prefix."""

    id: str
    language: str
    text: str


async def run(bench: Bench) -> list[Record]:
    """One thing at a time; the first of each kind warms up and is not counted."""
    loaded = cases.load("extraction_dev.jsonl", bench.folder)
    messages = [
        Message(c.id, c.language, c.input["text"]) for c in loaded if "asked" not in c.input
    ]
    turns = FAST_TURNS if bench.fast else TURNS
    spread = [messages[i * len(messages) // turns] for i in range(turns)]
    warm = Message("warm-up", "ru", "привет")
    await _turn(bench, warm)
    found = [r for m in spread for r in await _turn(bench, m)]
    profiles = [p["profile"] for p in cases.read(bench.folder / "safety_people.yaml")]
    found += [_routine(bench, i, profile) for i, profile in enumerate([profiles[0], *profiles])][1:]
    photo = portrait()
    found += [_timed("photo", i, bench.subjects.see(photo).ms) for i in range(turns + 1)][1:]
    bench.progress("speed", len(found), len(found))
    return found


async def _turn(bench: Bench, message: Message) -> list[Record]:
    consultant, start = bench.subjects.consultant(), time.perf_counter()
    language, first, done = Language(message.language), 0.0, 0.0
    async for _ in consultant.greet(f"speed-{message.id}", language=language):
        pass
    start = time.perf_counter()
    async for event in consultant.hear(f"speed-{message.id}", message.text):
        now = (time.perf_counter() - start) * 1000
        if isinstance(event, Chunk) and not first:
            first = now
        if isinstance(event, Reply):
            done = now
    return [
        _timed("first text", message.id, first or done),
        _timed("whole reply", message.id, done),
    ]


def _routine(bench: Bench, index: int, profile: dict[str, object]) -> Record:
    start = time.perf_counter()
    bench.subjects.recommend(Profile.model_validate(profile), Language.RU)
    return _timed("routine", index, (time.perf_counter() - start) * 1000)


def _timed(part: str, which: object, ms: float) -> Record:
    return Record(id=f"{part} {which}", purpose=part, tags={"part": part}, ok=True, ms=ms)


def compute(records: Sequence[Record], draw: Draw) -> list[Figure]:
    """Median and 95th percentile of each part."""
    found = []
    for part in PARTS:
        times = [r.ms for r in records if r.tags["part"] == part and r.ms is not None]
        found.append(figures.quantile(f"{part} p50", times, 0.5, draw))
        found.append(figures.quantile(f"{part} p95", times, 0.95, draw))
    return found


SUITE = Suite(name="speed", title="Speed", run=run, figures=compute, uses_model=True, order=40)
