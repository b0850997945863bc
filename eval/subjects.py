"""What the suites judge, as protocols: the product behind its published interfaces. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.conversation import Consultant
from assistant.profile import Profile
from eval.records import Json
from knowledge.product import Product
from knowledge.retrieval import Query, Scored
from knowledge.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Heard:
    """What `aloe extract` reports for one message."""

    profile: Json
    red_flags: tuple[str, ...] = ()
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What `aloe see --json` reports for one photo, with all calibrated class probabilities."""

    accepted: bool
    rejected_for: str | None = None
    findings: tuple[tuple[str, float], ...] = ()
    abstained: bool = False
    refer: bool = False
    probabilities: Mapping[str, float] = field(default_factory=dict)
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Breach:
    """A safety rule that a product falls under for a person, with the rule's source."""

    because: str
    source: str


class Subjects(Protocol):
    """The parts that are judged. Any of them may raise NotRunError with the reason."""

    @property
    def model(self) -> str:
        """Id of the language model in use."""
        ...

    async def listen(
        self, text: str, *, asked: str | None, options: Sequence[str], language: str | None
    ) -> Heard:
        """What one message says about its speaker."""
        ...

    def flags(self, text: str) -> tuple[str, ...]:
        """Red flags of one message, by rules alone."""
        ...

    def see(self, photo: bytes) -> Seen:
        """What one photo shows."""
        ...

    def consultant(self) -> Consultant:
        """The conversation; people are told apart by their id."""
        ...

    def catalogue(self) -> Mapping[str, Product]:
        """Products by id."""
        ...

    def recommend(self, profile: Profile, language: Language) -> Json:
        """The routine for a profile as `aloe recommend --json` prints it."""
        ...

    def breaches(self, product: Product, profile: Profile) -> Sequence[Breach]:
        """The safety rules that forbid a product for a person."""
        ...

    def search(self, query: Query) -> Sequence[Scored]:
        """Products for a query, best first."""
        ...

    def check(
        self,
        text: str,
        *,
        language: Language,
        names: Sequence[str] = (),
        prices: Sequence[int] = (),
        numbers: Sequence[str] = (),
    ) -> tuple[str, ...]:
        """Rules that a text breaks, given what it may mention; empty: it may be shown."""
        ...
