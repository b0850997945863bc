"""Allergies as people name them against what labels print: nothing missed, little lost."""

import json
from pathlib import Path

import pytest

from knowledge.allergens import (
    contains,
    find_in_text,
    groups_of,
    load_allergens,
    read_allergens,
    resolve,
)
from knowledge.errors import UnusableInput
from knowledge.facts import load_facts

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "eval/cases/allergies.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
BASE = ("Aqua", "Glycerin", "Dimethicone", "Carbomer", "Squalane", "Xanthan Gum", "Allantoin")


def _label(name: str, said: str = "") -> list[str]:
    """A label with the name on it; of the usual rest only what the allergy does not mean."""
    rest = [usual for usual in BASE if not (said and contains([usual], said))]
    return [*rest[:4], name, *rest[4:]]


def test_there_are_at_least_60_allergies_in_both_languages():
    assert len(CASES) >= 60
    assert {case["language"] for case in CASES} == {"ru", "en"}
    assert {"common", "inci", "misspelt"} <= {case["purpose"] for case in CASES}


def test_recall_is_complete():
    missed = [
        (case["input"]["text"], name)
        for case in CASES
        for name in case["expected"]["hits"]
        if not contains(_label(name, case["input"]["text"]), case["input"]["text"])
    ]
    assert missed == []


def test_false_exclusions_are_at_most_three_percent():
    asked = [
        (case["input"]["text"], name)
        for case in CASES
        for name in (*case["expected"]["look_alikes"], "Tocopherol")
        if not (name == "Tocopherol" and "витамин е" in case["input"]["text"])
    ]
    wrong = [pair for pair in asked if contains(_label(pair[1], pair[0]), pair[0])]
    assert len(wrong) / len(asked) <= 0.03, wrong


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ланолином", "lanolin"),
        ("мёда", "honey"),
        ("меди", "copper"),
        ("орехов", "nuts"),
        ("отдушек", "fragrance"),
        ("на сою", "soy"),
        ("аспирину", "salicylates"),
        ("эфирных масел", "essential oils"),
        ("чайного дерева", "tea tree oil"),
        ("витамину С", "vitamin c"),
        ("WOOL ALCOHOLS", "lanolin"),
        ("proppolis", "propolis"),
        ("феноксиэтонол", "phenoxyethanol"),
    ],
)
def test_inflected_and_misspelt_names_resolve(said, name):
    assert resolve(said).name == name


@pytest.mark.parametrize(
    "word", ["как", "какой", "бани", "цвет", "только", "слоями", "дух", "розовый", "colour"]
)
def test_everyday_words_near_an_allergen_are_not_taken_for_it(word):
    assert find_in_text(word) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [("гликолевую кислоту", "glycolic acid"), ("коллагене", "collagen"), ("эктоин", "ectoin")],
)
def test_a_single_ingredient_keeps_its_own_name(said, name):
    assert resolve(said).name == name


def test_an_allergy_to_one_acid_covers_its_family_but_not_one_filter_all_filters():
    assert contains(_label("Lactic Acid"), "гликолевая кислота")
    assert contains(_label("Bemotrizinol"), "tinosorb s")
    assert not contains(_label("Zinc Oxide"), "tinosorb s")


@pytest.mark.parametrize("said", ["со", "папоротник", "", "!!!", "зорблатин"])
def test_words_that_name_nothing_known_do_not_resolve(said):
    assert resolve(said) is None


def test_several_allergens_are_found_with_their_words():
    text = "У меня аллергия на ланолин, мёд и отдушки"
    assert find_in_text(text) == [
        ("lanolin", "ланолин"),
        ("honey", "мёд"),
        ("fragrance", "отдушки"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Кожа жирная, мне 27, хочу убрать чёрные точки и морщины, бюджет 3000",
        "Хожу в медицинский, сплю мало, под глазами тёмные круги",
        "I want something light for the morning, my forehead shines",
    ],
)
def test_ordinary_messages_name_no_allergen(text):
    assert find_in_text(text) == []


def test_a_phrase_naming_two_allergens_excludes_for_both():
    said = "мёд и лаванда"
    assert contains(_label("Mel"), said)
    assert contains(_label("Lavandula Angustifolia Oil"), said)


def test_a_name_split_by_a_careless_export_is_still_found():
    assert contains(["aqua", "benzyl", "alcohol"], "benzyl alcohol")


def test_an_unknown_latin_name_is_matched_literally():
    assert contains(_label("Moringa Oleifera Seed Oil"), "moringa")
    assert not contains(_label("Mauritia Flexuosa Fruit Oil"), "moringa")


def test_an_unknown_russian_name_cannot_be_checked():
    assert not load_allergens().checkable("зорблатин")
    assert load_allergens().checkable("zorblatin")


def test_groups_of_a_list_serve_an_index():
    assert {"lanolin", "fragrance", "essential oils", "lavender"} <= groups_of(
        ["Aqua", "Lanolin", "Lavandula Angustifolia Oil"]
    )


@pytest.mark.parametrize(
    "name",
    [
        *("Amyl Cinnamal", "Benzyl Alcohol", "Cinnamyl Alcohol", "Citral", "Eugenol"),
        *("Hydroxycitronellal", "Isoeugenol", "Amylcinnamyl Alcohol", "Benzyl Salicylate"),
        *("Cinnamal", "Coumarin", "Geraniol", "Anise Alcohol", "Benzyl Cinnamate", "Farnesol"),
        *("Linalool", "Benzyl Benzoate", "Citronellol", "Hexyl Cinnamal", "Limonene"),
        *("Methyl 2-Octynoate", "Alpha-Isomethyl Ionone", "Evernia Prunastri Extract"),
        *("Evernia Furfuracea Extract", "Vanillin", "Linalyl Acetate", "Rose Ketones"),
    ],
)
def test_the_eu_declarable_fragrance_allergens_count_as_fragrance(name):
    assert contains([name], "fragrance")


def test_a_broken_group_file_names_its_faults(tmp_path):
    path = tmp_path / "allergens.yaml"
    path.write_text(
        "- {id: a, en: [a], match: ['('], source: [x]}\n"
        "- {id: b, en: [b], also: [c], source: [x]}\n",
        encoding="utf-8",
    )
    with pytest.raises(UnusableInput) as error:
        read_allergens(path, load_facts())
    assert "entry 1" in error.value.detail
    assert "unknown c" in error.value.detail


def test_a_file_that_is_no_list_is_refused(tmp_path):
    path = tmp_path / "allergens.yaml"
    path.write_text("just words", encoding="utf-8")
    with pytest.raises(UnusableInput, match="not a list"):
        read_allergens(path, load_facts())
