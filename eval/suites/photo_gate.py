"""The gate before the photo model: good photos pass, spoilt copies and broken files do not."""

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from eval import figures
from eval.bench import Bench
from eval.figures import Draw
from eval.photos import SPOILT, HeldOut, held_out
from eval.records import Figure, Record
from eval.suite import Suite

FAST = 30
QUALITY = (*SPOILT, "too_small", "too_large", "unreadable")
"""Refusals for how a picture was taken; refusing for what it shows is the model's work."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture and what the gate should make of it."""

    id: str
    kind: str  # good, a reason from SPOILT, or broken
    read: Callable[[], bytes]


async def run(bench: Bench) -> list[Record]:
    """Show good photos, their spoilt copies, and files that are no photos."""

    async def judge(shot: Shot) -> Record:
        seen = await asyncio.to_thread(lambda: bench.subjects.see(shot.read()))
        refused = seen.rejected_for in QUALITY
        ok = not refused if shot.kind == "good" else not seen.accepted
        return Record(
            id=shot.id,
            purpose=shot.kind,
            input={"file": shot.id},
            expected={"refused": shot.kind != "good"},
            got={"accepted": seen.accepted, "rejected_for": seen.rejected_for},
            tags={"kind": shot.kind},
            ok=ok,
            ms=seen.ms,
            why=() if ok else (f"{shot.kind}: rejected_for {seen.rejected_for}",),
        )

    return await bench.each("photo_gate", [*_photos(bench), *_broken()], judge, parallel=2)


def _photos(bench: Bench) -> list[Shot]:
    held = [p for p in held_out(bench.data_dir) if p.split == "test" and p.label != "not_skin"]
    photos = bench.some(held, FAST)
    good = [Shot(p.id, "good", p.read) for p in photos]
    spoilt = [
        Shot(f"{p.id} {kind}", kind, partial(_spoilt, p, kind))
        for kind, change in SPOILT.items()
        for p in photos
    ]
    return good + spoilt


def _spoilt(photo: HeldOut, kind: str) -> bytes:
    return SPOILT[kind](photo.read())


def _broken() -> list[Shot]:
    noise = np.random.default_rng(1).integers(0, 255, (16, 16, 3), dtype=np.uint8)
    small = io.BytesIO()
    Image.fromarray(noise).save(small, "PNG")
    whole = io.BytesIO()
    Image.new("RGB", (400, 400), (190, 140, 120)).save(whole, "JPEG")
    files = {
        "empty": b"",
        "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        "text": "это не фото".encode(),
        "html": b"<html><body>404</body></html>",
        "tiny": small.getvalue(),
        "cut off": whole.getvalue()[:40],
        "zip": b"PK\x03\x04" + bytes(60),
        "gif header": b"GIF89a" + bytes(20),
    }
    return [Shot(f"broken: {name}", "broken", partial(bytes, data)) for name, data in files.items()]


def compute(records: Sequence[Record], _draw: Draw) -> list[Figure]:
    """Good photos refused; spoilt copies refused, by kind; broken files refused."""
    found = [figures.share("good photos refused", _refused(records, "good"), better="lower")]
    found += [figures.share(f"{kind} copies refused", _refused(records, kind)) for kind in SPOILT]
    return [*found, figures.share("broken files refused", _refused(records, "broken"))]


def _refused(records: Sequence[Record], kind: str) -> list[bool]:
    mine = [r for r in records if r.tags["kind"] == kind]
    if kind == "good":
        return [not r.ok for r in mine]
    return [not r.got["accepted"] for r in mine]


SUITE = Suite(name="photo_gate", title="Photo gate", run=run, figures=compute, order=14)
