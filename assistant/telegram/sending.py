"""Every request to Telegram goes out here: paced, retried, and each message exactly once.

`sendMessage` cannot be repeated safely: when the connection or the process dies between the
request and its answer, nobody knows whether the person has the message. So an intention is
written down first, and when its outcome is unknown the sender asks Telegram by an edit: editing
a message to the text it has fails with "message is not modified" and so proves that it is there.
"""

import asyncio
import io
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    EditMessageCaption,
    EditMessageText,
    GetFile,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
)
from aiohttp import ClientError

from assistant.telegram.pacing import Pacer
from assistant.telegram.session import NotServed
from assistant.telegram.spool import SentPart, Spool

log = structlog.get_logger(__name__)
T = TypeVar("T")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
PROBES = 30  # messages after the last known one that an unknown outcome is looked for in
UNSUPPORTED_S = 600.0
DOWNLOAD_TRIES = 5
# Telegram has understood the request and will answer the same again.
SETTLED = (
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
    TelegramConflictError,
    TelegramEntityTooLarge,
)
LONGEST_PAUSE_S = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """One message of an answer. With `data` it is a file and `text` its caption."""

    text: str
    html: bool = False
    markup: InlineKeyboardMarkup | None = None
    data: bytes | None = None
    filename: str = ""
    picture: bool = False

    @property
    def parse_mode(self) -> str | None:
        """How Telegram reads the text."""
        return "HTML" if self.html else None

    def plain(self) -> "Part":
        """The same without markup, for a text that Telegram cannot parse."""
        return replace(self, html=False)


class Undeliverable(Exception):  # noqa: N818 - not an error: the person left
    """The person blocked the bot or the chat is gone."""


class Unfetchable(Exception):  # noqa: N818 - not an error of ours
    """Telegram does not hand out this file (any more)."""


def send_method(chat: int, part: Part) -> TelegramMethod[Message]:
    """The request that sends a part."""
    if part.data is None:
        return SendMessage(
            chat_id=chat,
            text=part.text,
            parse_mode=part.parse_mode,
            reply_markup=part.markup,
            link_preview_options=NO_PREVIEW,
        )
    file = BufferedInputFile(part.data, part.filename)
    if part.picture:
        return SendPhoto(
            chat_id=chat,
            photo=file,
            caption=part.text or None,
            parse_mode=part.parse_mode,
            reply_markup=part.markup,
        )
    return SendDocument(
        chat_id=chat,
        document=file,
        caption=part.text or None,
        parse_mode=part.parse_mode,
        reply_markup=part.markup,
    )


def edit_method(chat: int, message_id: int, part: Part) -> TelegramMethod[Message | bool]:
    """The request that makes an existing message equal to a part."""
    if part.data is None:
        return EditMessageText(
            chat_id=chat,
            message_id=message_id,
            text=part.text,
            parse_mode=part.parse_mode,
            reply_markup=part.markup,
            link_preview_options=NO_PREVIEW,
        )
    return EditMessageCaption(
        chat_id=chat,
        message_id=message_id,
        caption=part.text or None,
        parse_mode=part.parse_mode,
        reply_markup=part.markup,
    )


def _says(error: TelegramBadRequest, *words: str) -> bool:
    return any(word in error.message.lower() for word in words)


class Sender:
    """Sends for one bot."""

    def __init__(
        self,
        bot: Bot,
        spool: Spool,
        pacer: Pacer,
        *,
        first_pause_s: float = 0.5,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first_pause_s = first_pause_s
        self.bot = bot
        self.spool = spool
        self.pacer = pacer
        self._sleep = sleep
        self._clock = clock
        self._chat_locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._unsupported: dict[str, float] = {}  # method -> when to try it again

    async def attempt(self, chat: int, method: TelegramMethod[T], *, paced: bool = True) -> bool:
        """Send what is nice to have (typing, drafts, answers to presses): once, now or never."""
        name = method.__api_method__
        if not self.supports(name) or (paced and not self.pacer.try_turn(chat)):
            return False
        try:
            await self.bot(method)
        except TelegramRetryAfter as error:
            self.pacer.hold(chat, error.retry_after)
            return False
        except (TelegramNotFound, NotServed):
            self._unsupported[name] = self._clock() + UNSUPPORTED_S
            log.info("telegram method is not supported here", method=name)
            return False
        except AiogramError as error:
            log.debug("optional request failed", method=name, error=type(error).__name__)
            return False
        return True

    def supports(self, method: str) -> bool:
        """Whether the server has not lately refused this method as unknown."""
        return self._unsupported.get(method, 0.0) <= self._clock()

    async def _insist(
        self,
        chat: int,
        request: Callable[[], Awaitable[T]],
        unsure: Callable[[], None] = lambda: None,
        *,
        paced: bool = True,
        tries: float = inf,
    ) -> T:
        """Repeat a request until Telegram answers; `unsure` is told of unknown outcomes."""
        pause = self._first_pause_s
        while True:
            tries -= 1
            if paced:
                await self.pacer.turn(chat)
            try:
                return await request()
            except TelegramRetryAfter as error:
                log.info("telegram asks to wait", retry_after=error.retry_after)
                self.pacer.hold(chat, error.retry_after)
                await self._sleep(0 if paced else error.retry_after)
            except SETTLED:
                raise
            except (TelegramForbiddenError, TelegramMigrateToChat) as error:
                raise Undeliverable(error.message) from None
            except (TelegramAPIError, ClientDecodeError) as error:
                log.warning("telegram does not answer", error=type(error).__name__)
                unsure()
                if tries <= 0:
                    raise
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)

    async def insist(self, chat: int, method: TelegramMethod[T]) -> T:
        """Repeat a request that may be repeated until Telegram answers."""
        return await self._insist(chat, lambda: self.bot(method), paced=False)

    async def deliver(
        self, chat: int, person: str, event: str, parts: Sequence[Part], *, first: int = 0
    ) -> None:
        """Bring all parts of an answer to the chat, each exactly once, over restarts too.

        Args:
            chat: Where to.
            person: Whose spool entry it is.
            event: What is answered; parts already recorded for it are not sent again.
            parts: The messages in order.
            first: Number of the first part.

        Raises:
            Undeliverable: The person cannot be reached any more.
        """
        async with self._chat_locks[chat]:
            for number, part in enumerate(parts, start=first):
                await self._deliver_part(chat, person, event, number, part)

    async def show(self, chat: int, person: str, event: str, text: str) -> None:
        """Show a text that is still being written as part 0 of an answer (no drafts here)."""
        known = self.spool.sent(event, 0)
        if known is None:
            async with self._chat_locks[chat]:
                await self._send(chat, person, event, 0, Part(text), final=False)
        elif known.message_id is not None and not known.final:
            method = edit_method(chat, known.message_id, Part(text))
            await self.attempt(chat, method)

    async def _deliver_part(
        self, chat: int, person: str, event: str, number: int, part: Part
    ) -> None:
        known = self.spool.sent(event, number)
        if known and known.final:
            return
        if known and await self._resolved(chat, known, part, event, number):
            return
        await self._send(chat, person, event, number, part, final=True)

    async def _resolved(
        self, chat: int, known: SentPart, part: Part, event: str, number: int
    ) -> bool:
        """Whether a message that was begun is there; it is made final then."""
        if known.message_id is None:
            return await self._probe(chat, known.base, part, event, number)
        if part.data is not None or not await self._edit(chat, known.message_id, part):
            return False
        self.spool.record(event, number, chat, known.message_id, final=True)
        return True

    async def _send(
        self, chat: int, person: str, event: str, number: int, part: Part, *, final: bool
    ) -> None:
        base = self.spool.last_message(chat)
        self.spool.intend(event, number, person, base)
        doubt = False

        def unsure() -> None:
            nonlocal doubt
            doubt = True

        async def request() -> Message | None:
            nonlocal doubt
            if doubt and await self._probe(chat, base, part, event, number, final=final):
                return None
            doubt = False
            return await self.bot(send_method(chat, part))

        try:
            message = await self._insist(chat, request, unsure)
        except TelegramBadRequest as error:
            await self._after_refusal(chat, person, event, number, part, error)
            return
        except TelegramEntityTooLarge:
            self.spool.record(event, number, chat, None, final=True)
            return
        if message is not None:
            self.spool.record(event, number, chat, message.message_id, final=final)

    async def _after_refusal(
        self,
        chat: int,
        person: str,
        event: str,
        number: int,
        part: Part,
        error: TelegramBadRequest,
    ) -> None:
        """Telegram refused the message itself: say it more plainly, or give this part up."""
        log.error("telegram refused a message", reason=error.message[:120])
        if _says(error, "chat not found", "user is deactivated", "peer_id_invalid"):
            raise Undeliverable(error.message) from None
        if part.html and _says(error, "parse entities"):
            await self._send(chat, person, event, number, part.plain(), final=True)
        elif part.markup is not None:
            await self._send(chat, person, event, number, replace(part, markup=None), final=True)
        else:
            self.spool.record(event, number, chat, None, final=True)

    async def _edit(self, chat: int, message_id: int, part: Part, *, paced: bool = True) -> bool:
        """Make a message equal to a part; False when there is no such message of ours."""

        async def request() -> bool:
            try:
                await self.bot(edit_method(chat, message_id, part))
            except TelegramBadRequest as error:
                return _says(error, "not modified")
            return True

        return await self._insist(chat, request, paced=paced)

    async def _probe(
        self, chat: int, base: int, part: Part, event: str, number: int, *, final: bool = True
    ) -> bool:
        """Look for a message whose sending had an unknown outcome; record it when it is there."""
        ceiling = max(base + 5, self.spool.last_anywhere() + 5 if chat > 0 else 0)
        for message_id in range(base + 1, min(ceiling, base + PROBES) + 1):
            if await self._edit(chat, message_id, part, paced=False):
                self.spool.record(event, number, chat, message_id, final=final)
                log.info("a message of unknown outcome had arrived")
                return True
        return False

    async def download(self, chat: int, file_id: str, *, largest: int) -> bytes:
        """A file's bytes, in memory only.

        Raises:
            Unfetchable: Telegram refuses, or the file is larger than `largest` bytes.
        """

        async def request() -> bytes:
            file = await self.bot.get_file(file_id)
            if not file.file_path or (file.file_size or 0) > largest:
                raise Unfetchable("too large or no path")
            target = io.BytesIO()
            try:
                await self.bot.download_file(file.file_path, target)
            except (ClientError, TimeoutError) as error:
                raise TelegramNetworkError(
                    method=GetFile(file_id=file_id), message=type(error).__name__
                ) from None
            return target.getvalue()

        try:
            return await self._insist(chat, request, paced=False, tries=DOWNLOAD_TRIES)
        except (TelegramBadRequest, TelegramNetworkError, TelegramNotFound) as error:
            raise Unfetchable(type(error).__name__) from None
