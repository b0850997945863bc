from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from assistant.conversation import Conversation
from assistant.conversation.plan import Plan
from assistant.conversation.steps import ask
from assistant.database import Database
from assistant.dialogue import DialogueState
from assistant.language import LanguageModelError
from assistant.profile import Act, Command, Slot
from assistant.reply import Chunk, Event, NextStep, Reply
from assistant.speaking import Speaker
from assistant.texts import texts
from knowledge.claims import load_claims
from knowledge.vocabulary import Concern, Language, RedFlag
from tests.fakes import (
    DictAnswers,
    FakeLook,
    FakeReferral,
    FakeRemark,
    FakeRouter,
    FakeUnderstood,
    ListRecommender,
    ScriptedEyes,
    ScriptedModel,
    ScriptedUnderstander,
)

RU = texts(Language.RU)
SHORT = {RU(key) for key in RU.keys if key.startswith("talk-ask-skin_type")}

ME = "test:me"


def _set(slot: Slot, *value: str) -> Command:
    return Command(act=Act.SET, slot=slot, value=value)


def _one(slot: Slot, value: str | int | bool) -> Command:
    return Command(act=Act.SET, slot=slot, value=value)


ACNE = FakeUnderstood((_set(Slot.GOALS, "acne"),))
OILY = FakeUnderstood((_one(Slot.SKIN_TYPE, "oily"),))
NOTHING = FakeUnderstood((Command(act=Act.NONE),))
CALM = FakeUnderstood((_one(Slot.SENSITIVE, False),))
CHEAP = FakeUnderstood((_one(Slot.BUDGET_RUB, 3000),))
WHOLE = [ACNE, OILY, NOTHING, CALM, CHEAP]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    yield database
    await database.close()


@pytest.fixture
def talk(store: Database) -> Callable[..., Conversation]:
    def build(*readings: FakeUnderstood, **parts: object) -> Conversation:
        values = {
            "store": store,
            "understander": ScriptedUnderstander(list(readings)),
            "refer": lambda flag, language: FakeReferral(f"see a doctor: {flag}", urgent=True),
            "recommender": ListRecommender(),
            "answers": DictAnswers({"what is spf?": "SPF is a factor."}),
            "eyes": None,
            "speaker": Speaker(None, load_claims(), budget_s=1),
            "consent_required": False,
        }
        return Conversation(**(values | parts))

    return build


async def _last(events: AsyncIterator[Event]) -> Reply:
    replies = [event async for event in events if isinstance(event, Reply)]
    assert len(replies) == 1
    return replies[0]


async def _say_all(engine: Conversation, count: int) -> list[Reply]:
    return [await _last(engine.hear(ME, f"message {i}")) for i in range(count)]


async def test_a_conversation_asks_what_is_missing_and_ends_in_a_routine(talk) -> None:
    replies = await _say_all(talk(*WHOLE[:4]), 4)
    assert [reply.asked for reply in replies] == ["skin_type", "cautions", "sensitive", "rating"]
    assert replies[-1].step is NextStep.RECOMMEND


async def test_the_disclaimer_is_in_the_routine_text(talk) -> None:
    assert "not medical advice" in (await _say_all(talk(*WHOLE), 4))[-1].text


async def test_chunks_add_up_to_the_reply(talk) -> None:
    events = [event async for event in talk(ACNE).hear(ME, "acne")]
    text = "".join(event.text for event in events if isinstance(event, Chunk))
    assert text == events[-1].text


async def test_an_event_is_answered_once(talk) -> None:
    engine = talk(ACNE)
    first = [event async for event in engine.hear(ME, "acne", event_id="e1")]
    again = [event async for event in engine.hear(ME, "acne", event_id="e1")]
    assert (bool(first), again) == (True, [])


async def test_another_process_goes_on_where_this_one_stopped(talk) -> None:
    await _say_all(talk(ACNE, OILY), 2)
    reply = await _last(talk(NOTHING).hear(ME, "nothing"))
    assert (reply.profile.goals, reply.asked) == ((Concern.ACNE,), "sensitive")


async def test_a_reply_that_was_cut_off_keeps_what_was_learned(talk) -> None:
    stream = talk(ACNE).hear(ME, "acne")
    await anext(stream)
    await stream.aclose()
    reply = await _last(talk(OILY).hear(ME, "oily"))
    assert reply.profile.goals == (Concern.ACNE,)


async def test_a_red_flag_comes_before_everything_else(talk) -> None:
    flagged = FakeUnderstood((_set(Slot.GOALS, "acne"),), red_flags=(RedFlag.CHANGING_MOLE,))
    reply = await _last(talk(flagged).hear(ME, "my mole grows"))
    assert (reply.step, reply.red_flags, reply.asked) == (
        NextStep.REFER,
        (RedFlag.CHANGING_MOLE,),
        None,
    )


async def test_who_goes_on_about_the_skin_is_not_held_back_for_ever(talk) -> None:
    flagged = FakeUnderstood((), red_flags=(RedFlag.SELF_HARM,))
    facts = (FakeUnderstood((_set(Slot.GOALS, "dryness"),)),)
    replies = await _say_all(talk(flagged, *facts * 3), 4)
    assert [reply.step for reply in replies[:3]] == [NextStep.REFER] * 3
    assert (replies[3].step, replies[3].asked) == (NextStep.ASK, "skin_type")
    assert "112" in replies[3].text


async def test_a_calm_referral_lets_the_thread_go_on(talk) -> None:
    def refer(flag, language):
        return FakeReferral("see a gynaecologist", blocks=frozenset({Concern.ACNE}))

    flagged = FakeUnderstood((_set(Slot.GOALS, "acne"),), red_flags=(RedFlag.HORMONAL_SIGNS,))
    reply = await _last(talk(flagged, refer=refer).hear(ME, "acne and no periods"))
    assert (reply.step, reply.asked) == (NextStep.REFER, "skin_type")


async def test_no_routine_is_made_for_the_flagged_problem(talk) -> None:
    def refer(flag, language):
        return FakeReferral("see a doctor", blocks=frozenset({Concern.ACNE}))

    recommender = ListRecommender()
    flagged = FakeUnderstood(
        (_set(Slot.GOALS, "acne", "dryness"),), red_flags=(RedFlag.SEVERE_ACNE,)
    )
    engine = talk(flagged, *WHOLE[1:], refer=refer, recommender=recommender)
    await _say_all(engine, 5)
    assert recommender.profiles[-1].goals == (Concern.DRYNESS,)


async def test_a_side_question_is_answered_and_the_thread_resumes(talk) -> None:
    asked = FakeUnderstood((Command(act=Act.QUESTION),), question="what is spf?")
    replies = await _say_all(talk(ACNE, asked), 2)
    assert "SPF is a factor." in replies[1].text
    assert replies[1].asked == "skin_type"


async def test_what_is_not_known_is_said_so(talk) -> None:
    asked = FakeUnderstood((Command(act=Act.QUESTION),), question="who won?")
    reply = await _last(talk(asked).hear(ME, "who won?"))
    assert "не знаю" in reply.text or "нет проверенного ответа" in reply.text
    assert "врач" not in reply.text.lower()


PLAIN = FakeUnderstood()
QUESTION = Command(act=Act.QUESTION)


def _asking(question: str) -> FakeUnderstood:
    return FakeUnderstood((QUESTION,), question=question)


async def test_a_remark_is_answered_and_the_question_comes_again_in_short(talk) -> None:
    router = FakeRouter(message=FakeRemark("joke"))
    replies = await _say_all(talk(ACNE, PLAIN, router=router), 2)
    assert replies[1].asked == "skin_type"
    assert replies[1].text.split("\n\n")[-1] in SHORT
    assert "Какая у вас кожа:" not in replies[1].text


async def test_a_remark_neither_answers_the_self_test_nor_skips_a_question(talk) -> None:
    unknown = FakeUnderstood((Command(act=Act.UNKNOWN, slot=Slot.SKIN_TYPE),))
    router = FakeRouter(**{"message 2": FakeRemark("laugh")})
    replies = await _say_all(talk(ACNE, unknown, PLAIN, router=router), 3)
    assert [reply.asked for reply in replies[1:]] == ["skin_test_1", "skin_test_1"]


async def test_facts_go_before_a_remark(talk) -> None:
    router = FakeRouter(message=FakeRemark("insult"))
    replies = await _say_all(talk(ACNE, OILY, router=router), 2)
    assert replies[1].profile.skin_type == "oily"
    assert "Жаль" not in replies[1].text


@pytest.mark.parametrize(
    ("remark", "told"),
    [
        (FakeRemark("privacy_words"), "/delete"),  # what the facts say is beside the point
        (FakeRemark("diagnose"), "SPF is a factor."),  # near the subject: facts first
        (FakeRemark("privacy_words", sure=False), "SPF is a factor."),
    ],
)
async def test_a_sure_remark_goes_before_the_facts_unless_it_is_near_them(
    talk, remark: FakeRemark, told: str
) -> None:
    engine = talk(_asking("what is spf?"), router=FakeRouter(spf=remark))
    assert told in (await _last(engine.hear(ME, "what is spf?"))).text


async def test_a_topic_recognised_by_likeness_is_answered_from_the_facts(talk) -> None:
    router = FakeRouter(message=FakeRemark("topic:sleep", topic="sleep"))
    answers = DictAnswers({"topic:sleep": "Sleep helps."})
    reply = await _last(talk(PLAIN, router=router, answers=answers).hear(ME, "message"))
    assert "Sleep helps." in reply.text


async def test_goodbye_closes_and_waiting_asks_nothing(talk) -> None:
    router = FakeRouter(**{"message 1": FakeRemark("wait"), "message 2": FakeRemark("bye")})
    replies = await _say_all(talk(ACNE, PLAIN, PLAIN, router=router), 3)
    assert "?" not in replies[1].text
    assert replies[1].asked == "skin_type"
    assert replies[2].step is NextStep.CLOSE


async def test_asking_to_repeat_brings_the_question_or_the_routine_again(talk) -> None:
    router = FakeRouter(**{f"message {i}": FakeRemark("repeat") for i in (1, 6)})
    replies = await _say_all(talk(ACNE, PLAIN, *WHOLE[1:], PLAIN, router=router), 7)
    assert "Какая у вас кожа" in replies[1].text
    assert replies[6].routine is not None


async def test_somebody_in_despair_is_sent_to_help_and_asked_nothing(talk) -> None:
    router = FakeRouter(message=FakeRemark("crisis"))
    replies = await _say_all(talk(ACNE, PLAIN, router=router), 2)
    assert (replies[1].step, "112" in replies[1].text) == (NextStep.REFER, True)
    assert "?" not in replies[1].text


@pytest.mark.parametrize(
    ("label", "wish"), [("too_long", (True, False)), ("cheaper", (False, True))]
)
async def test_a_remark_that_is_a_wish_changes_the_routine(talk, label: str, wish) -> None:
    recommender = ListRecommender()
    router = FakeRouter(**{"message 5": FakeRemark(label)})
    engine = talk(*WHOLE, PLAIN, router=router, recommender=recommender)
    replies = await _say_all(engine, 6)
    assert replies[5].routine is not None
    assert (recommender.wishes[-1].minimal, recommender.wishes[-1].cheaper) == wish


async def test_asking_what_is_known_brings_the_summary(talk) -> None:
    router = FakeRouter(**{"message 1": FakeRemark("summary")})
    replies = await _say_all(talk(ACNE, PLAIN, router=router), 2)
    assert "высыпания" in replies[1].text
    assert replies[1].asked == "skin_type"


async def test_a_sum_told_in_the_self_test_answers_none_of_its_questions(talk) -> None:
    unknown = FakeUnderstood((Command(act=Act.UNKNOWN, slot=Slot.SKIN_TYPE),))
    replies = await _say_all(talk(ACNE, unknown, CHEAP), 3)
    assert (replies[2].asked, replies[2].profile.budget_rub) == ("skin_test_1", 3000)


async def test_asking_for_ones_skin_type_begins_the_self_test(talk) -> None:
    router = FakeRouter(message=FakeRemark("my_skin_type"))
    assert (await _say_all(talk(PLAIN, router=router), 1))[0].asked == "skin_test_1"


@pytest.mark.parametrize(
    ("question", "told"), [("why the spf?", "SPF"), ("why all of this?", "Зачем что нужно")]
)
async def test_a_question_about_the_routine_is_answered_from_it(talk, question, told) -> None:
    router = FakeRouter(why=FakeRemark("why_product"))
    engine = talk(*WHOLE, _asking(question), router=router)
    await _say_all(engine, 5)
    reply = await _last(engine.hear(ME, question))
    assert told in reply.text
    assert reply.routine is None


async def test_not_knowing_the_skin_type_leads_through_the_test(talk) -> None:
    unknown = FakeUnderstood((Command(act=Act.UNKNOWN, slot=Slot.SKIN_TYPE),))
    picks = [FakeUnderstood((Command(act=Act.CONFIRM, value=i),)) for i in (0, 2, 2)]
    replies = await _say_all(talk(ACNE, unknown, *picks), 5)
    assert [reply.asked for reply in replies[1:4]] == ["skin_test_1", "skin_test_2", "skin_test_3"]
    assert replies[4].profile.skin_type == "oily"


async def test_nothing_like_that_after_a_careful_routine_settles_safety(talk) -> None:
    wants = FakeUnderstood((Command(act=Act.ROUTINE),))
    engine = talk(wants, FakeUnderstood())
    careful = await _last(engine.hear(ME, "just give me a routine"))
    told = await _last(engine.hear(ME, "nope, nothing"))
    assert "я пока не знаю" in careful.text
    assert "я пока не знаю" not in told.text
    assert "Не уверена, что поняла" not in told.text


async def test_a_doubtful_reading_is_asked_about(talk) -> None:
    doubt = Command(act=Act.SET, slot=Slot.SKIN_TYPE, value="dry", confidence=0.4)
    unsure = FakeUnderstood(needs_confirmation=(doubt,))
    yes = FakeUnderstood((Command(act=Act.CONFIRM),))
    replies = await _say_all(talk(unsure, yes), 2)
    assert (replies[0].asked, replies[1].profile.skin_type) == ("confirm:skin_type", "dry")


async def test_a_photo_finding_is_asked_about_and_the_no_wins(talk) -> None:
    no = FakeUnderstood((Command(act=Act.REJECT),))
    eyes = ScriptedEyes([FakeLook(signs=[("redness", 0.9)])])
    engine = talk(no, eyes=eyes)
    seen = await _last(engine.see(ME, [b"photo"]))
    after = await _last(engine.hear(ME, "no"))
    assert (seen.asked, seen.findings[0].concern) == ("finding:redness", "redness")
    assert (after.profile.goals, after.asked) == ((), "goals")


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (FakeLook(accepted=False), "closer, in daylight"),
        (FakeLook(abstained=True), "не берусь судить"),
        (FakeLook(refer=True), "дерматологу"),
        (FakeLook(signs=[("clear", 0.97)]), "не замечаю (97 %"),
        (FakeLook(signs=[("acne", 0.9)], disagree=True), "больше верю вашим словам"),
    ],
)
async def test_what_a_photo_shows_is_said_honestly(talk, look: FakeLook, words: str) -> None:
    reply = await _last(talk(eyes=ScriptedEyes([look])).see(ME, [b"photo"]))
    assert words in reply.text


async def test_without_consent_no_photo_is_looked_at(talk) -> None:
    eyes = ScriptedEyes([])
    reply = await _last(talk(eyes=eyes, consent_required=True).see(ME, [b"photo"]))
    assert (reply.asked, reply.findings) == ("photo_consent", ())


async def test_consent_opens_the_eyes_and_revoking_closes_them(talk) -> None:
    eyes = ScriptedEyes([FakeLook(signs=[("clear", 0.9)])])
    engine = talk(eyes=eyes, consent_required=True)
    await engine.consent(ME, granted=True)
    assert (await _last(engine.see(ME, [b"p"]))).findings
    await engine.consent(ME, granted=False)
    assert not await engine.has_consent(ME)


async def test_consent_can_be_given_in_words(talk) -> None:
    yes = FakeUnderstood((Command(act=Act.CONFIRM),))
    engine = talk(yes, eyes=ScriptedEyes([]), consent_required=True)
    await _last(engine.see(ME, [b"p"]))
    await _last(engine.hear(ME, "да"))
    assert await engine.has_consent(ME)


async def test_a_rating_is_stored_with_its_routine(talk, store: Database) -> None:
    engine = talk(*WHOLE)
    await _say_all(engine, 5)
    reply = await _last(engine.rate(ME, 9))
    figures = await store.figures()
    assert (reply.step, [row.score for row in figures.ratings]) == (NextStep.CLOSE, [9])


async def test_a_low_rating_asks_why_and_keeps_the_reason(talk, store: Database) -> None:
    engine = talk(*WHOLE, FakeUnderstood())
    await _say_all(engine, 5)
    assert (await _last(engine.rate(ME, 4))).asked is None
    await _last(engine.hear(ME, "too long"))
    figures = await store.figures()
    assert [(row.score, row.reason) for row in figures.ratings] == [(4, "too long")]


@pytest.mark.parametrize("score", [-1, 11])
async def test_a_rating_outside_the_scale_is_not_stored(talk, store: Database, score: int) -> None:
    engine = talk(*WHOLE)
    await _say_all(engine, 5)
    await _last(engine.rate(ME, score))
    assert not (await store.figures()).ratings


async def test_a_rating_before_the_routine_is_kindly_put_off(talk) -> None:
    assert "после ухода" in (await _last(talk().rate(ME, 8))).text


async def test_a_missing_catalogue_loses_nothing(talk) -> None:
    recommender = ListRecommender(broken=True)
    replies = await _say_all(talk(*WHOLE, recommender=recommender), 5)
    assert replies[-1].routine is None
    assert replies[-1].profile.budget_rub == 3000


async def test_a_child_is_sent_to_parents_and_a_doctor(talk) -> None:
    young = FakeUnderstood((_one(Slot.AGE, 12), Command(act=Act.ROUTINE)))
    reply = await _last(talk(young).hear(ME, "I'm 12, routine please"))
    assert (reply.step, reply.routine) == (NextStep.REFER, None)


async def test_new_facts_after_the_routine_rebuild_it(talk) -> None:
    pregnant = FakeUnderstood((_set(Slot.CAUTIONS, "pregnancy"),))
    replies = await _say_all(talk(*WHOLE, pregnant), 6)
    assert (replies[5].step, replies[5].profile.cautions) == (NextStep.RECOMMEND, ("pregnancy",))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("а можно короче?", (True, False)),
        ("слишком дорого", (False, True)),
        ("fewer steps please", (True, False)),
        ("something cheaper", (False, True)),
    ],
)
async def test_the_routine_can_be_made_shorter_or_cheaper(talk, text: str, wish) -> None:
    recommender = ListRecommender()
    engine = talk(*WHOLE, FakeUnderstood(), recommender=recommender)
    await _say_all(engine, 5)
    reply = await _last(engine.hear(ME, text))
    last = recommender.wishes[-1]
    assert (reply.step, last.minimal, last.cheaper) == (NextStep.RECOMMEND, *wish)


@pytest.mark.parametrize(
    ("act", "step", "words"),
    [
        (Act.STOP, NextStep.CLOSE, "остановимся"),
        (Act.START_OVER, NextStep.ASK, "забыты"),
        (Act.HANDOVER, NextStep.ANSWER, "дерматологом"),
        (Act.SUMMARY, NextStep.ANSWER, "высыпания"),
        (Act.THANKS, NextStep.ASK, "Пожалуйста"),
        (Act.CHITCHAT, NextStep.ASK, "уходе за кожей"),
        (Act.ROUTINE, NextStep.RECOMMEND, "SPF"),
    ],
)
async def test_an_act_leads_to_its_step(talk, act: Act, step: NextStep, words: str) -> None:
    replies = await _say_all(talk(ACNE, FakeUnderstood((Command(act=act),))), 2)
    assert replies[1].step is step
    assert words in replies[1].text


async def test_the_reply_follows_the_language_of_the_message(talk) -> None:
    english = FakeUnderstood((_set(Slot.GOALS, "acne"),), language=Language.EN)
    engine = talk(ACNE, english)
    first = await _last(engine.hear(ME, "прыщи"))
    second = await _last(engine.hear(ME, "well, mostly pimples"))
    assert (first.language, second.language) == (Language.RU, Language.EN)


async def test_a_word_or_two_in_another_language_do_not_change_it(talk) -> None:
    english = FakeUnderstood((_set(Slot.SHELF, "CeraVe"),), language=Language.EN)
    engine = talk(ACNE, english)
    await _last(engine.hear(ME, "прыщи"))
    assert (await _last(engine.hear(ME, "CeraVe foam"))).language is Language.RU


async def test_a_passed_over_question_is_not_asked_for_ever(talk) -> None:
    silence = FakeUnderstood()
    replies = await _say_all(talk(ACNE, silence, silence, silence), 4)
    assert [reply.asked for reply in replies] == ["skin_type", "cautions", "cautions", "sensitive"]


async def test_export_holds_the_profile_and_erase_leaves_nothing(talk) -> None:
    engine = talk(ACNE)
    await _last(engine.hear(ME, "acne"))
    assert "acne" in str(await engine.export(ME))
    await engine.erase(ME)
    assert not await engine.export(ME)


@pytest.mark.parametrize(
    ("texts", "source"),
    [
        (["Спасибо, что рассказали об этом. И ещё"], "model"),
        (["У вас розацеа. Да"], "template"),
        ([LanguageModelError("down")], "template"),
        (["皮肤 很好. ."], "template"),
    ],
)
async def test_only_a_checked_sentence_of_the_model_is_said(talk, texts, source: str) -> None:
    speaker = Speaker(ScriptedModel(texts), load_claims(), budget_s=5)
    reply = await _last(talk(ACNE, speaker=speaker).hear(ME, "прыщи на лице очень мешают"))
    assert reply.source == source


@pytest.mark.parametrize(
    ("own", "source"),
    [("Это число защиты от солнца. И", "model"), ("Защищает на 99 процентов.", "template")],
)
async def test_a_good_model_answers_before_the_facts_do(talk, own: str, source: str) -> None:
    speaker = Speaker(ScriptedModel([own]), load_claims(), budget_s=5)
    engine = talk(_asking("what is spf?"), speaker=speaker)
    reply = await _last(engine.hear(ME, "what is spf?"))
    assert reply.source == source
    assert ("Это число" in reply.text) is (source == "model")
    assert "SPF is a factor." in reply.text


async def test_a_good_model_finds_its_own_words_for_a_remark(talk) -> None:
    speaker = Speaker(ScriptedModel(["Поздравляю вас с экзаменом! И"]), load_claims(), budget_s=5)
    router = FakeRouter(message=FakeRemark("off_topic"))
    reply = await _last(talk(PLAIN, speaker=speaker, router=router).hear(ME, "message"))
    assert reply.text.startswith("Поздравляю вас с экзаменом!")
    assert "помощница" not in reply.text


async def test_greeting_says_it_is_an_ai(talk) -> None:
    assert "искусственным интеллектом" in (await _last(talk().greet(ME))).text
    english = await _last(talk().greet("test:other", language=Language.EN))
    assert "AI program" in english.text


@pytest.mark.parametrize("language", Language)
def test_an_open_question_is_brought_back_in_other_words_after_another_remark(language) -> None:
    said = set()
    for remark in ("one", "two", "three", "four", "five", "six"):
        plan = Plan(DialogueState(asked="goals", language=language), parts=[remark])
        ask(plan, "goals", reminding=True)
        said.add(plan.parts[-1])
        assert plan.state.questions == 0
    assert len(said) >= 3


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("I'd like a routine for dull skin", NextStep.ASK),
        ("just give me a routine", NextStep.RECOMMEND),
    ],
)
async def test_a_first_wish_for_a_routine_skips_no_question_unless_it_says_so(
    talk, text: str, step: NextStep
) -> None:
    wants = FakeUnderstood((Command(act=Act.ROUTINE), _set(Slot.GOALS, "dullness")))
    assert (await _last(talk(wants).hear(ME, text))).step is step


async def test_a_man_is_not_asked_about_pregnancy(talk) -> None:
    told = FakeUnderstood((_set(Slot.GOALS, "acne"), _one(Slot.SKIN_TYPE, "oily")))
    asked = await _last(talk(told).hear(ME, "oily, acne, I'm a man of 30"))
    assert asked.asked == "cautions"
    assert "беременность" not in asked.text


async def test_a_question_met_with_remarks_only_is_let_go(talk) -> None:
    why = FakeUnderstood(
        (Command(act=Act.QUESTION, value="what is spf?"),), question="what is spf?"
    )
    replies = await _say_all(talk(ACNE, why, why, why), 4)
    assert [reply.asked for reply in replies] == ["skin_type"] * 3 + ["cautions"]
