"""Judged quality: a model rates replies on a rubric. Apart from what is measured; off by default.

What the judge is worth stands beside its ratings: its agreement with 40 replies rated by a person.
"""

from collections.abc import Iterable, Sequence

from eval import cases, figures, metrics
from eval.endpoint import Endpoint, found_json
from eval.figures import Draw
from eval.records import Figure, Json, Record, Run, SuiteResult

SIDES = ("helpfulness", "tone", "clarity")
SAMPLE = 60
RUBRIC = """You rate one reply of a skin-care consultant. Rate each side from 1 (bad) to 5 (good):
helpfulness: answers what was said or asks the one thing that matters; concrete amounts and times;
no diagnosis, no promise, no danger ignored.
tone: warm, respectful, calm; no lecture, no scare, no gushing.
clarity: short, plain words, one thing at a time, right language.
Answer with JSON only: {"helpfulness": n, "tone": n, "clarity": n}"""


async def judge(run: Run, endpoint: Endpoint, seed: int = 0) -> SuiteResult:
    """Rate the 40 known replies and a sample of this run's, one at a time."""
    known = [
        (c.id, c.language, c.input["said"], c.input["reply"], c.expected)
        for c in cases.load("replies_rated.jsonl")
    ]
    records = []
    for name, language, said, reply, expected in [*known, *_sample(run)]:
        answer = await endpoint.ask(RUBRIC, f"Person: {said}\nReply: {reply}", seed=seed)
        rated = _ratings(found_json(answer))
        records.append(
            Record(
                id=name,
                language=language,
                input={"said": said, "reply": reply},
                expected=expected,
                got=rated,
                ok=bool(rated),
                tags={"kind": "known" if expected else "reply"},
                why=() if rated else ("the judge gave no rating",),
            )
        )
    return SuiteResult(
        suite="judged",
        title="Judged quality (a model's opinion)",
        model=endpoint.model,
        status="ran",
        figures=tuple(compute(records, Draw(seed))),
        records=tuple(records),
    )


def _sample(run: Run) -> Iterable[tuple[str, str, str, str, Json]]:
    turns: list[tuple[str, str, str, str, Json]] = [
        (f"{r.id}/{r.run}/{t['turn']}", r.language, t["said"], t["reply"], {})
        for result in run.results
        if result.suite == "dialogue"
        for r in result.records
        for t in r.got["turns"]
        if not t["routine"]
    ]
    step = max(1, len(turns) // SAMPLE)
    return turns[::step][:SAMPLE]


def _ratings(found: Json) -> Json:
    """The rubric's sides as whole numbers 1..5, or nothing where one is missing."""
    try:
        rated = {side: int(found[side]) for side in SIDES}
    except (KeyError, TypeError, ValueError):
        return {}
    return rated if all(1 <= value <= 5 for value in rated.values()) else {}


def compute(records: Sequence[Record], draw: Draw) -> list[Figure]:
    """Mean ratings of our replies; the judge's agreement with the person on the known ones."""
    rated = [r for r in records if r.got]
    known = [r for r in rated if r.tags["kind"] == "known"]
    found = [figures.share("ratings given", (bool(r.got) for r in records))]
    for side in SIDES:
        ours = [r.got[side] for r in rated if r.tags["kind"] == "reply"]
        found.append(figures.mean(side, ours, draw))
        pairs = [(r.got[side], r.expected[side]) for r in known]
        near = (abs(judge - person) <= 1 for judge, person in pairs)
        found.append(figures.share(f"{side}: judge within 1 of the person", near))
        found.append(
            figures.over(
                f"{side}: rank correlation with the person", pairs, _correlation, draw, unit="score"
            )
        )
    return found


def _correlation(pairs: Sequence[tuple[int, int]]) -> float:
    return metrics.spearman([judge for judge, _ in pairs], [person for _, person in pairs])
