"""The bot in this process, the emulator beside it, a person in front."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.telegram.app import TelegramBot, make_bot
from assistant.telegram.config import TelegramSettings
from tests.telegram.emulator import TOKEN, Emulator
from tests.telegram.fakes import ScriptedConsultant
from tests.telegram.person import Person

QUICK: dict[str, Any] = {
    "token": SecretStr(TOKEN),
    "poll_timeout_s": 5,
    "chat_per_second": 500,
    "overall_per_second": 2000,
    "burst": 50,
    "album_wait_s": 0.1,
    "draft_interval_s": 0.05,
    "edit_interval_s": 0.05,
    "queue_notice_s": 0.1,
    "rating_after_s": 3600,
    "messages_per_minute": 1000,
    "retry_pause_s": 0.02,
    "look_every_s": 0.1,
    "grace_s": 2,
}


@contextlib.asynccontextmanager
async def serving(
    telegram: Emulator,
    consultant: Any,
    folder: Path,
    *,
    ledger: Any = None,
    pictures: Any = None,
    parts: dict[str, Any] | None = None,
    **changes: Any,
) -> AsyncIterator[TelegramBot]:
    """A bot that runs until the block ends. `parts`: further arguments of TelegramBot."""
    settings = TelegramSettings(**(QUICK | {"api_base": telegram.url} | changes))
    bot = TelegramBot(
        settings,
        consultant=consultant,
        ledger=ledger or consultant,
        spool_path=folder / "telegram.sqlite3",
        bot=make_bot(settings),
        pictures=pictures,
        **(parts or {}),
    )
    task = asyncio.create_task(bot.run())
    try:
        yield bot
    finally:
        bot.stop()
        await asyncio.wait_for(task, 20)


@pytest.fixture
async def telegram() -> AsyncIterator[Emulator]:
    async with Emulator() as emulator:
        yield emulator


@pytest.fixture
def engine() -> ScriptedConsultant:
    return ScriptedConsultant()


@pytest.fixture
def anna(telegram: Emulator) -> Person:
    return Person(telegram)
