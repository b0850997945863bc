"""What goes wrong on the wire: nothing is lost, nothing doubled, the bot lives."""

import asyncio
import copy
import itertools
import random
import sqlite3

import pytest
from pydantic import SecretStr

from tests.telegram.conftest import serving
from tests.telegram.emulator import GARBLED, SENDING, Faults
from tests.telegram.fakes import ROUTINE, reply
from tests.telegram.person import Person
from tests.telegram.test_command import free_port


async def converse(telegram, people: int, turns: int, *, within: float = 40) -> list[Person]:
    crowd = [Person(telegram) for _ in range(people)]

    async def talk(person: Person) -> None:
        for turn in range(turns):
            answer = await person.ask(f"слово {turn}", within=within)
            await telegram.until(lambda: answer.text == f"эхо: слово {turn}", within)  # noqa: B023

    await asyncio.gather(*(talk(person) for person in crowd))
    return crowd


def said(telegram) -> list[tuple[int, str]]:
    return sorted((m.chat, m.text) for m in telegram.said.values() if not m.deleted)


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param({"too_many": {"sendMessage": 6}, "retry_after": 1}, id="429 storm"),
        pytest.param({"chance_reset_before": 0.3, "seed": 1}, id="resets before"),
        pytest.param({"chance_reset_after": 0.3, "seed": 2}, id="resets after"),
        pytest.param({"chance_500": 0.3, "seed": 3}, id="bad gateway"),
        pytest.param({"delay_s": 0.5, "delay_chance": 0.3, "seed": 4}, id="delays"),
        pytest.param({"delay_s": 5, "delay_chance": 0.2, "seed": 5}, id="delays of 5 s"),
        pytest.param({"chance_garbled": 0.3, "seed": 6}, id="answers that are none"),
    ],
)
@pytest.mark.parametrize("drafts", [True, False])
async def test_every_message_is_answered_exactly_once(
    telegram, engine, tmp_path, faults, drafts
) -> None:
    engine.echo = True
    engine.pause_s = 0.02
    telegram.faults = Faults(**copy.deepcopy(faults), drafts=drafts)
    async with serving(telegram, engine, tmp_path):
        crowd = await converse(telegram, people=5, turns=3)
        await asyncio.sleep(0.3)
    expected = sorted((p.chat, f"эхо: слово {turn}") for p in crowd for turn in range(3))
    assert said(telegram) == expected


@pytest.mark.parametrize("method", sorted(SENDING))
async def test_a_message_whose_answer_was_lost_is_not_sent_twice(
    telegram, engine, tmp_path, anna, method
) -> None:
    telegram.faults = Faults(reset_after={method: 1})
    engine.echo = True
    async with serving(telegram, engine, tmp_path, pictures=Week()):
        engine.replies = []
        match method:
            case "sendDocument":
                anna.send("/export")
            case "sendPhoto":
                engine.echo = False
                engine.replies = [reply("т", routine=ROUTINE)]
                anna.send("уход")
            case _:
                anna.send("привет")
        await anna.read_all(quiet=1.5)
    assert telegram.calls[method] == 1


class Week:
    async def calendar(self, routine, language):
        return b"\x89PNG week"

    async def explain(self, photo, language):
        return None


@pytest.mark.parametrize(
    "method", ["getUpdates", "sendMessage", "sendMessageDraft", "sendChatAction", "sendPhoto"]
)
async def test_no_nonsense_from_telegram_stops_the_bot(
    telegram, engine, tmp_path, anna, method, monkeypatch
) -> None:
    engine.pause_s = 0.05
    monkeypatch.setattr(telegram.faults.random, "choice", lambda _: nonsense)
    async with serving(telegram, engine, tmp_path, pictures=Week()):
        for number, nonsense in enumerate(GARBLED):
            other = ROUTINE.model_copy(update={"expect": str(number)})
            engine.replies = [reply("т", routine=other), reply(f"раз два три {number}")]
            telegram.faults.garbled[method] = 1
            anna.send("уход")
            card, week = await anna.read(), await anna.read()
            assert (card.kind, week.kind) == ("text", "photo"), nonsense
            assert (await anna.ask("считай")).text == f"раз два три {number}"
        await anna.silence(0.2)


async def test_a_redelivered_update_is_answered_once(telegram, engine, tmp_path, anna) -> None:
    engine.echo = True
    async with serving(telegram, engine, tmp_path):
        anna.send("привет", times=4)
        await anna.read()
        telegram.push_raw({"update_id": anna.updates[0], "message": anna.message(text="привет")})
        await anna.silence(0.5)
    assert engine.called("hear") == ["привет"]


async def test_updates_out_of_order_are_answered_in_order(telegram, engine, tmp_path, anna) -> None:
    engine.echo = True
    bodies = [{"update_id": 5000 + n, "message": anna.message(text=f"/x{n}")} for n in range(6)]
    random.Random(5).shuffle(bodies)
    telegram.pending = bodies
    for body in bodies:
        body["message"]["text"] = "/routine"
    async with serving(telegram, engine, tmp_path):
        assert len([await anna.read() for _ in range(6)]) == 6
        await anna.silence(0.2)


def fuzzed(generator: random.Random, value, depth: int = 0):
    """A value with one or more of its parts replaced by nonsense."""
    nonsense = [
        None,
        -1,
        2**70,
        1.5,
        "",
        "\x00",
        "\u202eabc",
        [],
        {},
        [[]],
        True,
        "a" * 5000,
        {"id": "x"},
        "\ud800",
    ]
    if generator.random() < 0.12 and depth:
        return generator.choice(nonsense)
    if isinstance(value, dict):
        return {
            k: fuzzed(generator, v, depth + 1)
            for k, v in value.items()
            if generator.random() > 0.05 or k == "update_id"
        }
    if isinstance(value, list):
        return [fuzzed(generator, v, depth + 1) for v in value]
    return value


def delivery(kind: str) -> dict:
    """Settings for the two ways in which updates arrive."""
    if kind == "polling":
        return {}
    port = free_port()
    return {
        "mode": "webhook",
        "port": port,
        "webhook_url": f"http://127.0.0.1:{port}",
        "webhook_secret": SecretStr("s3cret"),
    }


@pytest.mark.parametrize("way", ["polling", "webhook"])
@pytest.mark.parametrize(
    "kind", ["text", "command", "photo", "callback", "document", "voice", "group"]
)
async def test_a_hundred_bad_updates_leave_the_bot_alive(
    telegram, engine, tmp_path, anna, kind, way
) -> None:
    engine.echo = True
    engine.consents.add(anna.key)
    generator = random.Random(kind)
    bad = Person(telegram)
    contents = {
        "text": {"text": "привет", "entities": [{"type": "bold", "offset": 0, "length": 3}]},
        "command": {
            "text": "/feedback x",
            "entities": [{"type": "bot_command", "offset": 0, "length": 9}],
        },
        "voice": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
        "photo": {
            "photo": [{"file_id": "f", "file_unique_id": "f", "width": 1, "height": 1}],
            "caption": "вот",
            "media_group_id": "g",
        },
        "document": {
            "document": {
                "file_id": "f",
                "file_unique_id": "f",
                "file_name": "a.jpg",
                "mime_type": "image/jpeg",
                "file_size": 5,
            }
        },
        "group": {"text": "@aloe_test_bot привет"},
    }
    async with serving(telegram, engine, tmp_path, **delivery(way)):
        await telegram.until(lambda: bool(telegram.webhook) == (way == "webhook"))
        for number in range(100):
            if kind == "callback":
                message = bad.message(text="x")
                body = {
                    "callback_query": {
                        "id": "1",
                        "from": message["from"],
                        "message": message,
                        "chat_instance": "1",
                        "data": "o:1:0",
                    }
                }
            else:
                body = {"message": bad.message(**contents[kind])}
                if kind == "group":
                    body["message"]["chat"] = {"id": -5, "type": "supergroup", "title": "x"}
            broken = fuzzed(generator, {"update_id": next(telegram._updates), **body})
            telegram.push_raw(broken if number % 10 else generator.choice([[], 1, "x", broken]))
        assert (await anna.ask("ты жив?")).text == "эхо: ты жив?"
    texts = " ".join(m.text for m in telegram.said.values())
    assert "Traceback" not in texts
    assert "Error" not in texts


async def test_a_full_disk_loses_no_update(telegram, engine, tmp_path, anna, monkeypatch) -> None:
    engine.echo = True
    async with serving(telegram, engine, tmp_path) as bot:
        accept, left = bot.spool.accept, [sqlite3.OperationalError("disk is full")] * 3

        def accept_when_there_is_room(updates, now):
            if left and (given := list(updates)):
                assert given
                raise left.pop()
            return accept(updates, now)

        monkeypatch.setattr(bot.spool, "accept", accept_when_there_is_room)
        assert (await anna.ask("привет")).text == "эхо: привет"
        await anna.silence(0.2)
    assert left == []


async def test_a_person_who_blocked_the_bot_stops_nobody(telegram, engine, tmp_path, anna) -> None:
    engine.echo = True
    gone = Person(telegram)
    telegram.blocked.add(gone.chat)
    async with serving(telegram, engine, tmp_path) as bot:
        gone.send("привет")
        assert (await anna.ask("привет")).text == "эхо: привет"
        await bot.desk.idle()
        assert bot.spool.waiting() == []


async def test_pacing_holds_for_one_chat_and_delays_nothing_else(
    telegram, engine, tmp_path, anna
) -> None:
    engine.replies = [reply("\n\n".join("слово " * 600 for _ in range(4)).strip())]
    async with serving(telegram, engine, tmp_path, chat_per_second=4, burst=1):
        anna.send("много")
        messages = [await anna.read() for _ in range(4)]
    gaps = [later.at - earlier.at for earlier, later in itertools.pairwise(messages)]
    assert all(gap >= 0.2 for gap in gaps)


async def test_a_person_stopped_halfway_gets_the_answer_after_a_restart(
    telegram, engine, tmp_path, anna
) -> None:
    engine.echo = True
    engine.understanding_s = 30
    async with serving(telegram, engine, tmp_path, grace_s=0):
        anna.send("привет")
        await telegram.until(lambda: telegram.calls["getUpdates"] >= 2)
        await asyncio.sleep(0.2)
    engine.understanding_s = 0
    async with serving(telegram, engine, tmp_path):
        assert (await anna.read()).text == "эхо: привет"
        await anna.silence(0.2)


async def test_shutdown_finishes_a_reply_that_is_being_written(
    telegram, engine, tmp_path, anna
) -> None:
    engine.replies = [reply("раз два три четыре пять")]
    engine.pause_s = 0.1
    async with serving(telegram, engine, tmp_path, grace_s=5):
        anna.send("считай")
        await telegram.until(lambda: telegram.calls["sendMessageDraft"] >= 1)
    assert [m.text for m in anna.chat_log()] == ["раз два три четыре пять"]


async def test_a_reply_stored_but_not_delivered_is_delivered_at_the_next_start(
    telegram, engine, tmp_path, anna
) -> None:
    engine.echo = True
    async for _ in engine.hear(anna.key, "раньше", event_id="tg:77"):
        pass
    async with serving(telegram, engine, tmp_path):
        assert (await anna.read()).text == "эхо: раньше"
    assert engine.stored == {}
