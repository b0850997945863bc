"""What a person meets: texts, buttons, streaming, splitting."""

import asyncio
import json

import pytest

from assistant.reply import NextStep, Option
from tests.telegram.conftest import serving
from tests.telegram.emulator import Faults
from tests.telegram.fakes import ASK, DISCLAIMER, ROUTINE, reply
from tests.telegram.person import Person


@pytest.fixture
async def bot(telegram, engine, tmp_path):
    async with serving(telegram, engine, tmp_path) as running:
        yield running


async def test_start_greets_in_the_language_of_the_client(bot, engine, telegram) -> None:
    engine.replies = [reply("Hello, I am an AI.", language="en")]
    john = Person(telegram, language="en-GB", name="John")
    assert (await john.ask("/start")).text == "Hello, I am an AI."
    assert engine.called("greet") == ["en"]
    assert [b["text"] for b in (await john.read()).buttons()] == ["Русский", "English"]


async def test_a_chosen_language_holds_for_the_channels_own_words(bot, engine, anna) -> None:
    offer = await anna.ask("/language")
    anna.click(offer, "English")
    assert "English" in (await anna.read()).text
    assert "How to talk to me" in (await anna.ask("/help")).text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/language english", "English"),
        ("/language по-русски", "по-русски"),
        ("/language fr", "На каком"),
    ],
)
async def test_a_language_may_be_named_in_the_command(bot, engine, anna, said, answer) -> None:
    assert answer in (await anna.ask(said)).text


async def test_text_reaches_the_engine_and_the_answer_the_chat(bot, engine, anna) -> None:
    engine.replies = [reply("Поняла: сухая.")]
    assert (await anna.ask("у меня сухая кожа")).text == "Поняла: сухая."
    assert engine.called("hear") == ["у меня сухая кожа"]


async def test_a_button_says_what_it_stands_for(bot, engine, anna) -> None:
    engine.replies = [reply("Какая кожа?", options=ASK, asked="skin_type"), reply("Учла.")]
    question = await anna.ask("привет")
    anna.click(question, "Жирная")
    assert (await anna.read()).text == "Учла."
    assert engine.called("hear")[-1] == "кожа жирная"
    assert [b["text"] for b in anna.chat_log()[0].buttons()] == ["✓ Жирная"]


async def test_a_double_click_is_heard_once(bot, engine, anna) -> None:
    engine.replies = [reply("Какая кожа?", options=ASK), reply("Учла.")]
    question = await anna.ask("привет")
    anna.click(question, "Сухая")
    anna.click(question, "Жирная")
    assert (await anna.read()).text == "Учла."
    await anna.silence(0.3)
    assert engine.called("hear") == ["привет", "кожа сухая"]


async def test_the_routine_is_a_card_with_everything_escaped(bot, engine, anna) -> None:
    engine.replies = [
        reply("весь текст", lead="Собрала уход.", routine=ROUTINE, step=NextStep.RECOMMEND)
    ]
    lead, card = (await anna.ask("уход"), await anna.read())
    assert lead.text == "Собрала уход."
    assert "1. Гель <b>мягкий</b> & чистый (A&B) · 890 ₽" in card.text
    assert "партнёр: Лавка" in card.text
    assert "3 590 ₽" in card.text.replace("\xa0", " ")
    assert card.text.endswith(DISCLAIMER)
    assert "bold" in {entity.type for entity in card.entities}


async def test_scores_are_not_under_the_card_but_come_after_a_pause(bot, engine, anna) -> None:
    scores = tuple(Option(label=str(n), say=str(n)) for n in range(11))
    other = Option(label="Другой крем", say="замени крем")
    engine.replies = [
        reply("т", routine=ROUTINE, asked="rating", options=(*scores, other)),
        reply("Ещё вопросы?", asked="rating", options=scores),
    ]
    card = await anna.ask("уход")
    assert [b["text"] for b in card.buttons()] == ["Другой крем", "Короче"]
    assert len((await anna.ask("а спф нужен?")).buttons()) == 11


async def test_the_card_can_be_made_shorter_and_longer_in_place(bot, engine, anna) -> None:
    engine.replies = [reply("т", routine=ROUTINE, step=NextStep.RECOMMEND)]
    card = await anna.ask("уход")
    long = card.text
    anna.click(card, "Короче")
    await anna.telegram.until(lambda: "Чего ждать" not in card.text)
    assert DISCLAIMER in card.text
    assert "SPF 50" in card.text
    anna.click(card, "Подробнее")
    await anna.telegram.until(lambda: card.text == long)


async def test_other_buttons_stay_when_the_card_changes_its_view(bot, engine, anna) -> None:
    engine.replies = [reply("т", routine=ROUTINE, options=ASK), reply("Учла.")]
    card = await anna.ask("уход")
    anna.click(card, "Короче")
    await anna.telegram.until(lambda: "Чего ждать" not in card.text)
    assert [b["text"] for b in card.buttons()] == ["Сухая", "Жирная", "Подробнее"]
    anna.click(card, "Жирная")
    assert (await anna.read()).text == "Учла."


async def test_a_long_reply_is_split_at_paragraph_ends(bot, engine, anna) -> None:
    paragraphs = [f"{n}. " + "слово " * 150 for n in range(12)]
    engine.replies = [reply("\n\n".join(p.strip() for p in paragraphs))]
    anna.send("расскажи всё")
    messages = await anna.read_all()
    assert len(messages) == 3
    assert "\n\n".join(m.text for m in messages) == "\n\n".join(p.strip() for p in paragraphs)


async def test_a_reply_is_seen_while_it_is_written(bot, engine, telegram, anna) -> None:
    engine.pause_s = 0.1
    engine.replies = [reply("раз два три четыре пять шесть семь")]
    assert (await anna.ask("считай")).text == "раз два три четыре пять шесть семь"
    texts = [text for _, _, text in telegram.drafts]
    assert len(texts) >= 3
    assert all("раз два три четыре пять шесть семь".startswith(t) for t in texts)
    assert (anna.chat, "typing") in telegram.actions or texts


async def test_without_drafts_the_message_is_edited(engine, tmp_path, telegram, anna) -> None:
    telegram.faults = Faults(drafts=False)
    engine.pause_s = 0.1
    engine.replies = [reply("раз два три четыре пять шесть семь")]
    async with serving(telegram, engine, tmp_path):
        message = await anna.ask("считай")
        await telegram.until(lambda: message.text.endswith("семь"))
        assert message.edits >= 2
        await anna.silence(0.2)
    assert len(anna.chat_log()) == 1


async def test_a_newer_message_joins_one_that_is_still_being_understood(bot, engine, anna) -> None:
    engine.understanding_s = 1
    engine.echo = True
    anna.send("кожа сухая")
    while not engine.running:  # noqa: ASYNC110 - the fake has nothing to wait for
        await asyncio.sleep(0.02)
    anna.send("и мне 27")
    assert (await anna.read()).text == "эхо: кожа сухая\nи мне 27"
    await anna.silence(0.3)


async def test_a_newer_message_cuts_a_reply_short_without_losing_it(bot, engine, anna) -> None:
    engine.pause_s = 0.3
    engine.replies = [reply("очень длинный ответ на много слов"), reply("второй")]
    anna.send("первое")
    await anna.telegram.until(lambda: bool(anna.telegram.drafts))
    anna.send("второе")
    assert (await anna.read()).text == "очень длинный ответ на много слов"
    assert (await anna.read()).text == "второй"


async def test_people_are_answered_in_parallel_and_each_in_order(bot, engine, telegram) -> None:
    engine.echo = True
    engine.understanding_s = 0.05
    people = [Person(telegram) for _ in range(10)]
    for turn in range(3):
        for person in people:
            person.send(f"/routine {turn}")
    for person in people:
        answers = [(await person.read()).text for _ in range(3)]
        assert answers == ["эхо: None"] * 3
    assert engine.most_running == bot.settings.at_once


async def test_who_waits_is_told_the_place_in_line(engine, telegram, tmp_path) -> None:
    engine.echo = True
    engine.understanding_s = 0.6
    people = [Person(telegram) for _ in range(3)]
    async with serving(telegram, engine, tmp_path, at_once=1):
        for person in people:
            person.send("привет")
        for person in people:
            assert (await person.read()).text == "эхо: привет"
    places = [text[-2] for chat, _, text in telegram.drafts if chat == people[2].chat]
    assert places == ["2", "1"]  # told again as the line gets shorter


@pytest.mark.parametrize(
    "content",
    [
        {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
        {
            "sticker": {
                "file_id": "s",
                "file_unique_id": "s",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
        {
            "document": {
                "file_id": "d",
                "file_unique_id": "d",
                "file_name": "a.pdf",
                "mime_type": "application/pdf",
            }
        },
        {"video": {"file_id": "d", "file_unique_id": "d", "width": 1, "height": 1, "duration": 1}},
        {"location": {"latitude": 1.0, "longitude": 1.0}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
    ],
)
async def test_what_cannot_be_read_gets_a_kind_sentence(bot, engine, anna, content) -> None:
    anna.push(**content)
    answer = await anna.read()
    assert "текст" in answer.text.lower() or "слов" in answer.text or "фото" in answer.text.lower()
    assert engine.calls == []


async def test_an_unknown_command_points_to_help(bot, engine, anna) -> None:
    assert "/help" in (await anna.ask("/prosto")).text


async def test_ratings_are_buttons_and_can_be_changed(bot, engine, anna) -> None:
    engine.replies = [reply("Спасибо за 7"), reply("Спасибо за 9")]
    question = await anna.ask("/feedback")
    anna.click(question, "7")
    assert (await anna.read()).text == "Спасибо за 7"
    anna.click(question, "9")
    assert (await anna.read()).text == "Спасибо за 9"
    assert engine.called("rate") == [7, 9]
    assert "✓ 9" in [b["text"] for b in question.buttons()]


async def test_a_rating_is_asked_for_after_the_routine_and_a_pause(
    engine, telegram, tmp_path, anna
) -> None:
    engine.replies = [reply("т", routine=ROUTINE, step=NextStep.RECOMMEND), reply("Спасибо")]
    async with serving(telegram, engine, tmp_path, rating_after_s=0.5):
        await anna.ask("уход")
        question = await anna.read(within=12)
        assert len(question.buttons()) == 11
        anna.click(question, "10")
        assert (await anna.read()).text == "Спасибо"


async def test_the_same_routine_is_not_asked_about_again(engine, telegram, tmp_path, anna) -> None:
    engine.replies = [
        reply("т", routine=ROUTINE),
        reply("Спасибо", step=NextStep.CLOSE),
        reply("т", routine=ROUTINE),
    ]
    async with serving(telegram, engine, tmp_path, rating_after_s=0.3):
        await anna.ask("уход")
        anna.click(await anna.read(), "8")
        assert (await anna.read()).text == "Спасибо"
        await anna.ask("/routine")
        await anna.silence(1)


async def test_one_reminder_and_no_more(engine, telegram, tmp_path, anna) -> None:
    engine.replies = [reply("Какая кожа?", step=NextStep.ASK), reply("А цель?", step=NextStep.ASK)]
    async with serving(telegram, engine, tmp_path, reminder_after_s=0.2):
        await anna.ask("привет")
        assert "напоминать не буду" in (await anna.read(within=12)).text
        await anna.ask("не знаю")
        await anna.silence(0.6)


async def test_export_is_a_json_file(bot, engine, anna) -> None:
    document = await anna.ask("/export")
    assert document.kind == "document"
    assert json.loads(document.file)["person"] == anna.key


async def test_delete_asks_once_and_then_deletes(bot, engine, anna) -> None:
    question = await anna.ask("/delete")
    anna.click(question, "Нет")
    assert "не удаляю" in (await anna.read()).text
    anna.click(question, "Да")
    assert "удалено" in (await anna.read()).text
    assert engine.called("erase") == [anna.key]


@pytest.mark.parametrize(
    ("said", "answer", "erased"), [("Да", "удалено", 1), ("нет", "не удаляю", 0)]
)
async def test_the_question_of_delete_may_be_answered_in_words(
    bot, engine, anna, said, answer, erased
) -> None:
    await anna.ask("/delete")
    assert answer in (await anna.ask(said)).text
    assert len(engine.called("erase")) == erased
    assert engine.called("hear") == []


async def test_a_yes_to_something_else_deletes_nothing(bot, engine, anna) -> None:
    engine.echo = True
    await anna.ask("/delete")
    await anna.ask("кожа сухая")
    assert (await anna.ask("да")).text == "эхо: да"
    assert engine.called("erase") == []


async def test_a_yes_long_after_the_question_deletes_nothing(bot, engine, anna) -> None:
    engine.echo = True
    await anna.ask("/delete")
    bot.spool.set_note(anna.key, "delete asked", str(bot.services.clock() - 700))
    assert (await anna.ask("да")).text == "эхо: да"


async def test_too_many_messages_get_one_kind_sentence(engine, telegram, tmp_path, anna) -> None:
    engine.echo = True
    async with serving(telegram, engine, tmp_path, messages_per_minute=2):
        for number in range(5):
            anna.send(f"/routine {number}")
        answers = [m.text for m in await anna.read_all()]
    assert answers[:2] == ["эхо: None", "эхо: None"]
    assert len(answers) == 3
    assert "минуту" in answers[2]


async def test_a_failing_engine_becomes_a_sentence_and_an_alert(
    engine, telegram, tmp_path, anna
) -> None:
    engine.fails = [RuntimeError("тайное слово")]
    admin = Person(telegram, name="admin")
    async with serving(telegram, engine, tmp_path, admin_chat_id=admin.chat):
        answer = await anna.ask("тайное слово")
        assert "сломалось" in answer.text
        assert "Traceback" not in answer.text
        alert = await admin.read()
    assert "RuntimeError" in alert.text
    assert "тайное" not in alert.text
    assert str(anna.number) not in alert.text


async def test_feedback_goes_to_the_operator_without_a_name(
    engine, telegram, tmp_path, anna
) -> None:
    admin = Person(telegram, name="admin")
    async with serving(telegram, engine, tmp_path, admin_chat_id=admin.chat):
        await anna.ask("/feedback всё понравилось")
        passed = (await admin.read()).text
        await anna.ask("/feedback всё понравилось")  # said twice, passed on twice
        assert (await admin.read()).text == passed
    assert "всё понравилось" in passed
    assert anna.name not in passed
    assert str(anna.number) not in passed


async def test_feedback_that_reaches_nobody_says_so(engine, telegram, tmp_path, anna) -> None:
    telegram.blocked.add(99)
    async with serving(telegram, engine, tmp_path, admin_chat_id=99):
        assert "не указал" in (await anna.ask("/feedback спасибо")).text


async def test_long_option_texts_fit_into_a_button(bot, engine, anna) -> None:
    long = Option(label="о" * 200, say="ж" * 500)
    engine.replies = [reply("Что?", options=(long,)), reply("Да")]
    question = await anna.ask("привет")
    anna.click(question, "ооо")
    await anna.read()
    assert engine.called("hear")[-1] == "ж" * 500
