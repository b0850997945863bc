"""Steps against a sample of 150 shop products that were labelled by hand from their names."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.importing import import_file
from knowledge.mapping import load_mapping

ROOT = Path(__file__).parents[2]
SHOPS = ROOT.parent / "shared/data/catalogue"
FILES = {
    "sephora_usd": "sephora_2288_en_usd.csv",
    "lookfantastic_gbp": "lookfantastic_1138_en_gbp.csv",
}
LABELS = [
    json.loads(line)
    for line in (ROOT / "eval/cases/catalogue_steps.jsonl").read_text("utf-8").splitlines()
]


def test_the_sample_has_150_products_of_both_shops():
    assert len({(label["shop"], label["id"]) for label in LABELS}) == 150
    assert {label["shop"] for label in LABELS} == set(FILES)


@pytest.mark.skipif(not SHOPS.exists(), reason="needs the shared shop files")
def test_at_least_95_percent_of_the_steps_are_as_labelled(tmp_path):
    """`also`: a second step that a person could name as well ("acid toner")."""
    wanted = defaultdict(dict)
    for label in LABELS:
        wanted[label["shop"]][label["id"]] = {label["step"], *label.get("also", ())}
    wrong = []
    for shop, labels in wanted.items():
        import_file(SHOPS / FILES[shop], tmp_path / shop, mapping=load_mapping(shop))
        found = Catalogue.load(tmp_path / shop).many(list(labels))
        assert len(found) == len(labels)
        wrong += [p.name for p in found if p.step.value not in labels[p.id]]
    assert len(wrong) <= 0.05 * len(LABELS), wrong
