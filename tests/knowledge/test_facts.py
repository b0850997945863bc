"""The knowledge data is complete, sourced, consistent, and its loader reports every fault."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from knowledge.errors import UnusableInput
from knowledge.facts import DATA, load_facts, read_facts
from knowledge.ingredients import InteractionKind, PregnancyStatus
from knowledge.vocabulary import Active

FACTS = load_facts()
COSING = Path(__file__).parents[3] / "shared/data/ingredients/cosing_2020_28712.csv"


def test_there_are_at_least_150_ingredients_and_60_interactions():
    assert len(FACTS.ingredients) >= 150
    assert len(FACTS.interactions) >= 60


@pytest.mark.parametrize(
    "group", ["ingredients", "families", "interactions", "eu_limits", "safety", "topics"]
)
def test_every_fact_names_a_source(group):
    assert all(fact.source and all(fact.source) for fact in getattr(FACTS, group))


def test_every_kind_of_interaction_occurs():
    assert {rule.kind for rule in FACTS.interactions} == set(InteractionKind)


def test_every_family_of_the_vocabulary_has_an_ingredient():
    named = {entry.active for entry in FACTS.ingredients}
    assert set(Active) - named == set()


@pytest.mark.skipif(not COSING.exists(), reason="the CosIng export is not at hand")
def test_inci_names_are_cosing_names():
    with COSING.open(encoding="utf-8-sig") as file:
        known = {row["inci_name"].strip().upper() for row in csv.DictReader(file)}
    used = {name for entry in FACTS.ingredients if entry.cosing for name in entry.inci}
    assert used - known == set()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ретинол", "retinol"),
        ("Retinol (Vitamin A)", "retinol"),
        ("ВИТАМИН С", "ascorbic_acid"),
        ("витамин c", "ascorbic_acid"),
        ("мёд", "mel"),
        ("мед", "mel"),
        ("bpo", "benzoyl_peroxide"),
        ("Aqua/Niacinamide", "niacinamide"),
    ],
)
def test_a_name_finds_its_ingredient(said, expected):
    assert FACTS.ingredient(said).id == expected


def test_an_unknown_name_finds_nothing():
    assert FACTS.ingredient("зорблатин") is None


@pytest.mark.parametrize(
    ("inci", "active"),
    [
        ("RETINYL SUNFLOWERSEEDATE", Active.RETINOID),
        ("Retinol (and) Polysorbate 20", Active.RETINOID),
        ("SODIUM GLYCOLATE", Active.AHA),
        ("SODIUM SALICYLATE", Active.BHA),
        ("CERAMIDE NH", Active.CERAMIDE),
        ("PALMITOYL HEXAPEPTIDE-12", Active.PEPTIDE),
        ("ZINC OXIDE", Active.UV_FILTER),
    ],
)
def test_an_inci_name_has_its_family(inci, active):
    assert active in FACTS.actives_of(inci)


@pytest.mark.parametrize("inci", ["BHA", "CITRIC ACID", "RESVERATROL", "STEARIC ACID", "AQUA"])
def test_a_look_alike_is_no_acid_and_no_retinoid(inci):
    assert {Active.AHA, Active.BHA, Active.RETINOID}.isdisjoint(FACTS.actives_of(inci))


def test_an_interaction_is_found_in_either_order():
    assert FACTS.interaction("aha", "retinoid") is FACTS.interaction("retinoid", "aha")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("retinol", PregnancyStatus.AVOID),
        ("hydroquinone", PregnancyStatus.AVOID),
        ("salicylic acid", PregnancyStatus.LIMITED),
        ("azelaic acid", PregnancyStatus.ACCEPTABLE),
        ("niacinamide", PregnancyStatus.ACCEPTABLE),
        ("bakuchiol", PregnancyStatus.UNKNOWN),
    ],
)
def test_pregnancy_status_follows_the_sources(name, status):
    assert FACTS.ingredient(name).pregnancy is status


def test_notes_are_in_both_languages_or_in_none():
    lopsided = [e.id for e in FACTS.ingredients if bool(e.note_ru) != bool(e.note_en)]
    assert lopsided == []


def test_russian_texts_are_russian_and_english_ones_english():
    texts = [(f.ru, f.en) for g in (FACTS.interactions, FACTS.topics, FACTS.safety) for f in g]
    assert all(re.search("[а-я]", ru) and not re.search("[а-яёА-ЯЁ]", en) for ru, en in texts)


def test_every_fault_of_the_data_is_reported_together(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "interactions.yaml").write_text(
        "- {id: one, a: retinoid, b: unobtainium, kind: conflict, ru: а, en: a, source: [nobody]}\n"
        "- {id: two, a: aha, b: bha, kind: quarrel, ru: а, en: a, source: [cir]}\n",
        encoding="utf-8",
    )
    with pytest.raises(UnusableInput) as error:
        read_facts(folder)
    assert "unknown source nobody" in error.value.detail
    assert "entry 2: kind" in error.value.detail


def test_a_rule_about_nothing_known_is_a_fault(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "interactions.yaml").write_text(
        "- {id: one, a: retinoid, b: unobtainium, kind: conflict, ru: а, en: a, source: [cir]}\n",
        encoding="utf-8",
    )
    with pytest.raises(UnusableInput, match="unobtainium"):
        read_facts(folder)


def test_broken_yaml_is_one_clear_sentence(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "families.yaml").write_text("- {active: [", encoding="utf-8")
    with pytest.raises(UnusableInput, match=r"families\.yaml: not readable"):
        read_facts(folder)
