"""What is said later: the question for a rating, and one reminder at most."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from assistant.health import Health
from assistant.telegram import keyboards
from assistant.telegram.alerts import Alerts, where
from assistant.telegram.sending import Part, Undeliverable
from assistant.telegram.spool import Due
from assistant.telegram.turn import RATING_DUE, Services
from assistant.texts import texts
from knowledge.vocabulary import Language

DAY_S = 86_400.0
log = structlog.get_logger(__name__)


def _part(due: Due, language: Language) -> Part:
    words = texts(language)
    if due.kind == RATING_DUE:
        return Part(words("tg-rating"), markup=keyboards.rating())
    return Part(words("tg-reminder"))


async def say_due(services: Services) -> None:
    """Say everything whose moment has come, each once."""
    spool = services.spool
    for due in spool.due(services.clock()):
        event = f"due:{due.kind}:{due.person}:{due.at}"
        language = Language(spool.note(due.person, "language") or Language.RU)
        try:
            await services.sender.deliver(due.chat, due.person, event, [_part(due, language)])
        except Undeliverable:
            log.info("a person cannot be reached any more")
        if due.kind != RATING_DUE:
            spool.set_note(due.person, "reminded", "1")
        spool.unschedule(due.person, due.kind)
        spool.finish([], event)


class Housekeeping:
    """What is done again and again: things due, alerts, and once a day forgetting.

    Args:
        services: What the channel works with.
        alerts: Tells the operator.
        health: Which parts work.
        forget: Erases from the database whom the operator no longer keeps.
    """

    def __init__(
        self,
        services: Services,
        alerts: Alerts,
        *,
        health: Health,
        forget: Callable[[], Awaitable[object]],
    ) -> None:
        self._services, self._alerts, self._health = services, alerts, health
        self._forget = forget
        self._forget_at = 0.0  # the first time at once

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look again and again until cancelled; what fails is tried again at the next look."""
        while True:
            for task in (self._say, self._watch, self._daily):
                try:
                    await task()
                except Exception as error:  # noqa: BLE001 - the other tasks and the next look go on
                    log.error("a timer failed", error=where(error))  # noqa: TRY400
            await sleep(self._services.settings.look_every_s)

    async def _say(self) -> None:
        await say_due(self._services)

    async def _watch(self) -> None:
        await self._alerts.parts(self._health)

    async def _daily(self) -> None:
        """Forget, here and in the database, whoever has been silent for too long."""
        now = self._services.clock()
        if now < self._forget_at:
            return
        self._services.spool.forget_seen(now)
        people = self._services.spool.purge(now - self._services.retention_days * DAY_S)
        await self._forget()
        self._forget_at = now + DAY_S
        log.info("forgot silent people", people=people)
