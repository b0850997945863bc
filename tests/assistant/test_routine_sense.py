"""What would make a dermatologist or a customer wince, one case each."""

import pytest

from assistant.profile import Profile
from assistant.recommending import common_name
from assistant.routine import render
from assistant.routine.fitting import Person
from assistant.routine.writing import amount, by_family, name_of, why, worded
from assistant.texts import texts
from knowledge.product import ProductActive
from knowledge.regimen import load_regimen
from knowledge.vocabulary import Active, Caution, Concern, Language, SkinType, Step, Texture, Tri
from tests.assistant.shelf_of_products import (
    BASICS,
    CREAM,
    EYE,
    NIACINAMIDE,
    RETINOL,
    SPF,
    WASH,
    product,
    routine,
)

NORMAL = Profile(skin_type=SkinType.NORMAL, age=30)


def ids(found: object) -> set[str]:
    return {step.product_id for step in (*found.morning, *found.evening)}


@pytest.mark.parametrize(
    "name", ["night", "Ночной крем", "Дневной крем с витамином С", "ointment for dry patches"]
)
def test_a_cream_for_the_night_or_an_area_is_nobodys_daily_cream(name: str) -> None:
    odd = product(name, Step.MOISTURIZER, 50).model_copy(update={"name": f"{name} cream"})
    assert odd.id not in ids(routine(NORMAL, *BASICS, odd))


@pytest.mark.parametrize(
    ("name", "age", "chosen"),
    [
        ("teen", 16, True),
        ("teen", 40, False),
        ("teen", None, False),
        ("mature", 50, True),
        ("mature", 22, False),
        ("mature", None, True),
    ],
)
def test_care_for_another_age_gives_way(name: str, age: int | None, chosen: bool) -> None:
    named = product(name, Step.MOISTURIZER, 330, holds=["CERAMIDE NP"])
    found = routine(NORMAL.model_copy(update={"age": age}), WASH, CREAM, SPF, named)
    assert (named.id in ids(found)) is chosen


@pytest.mark.parametrize("harsh", ["KAOLIN", "SODIUM LAURYL SULFATE"])
def test_a_harsh_wash_gives_way_to_a_mild_one(harsh: str) -> None:
    wash = product("harsh", Step.CLEANSER, 250, holds=[harsh], texture=Texture.GEL)
    if harsh == "KAOLIN":
        wash = wash.model_copy(
            update={"actives": (ProductActive(active=Active.CLAY, inci="KAOLIN"),)}
        )
    assert "wash" in ids(routine(NORMAL, *BASICS, wash))


def test_a_cream_does_not_repeat_the_treatment_where_another_fits_as_well() -> None:
    person = Profile(goals=(Concern.OILINESS,), skin_type=SkinType.OILY, age=30)
    again = product("again", Step.MOISTURIZER, 390, holds=["NIACINAMIDE"])
    assert "cream" in ids(routine(person, *BASICS, NIACINAMIDE, again))


def test_who_has_not_said_that_skin_is_calm_gets_the_cream_without_fragrance() -> None:
    scented = product("scented", Step.MOISTURIZER, 350, holds=["CERAMIDE NP", "PARFUM"])
    assert "cream" in ids(routine(NORMAL, *BASICS, scented))
    calm = NORMAL.model_copy(update={"sensitive": False})
    assert "scented" in ids(routine(calm, *BASICS, scented))


def test_a_much_worse_product_is_no_cheaper_alternative() -> None:
    wrong = product("wrong", Step.MOISTURIZER, 100, suits=[SkinType.OILY]).model_copy(
        update={"skin_types": {SkinType.NORMAL: Tri.NO}}
    )
    found = routine(NORMAL, *BASICS, wrong)
    (cream,) = [step for step in found.morning if step.step == "moisturizer"]
    assert cream.alternative is None


def test_oil_for_washing_goes_on_dry_skin() -> None:
    oil = product("oil", Step.CLEANSER, 300, texture=Texture.OIL)
    found = routine(NORMAL, oil, CREAM, SPF)
    assert "dry hands on dry skin" in found.morning[0].amount


def test_two_goals_share_their_first_words() -> None:
    person = Profile(goals=(Concern.WRINKLES, Concern.FIRMNESS), age=40, language="ru")
    (step,) = [s for s in routine(person, *BASICS, RETINOL).evening if s.product_id == "retinol"]
    assert "с морщинами и потерей упругости" in step.why


def test_what_is_told_of_a_product_is_what_it_is_known_by() -> None:
    both = product("both", Step.SERUM, 500, holds=["AZELAIC ACID"])
    panthenol = ProductActive(active=Active.PANTHENOL, inci="PANTHENOL")
    both = both.model_copy(update={"actives": (panthenol, *both.actives)})
    person = Profile(goals=(Concern.DRYNESS, Concern.REDNESS), age=40)
    (step,) = [s for s in routine(person, *BASICS, both).evening if s.product_id == "both"]
    assert step.why.startswith("Azelaic acid")


def test_several_unknown_shelf_items_are_one_warning() -> None:
    person = NORMAL.model_copy(
        update={"shelf": ("my gel wash", "my day cream"), "sensitive": False}
    )
    found = routine(person, *BASICS)
    said = [warning.text for warning in found.warnings if "unknown" in warning.text]
    assert len(said) == 1
    assert said[0].startswith("“my gel wash” and “my day cream”")


def test_an_evening_without_steps_has_no_heading() -> None:
    person = NORMAL.model_copy(update={"budget_rub": 600})
    found = routine(person, WASH, product("dear", Step.MOISTURIZER, 5000), SPF)
    assert found.evening == ()
    assert "Evening" not in render(found, texts(Language.EN))


@pytest.mark.parametrize(
    ("language", "name"), [(Language.RU, "витамин Е"), (Language.EN, "vitamin E")]
)
def test_a_vitamin_keeps_its_capital(language: Language, name: str) -> None:
    active = ProductActive(active=Active.VITAMIN_E, inci="TOCOPHEROL")
    assert common_name(active, texts(language)) == name


def test_while_the_skin_type_is_unknown_what_is_wrong_for_some_type_gives_way() -> None:
    wrong_for_some = product("some", Step.CLEANSER, 250).model_copy(
        update={"skin_types": {SkinType.DRY: Tri.NO, SkinType.OILY: Tri.YES}}
    )
    assert "wash" in ids(routine(Profile(age=30), *BASICS, wrong_for_some))


@pytest.mark.parametrize("name", ["защитный крем от холода", "Cold Cream with lanolin"])
def test_a_cream_against_the_cold_is_nobodys_daily_cream(name: str) -> None:
    cold = product("cold", Step.MOISTURIZER, 100).model_copy(update={"name": name})
    assert "cold" not in ids(routine(NORMAL, WASH, CREAM, SPF, cold))


@pytest.mark.parametrize("caution", [Caution.PREGNANCY, Caution.BREASTFEEDING])
def test_where_a_milder_active_does_as_well_the_acid_gives_way_in_pregnancy(
    caution: Caution,
) -> None:
    acid = product("acid", Step.EXFOLIANT, 500, holds=["GLYCOLIC ACID"])
    azelaic = product("azelaic", Step.TREATMENT, 600, holds=["AZELAIC ACID"])
    person = Profile(goals=(Concern.PIGMENTATION,), cautions=(caution,))
    assert ids(routine(person, *BASICS, acid, azelaic)) == {"wash", "cream", "spf", "azelaic"}


def test_an_acid_toner_is_taken_by_drops_and_kept_from_the_eyes() -> None:
    toner = product("t", Step.TONER, holds=["GLYCOLIC ACID"], texture=Texture.WATER)
    amounts = amount(toner, load_regimen(), texts(Language.EN))
    assert amounts == (
        "3–5 drops with the palms on dry skin, away from eyelids and corners of the mouth"
    )
    plain = product("t", Step.TONER, holds=["NIACINAMIDE"], texture=Texture.WATER)
    assert amount(plain, load_regimen(), texts(Language.EN)) in amounts
    gel = product("t", Step.EXFOLIANT, holds=["GLYCOLIC ACID"], texture=Texture.GEL)
    assert amount(gel, load_regimen(), texts(Language.EN)).startswith("a pea")


@pytest.mark.parametrize(
    ("goal", "said", "unsaid"),
    [
        (Concern.REDNESS, "Redness calms", "wrinkles"),
        (Concern.PIGMENTATION, "Tone and texture change", "wrinkles"),
        (Concern.WRINKLES, "Tone, texture and wrinkles", "Redness"),
        (Concern.OILINESS, "Judge the routine", "breakouts"),
        (Concern.BLACKHEADS, "With breakouts and blackheads", "Tone"),
    ],
)
def test_what_to_expect_is_about_the_persons_own_goals(
    goal: Concern, said: str, unsaid: str
) -> None:
    found = routine(Profile(goals=(goal,)), *BASICS)
    assert said in found.expect
    assert unsaid not in found.expect


def test_a_harsh_product_is_no_cheaper_alternative_to_a_mild_one() -> None:
    harsh = product("harsh", Step.CLEANSER, 50, holds=["SODIUM LAURYL SULFATE"])
    mild = product("mild", Step.CLEANSER, 90, suits=())
    person = Profile(skin_type=SkinType.OILY)
    (wash,) = [s for s in routine(person, *BASICS, harsh).morning if s.product_id == "wash"]
    assert wash.alternative is None
    found = routine(person, *BASICS, harsh, mild)
    (wash,) = [s for s in found.morning if s.product_id == "wash"]
    assert wash.alternative is not None
    assert wash.alternative.product_id == "mild"


@pytest.mark.parametrize(
    "name",
    ["AHA 30% + BHA 2% Peeling Solution", "Glow Peel", "Пилинг с кислотами", "Dark Spot Dots"],
)
def test_a_peel_or_dots_are_no_serum_for_the_whole_face(name: str) -> None:
    odd = product("odd", Step.EXFOLIANT, 100, holds=["GLYCOLIC ACID"])
    person = Profile(goals=(Concern.DULLNESS,))
    assert "odd" in ids(routine(person, *BASICS, odd))
    assert "odd" not in ids(routine(person, *BASICS, odd.model_copy(update={"name": name})))


def test_make_up_is_no_moisturiser_but_a_tinted_sunscreen_is_a_sunscreen() -> None:
    shine = product("shine", Step.MOISTURIZER, 90).model_copy(update={"name": "Crystal Luminizer"})
    primer = product("primer", Step.SUNSCREEN, 90, spf=50).model_copy(update={"name": "Primer 50"})
    found = routine(Profile(), WASH, CREAM, shine, primer)
    assert ids(found) == {"wash", "cream", "primer"}


def test_a_face_cream_is_not_praised_for_what_it_does_to_the_eyes() -> None:
    cream = product("cream", Step.MOISTURIZER, holds=["CAFFEINE"])
    person = Profile(goals=(Concern.DARK_CIRCLES,))
    found = routine(person, WASH, cream, SPF, EYE)
    why = {step.product_id: step.why for step in found.morning}
    assert "Caffeine" not in why["cream"]
    assert "Caffeine" in why["eye"]


def test_without_a_budget_luxury_gives_way_and_with_one_it_is_the_persons_choice() -> None:
    plain = product("plain", Step.MOISTURIZER, 4000, suits=())
    luxury = product("luxury", Step.MOISTURIZER, 25000)
    assert "plain" in ids(routine(NORMAL, WASH, SPF, plain, luxury))
    rich = NORMAL.model_copy(update={"budget_rub": 90000})
    assert "luxury" in ids(routine(rich, WASH, SPF, plain, luxury))


def reason(item, person: Profile = NORMAL) -> str:
    """Why a product stands in a routine, in English."""
    words, regimen = texts(Language.EN), load_regimen()
    return why(item, True, Person.of(person), regimen, words, by_family)


def test_each_kind_of_product_has_a_reason_of_its_own() -> None:
    lip = product("lip", Step.LIP, suits=())
    tea = product("tea", Step.ESSENCE, suits=())
    unstated = product("u", Step.SUNSCREEN, suits=())
    assert reason(lip) == "Softens dry lips."
    assert reason(tea) == "A light extra step."
    assert reason(unstated).endswith("the catalogue does not state the SPF, so choose 30 or more.")
    eyes = NORMAL.model_copy(update={"goals": (Concern.PUFFINESS,)})
    plain = product("eye", Step.EYE, suits=())
    assert reason(plain, eyes).startswith("Light care for the eye area")


def test_a_brand_is_told_once() -> None:
    item = CREAM.model_copy(update={"brand": "Marca", "name": "Cream"})
    assert name_of(item, texts(Language.EN)) == "Marca Cream"
    named = item.model_copy(update={"name": "MARCA Cream"})
    assert name_of(named, texts(Language.EN)) == "MARCA Cream"


def test_a_rule_of_unknown_terms_is_told_as_it_is() -> None:
    said = worded("zorblatin", "zorb", texts(Language.EN))
    assert said.startswith("zorblatin — ")
    assert said != worded("retinoid", "pregnancy", texts(Language.EN))


@pytest.mark.parametrize(
    ("better", "worse"), [(50, 30), (30, None), (None, 15)], ids=["50-30", "30-none", "none-15"]
)
def test_of_two_sunscreens_the_stronger_is_chosen(better: int | None, worse: int | None) -> None:
    """An SPF that is not stated may be 50 or 6; one below 30 is too little for sure."""
    one = product("one", Step.SUNSCREEN, 500, spf=better)
    other = product("other", Step.SUNSCREEN, 500, spf=worse)
    assert "one" in ids(routine(NORMAL, WASH, CREAM, other, one))
