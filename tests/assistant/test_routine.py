"""What a routine is made of: order, days, money, reasons."""

import re

import pytest

from assistant.profile import Profile
from assistant.routine import (
    NoRoutine,
    Routine,
    RoutineStep,
    Wish,
    alternatives,
    compose,
    render,
)
from assistant.routine.admitting import Admitted
from assistant.routine.choosing import Chooser, Chosen
from assistant.routine.fitting import Person
from assistant.routine.judging import SafetyJudge
from assistant.routine.model import Breach
from assistant.routine.rendering import MOST_CHARACTERS
from assistant.routine.substituting import substitutes
from assistant.texts import texts
from knowledge.product import Product
from knowledge.regimen import load_regimen
from knowledge.retrieval import Scored
from knowledge.vocabulary import Caution, Concern, Language, SkinType, Step
from tests.assistant.shelf_of_products import (
    ACID,
    BASICS,
    CREAM,
    EYE,
    NIACINAMIDE,
    RETINOL,
    SPF,
    VITAMIN_C,
    WASH,
    outcome,
    product,
    routine,
)

WRINKLES = Profile(goals=(Concern.WRINKLES,), age=40, skin_type=SkinType.NORMAL)
NORMAL = Profile(skin_type=SkinType.NORMAL)
DULL_WRINKLES = Profile(goals=(Concern.WRINKLES, Concern.DULLNESS), age=40)


def ids(steps: tuple[RoutineStep, ...]) -> list[str | None]:
    return [step.product_id for step in steps]


def step_of(found: Routine, product_id: str) -> RoutineStep:
    return next(s for s in (*found.morning, *found.evening) if s.product_id == product_id)


def said(found: Routine) -> str:
    return " ".join(item.text for item in found.warnings)


# -- order and parts of the day -------------------------------------------------------------------


def test_morning_goes_from_washing_through_thin_to_thick_and_ends_with_sunscreen() -> None:
    person = Profile(goals=(Concern.DULLNESS, Concern.ENLARGED_PORES))
    found = routine(person, SPF, CREAM, NIACINAMIDE, VITAMIN_C, WASH)
    assert ids(found.morning) == ["wash", "vitamin_c", "niacinamide", "cream", "spf"]


def test_evening_holds_no_sunscreen() -> None:
    found = routine(WRINKLES, *BASICS, RETINOL)
    assert ids(found.evening) == ["wash", "retinol", "cream"]


def test_a_cream_with_spf_is_not_worn_in_the_evening() -> None:
    day_cream = product("day", Step.MOISTURIZER, 100, spf=15)
    found = routine(WRINKLES, WASH, SPF, CREAM, day_cream)
    assert ids(found.evening) == ["wash", "cream"]


def test_dry_skin_may_skip_the_morning_wash() -> None:
    found = routine(Profile(skin_type=SkinType.DRY), *BASICS)
    assert "water alone" in found.morning[0].when
    assert found.evening[0].when == "daily"


def test_every_step_says_how_much() -> None:
    found = routine(DULL_WRINKLES, *BASICS, RETINOL, VITAMIN_C)
    assert all(step.amount for step in (*found.morning, *found.evening))


def test_a_part_of_the_day_has_at_most_five_steps() -> None:
    person = Profile(goals=(Concern.ENLARGED_PORES, Concern.DULLNESS, Concern.PUFFINESS))
    found = routine(person, *BASICS, NIACINAMIDE, VITAMIN_C, EYE, RETINOL, ACID)
    assert max(len(found.morning), len(found.evening)) <= 5


# -- days and weeks -------------------------------------------------------------------------------


def test_a_retinoid_and_an_acid_have_evenings_of_their_own() -> None:
    found = routine(DULL_WRINKLES, *BASICS, RETINOL, ACID)
    assert step_of(found, "retinol").weeks[5] == ("mon", "thu")
    assert step_of(found, "acid").weeks[5] == ("sat",)


def test_a_retinoid_begins_with_two_evenings_a_week() -> None:
    weeks = step_of(routine(WRINKLES, *BASICS, RETINOL), "retinol").weeks
    assert [len(days) for days in weeks] == [0, 2, 2, 3, 3, 3]


def test_new_products_come_one_at_a_time() -> None:
    found = routine(DULL_WRINKLES, *BASICS, RETINOL, VITAMIN_C)
    starts = {
        step.product_id: next(week for week, days in enumerate(step.weeks, 1) if days)
        for step in (*found.morning, *found.evening)
    }
    assert starts == {
        "wash": 1, "cream": 1, "spf": 1, "retinol": 2, "vitamin_c": 4
    }  # fmt: skip


def test_the_introduction_speaks_of_every_week_and_of_the_patch_test() -> None:
    found = routine(WRINKLES, *BASICS, RETINOL)
    assert [line.split(":")[0] for line in found.introduction[:5]] == [
        "week 1", "week 2", "week 3", "week 4", "weeks 5–6"
    ]  # fmt: skip
    assert "patch-test retinol test" in found.introduction[0]
    assert "coin-sized" in found.patch_test


@pytest.mark.parametrize(
    ("sensitive", "said"),
    [
        (True, "Your skin is sensitive, so add one product every 2–3 days."),
        (None, "If your skin is sensitive, add one product every 2–3 days."),
        (False, ""),
    ],
)
def test_only_sensitive_skin_is_told_to_go_slowly(sensitive: bool | None, said: str) -> None:
    found = routine(WRINKLES.model_copy(update={"sensitive": sensitive}), *BASICS, RETINOL)
    assert "every 2–3 days" in found.introduction[0] or sensitive is False
    assert said in found.introduction[0]
    assert (sensitive is False) is ("every 2–3 days" not in found.introduction[0])


@pytest.mark.parametrize(
    ("language", "when"),
    [
        (Language.EN, "from week 2: Mon, Thu; from week 4 Mon, Wed, Fri"),
        (Language.RU, "со 2-й недели: пн, чт; с 4-й недели пн, ср, пт"),
    ],
)
def test_days_are_in_the_persons_language(language: Language, when: str) -> None:
    person = WRINKLES.model_copy(update={"language": language})
    assert step_of(routine(person, *BASICS, RETINOL), "retinol").when == when


# -- safety ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "caution", [Caution.PREGNANCY, Caution.BREASTFEEDING, Caution.TRYING_TO_CONCEIVE]
)
def test_a_retinoid_is_left_out_for_parents_with_reason_and_source(caution: Caution) -> None:
    person = WRINKLES.model_copy(update={"cautions": (caution,)})
    found = routine(person, *BASICS, RETINOL)
    left = {item.product_id: item for item in found.left_out}
    assert left["retinol"].because == f"retinoid; {caution}"
    assert left["retinol"].source
    assert "retinol" not in ids(found.evening)


def test_an_allergen_is_left_out() -> None:
    scented = product("scented", Step.MOISTURIZER, 100, holds=["PARFUM"])
    person = Profile(allergies=("fragrance",))
    found = routine(person, WASH, SPF, CREAM, scented)
    assert ids(found.evening) == ["wash", "cream"]
    assert [item.because for item in found.left_out] == ["fragrance; allergies"]


def test_an_unknown_list_is_not_safe_for_an_allergy() -> None:
    unlisted = product("unlisted", Step.MOISTURIZER, 100, listed=False)
    found = routine(Profile(allergies=("lanolin",)), WASH, SPF, unlisted)
    assert ids(found.evening) == ["wash"]
    assert found.left_out[0].because == "unknown ingredients; allergies"


def test_without_a_permitted_sunscreen_the_person_hears_what_to_do_instead() -> None:
    scented = product("scented", Step.SUNSCREEN, 100, holds=["PARFUM"], spf=50)
    found = routine(Profile(allergies=("fragrance",)), WASH, CREAM, scented)
    assert "shade" in said(found)


@pytest.mark.parametrize("language", list(Language))
def test_where_nothing_fits_no_empty_routine_is_priced(language: Language) -> None:
    scented = product("scented", Step.CLEANSER, 100, holds=["PARFUM"])
    person = Profile(allergies=("fragrance",), language=language, goals=(Concern.ACNE,))
    found = routine(person, scented)
    text = render(found, texts(language))
    assert text.startswith(texts(language)("routine-empty"))
    assert "₽" not in text
    assert found.expect not in text
    assert found.disclaimer in text


def test_without_a_sunscreen_nothing_makes_the_skin_sensitive_to_the_sun() -> None:
    assert ids(routine(WRINKLES, WASH, CREAM, RETINOL).evening) == ["wash", "cream"]


@pytest.mark.parametrize(("age", "offered"), [(13, False), (14, True)])
def test_a_personal_routine_begins_at_fourteen(age: int, offered: bool) -> None:
    found = outcome(Profile(age=age), *BASICS)
    assert isinstance(found, Routine) is offered


def test_a_child_is_sent_to_parents_and_a_doctor() -> None:
    found = outcome(Profile(age=13), *BASICS)
    assert isinstance(found, NoRoutine)
    assert "parents" in found.text
    assert "paediatrician" in found.text


@pytest.mark.parametrize(("age", "retinol"), [(17, False), (18, True)])
def test_under_eighteen_only_gentle_actives_are_used(age: int, retinol: bool) -> None:
    person = WRINKLES.model_copy(update={"age": age})
    assert ("retinol" in ids(routine(person, *BASICS, RETINOL).evening)) is retinol


def test_isotretinoin_brings_lip_care_and_the_prescribers_word() -> None:
    lip = product("lip", Step.LIP, 80)
    person = Profile(goals=(Concern.ACNE,), cautions=(Caution.ISOTRETINOIN,))
    found = routine(person, *BASICS, lip, ACID)
    assert ids(found.evening) == ["wash", "cream", "lip"]
    assert "prescribed" in said(found)


def test_a_retinoid_is_warned_about_with_a_source() -> None:
    found = routine(WRINKLES, *BASICS, RETINOL)
    assert any("retinoid" in item.text and item.source for item in found.warnings)


# -- money ----------------------------------------------------------------------------------------

CHEAP_CREAM = product("cheap_cream", Step.MOISTURIZER, 100, suits=())


@pytest.mark.parametrize(
    ("budget", "total", "evening"),
    [
        (2200, 2200, ["wash", "retinol", "cream"]),
        (2199, 1900, ["wash", "retinol", "cheap_cream"]),
        (1900, 1900, ["wash", "retinol", "cheap_cream"]),
        (1899, 1300, ["wash", "cream"]),
        (1300, 1300, ["wash", "cream"]),
        (1299, 1000, ["wash", "cheap_cream"]),
        (1000, 1000, ["wash", "cheap_cream"]),
        (999, 700, ["cheap_cream"]),
        (699, 600, []),
        (600, 600, []),
    ],
)
def test_the_budget_caps_the_whole_routine(budget: int, total: int, evening: list[str]) -> None:
    person = WRINKLES.model_copy(update={"budget_rub": budget})
    found = routine(person, *BASICS, CHEAP_CREAM, RETINOL)
    assert found.total_rub == total <= budget
    assert ids(found.evening) == evening


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (1899, "an active can be added later"),
        (999, "Did not fit a budget of 999 ₽: cleanse (from 300 ₽)"),
        (599, "the total is 600 ₽"),
    ],
)
def test_what_the_budget_could_not_pay_is_said(budget: int, words: str) -> None:
    person = WRINKLES.model_copy(update={"budget_rub": budget})
    assert words in said(routine(person, *BASICS, CHEAP_CREAM, RETINOL))


def test_a_product_without_a_price_cannot_be_within_a_budget() -> None:
    unpriced = product("unpriced", Step.SERUM, None, holds=["RETINOL"], goals=[Concern.WRINKLES])
    person = WRINKLES.model_copy(update={"budget_rub": 9000})
    assert "unpriced" not in ids(routine(person, *BASICS, unpriced).evening)


def test_the_total_counts_a_product_of_both_parts_of_the_day_once() -> None:
    assert routine(Profile(), *BASICS).total_rub == 300 + 400 + 600


def test_the_cheaper_alternative_costs_less_and_serves_the_same_step() -> None:
    found = routine(NORMAL, *BASICS, CHEAP_CREAM)
    cheaper = step_of(found, "cream").alternative
    assert cheaper is not None
    assert (cheaper.product_id, cheaper.price_rub) == ("cheap_cream", 100)


def test_the_cheapest_product_has_no_cheaper_alternative() -> None:
    assert step_of(routine(Profile(), *BASICS), "cream").alternative is None


# -- wishes ---------------------------------------------------------------------------------------


def test_the_minimal_version_has_three_products() -> None:
    found = routine(WRINKLES, *BASICS, RETINOL, wish=Wish(minimal=True))
    assert ids(found.morning) == ["wash", "cream", "spf"]
    assert found.minimal


def test_something_else_is_offered_instead_of_an_unwanted_product() -> None:
    found = routine(NORMAL, *BASICS, CHEAP_CREAM, wish=Wish(without=frozenset({"cream"})))
    assert ids(found.evening) == ["wash", "cheap_cream"]


def test_wishing_for_cheaper_outweighs_fit() -> None:
    fitting = product("fitting", Step.MOISTURIZER, 1500, suits=[SkinType.NORMAL])
    plain = product("plain", Step.MOISTURIZER, 100, suits=[])
    saving = Wish(cheaper=True)
    assert ids(routine(NORMAL, WASH, SPF, fitting, plain).evening)[-1] == "fitting"
    assert ids(routine(NORMAL, WASH, SPF, fitting, plain, wish=saving).evening)[-1] == "plain"


def test_alternatives_are_judged_like_the_routine() -> None:
    scented = product("scented", Step.MOISTURIZER, 50, holds=["PARFUM"])
    person = Profile(allergies=("fragrance",), skin_type=SkinType.NORMAL)
    found = [Scored(product=item, score=0.5, parts={}) for item in (*BASICS, CHEAP_CREAM, scented)]
    offered = alternatives(
        person,
        found,
        "cream",
        texts=texts(Language.EN),
        judge=SafetyJudge(person, Language.EN),
        regimen=load_regimen(),
        cheaper=True,
    )
    assert [item.id for item in offered] == ["cheap_cream"]


# -- the shelf ------------------------------------------------------------------------------------


def test_what_a_person_owns_is_used_first_and_costs_nothing() -> None:
    found = routine(Profile(shelf=("my old face cream",), budget_rub=900), *BASICS)
    owned = found.evening[-1]
    assert (owned.name, owned.product_id, owned.price_rub) == ("my old face cream", None, None)
    assert found.total_rub == 300 + 600
    assert "unknown to us" in owned.why


def test_an_owned_retinoid_is_put_aside_in_pregnancy() -> None:
    person = Profile(shelf=("сыворотка с ретинолом",), cautions=(Caution.PREGNANCY,))
    found = routine(person, *BASICS)
    assert ids(found.evening) == ["wash", "cream"]
    assert "aside" in said(found)
    assert found.left_out[0].because == "retinoid; pregnancy"


def test_an_owned_cream_of_unknown_composition_is_not_used_with_an_allergy() -> None:
    person = Profile(shelf=("крем от бабушки",), allergies=("lanolin",))
    found = routine(person, *BASICS)
    assert ids(found.evening) == ["wash", "cream"]
    assert "you have an allergy" in said(found)


def test_an_owned_product_that_the_catalogue_knows_is_judged_by_its_list() -> None:
    def known(words: str) -> Product | None:
        return RETINOL if words == "retinol test" else None

    person = Profile(shelf=("retinol test",), cautions=(Caution.PREGNANCY,))
    found = routine(person, *BASICS, known=known)
    assert found.left_out[0].because == "retinoid; pregnancy"


def test_an_owned_serum_with_unknown_actives_rests_on_evenings_of_a_strong_one() -> None:
    person = WRINKLES.model_copy(update={"shelf": ("old serum",)})
    found = routine(person, *BASICS, RETINOL)
    serum = next(step for step in found.evening if step.name == "old serum")
    retinol = step_of(found, "retinol")
    assert not set(serum.weeks[5]) & set(retinol.weeks[5])


def test_a_medicine_in_use_is_left_to_the_doctor_and_nothing_strong_joins_it() -> None:
    person = WRINKLES.model_copy(update={"shelf": ("Дифферин гель",)})
    found = routine(person, *BASICS, RETINOL, NIACINAMIDE)
    assert ids(found.evening) == ["wash", "niacinamide", "cream"]
    assert "looks like a medicine" in said(found)


def test_a_second_owned_serum_is_said_to_be_left_for_later() -> None:
    found = routine(Profile(shelf=("serum one", "serum two")), *BASICS)
    assert [step.name for step in found.evening if step.product_id is None] == ["serum one"]
    assert "“serum two” is not in this plan" in said(found)


def test_an_owned_day_cream_with_little_spf_is_no_evening_cream() -> None:
    found = routine(Profile(shelf=("day cream SPF 15",)), *BASICS)
    assert ids(found.evening) == ["wash", "cream"]


def test_words_that_name_no_product_are_admitted_to_be_unknown() -> None:
    assert "do not judge" in said(routine(Profile(shelf=("a mystery",)), *BASICS))


# -- words ----------------------------------------------------------------------------------------


def test_a_reason_names_the_active_and_the_persons_own_goal() -> None:
    person = Profile(goals=(Concern.ENLARGED_PORES,), skin_type=SkinType.OILY)
    why = step_of(routine(person, *BASICS, NIACINAMIDE), "niacinamide").why
    assert why == "Niacinamide — for the care of skin with visible pores. Suits oily skin."


def test_acne_is_told_its_weeks_and_when_to_see_a_dermatologist() -> None:
    found = routine(Profile(goals=(Concern.ACNE,)), *BASICS)
    assert "6–8 weeks" in found.expect
    assert "8–12 weeks, see a dermatologist" in found.expect


@pytest.mark.parametrize("language", list(Language))
def test_the_disclaimer_says_ai_and_not_a_diagnosis(language: Language) -> None:
    found = routine(Profile(language=language), *BASICS)
    words = {"ru": ("искусственным интеллектом", "не диагноз"), "en": ("AI", "not a diagnosis")}
    assert all(word in found.disclaimer for word in words[language.value])


def test_an_english_routine_holds_no_russian() -> None:
    found = routine(DULL_WRINKLES, *BASICS, RETINOL, ACID, EYE)
    assert not re.search("[а-яё]", found.model_dump_json(), re.IGNORECASE)


@pytest.mark.parametrize("language", list(Language))
def test_the_plain_rendering_fits_a_message_and_keeps_what_matters(language: Language) -> None:
    person = DULL_WRINKLES.model_copy(update={"language": language})
    found = routine(person, *BASICS, RETINOL, ACID, EYE)
    text = render(found, texts(language))
    assert len(text) <= MOST_CHARACTERS
    assert found.disclaimer in text
    assert all(item.text in text for item in found.warnings)
    assert all(step.name in text and step.amount in text for step in found.morning)


def test_a_routine_that_would_be_too_long_keeps_its_safety_words() -> None:
    long = [item.model_copy(update={"name": item.name + " with a long name" * 12}) for item in
            (*BASICS, RETINOL, ACID, EYE)]  # fmt: skip
    found = routine(DULL_WRINKLES, *long)
    text = render(found, texts(Language.EN))
    assert found.disclaimer in text
    assert all(item.text in text for item in found.warnings)


def test_no_routine_renders_as_its_referral() -> None:
    found = outcome(Profile(age=9), *BASICS)
    assert isinstance(found, NoRoutine)
    assert render(found, texts(Language.EN)) == f"{found.text}\n\n{found.disclaimer}"


def test_an_owned_product_shows_as_owned() -> None:
    found = routine(Profile(shelf=("my face cream",)), *BASICS)
    assert "my face cream (you have it)" in render(found, texts(Language.EN))


def test_prices_known_only_as_ranges_make_the_total_a_from() -> None:
    ranged = CREAM.model_copy(update={"price_rub_max": 900})
    assert "Total: from 1,300 ₽" in render(
        routine(Profile(), WASH, SPF, ranged), texts(Language.EN)
    )
    assert "Total: 1,300 ₽" in render(routine(Profile(), *BASICS), texts(Language.EN))


@pytest.mark.parametrize(
    ("caution", "words"),
    [
        (Caution.RECENT_PROCEDURE, "aftercare sheet"),
        (Caution.ECZEMA_PRONE, "one new thing at a time"),
        (Caution.BREASTFEEDING, "Show the list to the doctor"),
        (Caution.MINOR, "show this plan to your parents"),
    ],
)
def test_each_circumstance_brings_its_own_word(caution: Caution, words: str) -> None:
    assert words in said(routine(Profile(cautions=(caution,)), *BASICS))


def test_an_acid_is_warned_about_for_the_sun() -> None:
    found = routine(Profile(goals=(Concern.DULLNESS,)), *BASICS, ACID)
    assert "Acid test: the skin becomes more sensitive to the sun" in said(found)


def test_a_step_for_which_nothing_is_permitted_is_named() -> None:
    assert "nothing suitable for the step “Moisturise”" in said(routine(Profile(), WASH, SPF))


def test_a_partner_product_is_labelled() -> None:
    partner = product("partner", Step.MOISTURIZER, 100, partner="Shop")
    text = render(routine(Profile(), WASH, SPF, partner), texts(Language.EN))
    assert "partner: Shop" in text


# -- words for rare cases -------------------------------------------------------------------------


def test_a_step_left_empty_at_the_persons_wish_is_not_called_missing() -> None:
    bare = Wish(without_places=frozenset({Step.MOISTURIZER}))
    assert "nothing suitable" not in said(routine(Profile(), *BASICS, wish=bare))
    assert "nothing suitable" in said(routine(Profile(), WASH, SPF))


def test_a_basic_without_a_price_leaves_the_budget_to_the_others_and_says_so() -> None:
    unpriced = WASH.model_copy(update={"price_rub": None})
    found = routine(Profile(budget_rub=5000), unpriced, CREAM, SPF)
    assert ids(found.morning) == ["cream", "spf"]
    assert "A budget of 5,000 ₽ covers the basics only" in said(found)


def test_a_medicine_for_the_skin_bleaches_fabric_where_a_judge_permits_it() -> None:
    class Permitting(SafetyJudge):
        """A judge for a market in which benzoyl peroxide is no medicine."""

        def violations(self, product: Product) -> tuple[Breach, ...]:
            return ()

    person = Profile(goals=(Concern.ACNE,), skin_type=SkinType.OILY, age=25)
    bpo = product("bpo", Step.TREATMENT, holds=["BENZOYL PEROXIDE"], goals=[Concern.ACNE])
    found = compose(
        person,
        [Scored(product=item, score=0.5, parts={}) for item in (*BASICS, bpo)],
        texts=texts(Language.EN),
        judge=Permitting(person, Language.EN),
        regimen=load_regimen(),
    )
    assert isinstance(found, Routine)
    assert "bpo" in ids(found.evening)
    assert "bleaches fabric" in said(found)
    assert "bleaches fabric" not in said(routine(person, *BASICS, bpo))  # ours leaves it out


# -- rendering ------------------------------------------------------------------------------------


def test_a_brand_stands_before_the_name() -> None:
    found = routine(Profile(), *BASICS)
    branded = found.model_copy(
        update={"morning": (found.morning[0].model_copy(update={"brand": "Marca"}),)}
    )
    text = render(branded, texts(Language.EN))
    assert f"1. Cleanse: Marca {found.morning[0].name}" in text


def test_what_was_read_before_is_only_named_again() -> None:
    before = routine(WRINKLES, *BASICS)
    after = routine(WRINKLES, *BASICS, RETINOL)
    text = render(after, texts(Language.EN), previous=before)
    (wash,) = [line for line in text.splitlines() if "wash test" in line and "1." in line][:1]
    assert wash.endswith(f"wash test — {after.morning[0].when}")
    assert after.morning[0].amount not in text
    assert step_of(after, "retinol").amount in text
    assert after.patch_test in text
    assert after.expect not in text
    assert after.disclaimer in text


def test_with_nothing_new_there_is_no_word_on_how_to_begin() -> None:
    found = routine(WRINKLES, *BASICS, RETINOL)
    text = render(found, texts(Language.EN), previous=found)
    assert "How to start" not in text
    assert found.patch_test not in text
    assert all(item.text in text for item in found.warnings)


@pytest.mark.parametrize("words", [30, 400])
def test_details_give_way_until_the_message_fits_but_safety_never_does(words: int) -> None:
    """First the long introduction, then the rest; what is left may still be too long."""
    found = routine(DULL_WRINKLES, *BASICS, CHEAP_CREAM, RETINOL, ACID, EYE)
    long = [item.model_copy(update={"when": "every day " * words}) for item in found.evening]
    text = render(found.model_copy(update={"evening": tuple(long)}), texts(Language.EN))
    assert found.introduction[1] in render(found, texts(Language.EN))
    assert found.introduction[1] not in text
    assert (len(text) <= MOST_CHARACTERS) is (words < 100)
    assert all(item.text in text for item in found.warnings)
    assert found.disclaimer in text


def test_what_a_persons_circumstances_leave_out_is_told_once() -> None:
    person = WRINKLES.model_copy(update={"cautions": (Caution.PREGNANCY,)})
    found = routine(person, *BASICS, RETINOL)
    (left,) = found.left_out
    assert f"Left out: Retinol test. {left.text}" in render(found, texts(Language.EN))
    assert left.text not in render(found, texts(Language.EN), previous=found)


def test_a_step_without_a_reason_has_no_empty_line() -> None:
    found = routine(Profile(), *BASICS)
    plain = [item.model_copy(update={"why": ""}) for item in found.morning]
    text = render(found.model_copy(update={"morning": tuple(plain)}), texts(Language.EN))
    assert found.morning[0].amount in text
    assert found.morning[0].why not in text
    assert not any(line.isspace() for line in text.split("\n"))


def test_the_cheaper_one_is_shown_under_its_step() -> None:
    text = render(routine(NORMAL, *BASICS, CHEAP_CREAM), texts(Language.EN))
    assert "   Cheaper: cheap_cream test, 100 ₽" in text


# -- substitutes ----------------------------------------------------------------------------------


def offered(person: Profile, of: str, *products: Product, cheaper: bool = False) -> list[str]:
    return [
        item.id
        for item in alternatives(
            person,
            [Scored(product=item, score=0.5, parts={}) for item in products],
            of,
            texts=texts(Language.EN),
            judge=SafetyJudge(person, Language.EN),
            regimen=load_regimen(),
            cheaper=cheaper,
        )
    ]


def test_what_is_not_in_the_routine_has_no_substitutes() -> None:
    assert offered(WRINKLES, "nothing", *BASICS, RETINOL) == []


def test_a_product_that_takes_no_place_has_no_substitutes() -> None:
    mask = product("mask", Step.MASK)
    person = Person.of(NORMAL)
    admitted = Admitted({}, [], {})
    regimen, judge = load_regimen(), SafetyJudge(NORMAL, Language.EN)
    chooser = Chooser(admitted, person, judge, regimen, Wish())
    assert list(substitutes(mask, Chosen({}), admitted, chooser, regimen)) == []


def test_a_treatment_gives_way_only_to_one_of_its_kind() -> None:
    other = product("other", Step.SERUM, 1900, holds=["RETINOL"], goals=[Concern.WRINKLES])
    peel = product("peel", Step.SERUM, 1900, holds=["GLYCOLIC ACID"], goals=[Concern.WRINKLES])
    calm = product("calm", Step.SERUM, 1900, holds=["NIACINAMIDE"], goals=[Concern.WRINKLES])
    assert offered(WRINKLES, "retinol", *BASICS, RETINOL, other, peel, calm) == ["other"]


def test_a_gentle_treatment_gives_way_to_one_that_shares_its_active() -> None:
    person = Profile(goals=(Concern.OILINESS,), skin_type=SkinType.OILY, age=30)
    like = product("like", Step.TONER, 900, holds=["NIACINAMIDE"], goals=[Concern.OILINESS])
    unlike = product("unlike", Step.SERUM, 900, holds=["CAFFEINE"], goals=[Concern.OILINESS])
    here = NIACINAMIDE.model_copy(update={"concerns": (Concern.OILINESS,)})
    assert offered(person, "niacinamide", *BASICS, here, like, unlike) == ["like"]


def test_a_substitute_may_clash_only_with_what_it_never_meets() -> None:
    """A retinoid has evenings apart from the acid's; a wash is used on all of them."""
    other = product("other", Step.SERUM, 1900, holds=["RETINOL"], goals=[Concern.WRINKLES])
    assert offered(DULL_WRINKLES, "retinol", *BASICS, RETINOL, ACID, other) == ["other"]
    person = Profile(
        goals=(Concern.WRINKLES, Concern.ACNE), age=40, skin_type=SkinType.OILY, sensitive=False
    )
    mild = product("mild", Step.CLEANSER, 900)
    acid = product("acid_wash", Step.CLEANSER, 900, holds=["SALICYLIC ACID"])
    assert offered(person, "wash", *BASICS, mild, acid) == ["acid_wash", "mild"]
    assert offered(person, "wash", *BASICS, mild, acid, RETINOL) == ["mild"]
