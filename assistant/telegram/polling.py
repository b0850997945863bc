"""Long polling that confirms an update only after it is written down."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from assistant.telegram.updates import ALLOWED, GetRawUpdates, read_all
from knowledge.errors import UnusableInput

log = structlog.get_logger(__name__)
LONGEST_PAUSE_S, EMPTY_PAUSE_S = 30.0, 0.2

REFUSED = (
    "Telegram refuses this bot token: copy the current one from @BotFather into "
    "ALOE_TELEGRAM__TOKEN."
)


class Poller:
    """Fetches updates until cancelled.

    Args:
        bot: Whose updates.
        accept: Writes updates down durably; returns before Telegram is asked for the next ones.
        wait_s: Long polling wait, seconds.
        first_pause_s: First pause while Telegram is away.
    """

    def __init__(
        self,
        bot: Bot,
        accept: Callable[[Sequence[Any]], None],
        *,
        wait_s: int,
        first_pause_s: float,
    ) -> None:
        self._bot = bot
        self._accept = accept
        self._wait_s = wait_s
        self._first_pause_s = first_pause_s
        self._offset: int | None = None
        self.last_success = 0.0  # monotonic seconds

    async def run(self) -> None:
        """Poll for ever; Telegram being away is waited out.

        Raises:
            UnusableInput: The token was revoked.
        """
        pause = self._first_pause_s
        while True:
            try:
                await self._once()
                pause = self._first_pause_s
            except TelegramUnauthorizedError:
                raise UnusableInput(REFUSED) from None
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except TelegramConflictError:
                log.warning("another process polls with the same token; stop one of them")
                await asyncio.sleep(LONGEST_PAUSE_S / 6)
            except (AiogramError, sqlite3.Error) as error:
                # sqlite: the disk is full. What was not written down is not confirmed either.
                log.warning("updates could not be fetched", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _once(self) -> None:
        began = time.monotonic()
        method = GetRawUpdates(offset=self._offset, timeout=self._wait_s, allowed_updates=ALLOWED)
        bodies = await self._bot(method, request_timeout=self._wait_s + 15)
        self.last_success = time.monotonic()
        self._accept(bodies)
        numbers = [update.update_id for update in read_all(bodies)]
        if numbers:
            self._offset = max(numbers) + 1
        elif self.last_success - began < EMPTY_PAUSE_S:
            await asyncio.sleep(EMPTY_PAUSE_S)  # a server that does not wait is not hammered
