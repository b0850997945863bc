"""Updates that are answered together, run through the routers as one turn."""

from collections.abc import Sequence

import structlog
from aiogram import Dispatcher
from aiogram.types import Update

from assistant.telegram.alerts import Alerts, where
from assistant.telegram.handlers.photos import file_of
from assistant.telegram.sending import Undeliverable
from assistant.telegram.spool import Waiting
from assistant.telegram.turn import Services, Turn
from assistant.telegram.updates import (
    is_private,
    language_code_of,
    message_id_of,
    parse,
    text_of,
)

log = structlog.get_logger(__name__)


def event_of(group: Sequence[Waiting]) -> str:
    """The event these updates are to the engine; the same again after a restart, for which the
    group is written down (an album's photo that comes too late is an event of its own).
    """
    return f"tg:{group[-1].update_id}"


def telling(updates: Sequence[Update]) -> Update:
    """The update that decides what is done: in an album of photos and videos a photo."""
    pictures = (u for u in updates if u.message is not None and file_of(u.message) is not None)
    return next(pictures, updates[-1])


def said(group: Sequence[Waiting]) -> str:
    """The text of messages that are answered together, in the order they were sent."""
    return "\n".join(text for update in group if (text := text_of(update.body)) is not None)


class UpdateWork:
    """One turn at the desk."""

    def __init__(
        self, dispatcher: Dispatcher, services: Services, alerts: Alerts, group: Sequence[Waiting]
    ) -> None:
        self._dispatcher = dispatcher
        self._services = services
        self._alerts = alerts
        self._group = group
        self._turn: Turn | None = None

    @property
    def committed(self) -> bool:
        """Whether the engine has answered already."""
        return self._turn is not None and self._turn.committed

    @property
    def _ids(self) -> list[int]:
        return [update.update_id for update in self._group]

    async def superseded(self) -> bool:
        """Whether these texts can be answered together with a newer one."""
        if await self._services.ledger.seen(event_of(self._group)):
            return False
        if self._turn:
            await self._turn.withdraw()
        return True

    async def run(self) -> None:
        """Answer, and mark the updates as finished."""
        bot = self._services.sender.bot
        updates = [parse(update.body, bot) for update in self._group]
        usable = [update for update in updates if update is not None]
        turn = self._begin()
        if not usable or turn is None:
            log.warning("an update could not be read")
        else:
            if len(self._group) > 1 and self._group[-1].joined is None:
                self._services.spool.join(self._ids, self._ids[-1])
            await self._answer(turn, usable)
        self._services.spool.finish(self._ids, event_of(self._group))

    def _begin(self) -> Turn | None:
        last = self._group[-1]
        if last.person is None or last.chat is None:
            return None
        for update in self._group:
            if (message_id := message_id_of(update.body)) is not None and update.chat is not None:
                self._services.spool.note_message(update.chat, message_id)
        event = event_of(self._group)
        private = is_private(last.body)
        self._turn = Turn(
            self._services,
            last.person,
            last.chat,
            self._group,
            event,
            client_code=language_code_of(last.body),
            private=private,
        )
        return self._turn

    async def _answer(self, turn: Turn, updates: Sequence[Update]) -> None:
        try:
            await self._feed(turn, updates)
        except Undeliverable:
            log.info("a person cannot be reached any more")
            self._services.spool.unschedule(turn.person)
            await self._services.ledger.delivered(turn.event)
        except Exception as error:  # noqa: BLE001 - the edge: a person gets a sentence, not silence
            log.error("a turn failed", error=where(error))  # noqa: TRY400 - a traceback may quote
            await self._alerts.error(error)
            await self._apologise(turn)

    async def _feed(self, turn: Turn, updates: Sequence[Update]) -> None:
        bot = self._services.sender.bot
        await self._dispatcher.feed_update(
            bot,
            telling(updates),
            turn=turn,
            said=said(self._group),
            group=updates,
        )

    async def _apologise(self, turn: Turn) -> None:
        try:
            await turn.say(turn.words("tg-trouble"), event=f"{turn.event}:trouble")
        except Undeliverable:
            log.info("a person cannot be reached any more")
