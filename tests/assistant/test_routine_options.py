"""The buttons under a routine say what the conversation understands."""

import pytest

from assistant import wording
from assistant.asides import offers_own
from assistant.conversation.hearing import told
from assistant.dialogue import DialogueState
from assistant.routine import Routine, RoutineStep
from assistant.texts import texts
from assistant.understanding.rules import read_message
from assistant.wishes import Change, StepWish, Wished, read_wish
from assistant.wording import SWAPPED, routine_options
from knowledge.vocabulary import Language, Step

LANGUAGES = list(Language)


def step(place: str, product: str | None = "p") -> RoutineStep:
    return RoutineStep(step=place, product_id=product, name=place, when="", why="")


def routine(*steps: RoutineStep) -> Routine:
    return Routine(morning=steps, evening=(), disclaimer="x")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", SWAPPED)
def test_each_swap_is_read_as_a_wish_about_its_place(language: Language, place: Step) -> None:
    say = texts(language)(f"option-other-{place.value}-say")
    assert read_wish(say) == Wished(steps=(StepWish(place, Change.OTHER),))
    commands = read_message(say, asked="rating").commands
    assert told(commands, read_wish(say)) == ()  # and as nothing about the person


@pytest.mark.parametrize("language", LANGUAGES)
def test_cheaper_is_read_as_a_wish_about_the_whole(language: Language) -> None:
    assert read_wish(texts(language)("option-cheaper")) == Wished(cheaper=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_the_routine_can_be_swapped_and_nothing_else(language: Language) -> None:
    offered = routine_options(
        texts(language),
        routine(step("cleanser"), step("serum"), step("moisturizer", None), step("sunscreen")),
    )
    says = [
        texts(language)(f"option-other-{place}-say")
        for place in ("cleanser", "treatment", "sunscreen")  # the cream is the person's own
    ]
    assert [option.say for option in offered][:3] == says
    assert len(offered) == 5


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        *[(texts(language)("option-own"), True) for language in Language],
        ("У меня уже есть свои средства", True),
        ("I already have products of my own.", True),
        ("у меня есть крем Nivea", False),
        ("у меня есть своё мнение", False),
        ("I have my own car", False),
        ("что есть у меня?", False),
    ],
)
def test_who_has_products_without_naming_them_is_asked_which(text: str, offers: bool) -> None:
    assert offers_own(text) is offers


@pytest.mark.parametrize("text", ["ничего", "нет", "nothing", "no"])
def test_nothing_is_no_product(text: str) -> None:
    said = read_message(text, asked="shelf").commands
    assert [command.value for command in said if command.slot == "shelf"] in ([], [None])


def test_the_shelf_is_asked_for_in_words() -> None:
    for language in Language:
        assert wording.question(texts(language), "shelf", DialogueState())
