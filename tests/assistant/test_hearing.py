"""What a message says, put right by what is known and by what was asked."""

import pytest

from assistant.asides import assents, gives_reason, reason_beside
from assistant.conversation.hearing import commands_of, nothing_more
from assistant.conversation.plan import Incoming, Plan
from assistant.dialogue import DialogueState
from assistant.profile import Act, Command, Profile, Slot
from assistant.routine import Routine, RoutineStep
from assistant.talking import products
from assistant.texts import texts
from assistant.understanding.rules import read_message
from assistant.wishes import read_wish
from knowledge.vocabulary import Language
from tests.fakes import FakeUnderstood

KNOWN = Profile(allergies=("coconut",), budget_rub=3000)


def _heard(
    text: str, *said: Command, asked: str | None = None, profile: Profile | None = None
) -> list[tuple[Act, Slot | None, object]]:
    state = DialogueState(profile=profile or Profile(), asked=asked)
    plan = Plan.of(Incoming("me", None, None, state, 0.0))
    commands = commands_of(plan, FakeUnderstood(said), text, read_wish(text))
    return [(c.act, c.slot, c.value) for c in commands]


def _set(slot: Slot, value: object) -> Command:
    return Command.model_validate({"act": Act.SET, "slot": slot, "value": value})


def test_taking_something_back_ends_no_talk() -> None:
    stop = Command(act=Act.STOP, evidence="cancel")
    assert _heard("cancel the budget", stop, profile=KNOWN) == [(Act.DENY, Slot.BUDGET_RUB, None)]


@pytest.mark.parametrize(
    ("asked", "act"), [("cautions", Act.NONE), ("goals", Act.NONE), ("rating", Act.STOP)]
)
def test_that_is_all_ends_a_list_and_not_the_talk(asked: str, act: Act) -> None:
    stop = Command(act=Act.STOP, evidence="that's all")
    assert _heard("that's all", stop, asked=asked) == [(act, None, None)]


@pytest.mark.parametrize(
    ("profile", "settled"), [(Profile(), True), (Profile(allergies=("nuts",)), False)]
)
def test_no_allergies_is_heard_where_none_are_known(profile: Profile, settled: bool) -> None:
    said = (Act.NONE, Slot.ALLERGIES, None)
    assert (said in _heard("аллергий нет", profile=profile)) is settled


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("крем жирный, не хочу такой", False),
        ("that greasy cream is not for me", False),
        ("кожа жирная, крем тоже жирный", True),
        ("жирная", True),
    ],
)
def test_a_greasy_cream_is_no_kind_of_skin(text: str, kept: bool) -> None:
    assert bool(_heard(text, _set(Slot.SKIN_TYPE, "oily"))) is kept


def test_who_hates_sunscreen_has_no_goal_of_it() -> None:
    assert not _heard("i hate sunscreen, remove it", _set(Slot.GOALS, ("sun_protection",)))
    assert _heard("i want sun protection", _set(Slot.GOALS, ("sun_protection",)))


@pytest.mark.parametrize(
    ("text", "asked", "said"),
    [
        ("без отдушек пожалуйста", "cautions", {Slot.FRAGRANCE_FREE: True}),
        ("аллергия на отдушки", "cautions", {Slot.ALLERGIES: ("fragrance",)}),
        ("отдушка", "cautions", {Slot.ALLERGIES: ("fragrance",)}),
        ("нормальная", "sensitive", {Slot.SENSITIVE: False}),
        ("just normal", "sensitive", {Slot.SENSITIVE: False}),
        ("нормальная", "skin_type", {Slot.SKIN_TYPE: "normal"}),
        ("like 40 dollars", "rating", {Slot.BUDGET_RUB: 3400}),
        ("i have my own cleanser", None, {}),
    ],
)
def test_words_are_read_by_what_was_asked(text: str, asked: str | None, said: dict) -> None:
    commands = read_message(text, asked=asked).commands
    assert {c.slot: c.value for c in commands if c.slot is not None} == said


@pytest.mark.parametrize(
    ("text", "score"),
    [("9 cause it was quick", 9), ("8 дороговато", 8), ("40 dollars", None), ("9, а почему?", 9)],
)
def test_a_score_may_come_with_its_reason(text: str, score: int | None) -> None:
    commands = read_message(text, asked="rating").commands
    assert [c.value for c in commands if c.act is Act.RATING] == ([] if score is None else [score])


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("what if it burns", True),
        ("а если жжёт", True),
        ("what about my boyfriend", True),
        ("а зубная паста помогает от прыщей?", True),
        ("что посоветуете от прыщей?", False),
        ("прыщи на лбу", False),
    ],
)
def test_a_side_question_is_known_for_one(text: str, question: bool) -> None:
    assert (read_message(text).question is not None) is question


@pytest.mark.parametrize("text", ["забудьте всё", "forget everything", "начать заново"])
def test_beginning_again_may_be_asked_for_in_short(text: str) -> None:
    assert [c.act for c in read_message(text).commands] == [Act.START_OVER]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9", ""),
        ("спасибо, 9!", ""),
        ("10/10 thanks", ""),
        ("8 дороговато", "8 дороговато"),
        ("2, не объяснил ничего", "2, не объяснил ничего"),
    ],
)
def test_the_reason_beside_a_score_is_kept(text: str, reason: str) -> None:
    assert reason_beside(text) == reason


@pytest.mark.parametrize(
    ("text", "reason", "assent"),
    [
        ("потому что быстро и без воды", True, False),
        ("because it was clear", True, False),
        ("for me it's fine", False, False),
        ("ну хорошо", False, True),
        ("cool", False, True),
        ("хорошо, а ретинол?", False, False),
    ],
)
def test_a_reason_and_a_nod_are_told_from_other_words(
    text: str, reason: bool, assent: bool
) -> None:
    assert (gives_reason(text), assents(text)) == (reason, assent)


@pytest.mark.parametrize("text", ["а скраб можно?", "кислоты можно?", "no i mean the serum"])
def test_asking_whether_something_may_be_used_is_no_wish(text: str) -> None:
    assert not read_wish(text)


SERUM = RoutineStep(
    step="serum", product_id="s", name="Calm serum", when="daily", why="x", amount="2 drops"
)
CREAM = RoutineStep(step="moisturizer", product_id="m", name="Cream", when="daily", why="x")
ROUTINE = Routine(morning=(SERUM, CREAM), evening=(), disclaimer="x")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how do I use the serum?", True),
        ("как наносить сыворотку?", True),
        ("how do I use a clay mask?", False),
        ("how do I apply the cream?", False),  # nothing is known of its amount
        ("is the serum good?", False),
    ],
)
def test_how_to_use_a_product_of_the_routine_is_answered_from_it(question: str, told: bool) -> None:
    answer = products.use(question, ROUTINE, texts(Language.EN))
    assert answer == ("Calm serum: 2 drops. When: daily." if told else None)


@pytest.mark.parametrize(
    ("text", "age", "said"),
    [
        ("actually 43 lol", 34, [(Act.CORRECT, Slot.AGE, 43)]),
        ("actually 43 lol", None, [(Act.RATING, None, 43)]),
        ("43", 34, [(Act.RATING, None, 43)]),
        ("вообще-то 9", 34, [(Act.RATING, None, 43)]),
    ],
)
def test_an_age_put_right_is_no_score(text: str, age: int | None, said: list) -> None:
    score = Command(act=Act.RATING, value=43, evidence=text)
    assert _heard(text, score, asked="rating", profile=Profile(age=age)) == said


@pytest.mark.parametrize(
    ("profile", "act"), [(Profile(), Act.NONE), (Profile(budget_rub=900), Act.DENY)]
)
def test_money_that_does_not_matter_is_no_wish_to_save(profile: Profile, act: Act) -> None:
    assert _heard("бюджет не важен", profile=profile) == [(act, Slot.BUDGET_RUB, None)]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("а что утром первым?", "Morning: Calm serum → Cream."),
        ("and in the morning?", "Morning: Calm serum → Cream."),
        ("а вечером?", None),  # nothing is done in the evening
        ("is vitamin c better in the morning than in winter?", None),
        ("what about tea?", None),
    ],
)
def test_the_order_of_a_day_is_answered_from_the_routine(question: str, told: str | None) -> None:
    assert products.part_of_day(question, ROUTINE, texts(Language.EN)) == told


@pytest.mark.parametrize("text", ["i don't want so many steps", "не хочу столько шагов"])
def test_so_many_steps_are_too_many(text: str) -> None:
    assert read_wish(text).minimal


@pytest.mark.parametrize("text", ["не важно сколько стоит", "деньги не важны", "any budget"])
def test_money_may_not_matter_in_many_words(text: str) -> None:
    assert (Act.NONE, Slot.BUDGET_RUB, None) in _heard(text)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("wait, do I need sunscreen in winter?", False),
        ("а зимой спф нужен", False),
        ("нужна защита от солнца", True),
    ],
)
def test_asking_whether_sunscreen_is_needed_sets_no_goal(text: str, goal: bool) -> None:
    assert bool(_heard(text, _set(Slot.GOALS, ("sun_protection",)))) is goal


@pytest.mark.parametrize("text", ["пересоставь пожалуйста", "redo the routine", "обновите уход"])
def test_the_routine_may_be_asked_for_anew(text: str) -> None:
    assert Act.ROUTINE in {c.act for c in read_message(text).commands}


@pytest.mark.parametrize(
    "text",
    ["аист уже вылетел, посадка в апреле, а на лбу прыщи", "we binned the condoms at christmas"],
)
def test_a_circumstance_said_in_an_image_is_not_dropped(text: str) -> None:
    assert _heard(text, _set(Slot.CAUTIONS, ("pregnancy",)))


def test_asking_whether_sunscreen_is_needed_is_a_question() -> None:
    assert read_message("wait, do I need sunscreen in winter?").question is not None
    assert read_message("а зимой нужен ли спф?").question is not None
    assert read_message("I need a sunscreen").question is None


@pytest.mark.parametrize(
    ("text", "asked", "ends"),
    [
        ("no thanks", "rating", True),
        ("нет", "rating", True),
        ("нет", "cautions", False),
        ("a lower price", "rating", False),
    ],
)
def test_a_bare_no_after_the_routine_asks_for_nothing_more(
    text: str, asked: str, ends: bool
) -> None:
    plan = Plan.of(Incoming("me", None, None, DialogueState(asked=asked), 0.0))
    assert nothing_more(plan, (), text) is ends


def test_no_after_a_careful_routine_is_an_answer_about_safety() -> None:
    state = DialogueState(asked="rating", careful=True)
    assert not nothing_more(Plan.of(Incoming("me", None, None, state, 0.0)), (), "no")


@pytest.mark.parametrize(
    ("text", "owned"),
    [
        ("can i use the toner in the morning too?", False),
        ("should I use a rich cream at night?", False),
        ("I use a rosewater toner", True),
    ],
)
def test_asking_whether_to_use_a_thing_owns_nothing(text: str, owned: bool) -> None:
    found = {c.slot for c in read_message(text).commands}
    assert (Slot.SHELF in found) is owned
