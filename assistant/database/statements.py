"""Single statements on an open connection, and rows turned into records."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.database.tables import consents, events, metadata, people, ratings, routines, turns
from assistant.store import (
    Consent,
    Json,
    NewConsent,
    NewRating,
    RatingRow,
    Spoken,
    StoredRating,
    StoredRoutine,
    Turn,
    TurnRow,
)


def has_words() -> sa.ColumnElement[bool]:
    """Whether a turn still has its words."""
    return sa.or_(turns.c.said.is_not(None), turns.c.replied.is_not(None))


def last_routine(person: str) -> sa.Select[Any]:
    """The person's newest routine."""
    return (
        sa.select(routines)
        .where(routines.c.person == person)
        .order_by(routines.c.id.desc())
        .limit(1)
    )


async def one(connection: AsyncConnection, query: sa.Select[Any]) -> sa.Row[Any] | None:
    """The first row of a query."""
    found: sa.Row[Any] | None = (await connection.execute(query)).first()
    return found


async def insert(connection: AsyncConnection, table: sa.Table, **values: object) -> None:
    """Insert one row."""
    await connection.execute(sa.insert(table).values(**values))


async def has_event(connection: AsyncConnection, event_id: str) -> bool:
    """Whether the event was handled."""
    query = sa.select(events.c.event_id).where(events.c.event_id == event_id)
    return await one(connection, query) is not None


async def delete_person(connection: AsyncConnection, person: str) -> None:
    """Delete all rows of the person."""
    for table in reversed(metadata.sorted_tables):  # every table has the column: a test says so
        await connection.execute(sa.delete(table).where(table.c.person == person))


async def rate(connection: AsyncConnection, person: str, rating: NewRating, now: datetime) -> None:
    """Add or change the rating of a routine."""
    if not 0 <= rating.score <= 10:
        raise ValueError("a score is from 0 to 10")
    query = last_routine(person)
    if rating.routine_id is not None:
        query = query.where(routines.c.id == rating.routine_id)
    routine = await one(connection, query)
    if routine is None:
        raise ValueError("there is no routine to rate")
    changed: Json = {"score": rating.score, "changed_at": now}
    if rating.reason is not None:
        changed["reason"] = rating.reason
    updated = await connection.execute(
        sa.update(ratings).where(ratings.c.routine_id == routine.id).values(**changed)
    )
    if updated.rowcount == 0:
        new = {"reason": "", "created_at": now} | changed
        await insert(connection, ratings, routine_id=routine.id, person=person, **new)


async def consent(
    connection: AsyncConnection, person: str, consent: NewConsent, now: datetime
) -> None:
    """Grant (once per version) or revoke (every version of the kind)."""
    live = sa.and_(
        consents.c.person == person,
        consents.c.kind == consent.kind,
        consents.c.revoked_at.is_(None),
    )
    if not consent.granted:
        await connection.execute(sa.update(consents).where(live).values(revoked_at=now))
        return
    same = sa.select(consents.c.id).where(live, consents.c.version == consent.version)
    if await one(connection, same) is None:
        await insert(
            connection,
            consents,
            person=person,
            kind=consent.kind,
            version=consent.version,
            granted_at=now,
        )


def routine(row: sa.Row[Any]) -> StoredRoutine:
    """A row as a record."""
    return StoredRoutine(
        id=row.id,
        body=row.body,
        model=row.model,
        prompt_version=row.prompt_version,
        created_at=row.created_at,
    )


def rating(row: sa.Row[Any]) -> StoredRating:
    """A row as a record."""
    return StoredRating(
        routine_id=row.routine_id,
        score=row.score,
        reason=row.reason,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def turn_row(row: sa.Row[Any]) -> TurnRow:
    """A row as a record."""
    return TurnRow(
        person=row.person,
        at=row.at,
        kind=row.kind,
        step=row.step,
        known=tuple(row.known),
        first_text_ms=row.first_text_ms,
        total_ms=row.total_ms,
        model=row.model,
    )


def rating_row(row: sa.Row[Any]) -> RatingRow:
    """A row as a record."""
    return RatingRow(
        person=row.person,
        at=row.created_at,
        score=row.score,
        reason=row.reason,
        model=row.model,
        prompt_version=row.prompt_version,
    )


async def consents_of(connection: AsyncConnection, person: str) -> tuple[Consent, ...]:
    """All agreements of the person, oldest first."""
    rows = await connection.execute(
        sa.select(consents).where(consents.c.person == person).order_by(consents.c.id)
    )
    return tuple(
        Consent(kind=r.kind, version=r.version, granted_at=r.granted_at, revoked_at=r.revoked_at)
        for r in rows
    )


def _last_words(person: str, count: int) -> sa.Select[Any]:
    return (
        sa.select(turns)
        .where(turns.c.person == person, has_words())
        .order_by(turns.c.id.desc())
        .limit(count)
    )


async def recent(connection: AsyncConnection, person: str, count: int) -> tuple[Spoken, ...]:
    """The words of the last turns, oldest first."""
    rows = (await connection.execute(_last_words(person, count))).all()
    return tuple(Spoken(at=r.at, said=r.said, replied=r.replied) for r in reversed(rows))


async def forget_words(connection: AsyncConnection, person: str, count: int) -> None:
    """Forget the words of all but the last `count` turns that have any."""
    kept = sa.select(_last_words(person, count).subquery().c.id)
    await connection.execute(
        sa.update(turns)
        .where(turns.c.person == person, has_words(), turns.c.id.not_in(kept))
        .values(said=None, replied=None)
    )


async def touch(
    connection: AsyncConnection, person: str, state: Mapping[str, Any] | None, now: datetime
) -> None:
    """Make or refresh the person's row."""
    changed: Json = {"seen_at": now}
    if state is not None:
        changed["state"] = dict(state)
    updated = await connection.execute(
        sa.update(people).where(people.c.person == person).values(**changed)
    )
    if updated.rowcount == 0:
        await insert(connection, people, person=person, created_at=now, **changed)


async def add_turn(connection: AsyncConnection, person: str, turn: Turn, now: datetime) -> None:
    """Add one turn."""
    values = {**asdict(turn), "known": list(turn.known)}
    await insert(connection, turns, person=person, at=now, **values)
