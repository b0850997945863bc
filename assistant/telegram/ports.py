"""What the channel asks of the parts behind it, beyond the `Consultant`. Pure."""

from typing import Protocol

from assistant.routine import Routine
from assistant.store import Pending
from knowledge.vocabulary import Language


class Ledger(Protocol):
    """Which messages were handled and which replies still have to reach their person.

    The conversation's `Store` satisfies it.
    """

    async def seen(self, event_id: str) -> bool:
        """Whether this message was already handled."""
        ...

    async def undelivered(self, prefix: str) -> list[Pending]:
        """Stored replies not yet delivered to people whose id starts with prefix."""
        ...

    async def delivered(self, event_id: str) -> None:
        """The reply to this message has reached the person."""
        ...


class Pictures(Protocol):
    """Pictures that go with a reply; None where there is nothing to draw."""

    async def calendar(self, routine: Routine, language: Language) -> bytes | None:
        """The routine's week as a PNG."""
        ...

    async def explain(self, photo: bytes, language: Language) -> bytes | None:
        """The photo with what spoke for the findings, as a PNG."""
        ...
