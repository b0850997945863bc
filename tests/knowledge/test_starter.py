"""The starter catalogue is large, varied, honest and made of real INCI names."""

import csv
from bisect import bisect
from collections import Counter
from pathlib import Path

import pytest

from knowledge.starter import load_starter
from knowledge.vocabulary import Active, Concern, SkinType, Step, Texture, Tri

STARTER = load_starter()
COSING = Path(__file__).parents[3] / "shared/data/ingredients/cosing_2020_28712.csv"
DAILY = (Step.CLEANSER, Step.SERUM, Step.MOISTURIZER, Step.SUNSCREEN)


def test_there_are_at_least_200_types_with_unique_ids():
    assert len(STARTER) >= 200
    assert len({p.id for p in STARTER}) == len(STARTER)


def test_all_are_types_with_names_in_both_languages():
    assert all(p.kind == "type" and p.brand is None for p in STARTER)
    assert all(p.name_ru and p.name_ru != p.name for p in STARTER)
    assert len({p.name_ru for p in STARTER}) == len({p.name for p in STARTER}) == len(STARTER)


def test_every_step_texture_and_price_tier_is_there():
    assert {p.step for p in STARTER} == set(Step)
    assert {p.texture for p in STARTER} == set(Texture) - {Texture.UNKNOWN}
    tiers = Counter(bisect((500, 1000, 2000), p.price_rub) for p in STARTER)
    assert all(tiers[tier] >= 15 for tier in range(4))


@pytest.mark.parametrize("concern", list(Concern))
def test_every_concern_is_served(concern):
    assert sum(concern in p.concerns for p in STARTER) >= 5


def test_price_ranges_are_the_right_way_round():
    assert all(0 < p.price_rub <= p.price_rub_max for p in STARTER)


def test_sun_protection_is_stated_exactly_for_products_with_filters_and_spf():
    assert all(p.spf for p in STARTER if p.step is Step.SUNSCREEN)
    for p in STARTER:
        assert not p.spf or any(a.active is Active.UV_FILTER for a in p.actives), p.id


def test_every_type_has_a_list_and_named_actives_are_in_it():
    for p in STARTER:
        assert len(p.ingredients) >= 2, p.id
        assert {a.inci for a in p.actives} <= set(p.ingredients), p.id
        assert len(set(p.ingredients)) == len(p.ingredients), p.id


def test_unknown_is_kept_apart_from_no():
    values = {p.suits(skin) for p in STARTER for skin in SkinType}
    assert values == set(Tri)
    assert {p.pregnancy for p in STARTER} == set(Tri)


@pytest.mark.parametrize("active", [Active.RETINOID, Active.HYDROQUINONE, Active.BHA])
def test_nothing_doubtful_is_called_suitable_in_pregnancy(active):
    doubtful = [p for p in STARTER if any(a.active is active for a in p.actives)]
    assert all(p.pregnancy is not Tri.YES for p in doubtful)


def test_scented_types_are_never_called_fragrance_free():
    assert all(p.fragrance_free is Tri.NO for p in STARTER if "PARFUM" in p.ingredients)


def test_nothing_marked_for_sensitive_skin_is_scented():
    assert all(p.fragrance_free is Tri.YES for p in STARTER if p.sensitive_ok is Tri.YES)


@pytest.mark.parametrize("step", DAILY)
def test_a_pregnant_person_with_sensitive_skin_can_do_every_daily_step_cheaply(step):
    fits = [
        p
        for p in STARTER
        if p.step is step
        and p.pregnancy is Tri.YES
        and p.fragrance_free is Tri.YES
        and p.sensitive_ok is Tri.YES
        and p.price_rub <= 700
    ]
    assert fits


@pytest.mark.skipif(not COSING.exists(), reason="needs the shared ingredient data")
def test_at_least_97_percent_of_the_names_are_known_to_cosing():
    with COSING.open(encoding="utf-8") as file:
        known = {row["inci_name"] for row in csv.DictReader(file)}
    names = {name for p in STARTER for name in p.ingredients}
    assert len(names & known) / len(names) >= 0.97
