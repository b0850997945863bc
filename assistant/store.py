"""What the conversation asks of a store, and the records it keeps. Pure: no clock, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One answered message, for the pilot's figures; words are kept only for the last turns."""

    step: str
    kind: str = "text"  # text | photo | rating | command
    asked: str | None = None
    first_text_ms: float = 0.0
    total_ms: float = 0.0
    model: str = ""
    prompt_version: str = ""
    known: tuple[str, ...] = ()  # names of the profile slots known after the turn, no values
    said: str | None = None  # None: nothing worth keeping (a photo, a button)
    replied: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What was said in one of the last turns."""

    at: datetime
    said: str | None
    replied: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoutine:
    """A routine to store; a rating refers to it later."""

    body: Json
    model: str = ""
    prompt_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoutine:
    """A stored routine."""

    id: int
    body: Json
    model: str
    prompt_version: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRating:
    """A 0..10 rating of a routine; rating the same routine again changes it."""

    score: int
    reason: str | None = None  # None: an earlier reason stays
    routine_id: int | None = None  # None: the person's last routine


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRating:
    """A stored rating."""

    routine_id: int
    score: int
    reason: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsent:
    """A person agreed to one version of a notice, or took the agreement back."""

    kind: str
    version: str
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One agreement, with both dates; `revoked_at` None: it holds."""

    kind: str
    version: str
    granted_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What is stored about a person and the next turn needs."""

    person: str
    state: Json | None
    created_at: datetime
    seen_at: datetime
    consents: tuple[Consent, ...] = ()
    routine: StoredRoutine | None = None  # the last one
    rating: StoredRating | None = None  # of the last routine
    recent: tuple[Spoken, ...] = ()  # oldest first

    def agreed(self, kind: str, version: str) -> bool:
        """Whether this version of the notice was agreed to and the agreement holds."""
        return any(
            c.kind == kind and c.version == version and c.revoked_at is None for c in self.consents
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A reply that was decided and stored but not yet reported as delivered."""

    event_id: str
    person: str
    reply: Json
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """A turn as the figures see it: no words."""

    person: str
    at: datetime
    kind: str
    step: str
    known: tuple[str, ...]
    first_text_ms: float
    total_ms: float
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """A rating as the figures see it."""

    person: str
    at: datetime
    score: int
    reason: str
    model: str
    prompt_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Raw rows behind the pilot's figures, oldest first."""

    turns: Sequence[TurnRow] = ()
    routines: Sequence[tuple[str, datetime]] = ()  # (person, when)
    ratings: Sequence[RatingRow] = field(default=())


class Store(Protocol):
    """Where a person's state lives. `person` is opaque, e.g. "tg:123" or "terminal:default"."""

    async def load(self, person: str) -> Saved | None:
        """What is stored about the person; None when nothing is."""
        ...

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
        """Write all that one message led to, in one transaction.

        Args:
            person: Whose message it was.
            state: The new state, JSON-ready; None leaves the old one.
            event_id: The message's id. A repeated id writes nothing.
            turn: The turn's figures and words.
            routine: A routine that was composed.
            rating: A rating that was given.
            consent: A consent that was given or taken back.
            reply: The reply, kept until `delivered(event_id)`; needs an event_id.

        Returns:
            False when this event_id was already stored (nothing was written), else True.

        Raises:
            ValueError: A reply without event_id, a score outside 0..10, or a rating when the
                person has no such routine; nothing is written.
        """
        ...

    async def seen(self, event_id: str) -> bool:
        """Whether this message was already handled."""
        ...

    async def undelivered(self, prefix: str) -> list[Pending]:
        """Replies not yet delivered to people whose id starts with prefix, oldest first."""
        ...

    async def delivered(self, event_id: str) -> None:
        """The reply to this message has reached the person; unknown ids are ignored."""
        ...

    async def export(self, person: str) -> Json:
        """Everything stored about the person, as JSON-ready data; empty when nothing is."""
        ...

    async def erase(self, person: str) -> None:
        """Delete everything stored about the person, so that no bytes of it are left on disk."""
        ...

    async def figures(self, since: datetime | None = None) -> Figures:
        """Raw rows for the pilot's figures, from `since` on."""
        ...

    async def purge(self, *, people_before: datetime, words_before: datetime | None = None) -> int:
        """Erase people silent since before a moment and forget older words; how many people."""
        ...
