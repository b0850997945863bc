from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue import (
    HOLDING,
    MAX_QUESTIONS,
    UNSURE_AVOID,
    Ask,
    ConfirmFinding,
    ConfirmValue,
    DialogueState,
    Hold,
    Open,
    Recommend,
    absorb,
    ask_skin_test,
    contradicts,
    next_step,
    open_finding,
    see,
    skin_type_of,
    skip_unanswered,
    take_skin_test,
    wish_of,
    with_wishes,
    worth_asking,
)
from assistant.profile import Act, Command, Profile, Slot
from assistant.reply import SeenSign
from assistant.wishes import read_wish
from knowledge.vocabulary import Active, Caution, Concern, RedFlag, SkinType, Step

FULL = Profile(
    skin_type=SkinType.DRY,
    sensitive=False,
    goals=(Concern.DRYNESS,),
    cautions=(Caution.PREGNANCY,),
    allergies=("nuts",),
    budget_rub=3000,
)


def _state(**fields: object) -> DialogueState:
    return DialogueState.model_validate(fields)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (_state(), Ask("goals")),
        (_state(profile=Profile(goals=(Concern.ACNE,))), Ask("skin_type")),
        (_state(profile=Profile(goals=(Concern.ACNE,), skin_type=SkinType.OILY)), Ask("cautions")),
        (_state(profile=FULL), Recommend()),
        (_state(profile=FULL.model_copy(update={"sensitive": None})), Ask("sensitive")),
        (
            _state(profile=FULL.model_copy(update={"sensitive": None}), settled=["sensitive"]),
            Recommend(),
        ),
        (_state(profile=FULL.model_copy(update={"allergies": ()})), Ask("cautions")),
        (
            _state(profile=FULL.model_copy(update={"allergies": ()}), settled=["allergies"]),
            Recommend(),
        ),
        (
            _state(profile=FULL.model_copy(update={"budget_rub": None}), questions=2),
            Ask("budget_rub"),
        ),
        (_state(profile=FULL.model_copy(update={"budget_rub": None}), questions=3), Recommend()),
        (
            _state(profile=FULL.model_copy(update={"sensitive": None}), questions=3),
            Ask("sensitive"),
        ),
        (_state(profile=FULL.model_copy(update={"sensitive": None}), questions=4), Recommend()),
        (_state(questions=MAX_QUESTIONS), Recommend()),
        (_state(questions=MAX_QUESTIONS - 1), Ask("cautions")),
        (_state(questions=MAX_QUESTIONS - 1, settled=["cautions", "allergies"]), Ask("goals")),
        (_state(profile=FULL, routine_for=FULL), Open()),
        (_state(profile=FULL, routine_for=Profile()), Recommend()),
        (_state(asked="skin_test_1"), Ask("skin_test_1")),
        (_state(asked="skin_test_1", skin_test=[0]), Ask("skin_test_2")),
    ],
)
def test_next_step_follows_from_the_state(state: DialogueState, expected: object) -> None:
    assert next_step(state) == expected


def test_a_routine_is_given_on_request_with_what_is_known() -> None:
    assert next_step(_state(), wants_routine=True) == Recommend()


def test_a_doubtful_reading_is_confirmed_before_anything_else() -> None:
    doubt = Command(act=Act.SET, slot=Slot.SKIN_TYPE, value="dry", confidence=0.4)
    state = _state().model_copy(update={"pending": (doubt,)})
    assert next_step(state) == ConfirmValue(doubt)
    assert next_step(state, wants_routine=True) == Recommend()  # at any time


def test_a_sign_in_the_photo_that_was_not_named_is_asked_about() -> None:
    state = _state(findings=[SeenSign(concern="redness", probability=0.9)])
    assert next_step(state) == ConfirmFinding(Concern.REDNESS)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"findings": [SeenSign(concern="clear", probability=0.9)]}, None),
        (
            {
                "findings": [SeenSign(concern="acne", probability=0.9)],
                "profile": Profile(goals=(Concern.ACNE,)),
            },
            None,
        ),
        ({"findings": [SeenSign(concern="acne", probability=0.9)], "judged": ["acne"]}, None),
        ({"findings": [SeenSign(concern="acne", probability=0.9)]}, Concern.ACNE),
    ],
)
def test_open_finding(fields: dict, expected: Concern | None) -> None:
    assert open_finding(_state(**fields)) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((0, 0, 0), SkinType.DRY),
        ((0, 0, 1), SkinType.DRY),
        ((2, 2, 2), SkinType.OILY),
        ((2, 2, 1), SkinType.OILY),
        ((1, 1, 1), SkinType.COMBINATION),
        ((0, 1, 0), SkinType.COMBINATION),
        ((2, 1, 2), SkinType.OILY),
        ((1, 0, 1), SkinType.NORMAL),
        ((1, 2, 0), SkinType.COMBINATION),
    ],
)
def test_skin_type_from_the_self_test(answers: tuple[int, ...], expected: SkinType) -> None:
    assert skin_type_of(answers) is expected


def test_the_third_answer_sets_the_skin_type() -> None:
    state = _state(asked="skin_test_3", skin_test=[0, 0])
    assert take_skin_test(state, 0).profile.skin_type is SkinType.DRY


def test_an_unsure_answer_counts_as_the_middle_option() -> None:
    assert take_skin_test(_state(asked="skin_test_1"), None).skin_test == (1,)


@pytest.mark.parametrize(
    ("asked", "act", "expected"),
    [
        ("skin_type", Act.UNKNOWN, True),
        ("skin_type", Act.REFUSE, False),
        ("sensitive", Act.UNKNOWN, False),
    ],
)
def test_not_knowing_the_skin_type_starts_the_test(asked: str, act: Act, expected: bool) -> None:
    assert ask_skin_test(_state(asked=asked), [Command(act=act)]) is expected


@pytest.mark.parametrize("act", [Act.NONE, Act.UNKNOWN, Act.REFUSE])
def test_an_empty_answer_settles_circumstances_and_allergies_together(act: Act) -> None:
    state = absorb(_state(asked="cautions"), [Command(act=act)])
    assert set(state.settled) == {Slot.CAUTIONS, Slot.ALLERGIES}


@pytest.mark.parametrize("slot", [None, Slot.CAUTIONS, Slot.ALLERGIES])
def test_nothing_like_that_takes_nothing_back(slot: Slot | None) -> None:
    told = Profile(cautions=(Caution.PREGNANCY,), allergies=("nuts",))
    state = absorb(_state(asked="cautions", profile=told), [Command(act=Act.NONE, slot=slot)])
    assert state.profile == told


def test_no_allergies_takes_an_allergy_back_when_that_was_asked() -> None:
    state = _state(asked="allergies", profile=Profile(allergies=("nuts",)))
    after = absorb(state, [Command(act=Act.NONE, slot=Slot.ALLERGIES)])
    assert after.profile.allergies == ()


def test_not_pregnant_and_no_allergies_answers_the_safety_question() -> None:
    said = [
        Command(act=Act.DENY, slot=Slot.CAUTIONS, value=("pregnancy",)),
        Command(act=Act.NONE, slot=Slot.ALLERGIES),
    ]
    assert absorb(_state(), said).known(Slot.CAUTIONS)


def test_naming_an_allergy_answers_the_safety_question() -> None:
    said = Command(act=Act.SET, slot=Slot.ALLERGIES, value=("nuts",))
    state = absorb(_state(asked="cautions"), [said])
    assert state.known(Slot.CAUTIONS)


def test_another_slot_does_not_answer_the_open_question() -> None:
    said = Command(act=Act.SET, slot=Slot.AGE, value=30)
    assert not absorb(_state(asked="cautions"), [said]).known(Slot.CAUTIONS)


@pytest.mark.parametrize(
    ("age", "expected"), [(17, (Caution.MINOR,)), (18, ()), (None, (Caution.MINOR,))]
)
def test_age_decides_who_is_a_minor(age: int | None, expected: tuple[Caution, ...]) -> None:
    state = _state(profile=Profile(cautions=(Caution.MINOR,)))
    commands = [] if age is None else [Command(act=Act.SET, slot=Slot.AGE, value=age)]
    assert absorb(state, commands).profile.cautions == expected


@pytest.mark.parametrize(("act", "goals"), [(Act.CONFIRM, (Concern.REDNESS,)), (Act.REJECT, ())])
def test_the_persons_word_on_a_finding_wins(act: Act, goals: tuple[Concern, ...]) -> None:
    state = _state(asked="finding:redness", findings=[SeenSign(concern="redness", probability=0.9)])
    after = absorb(state, [Command(act=act)])
    assert (after.profile.goals, open_finding(after)) == (goals, None)


def test_denying_a_problem_in_words_silences_the_finding() -> None:
    state = _state(findings=[SeenSign(concern="acne", probability=0.9)])
    denied = Command(act=Act.DENY, slot=Slot.GOALS, value=("acne",))
    assert open_finding(absorb(state, [denied])) is None


@pytest.mark.parametrize(("act", "expected"), [(Act.CONFIRM, SkinType.DRY), (Act.REJECT, None)])
def test_a_doubt_is_settled_by_yes_or_no(act: Act, expected: SkinType | None) -> None:
    doubt = Command(act=Act.SET, slot=Slot.SKIN_TYPE, value="dry", confidence=0.4)
    state = _state(asked="confirm:skin_type").model_copy(update={"pending": (doubt,)})
    after = absorb(state, [Command(act=act)])
    assert (after.pending, after.profile.skin_type) == ((), expected)


@given(
    skin_type=st.none() | st.sampled_from(SkinType),
    goals=st.lists(st.sampled_from(Concern), max_size=3).map(tuple),
    sensitive=st.none() | st.booleans(),
    settled=st.lists(st.sampled_from(Slot), max_size=9).map(tuple),
    questions=st.integers(0, MAX_QUESTIONS),
)
def test_a_known_slot_is_never_asked_for(skin_type, goals, sensitive, settled, questions) -> None:
    profile = Profile(skin_type=skin_type, goals=goals, sensitive=sensitive)
    state = DialogueState(profile=profile, settled=settled, questions=questions)
    step = next_step(state)
    if isinstance(step, Ask) and step.about == Slot.CAUTIONS:
        assert not (state.known(Slot.CAUTIONS) and state.known(Slot.ALLERGIES))
    elif isinstance(step, Ask):
        assert not state.known(Slot(step.about))
    else:
        assert step == Recommend()


def test_a_state_survives_its_journey_through_json() -> None:
    state = _state(profile=FULL, asked="cautions", settled=["goals"], skin_test=[1])
    assert DialogueState.model_validate_json(state.model_dump_json()) == state


def _doubt(slot: Slot, value: object, confidence: float = 0.55) -> Command:
    return Command.model_validate(
        {"act": Act.SET, "slot": slot, "value": value, "confidence": confidence}
    )


def test_safety_is_asked_back_before_the_rest_and_no_second_goal_at_all() -> None:
    goal, kind, caution = (
        _doubt(Slot.GOALS, ("acne",)),
        _doubt(Slot.SKIN_TYPE, "dry"),
        _doubt(Slot.CAUTIONS, ("pregnancy",)),
    )
    sure = _doubt(Slot.GOALS, ("redness",), 0.9)
    assert worth_asking((), (goal, kind, caution)) == (caution, goal, kind)
    assert worth_asking((sure,), (goal, kind)) == (kind,)
    assert worth_asking((), (goal, kind), goals_known=True) == (kind,)
    assert worth_asking((), (_doubt(Slot.CAUTIONS, ("minor",)),)) == ()


@pytest.mark.parametrize(
    ("act", "held"),
    [
        (Act.CONFIRM, True),
        (Act.REJECT, False),
        (Act.NONE, False),
        (Act.QUESTION, True),
    ],
)
def test_a_doubted_circumstance_counts_unless_it_is_denied(act: Act, held: bool) -> None:
    state = _state(asked="confirm:cautions").model_copy(
        update={"pending": (_doubt(Slot.CAUTIONS, ("pregnancy",)),)}
    )
    after = absorb(state, [Command(act=act)])
    assert (bool(after.profile.cautions), after.pending) == (held, ())


@pytest.mark.parametrize(
    ("answers", "kind"),
    [((0, 1), SkinType.COMBINATION), ((0, 0), SkinType.DRY), ((2, 2), SkinType.OILY)],
)
def test_the_self_test_ends_when_its_outcome_is_clear(
    answers: tuple[int, ...], kind: SkinType
) -> None:
    state = _state(asked="skin_test_1")
    for option in answers:
        state = take_skin_test(state, option)
    assert (state.profile.skin_type, state.asked) == (kind, None)


def test_a_side_question_does_not_use_up_what_was_asked() -> None:
    profile = FULL.model_copy(update={"sensitive": None})
    state = _state(profile=profile, questions=4, asked="sensitive")
    assert next_step(state) == Ask("sensitive")


@pytest.mark.parametrize("asked_twice", [(), ("cautions",)])
def test_the_safety_question_is_asked_twice_at_most(asked_twice: tuple[str, ...]) -> None:
    told = Profile(age=16, cautions=(Caution.MINOR,), goals=(Concern.ACNE,))
    state = _state(profile=told, asked="cautions", asked_twice=asked_twice)
    passed = skip_unanswered(state, answered=False)
    assert passed.safety_asked is bool(asked_twice)


def test_a_side_question_leaves_the_open_question_open() -> None:
    state = _state(asked="skin_type")
    assert skip_unanswered(state, answered=True) == state


def test_being_young_does_not_answer_the_safety_question() -> None:
    said = [
        Command(act=Act.SET, slot=Slot.AGE, value=16),
        Command(act=Act.SET, slot=Slot.CAUTIONS, value=("minor",)),
    ]
    after = absorb(_state(), said)
    assert not after.known(Slot.ALLERGIES)
    assert not after.safety_told


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (_state(), False),
        (_state(settled=["cautions"]), True),
        (_state(settled=["cautions"], refused=["cautions"]), False),
        (_state(profile=Profile(cautions=(Caution.PREGNANCY,))), True),
        (_state(profile=Profile(cautions=(Caution.MINOR,))), False),
    ],
)
def test_who_told_what_safety_asks(state: DialogueState, told: bool) -> None:
    assert state.safety_told is told


@pytest.mark.parametrize(("act", "refused"), [(Act.REFUSE, True), (Act.NONE, False)])
def test_a_refusal_settles_and_is_remembered_as_one(act: Act, refused: bool) -> None:
    after = absorb(_state(asked="cautions"), [Command(act=act, slot=Slot.CAUTIONS)])
    assert after.safety_asked
    assert (Slot.CAUTIONS in after.refused) is refused


def test_while_safety_is_unknown_nothing_that_rules_could_forbid_is_wished_for() -> None:
    assert wish_of(_state()).avoid == UNSURE_AVOID
    assert not wish_of(_state(settled=["cautions"])).avoid


def test_what_is_avoided_while_unsure_covers_the_rules_of_pregnancy_and_isotretinoin() -> None:
    rules = yaml.safe_load((files("knowledge") / "data" / "safety.yaml").read_text("utf-8"))
    entries = rules["rules"] if isinstance(rules, dict) else rules
    asked = {"pregnancy", "breastfeeding", "trying_to_conceive", "isotretinoin"}
    forbidden = {
        family
        for rule in entries
        if rule.get("kind") == "family" and asked & set(rule.get("when", ()))
        for family in rule["families"]
    }
    assert forbidden
    assert forbidden <= set(UNSURE_AVOID)


def test_the_safe_routine_is_made_anew_once_safety_is_told() -> None:
    state = _state(routine_for=Profile(), careful=True)
    assert next_step(state) == Open()
    assert next_step(state.model_copy(update={"settled": (Slot.CAUTIONS,)})) == Recommend()


@pytest.mark.parametrize("flag", sorted(HOLDING))
def test_an_urgent_sign_holds_the_routine_back(flag: RedFlag) -> None:
    state = _state(profile=FULL, red_flags=[flag])
    assert next_step(state, wants_routine=True) == Hold((flag,))


@pytest.mark.parametrize("flag", sorted(set(RedFlag) - HOLDING))
def test_other_signs_leave_the_talk_open(flag: RedFlag) -> None:
    assert next_step(_state(profile=FULL, red_flags=[flag])) == Recommend()


def test_a_child_is_not_questioned() -> None:
    assert next_step(_state(profile=Profile(age=13))) == Recommend()


@pytest.mark.parametrize(
    ("slot", "profile", "value"),
    [
        (Slot.ALLERGIES, {"allergies": ("coconut",)}, ("coconut",)),
        (Slot.CAUTIONS, {"cautions": ("pregnancy",)}, ("pregnancy",)),
        (Slot.SHELF, {"shelf": ("cream",)}, ("cream",)),
        (Slot.BUDGET_RUB, {"budget_rub": 3000}, None),
        (Slot.FRAGRANCE_FREE, {"fragrance_free": True}, None),
    ],
)
def test_what_was_taken_back_is_gone_and_not_asked_for(slot, profile, value) -> None:
    state = _state(profile=Profile.model_validate(profile))
    after = absorb(state, [Command(act=Act.DENY, slot=slot, value=value)])
    assert not after.profile.reported()
    assert after.known(slot)


def test_a_photo_may_contradict_a_denial_once() -> None:
    denied = absorb(_state(), [Command(act=Act.DENY, slot=Slot.GOALS, value=("acne",))])
    seen = see(denied, [SeenSign(concern="acne", probability=0.9)], refer=False)
    assert next_step(seen) == ConfirmFinding(Concern.ACNE)
    assert contradicts(seen, Concern.ACNE)
    asked = seen.model_copy(update={"asked": "finding:acne"})
    assert open_finding(absorb(asked, [Command(act=Act.REJECT)])) is None


def test_wishes_are_kept_and_may_be_taken_back() -> None:
    without = with_wishes(_state(), read_wish("без сыворотки и без ретинола"))
    assert (without.without_places, without.avoid) == ((Step.TREATMENT,), (Active.RETINOID,))
    back = with_wishes(without, read_wish("верните сыворотку, можно с ретинолом"))
    assert (back.without_places, back.avoid) == ((), ())


def test_sun_protection_is_never_wished_away() -> None:
    assert not with_wishes(_state(), read_wish("drop the sunscreen")).without_places


def test_products_are_kept_only_for_the_profile_they_were_chosen_for() -> None:
    state = _state(keep=["p1"], routine_for=Profile())
    assert wish_of(state).keep == {"p1"}
    assert not wish_of(state.model_copy(update={"profile": FULL})).keep


@pytest.mark.parametrize(
    ("said", "goals"),
    [
        (Command(act=Act.SET, slot=Slot.AGE, value=30), (Concern.ACNE,)),
        (Command(act=Act.ROUTINE), (Concern.ACNE,)),
        (_doubt(Slot.GOALS, ("redness",), 0.9), (Concern.REDNESS,)),
        (Command(act=Act.DENY, slot=Slot.GOALS, value=("acne",)), ()),
        (Command(act=Act.NONE), ()),
    ],
)
def test_who_goes_on_without_an_objection_agrees(said: Command, goals: tuple) -> None:
    state = _state(asked="confirm:goals").model_copy(
        update={"pending": (_doubt(Slot.GOALS, ("acne",)),)}
    )
    after = absorb(state, [said])
    assert (after.profile.goals, after.pending) == (goals, ())


def test_no_allergies_denies_no_doubted_pregnancy() -> None:
    state = _state(asked="confirm:cautions").model_copy(
        update={"pending": (_doubt(Slot.CAUTIONS, ("pregnancy",)),)}
    )
    after = absorb(state, [Command(act=Act.NONE, slot=Slot.ALLERGIES)])
    assert after.profile.cautions == (Caution.PREGNANCY,)
