"""The training photos: reading the manifest, and a split that is fixed and recorded.

Photos of one group (near-duplicates, one subject) never land in two splits.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from knowledge.errors import UnusableInput
from vision.classes import PhotoClass

SPLIT_FILE: Final = Path(__file__).parent / "split.csv"
DROPPED_FILE: Final = Path(__file__).parent / "dropped.csv"
_LARGE_GROUP: Final = 5  # many photos of one subject would weigh too much in a test of strangers


class Split(StrEnum):
    """Which part of the work may see a photo."""

    TRAIN = "train"
    VAL = "val"
    TEST = "test"
    OOD = "ood"


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled photo. `file` is relative to the folder of the manifest."""

    file: str
    label: PhotoClass
    source: str
    group: str
    split: Split
    sha256: str


def read_manifest(folder: Path) -> list[dict[str, str]]:
    """Rows of manifest.csv. Raises UnusableInput when the folder has none."""
    path = folder / "manifest.csv"
    if not path.is_file():
        raise UnusableInput(f"No manifest.csv in {folder}; name the folder with the photos.")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def assign(
    rows: Sequence[dict[str, str]], *, val: float = 0.15, test: float = 0.15
) -> list[Example]:
    """Split the train pool by group, in proportion within each class and source.

    Groups are ordered by a hash of their name, so the split depends on nothing but the data:
    no generator whose stream could change between versions.
    """
    pool: dict[tuple[str, str], dict[str, list[dict[str, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    examples = []
    for row in rows:
        if row["suggested_role"] == "ood_test":
            examples.append(_example(row, Split.OOD))
        else:
            pool[row["class"], row["source"]][row["group"]].append(row)
    for groups in pool.values():
        small = sorted((g for g in groups if len(groups[g]) <= _LARGE_GROUP), key=_order)
        n_test, n_val = round(test * len(small)), round(val * len(small))
        for i, group in enumerate(small):
            split = Split.TEST if i < n_test else Split.VAL if i < n_test + n_val else Split.TRAIN
            examples += [_example(row, split) for row in groups[group]]
        for group in groups.keys() - set(small):
            examples += [_example(row, Split.TRAIN) for row in groups[group]]
    return sorted(examples, key=lambda e: e.file)


def save_split(examples: Iterable[Example], path: Path = SPLIT_FILE) -> None:
    """Record the split as CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["file", "label", "source", "group", "split", "sha256"])
        writer.writerows([e.file, e.label, e.source, e.group, e.split, e.sha256] for e in examples)


def load_split(path: Path = SPLIT_FILE, dropped: Path = DROPPED_FILE) -> list[Example]:
    """The recorded split without the mislabelled training photos that `dropped` lists.

    Only training photos are ever dropped: a test that is cleaned by looking at answers flatters.
    """
    out = set()
    if dropped.is_file():
        with dropped.open(encoding="utf-8", newline="") as lines:
            out = {row["file"] for row in csv.DictReader(lines)}
    with path.open(encoding="utf-8", newline="") as lines:
        examples = [
            Example(
                r["file"],
                PhotoClass(r["label"]),
                r["source"],
                r["group"],
                Split(r["split"]),
                r["sha256"],
            )
            for r in csv.DictReader(lines)
        ]
    return [e for e in examples if e.split is not Split.TRAIN or e.file not in out]


def data_hash(examples: Iterable[Example]) -> str:
    """SHA-256 over file hashes, labels and splits: what the model card names as its data."""
    digest = hashlib.sha256()
    for e in sorted(examples, key=lambda e: e.file):
        digest.update(f"{e.sha256} {e.label} {e.split}\n".encode())
    return digest.hexdigest()


def _order(group: str) -> str:
    return hashlib.sha256(f"aloe-split-1:{group}".encode()).hexdigest()


def _example(row: dict[str, str], split: Split) -> Example:
    return Example(
        file=row["file"],
        label=PhotoClass(row["class"]),
        source=row["source"],
        group=row["group"],
        split=split,
        sha256=row["sha256_file"],
    )
