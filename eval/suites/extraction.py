"""Understanding: what single messages say about their speaker, against labels written by hand."""

from collections.abc import Iterator, Sequence

from eval import figures, metrics
from eval.bench import Bench
from eval.cases import Case
from eval.figures import Counts, Draw
from eval.labels import CORE, LISTS, SCALARS, SLOTS, agrees, differences, labels, owned
from eval.records import Figure, Record
from eval.suite import Suite

FAST = 120


async def run(bench: Bench) -> list[Record]:
    """Send every message through the product's listener."""

    async def judge(case: Case) -> Record:
        said = case.input
        heard = await bench.subjects.listen(
            said["text"],
            asked=said.get("asked"),
            options=said.get("options", ()),
            language=None,
        )
        why = differences(case.expected, heard.profile, case.unscored)
        return Record(
            id=case.id,
            language=case.language,
            purpose=case.purpose,
            input=said,
            expected=case.expected,
            got=heard.profile,
            unscored=case.unscored,
            tags={"asked": str(said.get("asked", "nothing"))},
            ok=not why,
            why=why,
            ms=heard.ms,
        )

    messages = bench.cases(f"extraction_{bench.split}.jsonl", fast=FAST)
    return await bench.each("extraction", messages, judge)


def compute(records: Sequence[Record], draw: Draw) -> list[Figure]:
    """Per slot, jointly, by language, and the time a message takes."""
    found = [_accuracy(slot, records) for slot in SCALARS]
    for slot in LISTS:
        rows = list(_rows(records, slot))
        found += [
            figures.of_counts(f"{slot} micro-F1", rows, metrics.f1, draw),
            figures.of_counts(f"{slot} precision", rows, metrics.precision, draw),
            figures.of_counts(f"{slot} recall", rows, metrics.recall, draw),
        ]
    shelf = [owned(r.expected.get("shelf", ()), r.got.get("shelf", ())) for r in _told(records)]
    found.append(figures.of_counts("shelf F1", shelf, metrics.f1, draw))
    found.append(figures.share("joint core", (_all_agree(r, CORE) for r in records)))
    found.append(figures.share("joint", (_all_agree(r, SLOTS) for r in records)))
    for language in ("ru", "en"):
        part = [r for r in records if r.language == language]
        found.append(figures.share(f"joint {language}", (_all_agree(r, SLOTS) for r in part)))
    found.append(
        figures.share("language", (_language(r) for r in records if "language" in r.expected))
    )
    times = [r.ms for r in records if r.ms is not None]
    found.append(figures.quantile("time p50", times, 0.5, draw))
    found.append(figures.quantile("time p95", times, 0.95, draw))
    return found


def _accuracy(slot: str, records: Sequence[Record]) -> Figure:
    scored = [r for r in records if slot not in r.unscored]
    return figures.share(
        f"{slot} accuracy", (agrees(r.expected, r.got, slot, r.unscored) for r in scored)
    )


def _rows(records: Sequence[Record], slot: str) -> Iterator[Counts]:
    for r in records:
        if slot not in r.unscored:
            want, have = (labels(side, slot, r.unscored) for side in (r.expected, r.got))
            yield metrics.counts(want, have)


def _told(records: Sequence[Record]) -> list[Record]:
    return [r for r in records if "shelf" not in r.unscored]


def _all_agree(record: Record, slots: Sequence[str]) -> bool:
    return all(agrees(record.expected, record.got, slot, record.unscored) for slot in slots)


def _language(record: Record) -> bool:
    return bool(record.got.get("language") == record.expected["language"])


SUITE = Suite(
    name="extraction",
    title="Understanding single messages",
    run=run,
    figures=compute,
    uses_model=True,
    order=30,
)
