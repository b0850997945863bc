"""The relevance benchmark: labels stay hidden, questions discriminate, scores are what they say."""

from itertools import permutations

import pytest

from benchmarks.relevance import MAPPING, TOP, evaluate, interval, random_ndcg, redrawn_lead
from benchmarks.relevance_questions import (
    CONCERNS,
    NARROW,
    RULES,
    SKINS,
    WIDE,
    Label,
    Question,
    half_of,
    hidden,
    labels,
    questions,
    stated,
)
from knowledge.describe import describe
from knowledge.mapping import load_mapping
from knowledge.vocabulary import SkinType
from knowledge.weights import load_retrieval
from tests.knowledge.catalogue_samples import product

DRY, OILY, MIXED, NORMAL = SkinType.DRY, SkinType.OILY, SkinType.COMBINATION, SkinType.NORMAL


def test_no_column_that_states_a_label_is_mapped():
    read = {column for names in load_mapping(MAPPING).columns.values() for column in names}
    labelled = {"highlights", "hearts", "rating", *(f"st_{skin}" for skin in [*SKINS, "sensitive"])}
    assert read
    assert read.isdisjoint(labelled)


@pytest.mark.parametrize(
    ("name", "types", "rest"),
    [
        ("Rich Cream for Dry Skin", {DRY}, "Rich Cream"),
        ("Day Cream - Normal to Combination Skin", {NORMAL, MIXED}, "Day Cream"),
        ("Fluid Combination Oily to Oily", {MIXED, OILY}, "Fluid"),
        ("Creme, Very Dry", {DRY}, "Creme"),
        ("Lotion (Oily Skin)", {OILY}, "Lotion"),
        ("Multi-Purpose Dry Oil", set(), "Multi-Purpose Dry Oil"),
        ("Oil-Free Gel", set(), "Oil-Free Gel"),
        ("Cream All Skin Types", set(), "Cream All Skin Types"),
        ("Dry Mist Spray", set(), "Dry Mist Spray"),
    ],
)
def test_a_type_in_the_name_labels_and_is_hidden(name, types, rest):
    assert stated(name) == types
    assert hidden(name) == rest


def test_what_is_indexed_of_a_hidden_name_says_no_type():
    name = hidden("Rich Cream for Very Dry Skin")
    said = describe(product("a", inci="Aqua, Silica", name=name), load_retrieval().words)
    assert "dry" not in said.lower()


def _row(**fields):
    row = {"product_id": "a", "name": "Cream", "highlights": "[]"}
    return row | {f"st_{skin}": "" for skin in SKINS} | fields


def _labels(tmp_path, row, rules=WIDE):
    path = tmp_path / "shop.csv"
    lines = [",".join(row), ",".join(f'"{value}"' for value in row.values())]
    path.write_text("\n".join(lines), "utf-8")
    return labels(path, rules)["a"]


@pytest.mark.parametrize(
    ("fields", "rules", "types"),
    [
        ({"st_dry": "1.0"}, WIDE, {DRY}),
        (dict.fromkeys((f"st_{skin}" for skin in SKINS), "1.0"), WIDE, None),
        (dict.fromkeys((f"st_{skin}" for skin in SKINS), "0.0"), WIDE, None),
        ({"highlights": "['Best for Oily, Combo, Normal Skin']"}, WIDE, {OILY, MIXED, NORMAL}),
        ({"name": "Cream for Dry Skin"}, WIDE, {DRY}),
        ({"name": "Cream for Dry Skin"}, NARROW, None),
        ({"name": "Cream for Dry Skin", "st_oily": "1.0"}, WIDE, {OILY}),
    ],
)
def test_editors_come_before_names_and_what_fits_all_tells_nothing(tmp_path, fields, rules, types):
    label = _labels(tmp_path, _row(**fields), rules)
    assert label.types == (None if types is None else frozenset(types))


def _shop(relevant, others):
    known = {f"r{n}": Label(types=frozenset({DRY})) for n in range(relevant)}
    known |= {f"o{n}": Label(types=frozenset({OILY})) for n in range(others)}
    return known, {i: product(i) for i in known}


@pytest.mark.parametrize(
    ("relevant", "others", "counts"),
    [(4, 4, True), (3, 10, False), (10, 3, False), (7, 4, True), (10, 4, False), (7, 3, False)],
)
def test_a_question_counts_only_where_it_can_tell_orders_apart(relevant, others, counts):
    asked = questions(*_shop(relevant, others), WIDE)
    assert (f"{DRY} any" in {one.name for one in asked}) is counts


def test_thirds_by_price_share_no_product_and_leave_none_out():
    known, _ = _shop(20, 20)
    ids = sorted(known)
    priced = {i: product(i, price_rub=100 * at) for at, i in enumerate(ids)}
    known = {i: Label(types=frozenset({DRY if at % 2 else OILY})) for at, i in enumerate(ids)}
    asked = questions(known, priced, WIDE)
    thirds = [one.pool for one in asked if one.name in {f"{DRY} {t}" for t in
              ("cheap", "middle", "dear")}]  # fmt: skip
    assert len(thirds) == 3
    assert sum(map(len, thirds)) == len(frozenset().union(*thirds)) == 40


@pytest.mark.parametrize("rules", RULES.values())
def test_every_wish_has_its_wordings_in_both_languages(rules):
    wishes = [says for _, says in CONCERNS.values()] + list(SKINS.values())
    for says in wishes:
        for words in (says.ru, says.en):
            assert len(set(words[: rules.wordings])) == rules.wordings


def test_the_halves_are_both_there_and_stay_as_they_are():
    halves = [half_of(f"P{n}") for n in range(1000)]
    assert 400 < halves.count("dev") < 600
    assert halves == [half_of(f"P{n}") for n in range(1000)]


def _question(pool, relevant):
    return Question("q", "concern", (), None, None, (("ru", "w"), ("en", "w")),
                    frozenset(pool), frozenset(relevant), frozenset(relevant))  # fmt: skip


def test_random_order_gets_its_mean_over_all_orders():
    question = _question("abcdef", "ab")
    orders = {("ours", "ru", "q"): list(permutations("abcdef"))}
    scores = evaluate([question], orders)["ours", "concern", "ru"]["q"]
    assert random_ndcg(question) == pytest.approx(sum(scores) / len(scores))


def test_a_perfect_order_gets_one_and_wordings_stay_together():
    pool = [f"p{n:02}" for n in range(30)]
    question = _question(pool, pool[: TOP + 3])
    orders = {("ours", language, "q"): [pool] for language in ("ru", "en")}
    scores = evaluate([question], orders)["ours", "every kind", "all"]
    assert interval(scores) == (1.0, 1.0, 1.0)
    assert scores["q"] == [1.0, 1.0]


def test_with_products_drawn_anew_a_clear_lead_stays_and_none_stays_none():
    pool = [f"p{n:02}" for n in range(40)]
    question = _question(pool, pool[:12])
    orders = {
        (how, language, "q"): [pool if how == "ours" else pool[::-1]]
        for how in ("ours", "BM25")
        for language in ("ru", "en")
    }
    low, high = redrawn_lead([question], orders, "BM25", draws=50)
    assert low > 0.8
    assert high < 1 + 1e-9
    assert redrawn_lead([question], orders, "ours", draws=50) == (0.0, 0.0)
