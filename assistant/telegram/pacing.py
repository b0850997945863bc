"""When the next message may go out, so that Telegram's flood limits are not met."""

import asyncio
from collections.abc import Awaitable, Callable

_TRIM_ABOVE = 5_000  # chats remembered before idle ones are dropped


class Pacer:
    """Generic cell rate algorithm per chat and overall.

    Args:
        chat_per_second: Messages to one chat.
        overall_per_second: Messages to all chats.
        burst: Messages to one chat before pacing begins.
        clock: Seconds, monotonic.
        sleep: Waits for seconds.
    """

    def __init__(
        self,
        *,
        chat_per_second: float,
        overall_per_second: float,
        burst: int,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._chat_gap = 1 / chat_per_second
        self._overall_gap = 1 / overall_per_second
        self._burst = burst
        self._clock = clock
        self._sleep = sleep
        self._chats: dict[int, float] = {}  # chat -> when its bucket is empty again
        self._overall = 0.0

    def _delay(self, chat: int, now: float) -> float:
        slack = self._chat_gap * (self._burst - 1)
        chat_wait = self._chats.get(chat, 0.0) - slack - now
        return max(0.0, chat_wait, self._overall - 1.0 - now)  # overall: a second's worth at once

    def _take(self, chat: int, now: float) -> None:
        self._chats[chat] = max(self._chats.get(chat, 0.0), now) + self._chat_gap
        self._overall = max(self._overall, now) + self._overall_gap
        if len(self._chats) > _TRIM_ABOVE:
            self._chats = {c: at for c, at in self._chats.items() if at > now}

    async def turn(self, chat: int) -> None:
        """Wait until a message to the chat may go out, and count it."""
        while (delay := self._delay(chat, self._clock())) > 0:
            await self._sleep(delay)
        self._take(chat, self._clock())

    def try_turn(self, chat: int) -> bool:
        """Count a message that is worth sending only now; False when it has to be dropped."""
        now = self._clock()
        if self._delay(chat, now) > 0:
            return False
        self._take(chat, now)
        return True

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram said to wait (`retry_after`)."""
        slack = self._chat_gap * (self._burst - 1)
        self._chats[chat] = max(self._chats.get(chat, 0.0), self._clock() + seconds + slack)
