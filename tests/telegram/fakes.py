"""A scripted Consultant for the channel's tests, and parts for a whole engine without models."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.conversation import Conversation
from assistant.database import Database
from assistant.profile import Act, Command, Profile, Slot
from assistant.reply import Chunk, Event, NextStep, Option, Reply, SeenSign
from assistant.routine import LeftOut, Routine, RoutineStep, Warning  # noqa: A004
from assistant.speaking import Speaker
from assistant.store import Pending
from knowledge.claims import load_claims
from knowledge.vocabulary import Language
from tests.fakes import (
    NOBODY,
    DictAnswers,
    FakeLook,
    FakeReferral,
    FakeUnderstood,
    ListRecommender,
)

DISCLAIMER = "Это не медицинская консультация."
ROUTINE = Routine(
    morning=(
        RoutineStep(
            step="cleanser",
            product_id="p1",
            name="Гель <b>мягкий</b> & чистый",
            brand="A&B",
            price_rub=890,
            when="каждый день",
            why="умывает",
            amount="с горошину",
        ),
        RoutineStep(
            step="sunscreen",
            product_id="p2",
            name="SPF 50",
            price_rub=1200,
            when="каждый день",
            why="защита",
        ),
    ),
    evening=(
        RoutineStep(
            step="treatment",
            product_id="p3",
            name="Ретинол",
            price_rub=1500,
            when="пн, чт",
            why="обновление",
            partner="Лавка",
        ),
    ),
    introduction=("неделя 1: очищение", "неделя 2: SPF"),
    patch_test="капля на сгиб локтя",
    expect="6–8 недель",
    total_rub=3590,
    left_out=(LeftOut(product_id="p9", name="Пилинг", because="retinoid; pregnancy", source="x"),),
    warnings=(Warning(text="Днём обязательно SPF.", source="FDA"),),
    disclaimer=DISCLAIMER,
)


def reply(text: str, **fields: Any) -> Reply:
    """A reply with the fields that do not matter filled in."""
    values = {"text": text, "step": NextStep.ANSWER, "profile": Profile(), "language": Language.RU}
    return Reply(**(values | fields))


@dataclass
class ScriptedConsultant:
    """Replies are prepared; every call is recorded; raises when asked for more.

    Also the ledger of its replies. `pause_s` is waited before each word, so that a reply can be
    seen while it is written. Like the real engine it stores a reply before showing it, unless
    `understanding_s` is still running.
    """

    replies: list[Reply] = field(default_factory=list)
    pause_s: float = 0.0
    understanding_s: float = 0.0
    consents: set[str] = field(default_factory=set)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    stored: dict[str, Pending] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    echo: bool = False
    fails: list[Exception] = field(default_factory=list)
    running: int = 0
    most_running: int = 0
    dates: Any = None

    def called(self, name: str) -> list[Any]:
        return [what for call, what in self.calls if call == name]

    def _next(self, what: str) -> Reply:
        if self.fails:
            raise self.fails.pop(0)
        if self.echo:
            return reply(f"эхо: {what}")
        if not self.replies:
            raise AssertionError(f"no reply was prepared for {what!r}")
        return self.replies.pop(0)

    async def _play(
        self, person: str, name: str, what: Any, event_id: str | None
    ) -> AsyncIterator[Event]:
        if event_id is not None and event_id in self.known:
            return
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await asyncio.sleep(self.understanding_s)
            answer = self._next(str(what))
            self.calls.append((name, what))
            if event_id is not None:
                self.known.add(event_id)
                self.stored[event_id] = Pending(
                    event_id=event_id,
                    person=person,
                    reply=answer.model_dump(mode="json"),
                    at=self.dates,
                )
            for word in answer.text.split(" "):
                if self.pause_s:
                    await asyncio.sleep(self.pause_s)
                yield Chunk(text=word + " ")
            yield answer
        finally:
            self.running -= 1

    def greet(
        self, person: str, *, language: Language | None = None, event_id: str | None = None
    ) -> AsyncIterator[Event]:
        return self._play(person, "greet", language, event_id)

    def hear(self, person: str, text: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        return self._play(person, "hear", text, event_id)

    def see(
        self,
        person: str,
        photos: Sequence[bytes],
        *,
        caption: str = "",
        event_id: str | None = None,
    ) -> AsyncIterator[Event]:
        return self._play(person, "see", (list(photos), caption), event_id)

    def rate(
        self, person: str, score: int, *, reason: str = "", event_id: str | None = None
    ) -> AsyncIterator[Event]:
        return self._play(person, "rate", score, event_id)

    def routine(self, person: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        return self._play(person, "routine", None, event_id)

    def summary(self, person: str) -> AsyncIterator[Event]:
        return self._play(person, "summary", None, None)

    def start_over(self, person: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        return self._play(person, "start_over", None, event_id)

    async def set_language(self, person: str, language: Language) -> None:
        self.calls.append(("set_language", language))

    async def consent(self, person: str, *, granted: bool, event_id: str | None = None) -> Reply:
        self.calls.append(("consent", granted))
        (self.consents.add if granted else self.consents.discard)(person)
        return reply("согласие записала" if granted else "хорошо, без фото")

    async def has_consent(self, person: str) -> bool:
        return person in self.consents

    async def export(self, person: str) -> dict[str, Any]:
        return {"person": person}

    async def erase(self, person: str) -> None:
        self.calls.append(("erase", person))
        self.consents.discard(person)

    async def seen(self, event_id: str) -> bool:
        return event_id in self.known

    async def undelivered(self, prefix: str) -> list[Pending]:
        return [p for p in self.stored.values() if p.person.startswith(prefix)]

    async def delivered(self, event_id: str) -> None:
        self.stored.pop(event_id, None)


ASK = Option(label="Сухая", say="кожа сухая"), Option(label="Жирная", say="кожа жирная")
SIGNS = (SeenSign(concern="redness", probability=0.9),)

# The words of the small world below, and what they mean.
MEANINGS: dict[str, Command] = {
    "прыщи": Command(act=Act.SET, slot=Slot.GOALS, value=("acne",)),
    "pimples": Command(act=Act.SET, slot=Slot.GOALS, value=("acne",)),
    "жирная": Command(act=Act.SET, slot=Slot.SKIN_TYPE, value="oily"),
    "oily": Command(act=Act.SET, slot=Slot.SKIN_TYPE, value="oily"),
    "ничего": Command(act=Act.NONE),
    "nothing": Command(act=Act.NONE),
    "спокойная": Command(act=Act.SET, slot=Slot.SENSITIVE, value=False),
    "calm": Command(act=Act.SET, slot=Slot.SENSITIVE, value=False),
    "3000": Command(act=Act.SET, slot=Slot.BUDGET_RUB, value=3000),
}


class KeywordUnderstander:
    """Understands a dozen words, always the same way, after a moment of thought."""

    def __init__(self, pause_s: float = 0.0) -> None:
        self._pause_s = pause_s

    async def understand(
        self,
        text: str,
        *,
        asked: str | None = None,
        options: Sequence[str] = (),
        profile: Profile = NOBODY,
        person: str = "",
    ) -> FakeUnderstood:
        await asyncio.sleep(self._pause_s)
        words = text.lower().replace(",", " ").split()
        commands = tuple(MEANINGS[word] for word in words if word in MEANINGS)
        english = not any("а" <= letter <= "я" for letter in text.lower())
        return FakeUnderstood(commands, language=Language.EN if english else Language.RU)


PNG = b"\x89PNG picture"


class PaintedPictures:
    """Draws known bytes."""

    async def calendar(self, routine: Routine, language: Language) -> bytes:
        return PNG + b" calendar"

    async def explain(self, photo: bytes, language: Language) -> bytes:
        return PNG + photo


class SteadyEyes:
    """Sees the same in every photo."""

    def look(self, photos: Sequence[bytes]) -> FakeLook:
        return FakeLook(signs=(("acne", 0.93),))


def small_engine(store: Database, pause_s: float = 0.0) -> Conversation:
    """The real conversation and the real store, with parts that need no models."""
    return Conversation(
        store=store,
        understander=KeywordUnderstander(pause_s),
        refer=lambda flag, language: FakeReferral(f"к врачу: {flag}", urgent=True),
        recommender=ListRecommender(),
        answers=DictAnswers({}),
        eyes=SteadyEyes(),
        speaker=Speaker(None, load_claims(), budget_s=1),
        consent_required=True,
    )


def database_url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'aloe.sqlite3'}"


Builder = Callable[..., Any]
