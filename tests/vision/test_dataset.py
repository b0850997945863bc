"""The split: fixed, by group, and without photos in two parts."""

import csv
from collections import defaultdict

import pytest

from knowledge.errors import UnusableInput
from vision.classes import PhotoClass
from vision.dataset import (
    DROPPED_FILE,
    Split,
    assign,
    data_hash,
    load_split,
    read_manifest,
    save_split,
)


def row(i: int, group: str, role: str = "train_pool", label: str = "acne") -> dict[str, str]:
    return {
        "file": f"{label}/{i}.jpg",
        "class": label,
        "source": "one",
        "group": group,
        "suggested_role": role,
        "sha256_file": f"{i:064x}",
    }


ROWS = [
    *(row(i, f"g{i}") for i in range(100)),
    *(row(200 + i, f"pair{i // 2}", label="wrinkles") for i in range(40)),
    *(row(300 + i, "one person", label="wrinkles") for i in range(20)),
    *(row(400 + i, f"o{i}", role="ood_test") for i in range(10)),
]


def test_a_group_is_never_in_two_parts():
    parts = defaultdict(set)
    for e in assign(ROWS):
        parts[e.group].add(e.split)
    assert all(len(found) == 1 for found in parts.values())


def test_many_photos_of_one_person_are_trained_on_only():
    assert {e.split for e in assign(ROWS) if e.group == "one person"} == {Split.TRAIN}


def test_the_other_world_is_never_trained_on():
    assert {e.file for e in assign(ROWS) if e.split is Split.OOD} == {
        f"acne/{400 + i}.jpg" for i in range(10)
    }


def test_the_split_does_not_depend_on_the_order_of_rows():
    assert assign(ROWS) == assign(ROWS[::-1])


def test_parts_are_in_proportion():
    acne = [
        e.split for e in assign(ROWS) if e.label is PhotoClass.ACNE and e.split is not Split.OOD
    ]
    assert (acne.count(Split.TEST), acne.count(Split.VAL)) == (15, 15)


def test_a_saved_split_reads_back(tmp_path):
    path = tmp_path / "split.csv"
    save_split(assign(ROWS), path)
    assert load_split(path, tmp_path / "none.csv") == assign(ROWS)


def test_only_training_photos_can_be_dropped(tmp_path):
    examples = assign(ROWS)
    trained = next(e.file for e in examples if e.split is Split.TRAIN)
    tested = next(e.file for e in examples if e.split is Split.TEST)
    save_split(examples, tmp_path / "split.csv")
    (tmp_path / "dropped.csv").write_text(f"file,label,reason\n{trained},acne,x\n{tested},acne,x\n")
    kept = {e.file for e in load_split(tmp_path / "split.csv", tmp_path / "dropped.csv")}
    assert trained not in kept
    assert tested in kept


def test_the_hash_of_the_data_sees_a_changed_label():
    examples = assign(ROWS)
    assert data_hash(examples) == data_hash(examples[::-1])
    assert data_hash(examples) != data_hash(assign([row(0, "g0", label="wrinkles"), *ROWS[1:]]))


def test_the_recorded_split_holds_what_it_promises():
    examples = load_split()
    parts = defaultdict(set)
    for e in examples:
        parts[e.group].add(e.split)
    assert all(len(found) == 1 for found in parts.values())
    assert {e.label for e in examples if e.split is Split.TEST} == set(PhotoClass)


def test_every_dropped_photo_has_a_reason():
    with DROPPED_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert all(r["reason"].strip() for r in rows)


def test_a_folder_without_a_manifest_is_named(tmp_path):
    with pytest.raises(UnusableInput, match=r"manifest\.csv"):
        read_manifest(tmp_path)
