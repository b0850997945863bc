"""Who is answered when: each person's messages in order, people in parallel.

A text that arrives while the reply to the previous one is still being written supersedes that
reply: both texts are then answered together, so nothing that was said is lost.
"""

import asyncio
import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from assistant.telegram.spool import Waiting
from assistant.telegram.updates import album_of, text_of

log = structlog.get_logger(__name__)
JOINED_AT_MOST = 5
ALBUM_AT_MOST = 10


class Work(Protocol):
    """A turn as the desk sees it."""

    @property
    def committed(self) -> bool:
        """Whether the engine has answered already."""
        ...

    async def run(self) -> None:
        """Answer, and mark the updates as finished."""
        ...

    async def superseded(self) -> bool:
        """The run was cancelled for a newer text; False when it must be run again instead."""
        ...


@dataclass(slots=True)
class _Line:
    """One person's unanswered updates."""

    heap: list[tuple[int, Waiting]] = field(default_factory=list)
    carried: list[Waiting] = field(default_factory=list)  # superseded, to be joined
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    running: asyncio.Task[None] | None = None
    work: Work | None = None
    texts: bool = False  # the running work answers texts
    interrupted: bool = False

    def push(self, update: Waiting) -> None:
        heapq.heappush(self.heap, (update.update_id, update))
        self.arrived.set()

    def pop(self) -> Waiting:
        return heapq.heappop(self.heap)[1]

    def head(self) -> Waiting | None:
        return self.heap[0][1] if self.heap else None


class Desk:
    """Hands updates to turns.

    Args:
        begin: Makes the work for updates that are answered together.
        album_wait_s: Wait for further photos of an album.
    """

    def __init__(self, begin: Callable[[Sequence[Waiting]], Work], *, album_wait_s: float) -> None:
        self._begin = begin
        self._album_wait_s = album_wait_s
        self._lines: dict[str, _Line] = {}
        self._closing = False

    @property
    def busy(self) -> int:
        """People with unanswered messages."""
        return len(self._lines)

    def put(self, updates: Iterable[Waiting]) -> None:
        """Line up updates and see to it that they are answered."""
        for update in updates:
            key = update.person or "nobody"
            line = self._lines.setdefault(key, _Line())
            line.push(update)
            if line.task is None:
                line.task = asyncio.create_task(self._serve(key, line))
            elif self._supersedes(line, update):
                line.interrupted = True
                assert line.running is not None
                line.running.cancel()

    def _supersedes(self, line: _Line, update: Waiting) -> bool:
        return (
            line.work is not None
            and line.texts
            and not line.interrupted
            and not line.work.committed
            and line.running is not None
            and text_of(update.body) is not None
            and line.head() is update
            and len(line.carried) < JOINED_AT_MOST
        )

    async def _serve(self, key: str, line: _Line) -> None:
        while (line.heap or line.carried) and not self._closing:
            try:
                group = await self._gather(line)
                await self._work_on(line, group)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - one person's trouble stays theirs
                # no traceback: its values may quote a person
                log.error("a turn failed", error=type(error).__name__)  # noqa: TRY400
        del self._lines[key]

    async def _gather(self, line: _Line) -> list[Waiting]:
        """The updates that are answered together next."""
        head = line.head()
        if line.carried and (head is None or not self._plain(head)):
            group, line.carried = line.carried, []
            return group
        first = line.pop()
        if first.joined is not None:
            return [first, *self._rest_of_join(line, first.joined)]
        if (album := album_of(first.body)) is not None:
            rest = await self._rest_of_album(line, album)
            return sorted([first, *rest], key=lambda update: update.update_id)
        group = [*line.carried, first]
        line.carried = []
        if text_of(first.body) is None:
            return group
        while len(group) < JOINED_AT_MOST and (head := line.head()) and self._plain(head):
            group.append(line.pop())
        return group

    @staticmethod
    def _plain(update: Waiting) -> bool:
        return text_of(update.body) is not None and update.joined is None

    @staticmethod
    def _rest_of_join(line: _Line, into: int) -> list[Waiting]:
        """The others of a group that was joined before a restart."""
        rest = []
        while (head := line.head()) and into in (head.joined, head.update_id):
            rest.append(line.pop())
        return rest

    async def _rest_of_album(self, line: _Line, album: str) -> list[Waiting]:
        rest: list[Waiting] = []
        while len(rest) < ALBUM_AT_MOST - 1:
            more = [item for item in line.heap if self._belongs(item[1], album)]
            line.heap = [item for item in line.heap if not self._belongs(item[1], album)]
            heapq.heapify(line.heap)
            rest.extend(update for _, update in more)
            line.arrived.clear()
            if not await self._arrives(line, self._album_wait_s):
                break
        return rest

    @staticmethod
    def _belongs(update: Waiting, album: str) -> bool:
        return album_of(update.body) == album and update.joined is None

    @staticmethod
    async def _arrives(line: _Line, seconds: float) -> bool:
        try:
            await asyncio.wait_for(line.arrived.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _work_on(self, line: _Line, group: list[Waiting]) -> None:
        line.work = self._begin(group)
        line.texts = all(text_of(update.body) is not None for update in group)
        line.interrupted = False
        line.running = asyncio.create_task(line.work.run())
        try:
            await self._finish(line, group)
        finally:
            line.work = line.running = None

    async def _finish(self, line: _Line, group: list[Waiting]) -> None:
        assert line.work is not None and line.running is not None  # noqa: PT018
        try:
            await asyncio.shield(line.running)
        except asyncio.CancelledError:
            if not line.interrupted:
                line.running.cancel()
                await asyncio.gather(line.running, return_exceptions=True)
                raise
            line.texts = False  # from here on it is not superseded again
            if await line.work.superseded():
                line.carried = group
            else:
                await line.work.run()

    async def close(self, grace_s: float) -> None:
        """Finish running turns within the grace time; park the rest for the next start."""
        self._closing = True
        tasks = [line.task for line in self._lines.values() if line.task]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until nothing is left to answer."""
        while self._lines:
            await asyncio.gather(
                *(line.task for line in self._lines.values() if line.task), return_exceptions=True
            )
