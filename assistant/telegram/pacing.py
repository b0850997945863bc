"""When the next message may go out, so that Telegram's flood limits are not met."""

import asyncio
from collections.abc import Awaitable, Callable

_TRIM_ABOVE = 5_000  # chats remembered before idle ones are dropped
_AT_ONCE_S = 1.0  # seconds' worth of messages to all chats that may go out at once


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

    def _chat_delay(self, chat: int, now: float) -> float:
        slack = self._chat_gap * (self._burst - 1)
        return max(0.0, self._chats.get(chat, 0.0) - slack - now)

    def _overall_delay(self, now: float) -> float:
        return max(0.0, self._overall - _AT_ONCE_S - now)

    def _take_chat(self, chat: int, now: float) -> None:
        self._chats[chat] = max(self._chats.get(chat, 0.0), now) + self._chat_gap
        if len(self._chats) > _TRIM_ABOVE:
            self._chats = {c: at for c, at in self._chats.items() if at > now}

    def _take_overall(self, now: float) -> None:
        self._overall = max(self._overall, now) + self._overall_gap

    async def turn(self, chat: int) -> None:
        """Wait until a message to the chat may go out, and count it.

        The chat's own pause comes first; the moment among all chats is reserved after it, in the
        order of asking, so that waiting chats neither race for it nor overtake each other.
        """
        while (delay := self._chat_delay(chat, self._clock())) > 0:
            await self._sleep(delay)
        now = self._clock()
        self._take_chat(chat, now)
        delay = self._overall_delay(now)
        self._take_overall(now)
        if delay > 0:
            await self._sleep(delay)

    def try_turn(self, chat: int) -> bool:
        """Count a message that is worth sending only now; False when it has to be dropped."""
        now = self._clock()
        if max(self._chat_delay(chat, now), self._overall_delay(now)) > 0:
            return False
        self._take_chat(chat, now)
        self._take_overall(now)
        return True

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram said to wait (`retry_after`)."""
        slack = self._chat_gap * (self._burst - 1)
        self._chats[chat] = max(self._chats.get(chat, 0.0), self._clock() + seconds + slack)
