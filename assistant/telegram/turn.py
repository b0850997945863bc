"""One turn of one person: what came in, and how its answer goes out."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from aiogram.types import InlineKeyboardMarkup

from assistant.conversation import Consultant
from assistant.reply import Chunk, Event, NextStep, Reply
from assistant.telegram.live import Live
from assistant.telegram.ports import Ledger, Pictures
from assistant.telegram.rendering import plain_parts, render, with_markup
from assistant.telegram.sending import Part, Sender
from assistant.telegram.spool import Due, Spool, Waiting
from assistant.telegram.turnstile import Turnstile
from assistant.telegram_settings import TelegramSettings
from assistant.texts import Texts, texts
from knowledge.vocabulary import Language

RATING_DUE, REMINDER_DUE = "rating", "reminder"
RUSSIAN_READERS = ("ru", "uk", "be", "kk", "ky", "uz", "tg", "hy", "az")


def client_language(code: str | None) -> Language:
    """The language to begin with, from what the person's Telegram says (IETF tag)."""
    first = (code or "").lower().split("-")[0]
    return Language.RU if first in RUSSIAN_READERS else Language.EN


@dataclass(frozen=True, slots=True)
class Services:
    """What every turn works with."""

    consultant: Consultant
    ledger: Ledger
    sender: Sender
    spool: Spool
    settings: TelegramSettings
    turnstile: Turnstile
    pictures: Pictures
    clock: Callable[[], float]  # seconds since the epoch
    retention_days: int = 180  # until what a silent person said is deleted


@dataclass(slots=True)
class Turn:
    """The person, the messages answered together, and the event they are to the engine."""

    services: Services
    person: str
    chat: int
    waiting: Sequence[Waiting]
    event: str
    client_code: str | None = None
    private: bool = True
    committed: bool = False  # the engine has answered: no newer message stops this any more
    _live: Live | None = field(default=None)

    @property
    def number(self) -> int:
        """The update that gives this turn its name."""
        return self.waiting[-1].update_id

    @property
    def language(self) -> Language:
        """The language of the last reply, or of the person's Telegram at first."""
        known = self.services.spool.note(self.person, "language")
        return Language(known) if known else client_language(self.client_code)

    @property
    def words(self) -> Texts:
        """The channel's own texts."""
        return texts(self.language)

    def speak(self, language: Language) -> None:
        """From now on the channel's own texts are in this language."""
        if self.services.spool.note(self.person, "language") != language.value:
            self.services.spool.set_note(self.person, "language", language.value)

    # Answers made of our own words

    async def say(
        self,
        text: str,
        markup: InlineKeyboardMarkup | None = None,
        *,
        html: bool = False,
        event: str | None = None,
    ) -> None:
        """Answer with a text of the channel itself."""
        parts = [Part(text, html=True)] if html else plain_parts(text, self.words)
        await self.send(with_markup(parts, markup), event=event)

    async def send(
        self, parts: Sequence[Part], *, event: str | None = None, first: int = 0
    ) -> None:
        """Bring messages to the chat, each exactly once."""
        await self.services.sender.deliver(
            self.chat, self.person, event or self.event, parts, first=first
        )

    # Answers of the engine

    async def play(
        self,
        stream: Callable[[str], AsyncIterator[Event]],
        *,
        event: str | None = None,
        photos: Sequence[str] = (),
    ) -> Reply | None:
        """Show a reply while it is written, then bring it to the chat.

        Args:
            stream: Asks the engine, given the event id.
            event: The event id; the turn's own by default.
            photos: File ids of the photos looked at, so that findings can be explained.

        Returns:
            The reply, also one that was computed before a restart; None when the event was
            answered and delivered long ago.
        """
        event = event or self.event
        reply = await self._engine(stream, event)
        if reply is None:
            reply = await self._stored(event)
        if reply is not None:
            await self.bring(reply, event=event, photos=photos)
        return reply

    async def _engine(
        self, stream: Callable[[str], AsyncIterator[Event]], event: str
    ) -> Reply | None:
        services = self.services
        live = Live(
            services.sender,
            services.settings,
            chat=self.chat,
            person=self.person,
            event=event,
            number=self.number,
            streaming=self.private,
        )
        self._live = live
        reply: Reply | None = None
        async with live, services.turnstile.admission(self._queued):
            async for piece in stream(event):
                if isinstance(piece, Chunk):
                    live.feed(piece.text)
                else:
                    self.committed = True
                    reply = piece
        return reply

    def _queued(self, place: int) -> None:
        if self._live and self.private:
            self._live.notice(self.words("tg-queue", place=place))

    async def withdraw(self) -> None:
        """Take back the preview of a superseded reply."""
        if self._live:
            await self._live.withdraw()

    async def _stored(self, event: str) -> Reply | None:
        for pending in await self.services.ledger.undelivered(self.person):
            if pending.event_id == event:
                return Reply.model_validate(pending.reply)
        return None

    async def bring(
        self, reply: Reply, *, event: str | None = None, photos: Sequence[str] = ()
    ) -> None:
        """Deliver a finished reply and remember what its buttons stand for."""
        self.committed = True
        event = event or self.event
        self.speak(reply.language)
        key = f"{self.number:x}" + ("s" if event != self.event else "")
        self._offer(reply, key, photos)
        changed = self._keep_routine(reply)
        parts = render(reply, key, texts(reply.language), explainable=bool(photos))
        await self.send(parts, event=event)
        await self._calendar(reply, event, first=len(parts))
        await self.services.ledger.delivered(event)
        self._plan(reply, changed=changed)

    def _keep_routine(self, reply: Reply) -> bool:
        """Remember the routine for its buttons; whether it is another than before."""
        if reply.routine is None:
            return False
        body = reply.routine.model_dump_json()
        changed = self.services.spool.note(self.person, "routine") != body
        self.services.spool.set_note(self.person, "routine", body)
        return changed

    def _offer(self, reply: Reply, key: str, photos: Sequence[str]) -> None:
        now = self.services.clock()
        if reply.options:
            self.services.spool.offer(self.person, key, [o.say for o in reply.options], now)
        if photos and reply.findings:
            self.services.spool.offer(self.person, f"x{key}", photos, now)

    async def _calendar(self, reply: Reply, event: str, *, first: int) -> None:
        if reply.routine is None or not self.private:
            return
        picture = await self.services.pictures.calendar(reply.routine, reply.language)
        if picture:
            caption = texts(reply.language)("tg-calendar")
            part = Part(caption, data=picture, filename="week.png", picture=True)
            await self.send([part], event=event, first=first)

    def _plan(self, reply: Reply, *, changed: bool) -> None:
        """What to say later: ask for a rating after a routine, remind once of an open question."""
        spool, settings = self.services.spool, self.services.settings
        now = self.services.clock()
        spool.unschedule(self.person, REMINDER_DUE)
        if reply.step is NextStep.CLOSE:
            spool.unschedule(self.person, RATING_DUE)
        elif changed or spool.scheduled(self.person, RATING_DUE):
            due = Due(self.person, RATING_DUE, self.chat, now + settings.rating_after_s)
            spool.schedule(due)
        elif self._may_remind(reply):
            due = Due(self.person, REMINDER_DUE, self.chat, now + settings.reminder_after_s)
            spool.schedule(due)

    def _may_remind(self, reply: Reply) -> bool:
        waiting = reply.step in (NextStep.ASK, NextStep.CONFIRM)
        reminded = self.services.spool.note(self.person, "reminded") is not None
        return waiting and not reminded and self.services.settings.reminder_after_s > 0
