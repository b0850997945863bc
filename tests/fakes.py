"""Fakes that satisfy the real protocols and are loud when they run out."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.language import LanguageModelError, Message
from assistant.profile import Command, Profile
from assistant.routine import NoRoutine, NoRoutineReason, Routine, RoutineStep, Wish
from knowledge.errors import MissingPart
from knowledge.product import Product
from knowledge.vocabulary import Caution, Concern, Language, RedFlag

NOBODY = Profile()


@dataclass(frozen=True)
class FakeUnderstood:
    commands: tuple[Command, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    language: Language = Language.RU
    needs_confirmation: tuple[Command, ...] = ()
    question: str | None = None


@dataclass
class ScriptedUnderstander:
    """Gives prepared readings in order; raises when asked for more than were prepared."""

    readings: list[FakeUnderstood]
    heard: list[tuple[str, str | None]] = field(default_factory=list)

    async def understand(
        self,
        text: str,
        *,
        asked: str | None = None,
        options: Sequence[str] = (),
        profile: Profile = NOBODY,
        person: str = "",
    ) -> FakeUnderstood:
        self.heard.append((text, asked))
        if not self.readings:
            raise AssertionError(f"no reading was prepared for {text!r}")
        return self.readings.pop(0)


@dataclass(frozen=True)
class FakeReferral:
    text: str
    urgent: bool = False
    blocks_all: bool = False
    blocks: frozenset[Concern] = frozenset()


@dataclass
class ListRecommender:
    """A fixed routine, another for circumstances and wishes; fails while `broken`, declines
    for minors under 14.
    """

    broken: bool = False
    profiles: list[Profile] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)

    def recommend(
        self,
        profile: Profile,
        *,
        language: Language,
        wish: Wish,
    ) -> Routine | NoRoutine:
        self.profiles.append(profile)
        self.wishes.append(wish)
        if self.broken:
            raise MissingPart("The product index is missing: run `aloe catalogue import`.")
        if profile.age is not None and profile.age < 14:
            return NoRoutine(
                reason=NoRoutineReason.UNDER_14, text="doctor", source="test", disclaimer="ai"
            )
        other = bool(profile.cautions) or wish.minimal or wish.cheaper
        step = RoutineStep(
            step="sunscreen",
            product_id="p2" if other else "p1",
            name="SPF other" if other else "SPF",
            price_rub=900,
            when="daily",
            why="sun",
        )
        return Routine(morning=(step,), evening=(), total_rub=900, disclaimer="not medical advice")

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
        return ()

    def render(
        self, routine: Routine, language: Language, *, previous: Routine | None = None
    ) -> str:
        again = " again" if previous is not None else ""
        return f"{routine.morning[0].name}{again}: {routine.disclaimer}"


class DictAnswers:
    """Knows the answers it was given."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def answer(
        self, question: str, language: Language, *, cautions: Sequence[Caution] = ()
    ) -> str | None:
        return self._known.get(question)

    def about(
        self, topic: str, question: str, language: Language, *, cautions: Sequence[Caution] = ()
    ) -> str | None:
        return self._known.get(f"topic:{topic}")


@dataclass(frozen=True)
class FakeLook:
    accepted: bool = True
    signs: Sequence[tuple[str, float]] = ()
    abstained: bool = False
    refer: bool = False
    disagree: bool = False

    def advice(self, language: Language) -> str:
        return f"closer, in daylight ({language})"


@dataclass
class ScriptedEyes:
    looks: list[FakeLook]

    def look(self, photos: Sequence[bytes]) -> FakeLook:
        return self.looks.pop(0)


class ScriptedModel:
    """A language model that says prepared texts; raises when it runs out."""

    name = "scripted"

    def __init__(self, texts: Sequence[str | LanguageModelError]) -> None:
        self._texts = list(texts)

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: Mapping[str, Any] | None = None,
        stop: Sequence[str] = (),
        person: str = "",
    ) -> AsyncIterator[str]:
        item = self._texts.pop(0)
        if isinstance(item, LanguageModelError):
            raise item
        for word in item.split(" "):
            yield f"{word} "

    async def score(
        self, messages: Sequence[Message], choices: Sequence[str], *, person: str = ""
    ) -> list[float]:
        raise LanguageModelError("a scripted model does not score")


@dataclass(frozen=True)
class FakeRemark:
    label: str
    sure: bool = True
    topic: str | None = None


class FakeRouter:
    """Knows what it was given."""

    def __init__(self, **known: FakeRemark) -> None:
        self._known = known

    def route(self, text: str) -> FakeRemark | None:
        return next((r for word, r in self._known.items() if word in text.lower()), None)
