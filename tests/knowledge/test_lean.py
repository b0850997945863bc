"""Rich and light formulas: what the groups of names say, and how it ranks for a skin type."""

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.parsing import parsed_text
from knowledge.ranking import group_shares, leaning, rank
from knowledge.retrieval import Query
from knowledge.vocabulary import SkinType, Step
from knowledge.weights import load_retrieval
from tests.knowledge.catalogue_samples import product

DATA = load_retrieval()
RICH = "Aqua, Glycerin, Caprylic/Capric Triglyceride, Cetyl Alcohol, Butyrospermum Parkii Butter"
LIGHT = "Aqua, Alcohol Denat., Niacinamide, Silica, Salicylic Acid"


@pytest.mark.parametrize(
    ("inci", "group"),
    [
        ("Petrolatum", "lipids"),
        ("Simmondsia Chinensis Seed Oil", "lipids"),
        ("Squalane", "lipids"),
        ("Isopropyl Palmitate", "esters"),
        ("Cetearyl Alcohol", "structure"),
        ("Glycerin", "glycerin"),
        ("Ceramide NP", "barrier"),
        ("Kaolin", "matting"),
        ("Alcohol Denat.", "alcohol"),
        ("Salicylic Acid", "control"),
        ("Zinc PCA", "control"),
    ],
)
def test_a_name_belongs_to_its_group_alone(inci, group):
    shares = group_shares(product("a", inci=inci), DATA.lean)
    assert {name for name, share in shares.items() if share} == {group}


@pytest.mark.parametrize(
    "inci",
    ["PEG-40 Hydrogenated Castor Oil", "Sodium Benzoate", "Ethylhexyl Salicylate", "Zinc Oxide",
     "Retinyl Palmitate", "Hydroxyethylcellulose", "Glyceryl Glucoside"],
)  # fmt: skip
def test_names_that_only_look_alike_say_nothing_in_a_serum(inci):
    assert leaning(product("a", inci=inci), DATA.lean) == pytest.approx(DATA.lean.middle)


def test_foaming_counts_only_where_it_is_rinsed_off():
    foam = "Aqua, Sodium Laureth Sulfate, Cocamidopropyl Betaine"
    wash = leaning(product("a", step=Step.CLEANSER, inci=foam), DATA.lean)
    assert wash < leaning(product("b", step=Step.SERUM, inci=foam), DATA.lean)


def test_early_names_count_more():
    early = product("a", inci="Squalane, " + ", ".join(f"Filler {n}" for n in range(20)))
    late = product("b", inci=", ".join(f"Filler {n}" for n in range(20)) + ", Squalane")
    shares = [group_shares(one, DATA.lean)["lipids"] for one in (early, late)]
    assert shares == [1.0, pytest.approx(1 / 3)]


def test_an_unknown_list_leans_to_neither_side():
    assert leaning(product("a", inci=""), DATA.lean) == 0.0


@pytest.mark.parametrize(
    ("skin", "first", "last"), [(SkinType.DRY, "rich", "light"), (SkinType.OILY, "light", "rich")]
)
def test_dry_skin_gets_the_rich_and_oily_skin_the_light_formula_first(skin, first, last):
    pair = [(product("rich", inci=RICH), 0.5), (product("light", inci=LIGHT), 0.5)]
    found = rank(pair, Query(skin_type=skin), DATA)
    assert [one.product.id for one in found] == [first, last]
    assert found[0].parts["lean"] > 0 > found[1].parts["lean"]


@pytest.mark.parametrize("skin", [SkinType.NORMAL, SkinType.COMBINATION])
def test_other_types_take_both(skin):
    found = rank([(product("rich", inci=RICH), 0.5)], Query(skin_type=skin), DATA)
    assert found[0].parts["lean"] == 0.0


@given(st.lists(st.sampled_from(f"{RICH}, {LIGHT}, Parfum, Urea".split(", ")), unique=True))
def test_leaning_is_bounded_and_a_rich_name_never_makes_a_formula_lighter(names):
    """Added at the end, so that no other name moves."""
    before = leaning(product("a", inci=", ".join(["Aqua", *names])), DATA.lean)
    after = leaning(product("b", inci=", ".join(["Aqua", *names, "Lanolin"])), DATA.lean)
    assert -1 <= before <= after <= 1


def test_every_sign_names_sources_that_exist():
    known = parsed_text(files("knowledge").joinpath("data/sources.yaml").read_text("utf-8"))
    named = {source for group in DATA.lean.groups.values() for source in group.source}
    assert named <= set(known)


def test_no_kind_of_formula_can_pass_both_sides():
    rich, light = (product(name, inci=inci) for name, inci in (("r", RICH), ("l", LIGHT)))
    sides = np.sign([leaning(one, DATA.lean) for one in (rich, light)])
    assert sides.tolist() == [1.0, -1.0]
