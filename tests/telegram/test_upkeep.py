"""What the bot does by itself: telling the operator what broke, forgetting silent people."""

import asyncio

import aiohttp
import pytest

from assistant.database import Database
from assistant.health import FAILURES, MODEL, PHOTOS, Health
from assistant.telegram.spool import Waiting
from assistant.telegram.timers import DAY_S, Housekeeping
from tests.telegram.conftest import serving
from tests.telegram.fakes import database_url, small_engine
from tests.telegram.person import Person
from tests.telegram.test_command import free_port
from tests.telegram.test_rights import traces


async def test_the_operator_hears_that_the_model_is_down_and_that_it_is_back(
    telegram, engine, tmp_path
) -> None:
    admin, health = Person(telegram, name="admin"), Health()
    async with serving(
        telegram, engine, tmp_path, admin_chat_id=admin.chat, parts={"health": health}
    ):
        for _ in range(FAILURES):
            health.failed(MODEL)
        assert "language model fails" in (await admin.read()).text
        await admin.silence(0.5)  # once, not at every look
        health.worked(MODEL)
        assert "works again" in (await admin.read()).text


async def test_an_alert_that_did_not_get_through_is_said_later(telegram, engine, tmp_path) -> None:
    admin, health = Person(telegram, name="admin"), Health()
    health.missing(PHOTOS)
    telegram.faults.too_many = {"sendMessage": 2}
    async with serving(
        telegram, engine, tmp_path, admin_chat_id=admin.chat, parts={"health": health}
    ):
        assert "photo model" in (await admin.read()).text


async def test_readiness_names_broken_parts_and_stays_ready(telegram, engine, tmp_path) -> None:
    health, port = Health(), free_port()
    health.missing(PHOTOS)
    engine.echo = True
    async with serving(telegram, engine, tmp_path, port=port, parts={"health": health}):
        assert (await Person(telegram).ask("привет")).text == "эхо: привет"
        address = f"http://127.0.0.1:{port}/readyz"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            assert answer.status == 200
            assert (await answer.json())["broken"] == [PHOTOS]


class Days:
    """A clock that a sleep moves by half a day."""

    def __init__(self, looks: int) -> None:
        self.now, self.looks = 1_000_000.0, looks

    def __call__(self) -> float:
        return self.now

    async def sleep(self, _: float) -> None:
        self.now += DAY_S / 2
        self.looks -= 1
        if not self.looks:
            raise asyncio.CancelledError


async def test_forgetting_happens_every_day_of_a_long_run(telegram, engine, tmp_path) -> None:
    from dataclasses import replace

    days, forgotten = Days(looks=10), []

    async def forget() -> None:
        forgotten.append(days.now)
        if len(forgotten) == 2:
            raise OSError("the database is busy")

    async with serving(telegram, engine, tmp_path) as bot:
        services = replace(bot.services, clock=days, retention_days=3)
        bot.spool.accept([Waiting(7, "tg:7", 7, {"update_id": 7})], days.now)
        bot.spool.set_note("tg:7", "routine", "x")
        keeping = Housekeeping(services, bot.alerts, health=Health(), forget=forget)
        with pytest.raises(asyncio.CancelledError):
            await keeping.run(days.sleep)
        assert bot.spool.export("tg:7")["notes"] == {}
    # Days 0, 1 (failed: tried again at the next look), 1.5, 2.5, 3.5, 4.5
    assert [(at - 1_000_000) / DAY_S for at in forgotten] == [0, 1, 1.5, 2.5, 3.5, 4.5]


async def test_who_was_silent_too_long_leaves_no_trace_in_the_channels_file(
    telegram, tmp_path
) -> None:
    old, fresh = Person(telegram), Person(telegram)
    store = await Database.open(database_url(tmp_path))
    try:
        async with serving(telegram, small_engine(store), tmp_path, ledger=store) as bot:
            for person in (old, fresh):
                person.send("васильковый крем, прыщи, жирная")
                await person.read()
            await bot.desk.idle()
            bot.spool._db.execute("UPDATE active SET at=at-? WHERE person=?", (DAY_S, old.key))
            assert bot.spool.purge(bot.services.clock() - DAY_S / 2) == 1
            await store.erase(old.key)
            assert traces(tmp_path, str(old.number)) == []
            assert traces(tmp_path, str(fresh.number))
    finally:
        await store.close()
