"""The bot in a process of its own, to be killed.

The conversation, the store and the channel are the real ones; models are replaced by fixed parts.
"""

import asyncio
import os
from pathlib import Path

from assistant.database import Database
from assistant.telegram.app import TelegramBot, make_bot
from assistant.telegram.config import TelegramSettings
from tests.telegram.conftest import QUICK
from tests.telegram.fakes import PaintedPictures, database_url, small_engine


async def main(url: str, folder: Path, pause_s: float) -> None:
    settings = TelegramSettings(**(QUICK | {"api_base": url, "draft_interval_s": 0.02}))
    store = await Database.open(database_url(folder))
    try:
        bot = TelegramBot(
            settings,
            consultant=small_engine(store, pause_s),
            ledger=store,
            spool_path=folder / "telegram.sqlite3",
            bot=make_bot(settings),
            pictures=PaintedPictures(),
        )
        await bot.run()
    finally:
        await store.close()


def run(url: str, folder: str, pause_s: float) -> None:
    """What the child process does; its words go to a file."""
    log = os.open(Path(folder) / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    asyncio.run(main(url, Path(folder), pause_s))
