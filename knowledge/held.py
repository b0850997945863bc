"""The index's vectors as a search compares them, read from Chroma once and kept in a file.

Chroma stores and updates the vectors; its own filters take time in proportion to the collection
and its graph may lose an entry (docs/decisions/0203). So every step's vectors and filter fields
are also laid out as plain arrays: a filter is a comparison of arrays, and what passes is compared
exactly, or first by the leading directions of the text part where a step is large.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from knowledge.ranking import DIMENSIONS
from knowledge.retrieval import NO_UNKNOWN_PREGNANCY, FloatArray, Query
from knowledge.vocabulary import Step

LEADING = 48
"""Directions of the text part that a large step is compared by first."""

EXACT_UP_TO = 600
"""Entries of a step up to which all whole vectors are compared."""

SHORTLIST = 200
"""Entries of a large step whose whole vectors are compared, at least."""

_AT_ONCE = 300_000
"""Numbers multiplied at once: beyond some 460,000 OpenBLAS starts threads, and on a busy machine
waiting for the second one costs milliseconds where the product itself takes some 0.1 ms."""

_SAMPLE = 4_000
_FLAGS = ("available", "pregnancy", "fragrance_free", "own", "everyday")

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fields:
    """What hard filters look at, one row an entry; `price` in RUB, -1 where unknown."""

    price: npt.NDArray[np.int32]
    flags: BoolArray

    def passing(self, query: Query, step: Step) -> BoolArray:
        """Rows of a step that pass the filters Chroma could apply too."""
        wanted = {
            "available": True,
            "pregnancy": not NO_UNKNOWN_PREGNANCY.isdisjoint(query.cautions),
            "fragrance_free": query.fragrance_free,
            "own": not query.partners,
            "everyday": step in query.everyday,
        }
        columns = [at for at, flag in enumerate(_FLAGS) if wanted[flag]]
        good = np.asarray(self.flags[:, columns].all(axis=1), bool)
        if query.max_price_rub is not None:
            good &= (self.price >= 0) & (self.price <= query.max_price_rub)
        return good

    def part(self, rows: slice) -> "Fields":
        """The fields of these rows."""
        return Fields(self.price[rows], self.flags[rows])


def fields_of(metadatas: Sequence[Mapping[str, str | int | bool]]) -> Fields:
    """The filter fields that entries carry in Chroma."""
    price = np.array([data["price"] for data in metadatas], np.int32)
    flags = [
        (
            data["available"],
            data["pregnancy"],
            data["fragrance_free"],
            not data["partner"],
            data["everyday"],
        )
        for data in metadatas
    ]
    return Fields(price, np.array(flags, bool).reshape(len(metadatas), len(_FLAGS)))


class Near(NamedTuple):
    """An entry near the target.

    Attributes:
        share: Dot product of the text parts alone.
        own: (DIMENSIONS,), the entry's structured part as it was stored.
    """

    entry: str
    share: float
    own: FloatArray


@dataclass(frozen=True, slots=True)
class Shelf:
    """One step's entries.

    Attributes:
        vectors: (n, text + own) float32, maybe mapped from a file.
        short: (n, LEADING + own), the leading directions of the text part and the rest.
        basis: (text, LEADING), turns a text part into its leading directions.
    """

    entries: Sequence[str]
    vectors: FloatArray
    fields: Fields
    short: FloatArray
    basis: FloatArray

    def nearest(self, target: FloatArray, count: int, good: BoolArray) -> Iterator[Near]:
        """Up to `count` entries that pass, best first by the whole dot product."""
        text = self.basis.shape[0]
        rows = self._shortlist(target, count, good)
        vectors = self.vectors if len(rows) == len(good) else self.vectors[rows]
        shares = times(vectors[:, :text], target[:text])
        dots = shares + times(vectors[:, text:], target[text:])
        order = np.argsort(-dots, kind="stable")[:count]
        own = np.array(vectors[order, text:])
        for at, row in enumerate(rows[order].tolist()):
            yield Near(self.entries[row], float(shares[order[at]]), own[at])

    def _shortlist(self, target: FloatArray, count: int, good: BoolArray) -> npt.NDArray[np.intp]:
        """Rows whose whole vectors are worth comparing."""
        rows = np.flatnonzero(good)
        most = max(SHORTLIST, 6 * count)
        if len(rows) <= most or len(good) <= EXACT_UP_TO:
            return rows
        text = self.basis.shape[0]
        about = times(self.short, np.concatenate([target[:text] @ self.basis, target[text:]]))
        return rows[np.argpartition(-about[rows], most)[:most]]


def times(rows: FloatArray, target: FloatArray) -> FloatArray:
    """Dot products of (n, d) rows with a (d,) target, (n,), on the caller's own thread."""
    step = max(1, _AT_ONCE // max(1, rows.shape[1]))
    if len(rows) <= step:
        return np.asarray(rows @ target, np.float32)
    parts = [rows[at : at + step] @ target for at in range(0, len(rows), step)]
    return np.concatenate(parts).astype(np.float32, copy=False)


@dataclass(frozen=True, slots=True)
class Held:
    """All steps' shelves and the catalogue version that they were synced with."""

    version: str
    shelves: Mapping[Step, Shelf]


def gather(version: str, steps: Mapping[Step, tuple[Sequence[str], FloatArray, Fields]]) -> Held:
    """Lay out what Chroma holds."""
    vectors = [part for _, part, _ in steps.values()]
    basis = _basis(vectors)
    return Held(
        version,
        {
            step: Shelf(entries, part, fields, _shortened(part, basis), basis)
            for step, (entries, part, fields) in steps.items()
        },
    )


def _basis(parts: Sequence[FloatArray]) -> FloatArray:
    """Leading directions of the text parts, from an even sample of all of them."""
    full = [part for part in parts if len(part)]
    if not full or full[0].shape[1] <= DIMENSIONS:
        return np.zeros((0, 0), np.float32)
    each = max(1, sum(map(len, full)) // _SAMPLE)
    sample = np.concatenate([part[::each, :-DIMENSIONS] for part in full])
    _, directions = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(directions[:, -LEADING:], np.float32)


def _shortened(vectors: FloatArray, basis: FloatArray) -> FloatArray:
    text = basis.shape[0]
    return np.hstack([vectors[:, :text] @ basis, vectors[:, text:]]).astype(np.float32)


def save(held: Held, path: Path) -> None:
    """Write the file beside the index; readers see the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    steps = list(held.shelves)
    shelves = [held.shelves[step] for step in steps]
    token = f"{path.stem}-{uuid.uuid4().hex[:12]}"
    vectors = path.with_name(f"{token}.npy")
    np.save(vectors, np.concatenate([shelf.vectors for shelf in shelves]))
    entries = "\n".join(entry for shelf in shelves for entry in shelf.entries)
    draft = path.with_name(f"{token}.npz")
    np.savez(
        draft,
        version=np.array(held.version),
        vectors=np.array(vectors.name),
        steps=np.array([step.value for step in steps]),
        sizes=np.array([len(shelf.entries) for shelf in shelves]),
        entries=np.frombuffer(entries.encode(), np.uint8),
        price=np.concatenate([shelf.fields.price for shelf in shelves]),
        flags=np.concatenate([shelf.fields.flags for shelf in shelves]),
        short=np.concatenate([shelf.short for shelf in shelves]),
        basis=shelves[0].basis,
    )
    draft.replace(path)
    for old in path.parent.glob(f"{path.stem}-*"):
        if old != vectors:
            old.unlink(missing_ok=True)


def load(path: Path) -> Held | None:
    """The held vectors; None where there is no file or it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as data:
            parts = {name: data[name] for name in data.files}
        vectors = np.load(path.with_name(str(parts["vectors"])), mmap_mode="r", allow_pickle=False)
        return _laid_out(parts, vectors)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _laid_out(parts: Mapping[str, npt.NDArray[np.generic]], vectors: FloatArray) -> Held:
    entries = parts["entries"].tobytes().decode().split("\n") if parts["entries"].size else []
    if not len(entries) == len(vectors) == len(parts["price"]) == len(parts["short"]):
        raise ValueError("the parts are of different lengths")
    fields = Fields(parts["price"].astype(np.int32), parts["flags"].astype(bool))
    short, basis = parts["short"].astype(np.float32), parts["basis"].astype(np.float32)
    shelves: dict[Step, Shelf] = {}
    start = 0
    for step, size in zip(parts["steps"].tolist(), parts["sizes"].tolist(), strict=True):
        rows = slice(start, start + int(size))
        shelves[Step(step)] = Shelf(
            entries[rows], vectors[rows], fields.part(rows), short[rows], basis
        )
        start = rows.stop
    return Held(str(parts["version"]), shelves)


def stamp(path: Path) -> tuple[int, int] | None:
    """Changes when the file does; None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
