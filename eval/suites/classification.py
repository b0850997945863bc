"""The photo model on held-out photos: like the training ones, and from another world."""

import asyncio
from collections.abc import Sequence

from eval import figures, metrics
from eval.bench import Bench
from eval.figures import Draw
from eval.photo_charts import charts
from eval.photos import CONDITIONS, HeldOut, held_out
from eval.records import Figure, Record
from eval.skintone import GROUPS, tone
from eval.subjects import Seen
from eval.suite import Suite

FAST = 80
AT_ONCE = 2  # no time is judged here
NOT_SKIN, LESION = "not_skin", "suspicious_lesion"
SELECTIVE = 0.97


async def run(bench: Bench) -> list[Record]:
    """Look at every held-out photo, then at altered copies of the in-distribution ones."""
    photos = bench.some(held_out(bench.data_dir), FAST)

    async def judge(photo: HeldOut) -> Record:
        data = photo.read()
        seen = await asyncio.to_thread(bench.subjects.see, data)
        return _record(photo, seen, {"split": photo.split, "tone": tone(data)})

    found = await bench.each("classification", photos, judge, parallel=AT_ONCE)
    if bench.fast:
        return found
    test = [photo for photo in photos if photo.split == "test"]
    for name in CONDITIONS:

        async def altered(photo: HeldOut, name: str = name) -> Record:
            seen = await asyncio.to_thread(_see, bench, photo, name)
            return _record(photo, seen, {"split": "altered", "condition": name})

        found += await bench.each(f"classification: {name}", test, altered, parallel=AT_ONCE)
    return found


def _see(bench: Bench, photo: HeldOut, condition: str) -> Seen:
    return bench.subjects.see(CONDITIONS[condition](photo.read()))


def _record(photo: HeldOut, seen: Seen, tags: dict[str, str]) -> Record:
    best = max(seen.probabilities, key=seen.probabilities.__getitem__, default="refused")
    ok = best == photo.label or (photo.label == NOT_SKIN and not seen.accepted)
    where = tags.get("condition", "")
    return Record(
        id=f"{photo.id} {where}".strip(),
        purpose=f"{photo.label} from {photo.source}",
        input={"file": photo.id},
        expected={"class": photo.label},
        got={
            "class": best,
            "accepted": seen.accepted,
            "rejected_for": seen.rejected_for,
            "abstained": seen.abstained,
            "refer": seen.refer,
            "probabilities": {k: round(v, 6) for k, v in seen.probabilities.items()},
        },
        tags=tags,
        ok=ok,
        ms=seen.ms,
        why=() if ok else (f"{photo.label} taken for {best}",),
    )


def compute(records: Sequence[Record], draw: Draw) -> list[Figure]:
    """Accuracy, F1, calibration, refusal and referral; by class, skin tone and condition."""
    test, ood = (_split(records, name) for name in ("test", "ood"))
    found = _set("", test, draw) + _set(" other world", ood, draw)
    for label in sorted({r.expected["class"] for r in test}):
        mine = (r.ok for r in test if r.expected["class"] == label)
        found.append(figures.share(f"recall {label}", mine))
    for group in (*GROUPS, "unknown"):
        part = [r.ok for r in test + ood if r.tags.get("tone") == group]
        found.append(figures.share(f"accuracy tone {group}", part))
    for name in CONDITIONS:
        altered = [r for r in records if r.tags.get("condition") == name]
        looked = [r.ok for r in altered if not _turned_away(r)]
        found.append(figures.share(f"accuracy {name}, where looked at", looked))
        away = (_turned_away(r) for r in altered)
        found.append(figures.share(f"turned away {name}", away, better="lower"))
    return [f for f in found if f.n]


def _split(records: Sequence[Record], name: str) -> list[Record]:
    return [r for r in records if r.tags["split"] == name]


def _set(suffix: str, records: Sequence[Record], draw: Draw) -> list[Figure]:
    given = [r for r in records if _answered(r)]
    others = [r for r in records if r.expected["class"] == NOT_SKIN]
    lesions = [r for r in records if r.expected["class"] == LESION]
    skin = [r for r in records if r.expected["class"] != NOT_SKIN]
    return [
        figures.share(f"accuracy{suffix}", (r.ok for r in records)),
        _macro(f"macro-F1{suffix}", records, draw),
        _ece(f"ECE{suffix}", records, draw),
        figures.share(f"accuracy when sure{suffix}", (r.ok for r in given)),
        figures.share(f"coverage{suffix}", (_answered(r) for r in skin)),
        figures.share(
            f"not skin refused{suffix}",
            (not r.got["accepted"] or r.got["abstained"] for r in others),
        ),
        figures.share(f"lesions referred{suffix}", (bool(r.got["refer"]) for r in lesions)),
    ]


def _turned_away(record: Record) -> bool:
    """Refused by the gate for how the photo was taken, before the model saw it."""
    return record.got["rejected_for"] not in (None, "no_skin")


def _answered(record: Record) -> bool:
    return bool(record.got["accepted"] and not record.got["abstained"])


def _macro(name: str, records: Sequence[Record], draw: Draw) -> Figure:
    said = [r.expected["class"] if r.ok else r.got["class"] for r in records]
    pairs = list(zip([r.expected["class"] for r in records], said, strict=True))
    return figures.over(
        name, pairs, lambda p: metrics.macro_f1([t for t, _ in p], [s for _, s in p]), draw
    )


def _ece(name: str, records: Sequence[Record], draw: Draw) -> Figure:
    """Of the photos the network saw: its confidence against how often it was right."""
    pairs = [
        (max(r.got["probabilities"].values()), r.got["class"] == r.expected["class"])
        for r in records
        if r.got["probabilities"]
    ]
    ece = metrics.expected_calibration_error
    return figures.over(
        name, pairs, lambda p: ece([c for c, _ in p], [r for _, r in p]), draw, better="lower"
    )


SUITE = Suite(
    name="classification", title="Photo model", run=run, figures=compute, charts=charts, order=15
)
