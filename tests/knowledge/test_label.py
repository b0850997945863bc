"""Ingredient lists as shops print them become INCI names in label order."""

import csv
from pathlib import Path

import pytest

from knowledge.label import MAX_LIST_CHARS, canonical, load_spellings, parse_inci

COSING = Path(__file__).parents[3] / "shared/data/ingredients/cosing_2020_28712.csv"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Aqua, Glycerin", ["AQUA", "GLYCERIN"]),
        ("Aqua/Water/Eau, Glycerin.", ["AQUA", "GLYCERIN"]),
        (r"Water\Aqua\Eau, Glycerin", ["AQUA", "GLYCERIN"]),
        ("Ingredients: Water; Glycerin", ["AQUA", "GLYCERIN"]),
        ("Состав: вода, Glycerin", ["AQUA", "GLYCERIN"]),
        ("Water (Aqua), Parfum (Fragrance)", ["AQUA", "PARFUM"]),
        ("Iron Oxides (CI 77491, CI 77492), Mica", ["CI 77491", "MICA"]),
        ("Ricinus Communis (Castor) Seed Oil", ["RICINUS COMMUNIS SEED OIL"]),
        ("Caprylic/Capric Triglyceride", ["CAPRYLIC/CAPRIC TRIGLYCERIDE"]),
        ("Acrylates/C10-30 Alkyl Acrylate Crosspolymer",
         ["ACRYLATES/C10-30 ALKYL ACRYLATE CROSSPOLYMER"]),
        ("Butyrospermum Parkii Butter/Shea Butter", ["BUTYROSPERMUM PARKII BUTTER"]),
        ("1,2-Hexanediol, Aqua", ["1,2-HEXANEDIOL", "AQUA"]),
        ("Limonene*, Linalool**", ["LIMONENE", "LINALOOL"]),
        ("Titanium Dioxide [nano]", ["TITANIUM DIOXIDE"]),
        ("Aqua, AQUA, water", ["AQUA"]),
        ("[+/- CI 77491, CI 77492]", ["CI 77491", "CI 77492"]),
        ("(Parfum), Aqua", ["PARFUM", "AQUA"]),
        ("", []),
        ("?, -, .", []),
        (["ethylhexyl", "salicylate", "aqua"], ["ETHYLHEXYL SALICYLATE", "AQUA"]),
        (["glycerin", "salicylate"], ["GLYCERIN", "SALICYLATE"]),
    ],
)  # fmt: skip
def test_a_list_is_read_as_names(text, names):
    assert [item.inci for item in parse_inci(text)] == names


@pytest.mark.parametrize(
    ("text", "percent"),
    [("Niacinamide 10%", 10.0), ("Zinc PCA (1,5 %)", 1.5), ("Niacinamide", None)],
)
def test_a_stated_strength_is_kept(text, percent):
    assert parse_inci(text)[0].percent == percent


def test_positions_count_from_one():
    assert [item.position for item in parse_inci("Aqua, Aqua, Glycerin")] == [1, 2]


def test_praise_before_the_list_is_left_out():
    text = "-Retinol: helps with fine lines.\n\nAqua, Glycerin, Retinol, Parfum"
    assert [i.inci for i in parse_inci(text)] == ["AQUA", "GLYCERIN", "RETINOL", "PARFUM"]


@pytest.mark.parametrize("size", [MAX_LIST_CHARS, MAX_LIST_CHARS + 1])
def test_what_is_longer_than_any_label_is_not_read(size):
    assert bool(parse_inci(("AQUA, " * size)[:size])) == (size <= MAX_LIST_CHARS)


def test_a_very_long_name_is_no_name():
    assert canonical("A" * 500) == ""


def test_spellings_do_not_lead_in_circles():
    names = load_spellings().names
    assert all(names.get(meant, meant) == meant or meant == "ZINC OXIDE"
               for meant in names.values())  # fmt: skip


@pytest.mark.skipif(not COSING.exists(), reason="needs the shared ingredient data")
@pytest.mark.parametrize(
    ("file", "column", "least"),
    [("sephora_2288_en_usd.csv", "ingredients", 0.94),
     ("lookfantastic_1138_en_gbp.csv", "clean_ingreds", 0.88)],
)  # fmt: skip
def test_most_names_of_the_shop_files_are_known_to_cosing(file, column, least):
    with (
        COSING.open(encoding="utf-8") as known,
        (COSING.parents[1] / "catalogue" / file).open(encoding="utf-8", newline="") as shop,
    ):
        names = {row["inci_name"] for row in csv.DictReader(known)}
        read = [
            item.inci
            for row in csv.DictReader(shop)
            for item in parse_inci(row[column].strip("[]").replace("'", ""))
        ]
    assert sum(name in names for name in read) / len(read) >= least
