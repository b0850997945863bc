"""What is read from an open connection, as records."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assistant.database.tables import (
    consents,
    events,
    metadata,
    outbox,
    people,
    ratings,
    routines,
    turns,
)
from assistant.store import (
    Consent,
    Figures,
    Json,
    Pending,
    RatingRow,
    Saved,
    Spoken,
    StoredRating,
    StoredRoutine,
    TurnRow,
)

# Statements are built once: building one costs more than SQLite takes to answer it.
# A parameter may not be called like a column where a statement sets columns: hence "who".
WHO: sa.BindParameter[str] = sa.bindparam("who")
_COUNT: sa.BindParameter[int] = sa.bindparam("count")
_SINCE: sa.BindParameter[datetime] = sa.bindparam("since", type_=turns.c.at.type)
_PEOPLE = sa.select(people).where(people.c.person == WHO)
_EVENT = sa.select(events.c.event_id).where(events.c.event_id == sa.bindparam("event_id"))
_CONSENTS = sa.select(consents).where(consents.c.person == WHO).order_by(consents.c.id)
_RATING = sa.select(ratings).where(ratings.c.routine_id == sa.bindparam("routine_id"))
_TURNS = sa.select(turns).where(turns.c.at >= _SINCE).order_by(turns.c.at)
_ROUTINES = (
    sa.select(routines.c.person, routines.c.created_at)
    .where(routines.c.created_at >= _SINCE)
    .order_by(routines.c.created_at)
)
_RATINGS = (
    sa.select(ratings, routines.c.model, routines.c.prompt_version)
    .join(routines, routines.c.id == ratings.c.routine_id)
    .where(ratings.c.created_at >= _SINCE)
    .order_by(ratings.c.created_at)
)
HAS_WORDS = sa.or_(turns.c.said.is_not(None), turns.c.replied.is_not(None))
LAST_ROUTINE = (
    sa.select(routines).where(routines.c.person == WHO).order_by(routines.c.id.desc()).limit(1)
)
LAST_WORDS = (
    sa.select(turns)
    .where(turns.c.person == WHO, HAS_WORDS)
    .order_by(turns.c.id.desc())
    .limit(_COUNT)
)


def has_event(connection: sa.Connection, event_id: str) -> bool:
    """Whether the event was handled."""
    return connection.execute(_EVENT, {"event_id": event_id}).first() is not None


def load(connection: sa.Connection, person: str, words_kept: int) -> Saved | None:
    """Everything the next turn needs."""
    key = {"who": person}
    who = connection.execute(_PEOPLE, key).first()
    if who is None:
        return None
    routine = connection.execute(LAST_ROUTINE, key).first()
    rating = routine and connection.execute(_RATING, {"routine_id": routine.id}).first()
    agreed = connection.execute(_CONSENTS, key)
    spoken = connection.execute(LAST_WORDS, {**key, "count": words_kept}).all()
    return Saved(
        person=person,
        state=who.state,
        created_at=who.created_at,
        seen_at=who.seen_at,
        consents=tuple(_consent(row) for row in agreed),
        routine=_routine(routine) if routine else None,
        rating=_rating(rating) if rating else None,
        recent=tuple(Spoken(at=r.at, said=r.said, replied=r.replied) for r in reversed(spoken)),
    )


def undelivered(connection: sa.Connection, prefix: str) -> list[Pending]:
    """Replies that wait for people whose id starts with prefix."""
    rows = connection.execute(
        sa.select(outbox)
        .where(outbox.c.person.startswith(prefix, autoescape=True))
        .order_by(outbox.c.at, outbox.c.event_id)
    )
    return [Pending(event_id=r.event_id, person=r.person, reply=r.reply, at=r.at) for r in rows]


def export(connection: sa.Connection, person: str) -> Json:
    """Every row of the person, by table."""
    found: Json = {}
    for table in metadata.sorted_tables:
        rows = connection.execute(sa.select(table).where(table.c.person == person))
        if records := [dict(row) for row in rows.mappings()]:
            found[table.name] = records
    ready: Json = json.loads(json.dumps(found, default=datetime.isoformat))
    return ready


def figures(connection: sa.Connection, since: datetime) -> Figures:
    """Raw rows from a moment on."""
    start = {"since": since}
    return Figures(
        turns=[_turn_row(row) for row in connection.execute(_TURNS, start)],
        routines=[(row.person, row.created_at) for row in connection.execute(_ROUTINES, start)],
        ratings=[_rating_row(row) for row in connection.execute(_RATINGS, start)],
    )


def _consent(row: sa.Row[Any]) -> Consent:
    return Consent(
        kind=row.kind, version=row.version, granted_at=row.granted_at, revoked_at=row.revoked_at
    )


def _routine(row: sa.Row[Any]) -> StoredRoutine:
    return StoredRoutine(
        id=row.id,
        body=row.body,
        model=row.model,
        prompt_version=row.prompt_version,
        created_at=row.created_at,
    )


def _rating(row: sa.Row[Any]) -> StoredRating:
    return StoredRating(
        routine_id=row.routine_id,
        score=row.score,
        reason=row.reason,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _turn_row(row: sa.Row[Any]) -> TurnRow:
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


def _rating_row(row: sa.Row[Any]) -> RatingRow:
    return RatingRow(
        person=row.person,
        at=row.created_at,
        score=row.score,
        reason=row.reason,
        model=row.model,
        prompt_version=row.prompt_version,
    )
