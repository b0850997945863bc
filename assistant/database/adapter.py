"""The `Store` on SQLAlchemy.

Each call is one hop into a worker thread that runs the whole transaction: drivers that hop for
every statement cost several times the CPU. SQLite has one writer, so writes queue on one thread.

An SQLite file runs in WAL mode with synchronous=FULL: a commit that returned survives `kill -9`
and a power cut, which is what "the rating is stored" promises. `secure_delete` overwrites what
is deleted, and `erase` rewrites the file and truncates the log, so that no byte stays.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from assistant.database import reading, writing
from assistant.database.engine import make_engine, upgrade
from assistant.database.writing import Change
from assistant.store import Figures, Json, NewConsent, NewRating, NewRoutine, Pending, Saved, Turn
from knowledge.errors import AloeError

WORDS_KEPT = 6  # turns whose words are kept per person, for the dialogue only
READERS = 4

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[sa.Connection, P], T]


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Database:
    """The `Store` of a running Aloe; open it once, close it at the end."""

    def __init__(self, engine: sa.Engine, *, words_kept: int, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._words_kept = words_kept
        self._now = now
        self._sqlite = engine.dialect.name == "sqlite"
        self._writers = ThreadPoolExecutor(1 if self._sqlite else READERS, "store-write")
        self._readers = ThreadPoolExecutor(READERS, "store-read")

    @classmethod
    async def open(
        cls, url: str, *, words_kept: int = WORDS_KEPT, now: Callable[[], datetime] = utc_now
    ) -> Self:
        """Open the database, creating or migrating its tables.

        Args:
            url: e.g. sqlite:///folder/aloe.sqlite3 or postgresql://host/aloe.
            words_kept: Turns whose words are kept per person.
            now: The clock; gives aware datetimes.

        Raises:
            AloeError: It cannot be opened, or a newer version of Aloe wrote it.
        """
        self = cls(make_engine(url), words_kept=words_kept, now=now)
        try:
            await self._write(upgrade)
            await self._truncate_log()
        except AloeError:
            await self.close()
            raise
        except (SQLAlchemyError, OSError) as error:
            await self.close()
            raise AloeError(
                "The database cannot be opened: it is unreachable, damaged or not a database; "
                "check the setting database_url.",
                detail=repr(error),
            ) from error
        return self

    async def close(self) -> None:
        """Finish what was begun and close all connections."""
        await asyncio.to_thread(self._shut)

    def _shut(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()

    async def _read(self, work: Work[P, T], *args: P.args, **named: P.kwargs) -> T:
        return await self._hop(self._readers, {}, work, *args, **named)

    async def _write(self, work: Work[P, T], *args: P.args, **named: P.kwargs) -> T:
        return await self._hop(self._writers, {"write": True}, work, *args, **named)

    async def _hop(
        self,
        pool: ThreadPoolExecutor,
        options: dict[str, bool],
        work: Work[P, T],
        *args: P.args,
        **named: P.kwargs,
    ) -> T:
        """Run work in one transaction on a thread of the pool."""

        def run() -> T:
            with self._engine.connect().execution_options(**options) as connection:
                if not options.get("transaction", True):
                    return work(connection, *args, **named)
                with connection.begin():
                    return work(connection, *args, **named)

        future = asyncio.get_running_loop().run_in_executor(pool, run)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            # The thread cannot be stopped: who was cancelled goes on when it has finished, so that
            # the next call sees what this one wrote.
            await asyncio.wait([future])
            raise

    async def load(self, person: str) -> Saved | None:
        """See Store."""
        return await self._read(reading.load, person, self._words_kept)

    async def save(
        self,
        person: str,
        *,
        state: Mapping[str, Any] | None = None,
        event_id: str | None = None,
        turn: Turn | None = None,
        routine: NewRoutine | None = None,
        rating: NewRating | None = None,
        consent: NewConsent | None = None,
        reply: Mapping[str, Any] | None = None,
    ) -> bool:
        """See Store."""
        if reply is not None and event_id is None:
            raise ValueError("a reply is kept under the id of its event")
        change = Change(
            person=person,
            at=self._now(),
            state=state,
            event_id=event_id,
            turn=turn,
            routine=routine,
            rating=rating,
            consent=consent,
            reply=reply,
        )
        try:
            return await self._write(writing.save, change, self._words_kept)
        except IntegrityError:
            # Another process stored the same event or person in between: now it is seen.
            return await self._write(writing.save, change, self._words_kept)

    async def seen(self, event_id: str) -> bool:
        """See Store."""
        return await self._read(reading.has_event, event_id)

    async def undelivered(self, prefix: str) -> list[Pending]:
        """See Store."""
        return await self._read(reading.undelivered, prefix)

    async def delivered(self, event_id: str) -> None:
        """See Store."""
        await self._write(writing.delivered, event_id)

    async def export(self, person: str) -> Json:
        """See Store. One list per table, one object per row."""
        return await self._read(reading.export, person)

    async def erase(self, person: str) -> None:
        """See Store."""
        await self._write(writing.delete_person, person)
        await self._scrub()

    async def figures(self, since: datetime | None = None) -> Figures:
        """See Store."""
        return await self._read(reading.figures, since or datetime.min.replace(tzinfo=UTC))

    async def purge(self, *, people_before: datetime, words_before: datetime | None = None) -> int:
        """See Store. Ids of events older than `people_before` are forgotten as well."""
        people, rows = await self._write(
            writing.purge, people_before, words_before or people_before
        )
        if rows:
            await self._scrub()
        return people

    async def _scrub(self) -> None:
        """Rewrite an SQLite file without its free pages and empty its write-ahead log."""
        if self._sqlite:
            await self._plainly("VACUUM")
            await self._truncate_log()

    async def _truncate_log(self) -> None:
        """Move the write-ahead log into the file and empty it: old pages linger there else."""
        if self._sqlite:
            await self._plainly("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _plainly(self, statement: str) -> None:
        """Run what must not be inside a transaction, in turn with the writes."""

        def work(connection: sa.Connection) -> None:
            connection.exec_driver_sql(statement)

        await self._hop(self._writers, {"transaction": False}, work)
