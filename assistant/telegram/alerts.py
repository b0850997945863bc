"""Alerts to the operator's chat: what failed, never whose message it was."""

import traceback
from collections.abc import Callable
from pathlib import PurePath

from aiogram.methods import SendMessage

from assistant.telegram.sending import Sender

QUIET_S = 600.0  # the same alert is not repeated within ten minutes


def where(error: BaseException) -> str:
    """The kind of an error and the line of code, without its message (it may quote a person)."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


class Alerts:
    """Sends alerts, each kind once in a while."""

    def __init__(self, sender: Sender, admin_chat: int | None, clock: Callable[[], float]) -> None:
        self._sender = sender
        self._admin_chat = admin_chat
        self._clock = clock
        self._last: dict[str, float] = {}

    async def error(self, error: BaseException) -> None:
        """Something failed while a person was being answered."""
        await self.say(f"Aloe: {where(error)}")

    async def say(self, text: str) -> bool:
        """Tell the operator; False when nobody is told."""
        now = self._clock()
        if self._admin_chat is None or now - self._last.get(text, -QUIET_S) < QUIET_S:
            return False
        self._last[text] = now
        return await self._sender.attempt(
            self._admin_chat, SendMessage(chat_id=self._admin_chat, text=text), paced=False
        )
