"""The conversation itself: hear, see, recommend, rate. Talks to every part through protocols."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

from assistant.reply import Event, Reply
from knowledge.vocabulary import Language


class Consultant(Protocol):
    """What a channel (terminal, Telegram) may ask of the conversation.

    `person` is the channel's stable, opaque id of a person. `event_id` identifies the incoming
    message: a repeated id is not answered twice (no events come out). The id is stored in the
    same transaction as the state it led to. Every stream ends with one Reply unless the event
    was a repetition. Nothing raises for what a person may send.
    """

    def greet(
        self, person: str, *, language: Language | None = None, event_id: str | None = None
    ) -> AsyncIterator[Event]:
        """Open or reopen the conversation: says it is an AI and what it does."""
        ...

    def hear(self, person: str, text: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        """Answer a message."""
        ...

    def see(
        self, person: str, photos: Sequence[bytes], *, caption: str = "",
        event_id: str | None = None,
    ) -> AsyncIterator[Event]:
        """Look at one photo or an album as one look. Bytes are dropped afterwards.

        Without consent (where the channel requires it) the reply asks for it
        (asked="photo_consent") and the photo is not looked at.
        """
        ...

    def rate(
        self, person: str, score: int, *, reason: str = "", event_id: str | None = None
    ) -> AsyncIterator[Event]:
        """Store a 0..10 rating of the last routine; rating again changes it."""
        ...

    def routine(self, person: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        """Repeat the last routine, or compose one from what is known."""
        ...

    def summary(self, person: str) -> AsyncIterator[Event]:
        """Say what is known about the person and how to correct it."""
        ...

    def start_over(self, person: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        """Forget the profile (not consent, not past ratings) and begin again."""
        ...

    async def set_language(self, person: str, language: Language) -> None:
        """The person chose a language; it holds until they choose or clearly write another."""
        ...

    async def consent(self, person: str, *, granted: bool, event_id: str | None = None) -> Reply:
        """Record or revoke consent to photo analysis, versioned and dated."""
        ...

    async def has_consent(self, person: str) -> bool:
        """Whether the current version of the photo notice was agreed to."""
        ...

    async def export(self, person: str) -> dict[str, Any]:
        """Everything stored about the person, as JSON-ready data."""
        ...

    async def erase(self, person: str) -> None:
        """Delete everything stored about the person."""
        ...
