"""Short answers whose words could mean something else elsewhere."""

import pytest

from assistant.profile import Act, Slot
from assistant.understanding.answers import picked
from assistant.understanding.rules import read_message


def _read(text: str, asked: str | None) -> list[tuple[Act, Slot | None, object]]:
    return [(c.act, c.slot, c.value) for c in read_message(text, asked=asked).commands]


@pytest.mark.parametrize(
    ("text", "score"),
    [("9", 9), ("ну где-то 8 из 10", 8), ("ставлю девять", 9), ("восьмёрочка", 8), ("10!", 10),
     ("thanks, you're the best! 10", 10), ("спасибо большое, вы супер! 10", 10),
     ("10! всё понравилось", 10), ("8, долго вопросы задавали", 8)],
)  # fmt: skip
def test_a_score_is_a_score_and_nothing_else(text: str, score: int) -> None:
    assert [told for told in _read(text, "rating") if told[0] is not Act.THANKS] == [
        (Act.RATING, None, score)
    ]


@pytest.mark.parametrize(
    "text", ["тысячи четыре на всё", "мне 35 лет", "до 4000 рублей", "у меня 2 крема дома"]
)
def test_another_number_is_no_score(text: str) -> None:
    assert Act.RATING not in [act for act, _, _ in _read(text, "rating")]


def test_calm_answers_the_question_about_sensitivity_only() -> None:
    assert _read("нет, кожа спокойная", "sensitive") == [(Act.SET, Slot.SENSITIVE, False)]


@pytest.mark.parametrize(
    ("text", "sum_rub"),
    [
        ("бюджет три-четыре тысячи", 4000),
        ("сто двадцать пять рублей", 125),
        ("полторы тысячи", 1500),
    ],
)
def test_spelt_sums_are_read_whole(text: str, sum_rub: int) -> None:
    assert (Act.SET, Slot.BUDGET_RUB, sum_rub) in _read(text, "budget_rub")


def test_what_something_costs_is_no_budget() -> None:
    assert all(slot is not Slot.BUDGET_RUB for _, slot, _ in _read("сколько стоит ботокс?", None))


def test_a_late_pregnancy_is_no_rating() -> None:
    assert _read("I'm 9 weeks pregnant", "rating") == [(Act.SET, Slot.CAUTIONS, ("pregnancy",))]


@pytest.mark.parametrize("text", ["пью роаккутан", "а ретинол и кислоты можно вместе?"])
def test_a_medicine_or_a_question_is_no_allergy(text: str) -> None:
    assert all(slot is not Slot.ALLERGIES for _, slot, _ in _read(text, "cautions"))


def test_a_lone_allergen_answers_the_safety_question() -> None:
    assert _read("только лаванда", "cautions") == [(Act.SET, Slot.ALLERGIES, ("lavender",))]


OFFERED = ("acne", "dryness", "wrinkles", "redness")


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("1 и 4", ("acne", "redness")),
        ("second, third", ("dryness", "wrinkles")),
        ("2 + 2", ("dryness",)),
        ("третье", ("wrinkles",)),
        ("самое первое", ("acne",)),
        ("первое и последнее", ("acne", "redness")),
        ("все четыре", OFFERED),
        ("third, for a year now", ("wrinkles",)),
    ],
)
def test_several_offered_goals_may_be_picked(text: str, goals: tuple[str, ...]) -> None:
    commands = read_message(text, asked="goals", options=OFFERED).commands
    found = [c for c in commands if c.slot is Slot.GOALS and c.act is Act.SET]
    assert tuple(name for c in found for name in c.value) == goals


def test_two_kinds_of_skin_at_once_are_no_pick() -> None:
    kinds = ("dry", "oily", "combination", "normal")
    commands = read_message("1 и 2", asked="skin_type", options=kinds).commands
    assert [c.value for c in commands if c.slot is Slot.SKIN_TYPE] == []


def test_no_option_is_picked_where_a_part_names_none() -> None:
    assert picked("1 и чемодан", OFFERED) == ()
    assert picked("1 и 2", ()) == ()
    assert picked("2, мне 30", OFFERED) == ()


TRYING = (Act.SET, Slot.CAUTIONS, ("trying_to_conceive",))


@pytest.mark.parametrize(
    "text",
    [
        "not pregnant yet but trying",
        "пока не беременна, но планируем",
        "вроде не беременна, но планируем с мужем через пару месяцев",
        "I may get pregnant soon",
    ],
)
def test_no_pregnancy_yet_is_a_wish_for_one_where_it_is_told(text: str) -> None:
    assert _read(text, "cautions") == [TRYING]


@pytest.mark.parametrize(
    "text",
    [
        "why do you need to know if I'm pregnant",
        "is this safe if I get pregnant?",
        "а зачем вам знать беременна я или нет",
    ],
)
def test_a_pregnancy_that_is_only_asked_about_is_none(text: str) -> None:
    assert [slot for _, slot, _ in _read(text, "cautions")] == [None]


def test_a_pregnancy_in_a_question_about_oneself_counts() -> None:
    assert (Act.SET, Slot.CAUTIONS, ("pregnancy",)) in _read("what can I use, I'm pregnant?", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("крем у меня уже есть, Nivea Soft, можно его?", "Nivea Soft"),
        ("I already have one, Nivea Soft, can it stay?", "Nivea Soft"),
    ],
)
def test_a_product_named_after_that_it_is_there_is_owned(text: str, name: str) -> None:
    assert (Act.SET, Slot.SHELF, (name,)) in _read(text, "rating")


def test_the_speaker_is_no_brand() -> None:
    assert all(slot is not Slot.SHELF for _, slot, _ in _read("what should I use if I'm 40", None))


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("оба варианта", ("покраснение", "сухость"), (0, 1)),
        ("both", ("redness", "dryness", "not sure"), (0, 1)),
        ("both", OFFERED, ()),
        ("all three", ("pores", "shine", "dots", "none"), (0, 1, 2)),
    ],
)
def test_all_and_both_leave_out_the_option_of_none(text, options, found) -> None:
    assert picked(text, options) == found


@pytest.mark.parametrize(
    "text", ["мне не 16 а 19 вообще-то", "мне 19, не 16", "I'm 19 not 16", "i'm not 16 but 19"]
)
def test_the_age_that_is_denied_is_not_the_age(text: str) -> None:
    assert _read(text, "rating") == [(Act.SET, Slot.AGE, 19)]


@pytest.mark.parametrize(
    "text", ["ну а зачем вам возраст", "and what does ceramide do", "kak dolgo zhdat rezultata"]
)
def test_a_question_needs_no_question_mark(text: str) -> None:
    assert Act.QUESTION in [act for act, _, _ in _read(text, "rating")]


def test_impatience_asks_for_the_routine() -> None:
    assert Act.ROUTINE in [act for act, _, _ in _read("подберите уже", "cautions")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("the last two", (1, 2)),
        ("последние два", (1, 2)),
        ("два последних", (1, 2)),
        ("первые два", (0, 1)),
        ("yep, the first", (0,)),
        ("да, второе", (1,)),
        ("the first and the last one", (0, 2)),
        ("the last three i think", (0, 1, 2)),
        ("the last two weeks", ()),
    ],
)
def test_options_are_picked_from_an_end_of_the_list(text: str, places: tuple[int, ...]) -> None:
    assert picked(text, ("acne", "wrinkles", "dryness")) == places
