"""What is said later: the question for a rating, and one reminder at most."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from assistant.telegram import keyboards
from assistant.telegram.sending import Part, Undeliverable
from assistant.telegram.spool import Due
from assistant.telegram.turn import RATING_DUE, Services
from assistant.texts import texts
from knowledge.vocabulary import Language

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


async def run_timers(
    services: Services, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Look again and again until cancelled."""
    while True:
        services.spool.forget_seen(services.clock())
        await say_due(services)
        await sleep(services.settings.look_every_s)
