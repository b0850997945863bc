"""What is written to an open connection, inside the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assistant.database.reading import HAS_WORDS, LAST_ROUTINE, LAST_WORDS, WHO, has_event
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
from assistant.store import Json, NewConsent, NewRating, NewRoutine, Turn

_AT: sa.BindParameter[datetime] = sa.bindparam("now", type_=people.c.seen_at.type)
_STATE = (
    sa.update(people)
    .where(people.c.person == WHO)
    .values(seen_at=_AT, state=sa.bindparam("new_state", type_=people.c.state.type))
)
_SEEN = sa.update(people).where(people.c.person == WHO).values(seen_at=_AT)
_FORGET = (
    sa.update(turns)
    .where(
        turns.c.person == WHO,
        HAS_WORDS,
        turns.c.id.not_in(sa.select(LAST_WORDS.with_only_columns(turns.c.id).subquery().c.id)),
    )
    .values(said=None, replied=None)
)
_DELIVERED = sa.delete(outbox).where(outbox.c.event_id == sa.bindparam("id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that one message led to; see Store.save."""

    person: str
    at: datetime
    state: Mapping[str, Any] | None
    event_id: str | None
    turn: Turn | None
    routine: NewRoutine | None
    rating: NewRating | None
    consent: NewConsent | None
    reply: Mapping[str, Any] | None


def save(connection: sa.Connection, change: Change, words_kept: int) -> bool:
    """Write a change; False when its event was stored before."""
    person, at = change.person, change.at
    if change.event_id is not None and has_event(connection, change.event_id):
        return False
    _touch(connection, change)
    if change.event_id is not None:
        _add(connection, events, event_id=change.event_id, person=person, at=at)
    if change.turn is not None:
        _turn(connection, person, change.turn, at, words_kept)
    if change.routine is not None:
        _routine(connection, person, change.routine, at)
    if change.rating is not None:
        _rate(connection, person, change.rating, at)
    if change.consent is not None:
        _consent(connection, person, change.consent, at)
    if change.reply is not None:
        reply = dict(change.reply)
        _add(connection, outbox, event_id=change.event_id, person=person, at=at, reply=reply)
    return True


def delivered(connection: sa.Connection, event_id: str) -> None:
    """Forget a reply that has arrived."""
    connection.execute(_DELIVERED, {"id": event_id})


def delete_person(connection: sa.Connection, person: str) -> None:
    """Delete all rows of the person; that every table has the column is tested."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(sa.delete(table).where(table.c.person == person))


def purge(
    connection: sa.Connection, people_before: datetime, words_before: datetime
) -> tuple[int, int]:
    """Delete the silent, old events and old words; how many people, how many rows in all."""
    silent = sa.select(people.c.person).where(people.c.seen_at < people_before)
    gone = connection.scalars(silent).all()
    for person in gone:
        delete_person(connection, person)
    old = connection.execute(sa.delete(events).where(events.c.at < people_before))
    forgotten = connection.execute(
        sa.update(turns).where(turns.c.at < words_before, HAS_WORDS).values(said=None, replied=None)
    )
    return len(gone), len(gone) + old.rowcount + forgotten.rowcount


def _add(connection: sa.Connection, table: sa.Table, **values: object) -> None:
    connection.execute(table.insert(), values)


def _touch(connection: sa.Connection, change: Change) -> None:
    """Make or refresh the person's row."""
    state = None if change.state is None else dict(change.state)
    key = {"who": change.person, "now": change.at}
    updated = (
        connection.execute(_SEEN, key)
        if state is None
        else connection.execute(_STATE, {**key, "new_state": state})
    )
    if updated.rowcount == 0:
        _add(
            connection,
            people,
            person=change.person,
            state=state,
            created_at=change.at,
            seen_at=change.at,
        )


def _turn(
    connection: sa.Connection, person: str, turn: Turn, at: datetime, words_kept: int
) -> None:
    """Add a turn and forget the words of all but the last few."""
    _add(
        connection,
        turns,
        person=person,
        at=at,
        kind=turn.kind,
        step=turn.step,
        asked=turn.asked,
        first_text_ms=turn.first_text_ms,
        total_ms=turn.total_ms,
        model=turn.model,
        prompt_version=turn.prompt_version,
        known=list(turn.known),
        said=turn.said,
        replied=turn.replied,
    )
    connection.execute(_FORGET, {"who": person, "count": words_kept})


def _routine(connection: sa.Connection, person: str, routine: NewRoutine, at: datetime) -> None:
    _add(
        connection,
        routines,
        person=person,
        created_at=at,
        body=routine.body,
        model=routine.model,
        prompt_version=routine.prompt_version,
    )


def _rate(connection: sa.Connection, person: str, rating: NewRating, at: datetime) -> None:
    """Add or change the rating of a routine."""
    if not 0 <= rating.score <= 10:
        raise ValueError("a score is from 0 to 10")
    query = LAST_ROUTINE
    if rating.routine_id is not None:
        query = query.where(routines.c.id == rating.routine_id)
    routine = connection.execute(query, {"who": person}).first()
    if routine is None:
        raise ValueError("there is no routine to rate")
    changed: Json = {"score": rating.score, "changed_at": at}
    if rating.reason is not None:
        changed["reason"] = rating.reason
    updated = connection.execute(
        sa.update(ratings).where(ratings.c.routine_id == routine.id).values(**changed)
    )
    if updated.rowcount == 0:
        new = {"reason": "", "created_at": at} | changed
        _add(connection, ratings, routine_id=routine.id, person=person, **new)


def _consent(connection: sa.Connection, person: str, consent: NewConsent, at: datetime) -> None:
    """Grant (once per version) or revoke (every version of the kind)."""
    live = sa.and_(
        consents.c.person == person,
        consents.c.kind == consent.kind,
        consents.c.revoked_at.is_(None),
    )
    if not consent.granted:
        connection.execute(sa.update(consents).where(live).values(revoked_at=at))
        return
    same = sa.select(consents.c.id).where(live, consents.c.version == consent.version)
    if connection.execute(same).first() is None:
        _add(
            connection,
            consents,
            person=person,
            kind=consent.kind,
            version=consent.version,
            granted_at=at,
        )
