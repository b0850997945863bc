"""The reply as it is being written: typing first, then drafts, or edits where there are none."""

import asyncio
import contextlib
from collections.abc import Iterator

from aiogram.enums import ChatAction
from aiogram.methods import DeleteMessage, SendChatAction, SendMessageDraft

from assistant.telegram.sending import Sender
from assistant.telegram.splitting import TEXT_LIMIT, split_text
from assistant.telegram_settings import TelegramSettings

QUICK_S = 0.15  # a reply that is ready by then needs neither typing nor a preview
TYPING_S = 4.5  # Telegram shows the action for about 5 s
DRAFT = "sendMessageDraft"


def preview(text: str) -> str:
    """The beginning of the text as far as one message holds it."""
    pieces = split_text(text, TEXT_LIMIT - 1)
    return pieces[0] if pieces else ""


class Live:
    """Shows one reply while it is being written. Use as an async context manager."""

    def __init__(
        self,
        sender: Sender,
        settings: TelegramSettings,
        *,
        chat: int,
        person: str,
        event: str,
        number: int,
        streaming: bool,
    ) -> None:
        self._sender = sender
        self._settings = settings
        self._chat = chat
        self._person = person
        self._event = event
        self._draft_id = number
        self._streaming = streaming and settings.stream != "off"
        self._drafts = settings.stream == "auto"
        self._text = ""
        self._changed = asyncio.Event()
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Live":
        self._tasks = [asyncio.create_task(self._typing())]
        if self._streaming:
            self._tasks.append(asyncio.create_task(self._showing()))
        return self

    async def __aexit__(self, *_: object) -> None:
        # A preview on its way is waited for: arriving after the final message it would linger.
        self._stopping.set()
        self._changed.set()
        await asyncio.shield(asyncio.gather(*self._tasks, return_exceptions=True))

    def feed(self, piece: str) -> None:
        """A further piece of the reply."""
        self._text += piece
        self._changed.set()

    def notice(self, text: str) -> None:
        """Something to show until the reply begins."""
        if not self._text and self._streaming:
            self._tasks.append(asyncio.create_task(self._show(text)))

    async def withdraw(self) -> None:
        """The reply was superseded: take back what was shown of it."""
        known = self._sender.spool.sent(self._event, 0)
        if known and known.message_id is not None and not known.final:
            method = DeleteMessage(chat_id=self._chat, message_id=known.message_id)
            await self._sender.attempt(self._chat, method, paced=False)

    async def _pause(self, seconds: float) -> bool:
        """Wait; True when the reply is finished meanwhile."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()

    async def _typing(self) -> None:
        pause = QUICK_S
        while not await self._pause(pause) and not self._text:
            action = SendChatAction(chat_id=self._chat, action=ChatAction.TYPING)
            await self._sender.attempt(self._chat, action, paced=False)
            pause = TYPING_S

    async def _showing(self) -> None:
        if await self._pause(QUICK_S):
            return
        shown = ""
        for _ in self._until_stopped():
            await self._changed.wait()
            self._changed.clear()
            text = preview(self._text)
            if self._stopping.is_set():
                return
            if text and text != shown:
                await self._show(text)
                shown = text
            await self._pause(self._interval())

    def _until_stopped(self) -> Iterator[None]:
        while not self._stopping.is_set():
            yield

    def _drafting(self) -> bool:
        return self._drafts and self._sender.supports(DRAFT)

    def _interval(self) -> float:
        settings = self._settings
        return settings.draft_interval_s if self._drafting() else settings.edit_interval_s

    async def _show(self, text: str) -> None:
        if self._drafting():
            draft = SendMessageDraft(chat_id=self._chat, draft_id=self._draft_id, text=text)
            if await self._sender.attempt(self._chat, draft, paced=False):
                return
            if self._sender.supports(DRAFT):
                return  # only this one did not get through
        await self._sender.show(self._chat, self._person, self._event, text)
