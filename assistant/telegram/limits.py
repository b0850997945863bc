"""Limits per person, so that one person cannot take the machine from the others."""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from assistant.telegram.turn import Turn

WINDOW_S = 60.0
_TRIM_ABOVE = 10_000  # people remembered before the quiet ones are dropped


class Minute:
    """Counts events of the last minute per person. Kept in memory: a restart forgives."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._told: dict[str, float] = {}

    def allows(self, person: str) -> bool:
        """Count one more; False when it is over the limit."""
        now = self._clock()
        times = self._times.setdefault(person, deque())
        while times and times[0] <= now - WINDOW_S:
            times.popleft()
        if len(self._times) > _TRIM_ABOVE:
            self._times = {p: t for p, t in self._times.items() if t and t[-1] > now - WINDOW_S}
        if len(times) >= self._limit:
            return False
        times.append(now)
        return True

    def should_tell(self, person: str) -> bool:
        """Whether the person is to be told now; once a minute is enough."""
        now = self._clock()
        if now - self._told.get(person, -WINDOW_S) < WINDOW_S:
            return False
        self._told[person] = now
        return True


class LimitMiddleware(BaseMiddleware):
    """Stops messages over the limit with a kind sentence."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._minute = Minute(per_minute, clock)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        """Count the message, then handle it or ask for patience."""
        turn: Turn = data["turn"]
        if self._minute.allows(turn.person):
            return await handler(event, data)
        if self._minute.should_tell(turn.person):
            await turn.say(turn.words("tg-too-many"))
        return None


def photos_today(turn: Turn, more: int) -> int:
    """Count photos of a person for today (UTC); how many of the new ones are within the limit."""
    day = int(turn.services.clock() // 86_400)
    note = turn.services.spool.note(turn.person, "photos") or f"{day}:0"
    noted_day, _, count = note.partition(":")
    used = int(count) if noted_day == str(day) else 0
    allowed = max(0, min(more, turn.services.settings.photos_per_day - used))
    turn.services.spool.set_note(turn.person, "photos", f"{day}:{used + allowed}")
    return allowed
