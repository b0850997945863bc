"""How many people's turns run at the same time; the others wait in line and know their place."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Turnstile:
    """First come, first served.

    Args:
        at_once: Turns that run at the same time.
        notice_after_s: Wait before a person is told their place, and again when it has changed;
            0: never.
    """

    def __init__(self, at_once: int, notice_after_s: float) -> None:
        self._free = at_once
        self._notice_after_s = notice_after_s
        self._line: deque[asyncio.Future[None]] = deque()

    def place(self, ticket: "asyncio.Future[None]") -> int:
        """1 for the next to be let in."""
        return self._line.index(ticket) + 1 if ticket in self._line else 0

    @asynccontextmanager
    async def admission(self, tell: Callable[[int], None]) -> AsyncIterator[None]:
        """Wait for a free place, tell the place in line now and then, free it at the end."""
        await self._enter(tell)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, tell: Callable[[int], None]) -> None:
        if self._free > 0 and not self._line:
            self._free -= 1
            return
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append(ticket)
        try:
            await self._wait(ticket, tell)
        except asyncio.CancelledError:
            self._give_up(ticket)
            raise

    async def _wait(self, ticket: "asyncio.Future[None]", tell: Callable[[int], None]) -> None:
        told = 0
        while not ticket.done():
            await asyncio.wait([ticket], timeout=self._notice_after_s or None)
            place = self.place(ticket)
            if place and place != told:
                tell(place)
                told = place
        await ticket

    def _give_up(self, ticket: "asyncio.Future[None]") -> None:
        if ticket in self._line:
            self._line.remove(ticket)
        elif ticket.done() and not ticket.cancelled():
            self._leave()  # let in and gone at the same moment

    def _leave(self) -> None:
        while self._line:
            ticket = self._line.popleft()
            if not ticket.done():
                ticket.set_result(None)
                return
        self._free += 1
