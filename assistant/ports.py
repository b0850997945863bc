"""What a channel may ask of the conversation, and what the conversation asks of its parts. Pure."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

from assistant.profile import Command, Profile
from assistant.reply import Event, Reply
from assistant.routine import NoRoutine, Routine, Wish
from knowledge.product import Product
from knowledge.vocabulary import Caution, Concern, Language, RedFlag


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
        self,
        person: str,
        photos: Sequence[bytes],
        *,
        caption: str = "",
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


class Understood(Protocol):
    """What one message says."""

    @property
    def commands(self) -> tuple[Command, ...]:
        """Typed commands, in the order of the message."""
        ...

    @property
    def red_flags(self) -> tuple[RedFlag, ...]:
        """Signs that call for a doctor."""
        ...

    @property
    def language(self) -> Language:
        """The language of the message."""
        ...

    @property
    def needs_confirmation(self) -> tuple[Command, ...]:
        """Readings too doubtful to act on."""
        ...

    @property
    def question(self) -> str | None:
        """The side question in the message, if any."""
        ...


class Understands(Protocol):
    """Reads a message."""

    async def understand(
        self,
        text: str,
        *,
        asked: str | None = None,
        options: Sequence[str] = (),
        profile: Profile | None = None,
        person: str = "",
    ) -> Understood:
        """What the message says about the speaker, in answer to `asked` if given."""
        ...


class Referral(Protocol):
    """A fixed text that sends a person to someone with a licence."""

    @property
    def text(self) -> str:
        """Fixed words."""
        ...

    @property
    def urgent(self) -> bool:
        """Whether help is needed the same day."""
        ...

    @property
    def blocks_all(self) -> bool:
        """Whether no routine is offered at all."""
        ...

    @property
    def blocks(self) -> frozenset[Concern]:
        """Goals that wait until a doctor has looked."""
        ...


class Refers(Protocol):
    """Finds the referral of a red flag."""

    def __call__(self, flag: RedFlag, language: Language) -> Referral:
        """The referral's fixed text and what it blocks."""
        ...


class Recommends(Protocol):
    """Turns a profile into a routine and a routine into plain text."""

    def recommend(
        self,
        profile: Profile,
        *,
        language: Language,
        wish: Wish,
    ) -> Routine | NoRoutine:
        """Compose; blocking, a few tens of milliseconds.

        Raises:
            MissingPart: The catalogue or the index is not available.
        """
        ...

    def alternatives(
        self,
        profile: Profile,
        product_id: str,
        *,
        language: Language,
        cheaper: bool,
        limit: int,
        wish: Wish,
    ) -> Sequence[Product]:
        """What could stand in a product's place in the routine composed with these arguments.

        Raises:
            MissingPart: The catalogue or the index is not available.
        """
        ...

    def render(
        self, routine: Routine, language: Language, *, previous: Routine | None = None
    ) -> str:
        """The routine as plain text for a chat; in brief what stood in the `previous` one."""
        ...


class Answers(Protocol):
    """Answers side questions from the knowledge base."""

    def answer(
        self, question: str, language: Language, *, cautions: Sequence[Caution] = ()
    ) -> str | None:
        """A grounded answer with its sources; None when there is nothing to say."""
        ...

    def about(
        self,
        topic: str,
        question: str,
        language: Language,
        *,
        cautions: Sequence[Caution] = (),
    ) -> str | None:
        """The same when it is known which topic is asked about; None if there is none such."""
        ...


class Remark(Protocol):
    """What kind of remark a message is."""

    @property
    def label(self) -> str:
        """The kind: a label of the written replies."""
        ...

    @property
    def sure(self) -> bool:
        """Whether it is a remark even if the message could mean something else."""
        ...

    @property
    def topic(self) -> str | None:
        """The topic of the facts that is asked about, if it is a question about care."""
        ...


class Routes(Protocol):
    """Recognises remarks beside the consultation."""

    def route(self, text: str) -> Remark | None:
        """The kind of remark, or None; a few milliseconds."""
        ...


class Look(Protocol):
    """What one photo, or several fused, shows."""

    @property
    def accepted(self) -> bool:
        """Whether the photo could be looked at."""
        ...

    @property
    def signs(self) -> Sequence[tuple[str, float]]:
        """(concern or "clear", probability 0..1), most probable first."""
        ...

    @property
    def abstained(self) -> bool:
        """Whether the model would not judge."""
        ...

    @property
    def refer(self) -> bool:
        """Whether a lesion-like spot was seen."""
        ...

    @property
    def disagree(self) -> bool:
        """Whether several photos say different things."""
        ...

    def advice(self, language: Language) -> str:
        """What to do better, when the photo was not accepted."""
        ...


class Sees(Protocol):
    """Looks at photos."""

    def look(self, photos: Sequence[bytes]) -> Look:
        """Blocking; never raises for what a person may send."""
        ...
