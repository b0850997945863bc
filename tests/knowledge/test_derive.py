"""What an ingredient list says about a product; unknown stays unknown."""

import pytest

from knowledge.derive import derive, effects, load_rules, step_of, texture_of
from knowledge.label import parse_inci
from knowledge.vocabulary import Active, Concern, SkinType, Step, Texture, Tri

LIGHT = "Aqua, Glycerin, Niacinamide, Panthenol, Carbomer"


def said(inci: str, step: Step = Step.SERUM, spf: int | None = None):
    return derive(step, parse_inci(inci), spf=spf)


def test_without_a_list_everything_is_unknown():
    nothing = derive(Step.SERUM, ())
    assert (nothing.fragrance_free, nothing.pregnancy, nothing.sensitive_ok) == (Tri.UNKNOWN,) * 3
    assert (nothing.actives, nothing.skin_types, nothing.concerns) == ((), {}, ())


@pytest.mark.parametrize(
    ("inci", "expected"),
    [
        (LIGHT, Tri.YES),
        (LIGHT + ", Parfum", Tri.NO),
        (LIGHT + ", Fragrance", Tri.NO),
        (LIGHT + ", Linalool", Tri.NO),
        (LIGHT + ", Lavandula Angustifolia Oil", Tri.NO),
        (LIGHT + ", Benzyl Alcohol", Tri.YES),
        (LIGHT + ", Rosa Canina Seed Oil", Tri.YES),
    ],
)
def test_fragrance_is_seen_in_the_list(inci, expected):
    assert said(inci).fragrance_free is expected


@pytest.mark.parametrize(
    ("inci", "expected"),
    [
        (LIGHT, Tri.YES),
        ("Aqua, Retinol", Tri.NO),
        ("Aqua, Retinyl Palmitate", Tri.NO),
        ("Aqua, Hydroxypinacolone Retinoate", Tri.NO),
        ("Aqua, Adapalene", Tri.NO),
        ("Aqua, Hydroquinone", Tri.NO),
        ("Aqua, Salicylic Acid", Tri.UNKNOWN),
        ("Aqua, Bakuchiol", Tri.UNKNOWN),
        ("Aqua, Azelaic Acid", Tri.YES),
        ("Aqua, Salicylic Acid, Retinol", Tri.NO),
    ],
)
def test_pregnancy_follows_from_what_is_in_it(inci, expected):
    assert said(inci).pregnancy is expected


@pytest.mark.parametrize(
    ("inci", "expected"),
    [
        ("Aqua, Glycerin, Panthenol", Tri.YES),
        ("Aqua, Alcohol Denat., Glycerin", Tri.NO),
        ("Aqua, Glycerin, Panthenol, Parfum", Tri.NO),
        ("Aqua, Glycolic Acid, Glycerin", Tri.NO),
    ],
)
def test_sensitive_skin_is_spared_irritants(inci, expected):
    assert said(inci).sensitive_ok is expected


@pytest.mark.parametrize(
    ("step", "inci", "skin", "expected"),
    [
        (Step.MOISTURIZER, "Petrolatum, Lanolin, Cera Alba", SkinType.OILY, Tri.NO),
        (Step.MOISTURIZER, "Aqua, Glycerin, Niacinamide, Zinc PCA", SkinType.OILY, Tri.YES),
        (Step.MOISTURIZER, "Aqua, Glycerin, Squalane, Ceramide NP", SkinType.DRY, Tri.YES),
        (Step.TONER, "Aqua, Alcohol Denat., Salicylic Acid", SkinType.DRY, Tri.NO),
        (Step.MASK, "Aqua, Kaolin, Bentonite", SkinType.DRY, Tri.NO),
        (Step.LIP, "Petrolatum, Cera Alba", SkinType.OILY, None),
    ],
)
def test_skin_types_follow_from_the_front_of_the_list(step, inci, skin, expected):
    types = said(inci, step).skin_types
    assert types.get(skin) is expected or (expected is None and types.get(skin) is not Tri.NO)


@pytest.mark.parametrize(
    ("inci", "concern"),
    [
        ("Aqua, Azelaic Acid 10%, Glycerin", Concern.REDNESS),
        ("Aqua, Salicylic Acid, Glycerin", Concern.BLACKHEADS),
        ("Aqua, Retinol, Glycerin", Concern.WRINKLES),
        ("Aqua, Tranexamic Acid, Glycerin", Concern.PIGMENTATION),
    ],
)
def test_concerns_follow_from_actives(inci, concern):
    assert concern in said(inci).concerns


def test_a_trace_behind_the_one_percent_line_counts_little():
    front = effects(Step.SERUM, parse_inci("Aqua, Niacinamide, Phenoxyethanol"))
    behind = effects(Step.SERUM, parse_inci("Aqua, Phenoxyethanol, Niacinamide"))
    assert front[Concern.OILINESS] > 4 * behind[Concern.OILINESS]


def test_a_stated_strength_counts_wherever_it_stands():
    stated = effects(Step.SERUM, parse_inci("Aqua, Phenoxyethanol, Niacinamide 5%"))
    assert stated[Concern.OILINESS] >= 2


def test_what_is_rinsed_off_does_less():
    inci = parse_inci("Aqua, Salicylic Acid, Glycerin")
    assert effects(Step.CLEANSER, inci)[Concern.ACNE] < effects(Step.SERUM, inci)[Concern.ACNE]
    assert Concern.DRYNESS not in effects(Step.CLEANSER, inci)


def test_dark_circles_are_for_the_eye_area_only():
    inci = parse_inci("Aqua, Caffeine, Glycerin")
    assert Concern.DARK_CIRCLES in effects(Step.EYE, inci)
    assert Concern.DARK_CIRCLES not in effects(Step.SERUM, inci)


@pytest.mark.parametrize(("spf", "protects"), [(30, True), (None, False)])
def test_filters_without_a_stated_spf_promise_no_sun_protection(spf, protects):
    inci = "Aqua, Ethylhexyl Triazone, Zinc Oxide, Glycerin"
    concerns = said(inci, Step.SUNSCREEN, spf).concerns
    assert (Concern.SUN_PROTECTION in concerns) == protects


def test_strengths_of_the_label_reach_the_actives():
    active = said("Aqua, Niacinamide 10%").actives[0]
    assert (active.active, active.percent_max) == (Active.NIACINAMIDE, 10.0)


def test_every_derived_field_names_its_rule():
    derived = said(LIGHT)
    fields = {"actives", "concerns", "skin_types", "sensitive_ok", "fragrance_free", "pregnancy"}
    assert set(derived.sources) == fields
    assert all(derived.sources.values())
    assert all(load_rules().sources.values())


@pytest.mark.parametrize(
    ("texts", "step"),
    [
        (("Gentle Foaming Cleanser",), Step.CLEANSER),
        (("Purifying Peel Off Mask",), Step.MASK),
        (("Eye Serum",), Step.EYE),
        (("Cleansing Oil",), Step.MAKEUP_REMOVER),
        (("Lip Scrub",), Step.LIP),
        (("Мицеллярная вода",), Step.MAKEUP_REMOVER),
        (("Крем для рук",), Step.OTHER),
        (("Сыворотка с витамином С",), Step.SERUM),
        (("Солнцезащитный крем SPF 50",), Step.SUNSCREEN),
        (("Radiance Kit",), Step.OTHER),
        ((None, "Toner"), Step.TONER),
        (("Magic",), None),
        ((), None),
    ],
)
def test_the_step_is_read_from_nouns(texts, step):
    assert step_of(*texts) is step


@pytest.mark.parametrize(
    ("text", "texture"),
    [("Clay Mask", Texture.CLAY), ("Sun Stick", Texture.STICK), ("Magic", Texture.UNKNOWN),
     ("Гель для умывания", Texture.GEL)],
)  # fmt: skip
def test_the_texture_is_read_from_nouns(text, texture):
    assert texture_of(text) is texture
