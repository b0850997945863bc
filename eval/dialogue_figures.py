"""Figures and charts of conversations, from their records alone. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from eval import figures, metrics
from eval.drawing import bars
from eval.figures import Counts, Draw
from eval.judging import wrong_slots
from eval.labels import LISTS, SCALARS, labels
from eval.records import Chart, Figure, Json, Record

PASS_K = (1, 2, 3, 4)
FAULTS = (
    "unknown_product",
    "wrong_price",
    "no_disclaimer",
    "morning_without_sunscreen",
    "foreign_script",
    "wrong_language",
    "empty_reply",
)
NO_QUESTION = ("rating", "rating_reason", "photo_consent")


def compute(records: Sequence[Record], draw: Draw) -> list[Figure]:
    """Success, pass^k, slots turn by turn, questions, faults and times."""
    found = []
    for kind in ("scripted", "simulated"):
        part = [r for r in records if r.tags["kind"] == kind]
        found.append(figures.share(f"task success {kind}", (r.ok for r in part)))
        for language in ("ru", "en"):
            mine = (r.ok for r in part if r.language == language)
            found.append(figures.share(f"task success {kind} {language}", mine))
    found += _passes(records, draw)
    turns = [(r, t) for r in records for t in _turns(r)]
    right = [not wrong_slots(t, r.unscored) for r, t in turns]
    found.append(figures.share("joint goal accuracy per turn", right))
    rows = [_counts(t, r.unscored) for r, t in turns]
    found.append(figures.of_counts("slot precision", rows, metrics.precision, draw))
    found.append(figures.of_counts("slot recall", rows, metrics.recall, draw))
    found += _questions(records, draw)
    every = [t for _, t in turns]
    found += [_fault(name, every) for name in FAULTS]
    found += _times(every, draw)
    return found


def _passes(records: Sequence[Record], draw: Draw) -> list[Figure]:
    """pass^k over scripts: a script counts by the share of k-subsets of its runs all right."""
    runs = defaultdict(list)
    for r in records:
        if r.tags["kind"] == "scripted":
            runs[r.id].append(r.ok)
    return [
        figures.mean(
            f"pass^{k}",
            [metrics.pass_hat_k(sum(ok), len(ok), k) for ok in runs.values() if len(ok) >= k],
            draw,
            unit="share",
        )
        for k in PASS_K
    ]


def _questions(records: Sequence[Record], draw: Draw) -> list[Figure]:
    asked = [t for r in records for t in _turns(r) if t["step"] == "ask"]
    before = [list(_until_routine(r)) for r in records]
    reached = [turns for turns in before if turns and turns[-1]["routine"]]
    questions = [sum(_is_question(t) for t in turns) for turns in reached]
    return [
        figures.share("repeated questions", (t["repeated"] for t in asked), better="lower"),
        figures.quantile("questions to routine, median", questions, 0.5, draw, unit="count"),
        figures.quantile(
            "messages to routine, median", [len(t) for t in reached], 0.5, draw, unit="count"
        ),
    ]


def _is_question(turn: Json) -> bool:
    return turn["step"] in ("ask", "confirm") and turn["asked"] not in NO_QUESTION


def _until_routine(record: Record) -> Iterator[Json]:
    for turn in _turns(record):
        yield turn
        if turn["routine"]:
            return


def _fault(name: str, turns: Iterable[Json]) -> Figure:
    """The share of replies with a fault; of routines where only a routine can have it."""
    routine_only = name in FAULTS[:4]
    scored = [t for t in turns if t["routine"] or not routine_only]
    marks = (any(f.split(":")[0] == name for f in t["faults"]) for t in scored)
    return figures.share(name.replace("_", " "), marks, better="lower")


def _times(turns: Sequence[Json], draw: Draw) -> list[Figure]:
    first, total = ([t[key] for t in turns] for key in ("first_text_ms", "total_ms"))
    return [
        figures.quantile("first text p50", first, 0.5, draw),
        figures.quantile("first text p95", first, 0.95, draw),
        figures.quantile("whole reply p50", total, 0.5, draw),
        figures.quantile("whole reply p95", total, 0.95, draw),
        figures.share("worded by the model", (t["source"] == "model" for t in turns)),
    ]


def _turns(record: Record) -> list[Json]:
    turns: list[Json] = record.got["turns"]
    return turns


def _counts(turn: Json, unscored: Sequence[str]) -> Counts:
    pairs = [_pairs(turn[side], unscored) for side in ("expected", "profile")]
    return metrics.counts(*pairs)


def _pairs(profile: Json, unscored: Sequence[str]) -> set[str]:
    scalars = {f"{s}={profile[s]}" for s in SCALARS if s in profile and s not in unscored}
    lists = {f"{s}={v}" for s in LISTS if s not in unscored for v in labels(profile, s, unscored)}
    return scalars | lists


def charts(records: Sequence[Record]) -> list[Chart]:
    """pass^k as bars; slots that go wrong most."""
    wrong: dict[str, float] = defaultdict(float)
    for r in records:
        for turn in _turns(r)[-1:]:
            for slot in wrong_slots(turn, r.unscored):
                wrong[slot] += 1
    passes = [f for f in _passes(records, Draw(draws=0)) if f.value is not None]
    return [
        bars("pass^k", {f.name: f.value or 0.0 for f in passes}, "share of scripts"),
        bars("Slots wrong at the end", dict(sorted(wrong.items())), "conversations"),
    ]
