"""The `Store` on SQLAlchemy.

An SQLite file runs in WAL mode with synchronous=FULL: a commit that returned survives `kill -9`
and a power cut, which is what "the rating is stored" promises. `secure_delete` overwrites what
is deleted, and `erase` rewrites the file and truncates the log, so that no byte stays.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from assistant.database import statements as do
from assistant.database.engine import make_engine, upgrade
from assistant.database.tables import (
    events,
    metadata,
    outbox,
    people,
    ratings,
    routines,
    turns,
)
from assistant.store import Figures, Json, NewConsent, NewRating, NewRoutine, Pending, Saved, Turn
from knowledge.errors import AloeError

WORDS_KEPT = 6  # turns whose words are kept per person, for the dialogue only


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Database:
    """The `Store` of a running Aloe; open it once, close it at the end."""

    def __init__(
        self, engine: AsyncEngine, *, words_kept: int, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._words_kept = words_kept
        self._now = now
        self._sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer; queueing here is fairer than its polling busy handler.
        self._writing = asyncio.Lock()

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
        engine = make_engine(url)
        self = cls(engine, words_kept=words_kept, now=now)
        try:
            async with self._write() as connection:
                await connection.run_sync(upgrade)
            await self._truncate_log()
        except AloeError:
            await engine.dispose()
            raise
        except (SQLAlchemyError, OSError) as error:
            await engine.dispose()
            raise AloeError(
                "The database cannot be opened: it is unreachable, damaged or not a database; "
                "check the setting database_url.",
                detail=repr(error),
            ) from error
        return self

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        async with self._writing, self._engine.connect() as connection:
            await connection.execution_options(write=True)
            async with connection.begin():
                yield connection

    async def load(self, person: str) -> Saved | None:
        """See Store."""
        async with self._engine.connect() as connection:
            who = await do.one(connection, sa.select(people).where(people.c.person == person))
            if who is None:
                return None
            routine = await do.one(connection, do.last_routine(person))
            rating = routine and await do.one(
                connection, sa.select(ratings).where(ratings.c.routine_id == routine.id)
            )
            return Saved(
                person=person,
                state=who.state,
                created_at=who.created_at,
                seen_at=who.seen_at,
                consents=await do.consents_of(connection, person),
                routine=routine and do.routine(routine),
                rating=rating and do.rating(rating),
                recent=await do.recent(connection, person, self._words_kept),
            )

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
        now = self._now()
        async with self._write() as connection:
            if event_id is not None and await do.has_event(connection, event_id):
                return False
            await do.touch(connection, person, state, now)
            if event_id is not None:
                await do.insert(connection, events, event_id=event_id, person=person, at=now)
            if turn is not None:
                await do.add_turn(connection, person, turn, now)
                await do.forget_words(connection, person, self._words_kept)
            if routine is not None:
                await do.insert(
                    connection,
                    routines,
                    person=person,
                    created_at=now,
                    body=routine.body,
                    model=routine.model,
                    prompt_version=routine.prompt_version,
                )
            if rating is not None:
                await do.rate(connection, person, rating, now)
            if consent is not None:
                await do.consent(connection, person, consent, now)
            if reply is not None:
                await do.insert(
                    connection, outbox, event_id=event_id, person=person, at=now, reply=dict(reply)
                )
        return True

    async def seen(self, event_id: str) -> bool:
        """See Store."""
        async with self._engine.connect() as connection:
            return await do.has_event(connection, event_id)

    async def undelivered(self, prefix: str) -> list[Pending]:
        """See Store."""
        query = (
            sa.select(outbox)
            .where(outbox.c.person.startswith(prefix, autoescape=True))
            .order_by(outbox.c.at, outbox.c.event_id)
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(query)
            return [
                Pending(event_id=r.event_id, person=r.person, reply=r.reply, at=r.at) for r in rows
            ]

    async def delivered(self, event_id: str) -> None:
        """See Store."""
        async with self._write() as connection:
            await connection.execute(sa.delete(outbox).where(outbox.c.event_id == event_id))

    async def export(self, person: str) -> Json:
        """See Store. One list per table, one object per row."""
        found: Json = {}
        async with self._engine.connect() as connection:
            for table in metadata.sorted_tables:
                rows = await connection.execute(sa.select(table).where(table.c.person == person))
                if records := [dict(row) for row in rows.mappings()]:
                    found[table.name] = records
        ready: Json = json.loads(json.dumps(found, default=datetime.isoformat))
        return ready

    async def erase(self, person: str) -> None:
        """See Store."""
        async with self._write() as connection:
            await do.delete_person(connection, person)
        await self._scrub()

    async def _scrub(self) -> None:
        """Rewrite an SQLite file without its free pages and empty its write-ahead log."""
        if not self._sqlite:
            return
        async with self._writing, self._engine.connect() as connection:
            await connection.execution_options(transaction=False)
            await connection.exec_driver_sql("VACUUM")
        await self._truncate_log()

    async def _truncate_log(self) -> None:
        """Move the write-ahead log into the file and empty it: old pages linger there else."""
        if not self._sqlite:
            return
        async with self._writing, self._engine.connect() as connection:
            await connection.execution_options(transaction=False)
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def figures(self, since: datetime | None = None) -> Figures:
        """See Store."""
        start = since or datetime.min.replace(tzinfo=UTC)
        async with self._engine.connect() as connection:
            spoken = await connection.execute(
                sa.select(turns).where(turns.c.at >= start).order_by(turns.c.at)
            )
            composed = await connection.execute(
                sa.select(routines.c.person, routines.c.created_at)
                .where(routines.c.created_at >= start)
                .order_by(routines.c.created_at)
            )
            rated = await connection.execute(
                sa.select(ratings, routines.c.model, routines.c.prompt_version)
                .join(routines, routines.c.id == ratings.c.routine_id)
                .where(ratings.c.created_at >= start)
                .order_by(ratings.c.created_at)
            )
            return Figures(
                turns=[do.turn_row(r) for r in spoken],
                routines=[(r.person, r.created_at) for r in composed],
                ratings=[do.rating_row(r) for r in rated],
            )

    async def purge(self, *, people_before: datetime, words_before: datetime | None = None) -> int:
        """See Store. Ids of events older than `people_before` are forgotten as well."""
        async with self._write() as connection:
            rows = await connection.execute(
                sa.select(people.c.person).where(people.c.seen_at < people_before)
            )
            gone = [row.person for row in rows]
            for person in gone:
                await do.delete_person(connection, person)
            old = await connection.execute(sa.delete(events).where(events.c.at < people_before))
            forgotten = await connection.execute(
                sa.update(turns)
                .where(turns.c.at < (words_before or people_before), do.has_words())
                .values(said=None, replied=None)
            )
        if gone or old.rowcount or forgotten.rowcount:
            await self._scrub()
        return len(gone)
