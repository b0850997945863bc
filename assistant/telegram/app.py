"""The running bot: builds the parts, takes in what waits, serves until it is told to stop."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, SetMyCommands, SetWebhook
from aiogram.types import BotCommand, User
from aiogram.utils.token import TokenValidationError

from assistant.conversation import Consultant
from assistant.health import Health
from assistant.reply import Reply
from assistant.routine import Routine
from assistant.telegram.alerts import Alerts
from assistant.telegram.desk import Desk
from assistant.telegram.handlers import dispatcher
from assistant.telegram.handlers.commands import COMMANDS
from assistant.telegram.logs import protect_logs
from assistant.telegram.pacing import Pacer
from assistant.telegram.polling import REFUSED, Poller
from assistant.telegram.ports import Ledger, Pictures
from assistant.telegram.sending import Sender, Undeliverable
from assistant.telegram.serving import Server, make_app
from assistant.telegram.session import CarefulSession
from assistant.telegram.spool import Spool, Waiting
from assistant.telegram.timers import Housekeeping
from assistant.telegram.turn import Services, Turn
from assistant.telegram.turnstile import Turnstile
from assistant.telegram.updates import ALLOWED, GetRawMe, read_all
from assistant.telegram.work import UpdateWork
from assistant.telegram_settings import TelegramSettings
from assistant.texts import texts
from knowledge.errors import UnusableInput
from knowledge.vocabulary import Language

log = structlog.get_logger(__name__)
WEBHOOK_PORT = 8080
FRESH_S = 120.0  # a poll that succeeded this recently means that Telegram is reachable
MISSING = (
    "There is no bot token: get one from @BotFather and set ALOE_TELEGRAM__TOKEN (in .env or the "
    "environment)."
)
MALFORMED = (
    "ALOE_TELEGRAM__TOKEN does not look like a bot token (123456:ABC…): copy it again from "
    "@BotFather."
)
WEBHOOK_INCOMPLETE = (
    "Webhook mode needs ALOE_TELEGRAM__WEBHOOK_URL (https) and ALOE_TELEGRAM__WEBHOOK_SECRET: set "
    "both or use polling."
)
HOOK_REFUSED = (
    "Telegram refuses ALOE_TELEGRAM__WEBHOOK_URL or ALOE_TELEGRAM__WEBHOOK_SECRET: {reason}."
)


def make_bot(settings: TelegramSettings) -> Bot:
    """A bot for the configured token and server.

    Raises:
        UnusableInput: The token is missing or malformed, or webhook mode lacks a setting.
    """
    if settings.token is None or not settings.token.get_secret_value().strip():
        raise UnusableInput(MISSING)
    if settings.mode == "webhook" and not (settings.webhook_url and settings.webhook_secret):
        raise UnusableInput(WEBHOOK_INCOMPLETE)
    server = TelegramAPIServer.from_base(settings.api_base)
    session = CarefulSession(api=server, timeout=settings.request_timeout_s, limit=200)
    try:
        return Bot(settings.token.get_secret_value().strip(), session=session)
    except TokenValidationError:
        raise UnusableInput(MALFORMED) from None


async def who_am_i(bot: Bot, *, longest_pause_s: float = 30.0) -> User:
    """The bot's own account; waits while Telegram is away.

    Raises:
        UnusableInput: Telegram does not know the token.
    """
    pause = 0.5
    while True:
        try:
            me = await bot(GetRawMe())
            return User.model_validate({"first_name": "", **me, "is_bot": True})
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise UnusableInput(REFUSED) from None
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except AiogramError as error:
            log.warning("telegram does not answer", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest_pause_s)


async def nothing_to_forget() -> None:
    """For a bot without a database."""


class NoPictures:
    """Nothing to draw with."""

    async def calendar(self, routine: Routine, language: Language) -> bytes | None:  # noqa: ARG002
        """None."""
        return None

    async def explain(self, photo: bytes, language: Language) -> bytes | None:  # noqa: ARG002
        """None."""
        return None


class TelegramBot:
    """One bot process.

    Args:
        settings: The channel's settings.
        consultant: The conversation.
        ledger: Its store.
        spool_path: The channel's own file.
        bot: Made by `make_bot`.
        pictures: Draws the calendar and the explained photo.
        health: Which parts of the system work.
        forget: Erases from the database whom the operator no longer keeps; called once a day.
        retention_days: How long a silent person is kept in the channel's own file.
    """

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        consultant: Consultant,
        ledger: Ledger,
        spool_path: Path | str,
        bot: Bot,
        pictures: Pictures | None = None,
        health: Health | None = None,
        forget: Callable[[], Awaitable[object]] = nothing_to_forget,
        retention_days: int = 180,
    ) -> None:
        self.settings = settings
        self.bot = bot
        self.spool = Spool.open(spool_path)
        pacer = Pacer(
            chat_per_second=settings.chat_per_second,
            overall_per_second=settings.overall_per_second,
            burst=settings.burst,
            clock=time.monotonic,
        )
        sender = Sender(bot, self.spool, pacer, first_pause_s=settings.retry_pause_s)
        self.alerts = Alerts(sender, settings.admin_chat_id, time.monotonic)
        self.services = Services(
            consultant=consultant,
            ledger=ledger,
            sender=sender,
            spool=self.spool,
            settings=settings,
            turnstile=Turnstile(settings.at_once, settings.queue_notice_s),
            pictures=pictures or NoPictures(),
            clock=time.time,
            retention_days=retention_days,
        )
        self.dispatcher = dispatcher(messages_per_minute=settings.messages_per_minute)
        self.desk = Desk(self._begin, album_wait_s=settings.album_wait_s)
        self.poller = Poller(
            bot, self.accept, wait_s=settings.poll_timeout_s, first_pause_s=settings.retry_pause_s
        )
        self.health = health or Health()
        self.housekeeping = Housekeeping(
            self.services,
            self.alerts,
            health=self.health,
            forget=forget,
        )
        self._stop = asyncio.Event()
        self._last_post = 0.0

    def _begin(self, group: Sequence[Waiting]) -> UpdateWork:
        return UpdateWork(self.dispatcher, self.services, self.alerts, group)

    def accept(self, bodies: Sequence[Any]) -> None:
        """Write updates down; what was not seen before goes to the desk."""
        self._last_post = time.monotonic()
        self.desk.put(self.spool.accept(read_all(bodies), time.time()))

    def ready(self) -> Mapping[str, bool]:
        """What has to work for people to be answered."""
        polled = time.monotonic() - self.poller.last_success < FRESH_S
        return {"telegram": polled or self.settings.mode == "webhook", "spool": self.spool.check()}

    def stop(self) -> None:
        """Finish what is running and return from `run`."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until `stop` is called or SIGTERM or SIGINT arrives.

        Raises:
            UnusableInput: Telegram refuses the token.
        """
        protect_logs()
        server = self._server()
        try:
            me = await who_am_i(self.bot)
            self.dispatcher["me"] = me
            await self._introduce()
            if server is not None:
                log.info("serving", port=await server.start())
            await self._recover()
            await self._serve()
        finally:
            if server is not None:
                await server.stop()
            await self.desk.close(self.settings.grace_s)
            await self.bot.session.close()
            self.spool.close()

    def _server(self) -> Server | None:
        settings = self.settings
        webhook = settings.mode == "webhook"
        if settings.port is None and not webhook:
            return None
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        app = make_app(
            ready=self.ready,
            broken=lambda: sorted(self.health.broken),
            accept=self.accept if webhook else None,
            path=settings.webhook_path,
            secret=secret,
        )
        return Server(app, settings.host, WEBHOOK_PORT if settings.port is None else settings.port)

    async def _introduce(self) -> None:
        """Tell Telegram how updates come to us and what the commands are."""
        settings = self.settings
        for language, code in ((Language.EN, None), (Language.RU, "ru")):
            words = texts(language)
            commands = [
                BotCommand(command=name, description=words(f"tg-command-{name}"))
                for name in COMMANDS
            ]
            method = SetMyCommands(commands=commands, language_code=code)
            await self.services.sender.attempt(0, method, paced=False)
        if settings.mode == "webhook" and settings.webhook_secret and settings.webhook_url:
            url = settings.webhook_url.rstrip("/") + settings.webhook_path
            secret = settings.webhook_secret.get_secret_value()
            hook = SetWebhook(url=url, secret_token=secret, allowed_updates=ALLOWED)
            try:
                await self.services.sender.insist(0, hook)
            except TelegramBadRequest as error:
                raise UnusableInput(HOOK_REFUSED.format(reason=error.message)) from None
        else:
            await self.services.sender.insist(0, DeleteWebhook(drop_pending_updates=False))

    async def _recover(self) -> None:
        """Take up what an earlier process left: unanswered messages, undelivered replies."""
        waiting = self.spool.waiting()
        known = {f"tg:{update.update_id}" for update in waiting}
        for pending in await self.services.ledger.undelivered("tg:"):
            event = pending.event_id.removesuffix(":see")
            chat = pending.person.removeprefix("tg:")
            if event not in known and chat.lstrip("-").isdigit():
                reply = Reply.model_validate(pending.reply)
                await self._bring_late(pending.person, int(chat), pending.event_id, reply)
        self.desk.put(waiting)

    async def _bring_late(self, person: str, chat: int, event: str, reply: Reply) -> None:
        nothing = Waiting(0, person, chat, {})
        turn = Turn(self.services, person, chat, [nothing], event)
        with contextlib.suppress(Undeliverable):
            await turn.bring(reply)
        self.spool.finish([], event)

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self.stop)
        tasks = [asyncio.create_task(self.housekeeping.run())]
        if self.settings.mode == "polling":
            tasks.append(asyncio.create_task(self.poller.run()))
        stopping = asyncio.create_task(self._stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()
        finally:
            for task in (*tasks, stopping):
                task.cancel()
            await asyncio.gather(*tasks, stopping, return_exceptions=True)
