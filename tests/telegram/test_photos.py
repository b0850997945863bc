"""Photos: consent first, then one look; nothing kept."""

import pytest

from tests.telegram.conftest import serving
from tests.telegram.fakes import PNG, SIGNS, PaintedPictures, reply
from tests.telegram.person import Person

JPEG = b"\xff\xd8photo"


@pytest.fixture
async def bot(telegram, engine, tmp_path):
    async with serving(telegram, engine, tmp_path, pictures=PaintedPictures()) as running:
        yield running


def asks_consent():
    return reply("Согласны на анализ фото?", asked="photo_consent")


async def test_the_first_photo_waits_for_consent_and_is_then_looked_at(
    bot, engine, anna, telegram
) -> None:
    engine.replies = [asks_consent(), reply("Вижу покраснение.", findings=SIGNS)]
    anna.send_photo(JPEG)
    question = await anna.read()
    assert question.text.endswith("/privacy")
    assert telegram.downloads.total() == 0  # not even fetched before consent
    anna.click(question, "Согласие даю")
    assert (await anna.read()).text == "Вижу покраснение."
    assert engine.called("consent") == [True]
    assert engine.called("see")[-1] == ([JPEG], "")
    await anna.silence(0.2)


async def test_without_consent_everything_else_goes_on(bot, engine, anna, telegram) -> None:
    engine.replies = [asks_consent(), reply("Хорошо, словами.")]
    anna.send_photo(JPEG)
    anna.click(await anna.read(), "Не сейчас")
    assert (await anna.read()).text == "хорошо, без фото"
    assert (await anna.ask("сухая")).text == "Хорошо, словами."
    assert telegram.downloads.total() == 0


async def test_the_consent_question_leads_to_the_privacy_notice(bot, engine, anna) -> None:
    engine.replies = [asks_consent()]
    anna.send_photo(JPEG)
    anna.click(await anna.read(), "Подробнее")
    notice = await anna.read()
    assert "Telegram" in notice.text
    assert "/delete" in notice.text
    assert "после 180 дней молчания" in notice.text


async def test_consent_can_be_given_and_withdrawn_under_the_notice(bot, engine, anna) -> None:
    engine.consents.add(anna.key)
    notice = await anna.ask("/privacy")
    assert "дано" in notice.text
    anna.click(notice, "Отозвать")
    assert (await anna.read()).text == "хорошо, без фото"
    assert engine.called("consent") == [False]


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.jpg", "image/jpeg"),
        ("a.png", "image/png"),
        ("a.webp", "image/webp"),
        ("a.heic", "image/heic"),
        ("IMG.HEIC", "application/octet-stream"),
    ],
)
async def test_a_photo_may_come_as_a_file(bot, engine, anna, name, mime) -> None:
    engine.consents.add(anna.key)
    engine.replies = [reply("Посмотрела.")]
    anna.send_file(JPEG, name=name, mime=mime)
    assert (await anna.read()).text == "Посмотрела."


async def test_an_album_is_one_look_and_one_reply(bot, engine, anna) -> None:
    engine.consents.add(anna.key)
    engine.replies = [reply("Посмотрела все.")]
    for number in range(3):
        anna.send_photo(JPEG + bytes([number]), album="a1", caption="это я" if not number else "")
    assert (await anna.read()).text == "Посмотрела все."
    await anna.silence(0.3)
    assert engine.called("see") == [([JPEG + bytes([n]) for n in range(3)], "это я")]


async def test_a_photo_that_comes_after_its_album_was_answered_is_looked_at_too(
    bot, engine, anna
) -> None:
    engine.consents.add(anna.key)
    engine.replies = [reply("Посмотрела."), reply("И это фото посмотрела.")]
    anna.send_photo(JPEG + b"1", album="a1")
    assert (await anna.read()).text == "Посмотрела."
    anna.send_photo(JPEG + b"2", album="a1")
    assert (await anna.read()).text == "И это фото посмотрела."
    assert [photos for photos, _ in engine.called("see")] == [[JPEG + b"1"], [JPEG + b"2"]]


async def test_the_photos_of_an_album_with_a_video_are_looked_at(bot, engine, anna) -> None:
    engine.consents.add(anna.key)
    engine.replies = [reply("Посмотрела.")]
    video = {"file_id": "d", "file_unique_id": "d", "width": 1, "height": 1, "duration": 1}
    anna.send_photo(JPEG, album="a1")
    anna.push(video=video, media_group_id="a1")
    assert (await anna.read()).text == "Посмотрела."
    await anna.silence(0.2)


async def test_a_photo_may_be_forwarded(bot, engine, anna) -> None:
    engine.consents.add(anna.key)
    engine.replies = [reply("Посмотрела.")]
    hidden = {"type": "hidden_user", "sender_user_name": "<b>x</b>", "date": 1}
    anna.send_photo(JPEG, forward_origin=hidden)
    assert (await anna.read()).text == "Посмотрела."


async def test_findings_can_be_shown_on_the_photo(bot, engine, anna) -> None:
    engine.consents.add(anna.key)
    engine.replies = [reply("Вижу.", findings=SIGNS)]
    anna.send_photo(JPEG)
    anna.click(await anna.read(), "Показать на фото")
    picture = await anna.read()
    assert picture.kind == "photo"
    assert picture.file == PNG + JPEG


async def test_a_file_over_20_mb_is_not_fetched(bot, engine, anna, telegram) -> None:
    engine.consents.add(anna.key)
    anna.send_file(JPEG, name="a.jpg", mime="image/jpeg", size=21 * 1024 * 1024)
    assert "20 МБ" in (await anna.read()).text
    assert telegram.downloads.total() == 0


async def test_a_file_telegram_does_not_hand_out_is_asked_for_again(
    bot, engine, anna, telegram
) -> None:
    engine.consents.add(anna.key)
    anna.send_photo(JPEG)
    telegram.files.clear()
    assert "ещё раз" in (await anna.read()).text


async def test_photos_a_day_are_limited(telegram, engine, tmp_path, anna) -> None:
    engine.consents.add(anna.key)
    engine.replies = [reply("Посмотрела."), reply("Посмотрела.")]
    async with serving(telegram, engine, tmp_path, photos_per_day=2):
        for _ in range(2):
            anna.send_photo(JPEG)
            assert (await anna.read()).text == "Посмотрела."
        anna.send_photo(JPEG)
        assert "не больше 2 фото" in (await anna.read()).text


async def test_no_photo_bytes_reach_the_disk(bot, engine, anna, tmp_path) -> None:
    engine.consents.add(anna.key)
    engine.replies = [reply("Посмотрела.")]
    anna.send_photo(JPEG)
    await anna.read()
    assert all(JPEG not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


async def test_the_routine_comes_with_its_calendar(bot, engine, anna) -> None:
    from tests.telegram.fakes import ROUTINE

    engine.replies = [reply("т", routine=ROUTINE)]
    await anna.ask("уход")
    assert (await anna.read()).file == PNG + b" calendar"


async def test_groups_are_invited_to_a_private_chat_and_only_when_addressed(
    bot, engine, telegram
) -> None:
    group = Person(telegram, chat=-1001)
    group.send("всем привет")
    group.send_photo(JPEG)
    group.send("@aloe_test_bot у меня прыщи")
    invitation = await group.read()
    assert invitation.buttons()[0]["url"] == "https://t.me/aloe_test_bot?start=group"
    group.send("/start")
    group.send("/start@aloe_test_bot")
    await group.read()
    await group.silence(0.3)
    assert engine.calls == []
    assert telegram.downloads.total() == 0
