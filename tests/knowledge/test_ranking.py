"""Hard filters, the parts of a score, diversity and the partner rule."""

import numpy as np
import pytest

from knowledge.ranking import PRICES, parts, price_class, rank, structure, wishes
from knowledge.regimen import load_regimen
from knowledge.retrieval import Query, why_not
from knowledge.vocabulary import Caution, Concern, SkinType, Step, Texture
from knowledge.weights import load_retrieval
from tests.knowledge.catalogue_samples import product

DATA = load_retrieval()
PLAIN = "Aqua, Glycerin, Panthenol"


@pytest.mark.parametrize(
    ("fields", "query", "reason"),
    [
        ({}, {}, None),
        ({"available": False}, {}, "available"),
        ({}, {"exclude": frozenset({"a"})}, "exclude"),
        ({"partner": "P"}, {"partners": False}, "partners"),
        ({"partner": "P"}, {"partners": True}, None),
        ({}, {"steps": (Step.TONER,)}, "steps"),
        ({}, {"steps": (Step.TONER, Step.SERUM)}, None),
        ({"price_rub": 500}, {"max_price_rub": 500}, None),
        ({"price_rub": 501}, {"max_price_rub": 500}, "max_price_rub"),
        ({"price_rub": None}, {"max_price_rub": 500}, "max_price_rub"),
        ({"inci": PLAIN + ", Parfum"}, {"fragrance_free": True}, "fragrance_free"),
        ({"inci": ""}, {"fragrance_free": True}, "fragrance_free"),
        ({"inci": "Aqua, Retinol"}, {"cautions": (Caution.PREGNANCY,)}, "cautions"),
        ({"inci": ""}, {"cautions": (Caution.BREASTFEEDING,)}, "cautions"),
        ({"inci": "Aqua, Salicylic Acid"}, {"cautions": (Caution.TRYING_TO_CONCEIVE,)}, "cautions"),
        ({"inci": "Aqua, Retinol"}, {"cautions": (Caution.ECZEMA_PRONE,)}, None),
        ({"inci": "Aqua, Retinol 1%"}, {"everyday": (Step.SERUM,)}, "everyday"),
        ({"inci": "Aqua, Retinol 1%"}, {"everyday": (Step.CLEANSER,)}, None),
        ({"inci": PLAIN}, {"everyday": (Step.SERUM,)}, None),
        ({}, {"avoid": frozenset({"PANTHENOL"})}, "avoid"),
        ({"inci": ""}, {"avoid": frozenset({"PANTHENOL"})}, "avoid"),
        ({}, {"avoid": frozenset({"LANOLIN"})}, None),
    ],
)
def test_a_hard_filter_says_which_it_is(fields, query, reason):
    assert why_not(product("a", **fields), Query(**query)) == reason


@pytest.mark.parametrize(
    ("step", "fields", "good"),
    [
        (Step.MOISTURIZER, {}, True),
        (Step.MOISTURIZER, {"inci": "Aqua, Glycolic Acid 8%"}, False),
        (Step.MOISTURIZER, {"spf": 30}, False),
        (Step.SUNSCREEN, {"spf": 30}, True),
        (Step.MOISTURIZER, {"name": "Overnight Cream"}, False),
        (Step.CLEANSER, {"name": "Overnight Cream"}, True),
        (Step.EYE, {"name": "Overnight Cream"}, True),
        (Step.EYE, {"inci": "Aqua, Retinol 1%"}, False),
        (Step.MOISTURIZER, {"name": "Ointment for dry patches"}, False),
        (Step.CLEANSER, {"inci": "Aqua, Glycolic Acid 8%"}, False),
    ],
)
def test_a_basic_for_every_day_is_mild_and_for_the_whole_face(step, fields, good):
    assert load_regimen().everyday(product("a", step=step, **fields)) is good


def test_the_parts_add_up_to_the_score():
    query = Query(goals=(Concern.ACNE,), skin_type=SkinType.OILY, sensitive=True)
    found = rank([(product(str(n), brand="b"), n / 10) for n in range(5)], query, DATA)
    assert all(one.score == pytest.approx(sum(one.parts.values())) for one in found)


@pytest.mark.parametrize(
    ("better", "worse", "query"),
    [
        ("Aqua, Azelaic Acid 10%", PLAIN, {"goals": (Concern.ACNE,)}),
        ("Aqua, Zinc PCA 1%", "Aqua, Phenoxyethanol, Zinc PCA", {"goals": (Concern.OILINESS,)}),
        (PLAIN, "Aqua, Alcohol Denat.", {"sensitive": True}),
        (PLAIN, "", {}),
        ("Aqua, Glycerin, Zinc PCA", "Petrolatum, Lanolin", {"skin_type": SkinType.OILY}),
    ],
)  # fmt: skip
def test_what_fits_better_comes_first(better, worse, query):
    pair = [(product("worse", inci=worse), 0.5), (product("better", inci=better), 0.5)]
    assert [one.product.id for one in rank(pair, Query(**query), DATA)] == ["better", "worse"]


def test_among_equals_the_cheaper_comes_first():
    pair = [(product("dear", price_rub=900), 0), (product("cheap", price_rub=90), 0)]
    assert rank(pair, Query(), DATA)[0].product.id == "cheap"


def test_words_decide_where_nothing_else_does():
    pair = [(product("far"), 0.1), (product("near"), 0.9)]
    assert rank(pair, Query(), DATA)[0].product.id == "near"


@pytest.mark.parametrize(
    ("skin", "first", "last"),
    [
        (SkinType.DRY, Texture.CREAM, Texture.GEL),
        (SkinType.OILY, Texture.GEL, Texture.CREAM),
        (SkinType.COMBINATION, Texture.FLUID, Texture.BALM),
    ],
)
def test_among_equals_the_texture_that_a_skin_type_likes_comes_first(skin, first, last):
    pair = [(product(texture, texture=texture), 0.5) for texture in (last, first)]
    found = rank(pair, Query(skin_type=skin), DATA)
    assert [one.product.texture for one in found] == [first, last]
    assert found[0].parts["texture"] > 0 > found[1].parts["texture"]


def test_normal_skin_likes_every_texture_alike():
    pair = [(product(texture, texture=texture), 0.5) for texture in (Texture.GEL, Texture.CREAM)]
    found = rank(pair, Query(skin_type=SkinType.NORMAL), DATA)
    assert [one.parts.get("texture", 0.0) for one in found] == [0.0, 0.0]


def test_another_brand_is_shown_before_a_third_equal_one_of_the_same():
    many = [(product(f"a{n}", brand="A"), 0.5) for n in range(4)]
    found = rank([*many, (product("b", brand="B"), 0.4)], Query(limit=3), DATA)
    assert "b" in [one.product.id for one in found]
    assert any("diversity" in one.parts for one in found)


def test_each_step_has_its_own_limit_and_steps_come_in_routine_order():
    mixed = [(product(f"{s}{n}", step=s), 0.1) for n in range(4) for s in (Step.SERUM, Step.TONER)]
    found = rank(mixed, Query(limit=2), DATA)
    assert [one.product.step for one in found] == [Step.TONER] * 2 + [Step.SERUM] * 2


@pytest.mark.parametrize(
    ("gap", "first"),
    [(0.0, "partner"), (0.03, "partner"), (0.04, "own"), (0.5, "own")],
)
def test_a_partner_passes_only_what_fits_as_well(gap, first):
    """The window is 0.01 of score; 0.30 is the weight of similarity."""
    own = product("own", brand="x", inci="Aqua, Squalane")
    partner = product("partner", brand="y", inci="Aqua, Allantoin", partner="P")
    found = rank([(own, 0.5 + gap), (partner, 0.5)], Query(), DATA)
    assert found[0].product.id == first


@pytest.mark.parametrize(
    ("price", "place"),
    [(0, 0), (250, 0), (251, 1), (6000, len(PRICES) - 1), (6001, len(PRICES)),
     (None, len(PRICES) + 1)],
)  # fmt: skip
def test_price_classes_are_closed_above(price, place):
    assert price_class(price) == place


def test_vectors_give_the_same_number_as_the_parts():
    query = Query(goals=(Concern.ACNE, Concern.REDNESS), skin_type=SkinType.DRY, sensitive=True)
    one = product("one", inci="Aqua, Azelaic Acid 10%, Niacinamide, Glycerin")
    dot = float(structure(one, DATA) @ wishes(query, filters=False))
    assert dot == pytest.approx(sum(parts(one, query, 0.0, DATA).values()), abs=1e-5)


def test_in_the_vector_too_a_product_that_passes_the_filters_comes_first():
    query = Query(
        goals=(Concern.WRINKLES,),
        cautions=(Caution.PREGNANCY,),
        fragrance_free=True,
        max_price_rub=800,
    )
    passing = structure(product("ok", price_rub=700), DATA)
    strong = structure(product("no", inci="Aqua, Retinol 1%, Parfum"), DATA)
    assert passing @ wishes(query) > strong @ wishes(query)
    assert np.isfinite(passing).all()
