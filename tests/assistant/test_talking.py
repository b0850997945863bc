"""Remarks beside the consultation: recognised, answered in writing, and led back from."""

import pytest

from assistant.models import Registry
from assistant.profile import Profile
from assistant.routine import Routine, RoutineStep
from assistant.routine.model import Alternative
from assistant.settings import Settings
from assistant.talking import Router, Situation, Then, load_phrases, products, reply, variant
from assistant.texts import texts
from eval.cases import load
from knowledge.claims import load_claims
from knowledge.embedding import OnnxEmbedder
from knowledge.facts import load_facts
from knowledge.likeness import Phrasebook
from knowledge.vocabulary import Language, SkinType

RU, EN = texts(Language.RU), texts(Language.EN)
PHRASES = load_phrases()
EXEMPT = {"talk-doctor", "talk-diagnose", "talk-guarantee", "talk-my_skin_type-known"}
"""These say that nothing is promised or diagnosed, which the patterns cannot tell apart; the last
one wants a value.
"""
REMARKS = [label for label in PHRASES if not label.startswith("topic:") and label != "none"]
_registry = Registry.load(Settings().model_dir)
needs_model = pytest.mark.skipif(
    not _registry.present("use-multilingual-3"), reason="needs the embedding model file"
)


def situation(said: str = "hm", asked: str | None = "goals", **known: object) -> Situation:
    return Situation(asked, Profile.model_validate(known), not known, said)


# -- what is written ------------------------------------------------------------------------------


@pytest.mark.parametrize("say", [RU, EN], ids=["ru", "en"])
def test_every_remark_has_a_reply_and_none_is_a_lecture(say) -> None:
    for label in REMARKS:
        said = reply(label, situation(), say)
        assert said is not None, label
        assert 0 < len(said.text) <= 330 or said.then is Then.SUMMARY, label


@pytest.mark.parametrize("language", Language)
def test_no_reply_promises_or_diagnoses(language: Language) -> None:
    say = texts(language)
    broken = [
        (key, rule.id)
        for key in say.keys
        if key.startswith("talk-") and "product" not in key and key not in EXEMPT
        for rule in load_claims()
        for pattern in rule.patterns[language]
        if pattern.search(say(key))
    ]
    assert broken == []


def test_no_evaluation_phrase_is_an_example() -> None:
    known = {phrase.casefold().strip(" ?!.") for group in PHRASES.values() for phrase in group}
    said = {
        case.input["text"].casefold().strip(" ?!.")
        for part in ("dev", "test")
        for case in load(f"small_talk_{part}.jsonl")
        if case.expected["says"] != "none"
    }
    assert known & said == set()


def test_every_topic_that_is_asked_about_exists() -> None:
    topics = {f"topic:{topic.id}" for topic in load_facts().topics}
    asked = {label for label in PHRASES if label.startswith("topic:")}
    assert asked <= topics
    assert len(asked) >= 90


# -- recognising ----------------------------------------------------------------------------------


def test_a_phrase_is_like_its_own_label_and_noise_like_none() -> None:
    book = Phrasebook({"bye": ["see you later"], "hi": ["good morning"]}, None)
    best = book.like("see you later!")[0]
    assert (best.label, best.score > 0.5) == ("bye", True)
    assert book.like("зюзюка")[0].score < 0.2


def test_a_typo_and_another_ending_are_still_recognised_by_letters() -> None:
    book = Phrasebook({"thanks": ["спасибо большое"], "rain": ["какая сегодня погода"]}, None)
    assert book.like("спосибо большое")[0].label == "thanks"
    assert book.like("а погоду сегодня знаешь")[0].label == "rain"


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(OnnxEmbedder(_registry.path_of("use-multilingual-3"), threads=1))


@needs_model
@pytest.mark.parametrize(("language", "floor"), [("ru", 0.88), ("en", 0.88)])
def test_unseen_remarks_are_recognised(router: Router, language: str, floor: float) -> None:
    cases = [case for case in load("small_talk_dev.jsonl") if case.language == language]
    right = 0
    for case in cases:
        routed = router.route(case.input["text"])
        got = (routed.topic or routed.label) if routed is not None else "none"
        right += got == case.expected["says"]
    assert right >= floor * len(cases)


@needs_model
@pytest.mark.parametrize(
    "text",
    [
        "кожа сухая, щёки шелушатся",
        "мне тридцать пять лет",
        "no allergies at all",
        "my forehead shines by noon",
        "аллергия на прополис",
    ],
)
def test_facts_about_skin_are_surely_no_remark(router: Router, text: str) -> None:
    routed = router.route(text)
    assert routed is None or not routed.sure


# -- replies that depend on the moment ------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("cautions", "безопасность"),
        ("skin_test_2", "трём ощущениям"),
        ("budget_rub", "сумму"),
        (None, "меняет подбор"),
    ],
)
def test_why_a_question_is_asked_is_told_for_that_question(asked: str | None, words: str) -> None:
    said = reply("why_ask", situation(asked=asked), RU)
    assert said is not None
    assert words in said.text
    assert said.then is Then.GO_ON


def test_a_question_not_understood_is_put_in_other_words_or_again() -> None:
    other, again = (reply("explain", situation(asked=a), EN) for a in ("skin_type", "skin_test_1"))
    assert other is not None
    assert again is not None
    assert ("tight" in other.text, other.then) == (True, Then.STAY)
    assert again.then is Then.ASK_AGAIN


def test_who_asks_for_their_skin_type_is_told_or_tested() -> None:
    tested = reply("my_skin_type", situation(), RU)
    told = reply("my_skin_type", situation(skin_type=SkinType.OILY), RU)
    assert tested is not None
    assert told is not None
    assert tested.then is Then.TEST
    assert "жирная" in told.text


@pytest.mark.parametrize(
    ("label", "then"),
    [("bye", Then.CLOSE), ("wait", Then.STAY), ("crisis", Then.REFER), ("joke", Then.GO_ON)],
)
def test_what_follows_a_remark(label: str, then: Then) -> None:
    said = reply(label, situation(), EN)
    assert said is not None
    assert said.then is then


@pytest.mark.parametrize(
    ("label", "then"),
    [("too_long", Then.SHORTER), ("cheaper", Then.CHEAPER), ("summary", Then.SUMMARY)],
)
def test_some_remarks_are_wishes_once_a_routine_stands(label: str, then: Then) -> None:
    standing = Situation("rating", Profile(), fresh=False, said="hm", standing=True)
    said = reply(label, standing, EN)
    assert said is not None
    assert (said.text, said.then) == ("", then)


def test_the_whole_set_is_priced() -> None:
    assert "700 ₽" in products.total(ROUTINE.model_copy(update={"total_rub": 2700}), RU)


def test_a_toss_up_between_two_kinds_is_left_alone() -> None:
    one = {"a": ["какая сегодня будет погода у моря"], "none": ["кожа сухая"]}
    asked = "какая сегодня будет погода"
    assert Router(None, one | {"b": one["a"]}).route(asked) is None
    assert Router(None, one).route(asked)


def test_a_greeting_discloses_the_program_to_somebody_new_only() -> None:
    new, known = reply("hello", situation(), EN), reply("hello", situation(age=30), EN)
    assert new is not None
    assert known is not None
    assert "AI" in new.text
    assert "AI" not in known.text


def test_a_kind_of_remark_without_a_text_gets_no_reply() -> None:
    assert reply("no-such-remark", situation(), EN) is None


def test_variants_take_turns() -> None:
    said = {variant("talk-off_topic", f"remark {i}", EN) for i in range(30)}
    assert len(said) == 3


# -- the routine that was given -------------------------------------------------------------------


def step(kind: str, name: str, **more: object) -> RoutineStep:
    fields = {"step": kind, "name": name, "price_rub": 900, "when": "daily", "why": f"{name} why."}
    return RoutineStep.model_validate(fields | {"amount": "a pea"} | more)


CHEAPER = Alternative(product_id="x", name="simple serum", price_rub=300)
ROUTINE = Routine(
    morning=(
        step("cleanser", "soft gel"),
        step("serum", "niacinamide serum", alternative=CHEAPER),
        step("moisturizer", "light fluid"),
        step("sunscreen", "SPF 50 milk", price_rub=None),
    ),
    evening=(step("cleanser", "soft gel"), step("moisturizer", "rich balm", brand="Ромашка")),
    disclaimer="not medical advice",
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("зачем мне сыворотка?", "Niacinamide serum"),
        ("what's the point of the serum", "niacinamide serum why."),
        ("чем второй крем лучше?", "rich balm"),
        ("how much of the cleanser do I take", "a pea"),
        ("когда мазать сыворотку", "daily"),
        ("почему сыворотка столько стоит", "simple serum, 300 ₽"),
        ("сколько стоит умывалка", "900 ₽"),
        ("why is the sunscreen so expensive", "у вас уже есть"),
        ("а ромашка rich balm зачем", "rich balm why."),
    ],
)
def test_a_product_of_the_routine_is_explained_from_its_data(question: str, told: str) -> None:
    assert told in str(products.about(question, ROUTINE, RU))


@pytest.mark.parametrize("question", ["зачем мне маска?", "what about the moon"])
def test_what_is_not_in_the_routine_is_not_explained(question: str) -> None:
    assert products.about(question, ROUTINE, RU) is None


def test_all_products_are_explained_once() -> None:
    told = products.every(ROUTINE, EN)
    assert told.count("soft gel why.") == 1
    assert told.count("•") == 5
