"""Alerts to the operator's chat: what failed, never whose message it was."""

import traceback
from collections.abc import Callable
from pathlib import PurePath

from aiogram.methods import SendMessage

from assistant.health import MODEL, PHOTOS, Health
from assistant.telegram.sending import Sender

QUIET_S = 600.0  # the same alert is not repeated within ten minutes


def where(error: BaseException) -> str:
    """The kind of an error and the line of code, without its message (it may quote a person)."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


TROUBLE = {
    MODEL: "the language model fails or answers too late; replies come from rules and templates",
    PHOTOS: "the photo model is not installed; people are asked to describe their skin in words",
}


class Alerts:
    """Sends alerts, each kind once in a while."""

    def __init__(self, sender: Sender, admin_chat: int | None, clock: Callable[[], float]) -> None:
        self._sender = sender
        self._admin_chat = admin_chat
        self._clock = clock
        self._last: dict[str, float] = {}
        self._told: set[str] = set()  # parts of which the operator knows that they do not work

    async def error(self, error: BaseException) -> None:
        """Something failed while a person was being answered."""
        await self.say(f"Aloe: {where(error)}")

    async def say(self, text: str) -> bool:
        """Tell the operator; False when nobody is told."""
        now = self._clock()
        if self._admin_chat is None or now - self._last.get(text, -QUIET_S) < QUIET_S:
            return False
        message = SendMessage(chat_id=self._admin_chat, text=text)
        if not await self._sender.attempt(self._admin_chat, message, paced=False):
            return False
        self._last[text] = now
        return True

    async def parts(self, health: Health) -> None:
        """Tell what stopped working and what works again, each once; what fails is said later."""
        if self._admin_chat is None:
            return
        for part in sorted(health.broken - self._told):
            if await self.say(f"Aloe: {TROUBLE.get(part, f'{part} does not work')}."):
                self._told.add(part)
        for part in sorted(self._told - health.broken):
            if await self.say(f"Aloe: the {part} works again."):
                self._told.discard(part)
