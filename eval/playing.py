"""Plays one person's conversation with the consultant and writes down every turn."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.conversation import Consultant
from assistant.reply import Event, NextStep, Reply
from eval.labels import LISTS
from eval.records import Json
from knowledge.vocabulary import Language

MAX_TURNS = 16
"""A person gives up after so many messages without a routine."""
TOGETHER = {"cautions": ("cautions", "allergies")}
"""Questions that ask about two slots at once."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a person and what it truly says about them."""

    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    retract: Mapping[str, Any] = field(default_factory=dict)
    language: Language | None = None  # the reply's language from here on; None: as before
    answers: bool = False  # whether it answers the question asked, be it with "I won't say"


class Person(Protocol):
    """Somebody who writes to the consultant."""

    @property
    def id(self) -> str:
        """Unique for this conversation."""
        ...

    @property
    def language(self) -> Language:
        """The language they begin in."""
        ...

    def next(self, reply: Reply) -> Said | None:
        """What they write after a reply; None: they are done."""
        ...


def learn(truth: Mapping[str, Any], said: Said) -> dict[str, Any]:
    """What a good listener knows after a message: first what it takes back, then what it says."""
    known = {key: list(v) if isinstance(v, (list, tuple)) else v for key, v in truth.items()}
    for slot, gone in said.retract.items():
        if isinstance(gone, (list, tuple)):
            known[slot] = [v for v in known.get(slot, []) if v not in gone]
        else:
            known.pop(slot, None)
    for slot, value in said.facts.items():
        if slot in LISTS or slot == "shelf":
            known[slot] = list(dict.fromkeys([*known.get(slot, []), *value]))
        else:
            known[slot] = value
    return known


Reword = Callable[[Said], Awaitable[Said]]


async def _unchanged(said: Said) -> Said:
    return said


async def play(
    consultant: Consultant,
    person: Person,
    max_turns: int = MAX_TURNS,
    *,
    reword: Reword = _unchanged,
) -> list[Json]:
    """Let a person talk until they are done; one entry for each of their messages."""
    reply = await _last(consultant.greet(person.id, language=person.language))
    truth: dict[str, Any] = {}
    language, settled, turns = person.language, set[str](), list[Json]()
    while len(turns) < max_turns and (said := person.next(reply)) is not None:
        said = await reword(said)
        if said.answers and reply.asked:
            settled |= set(TOGETHER.get(reply.asked, (reply.asked,)))
        settled |= {slot for slot, value in said.facts.items() if value not in (None, [], ())}
        truth, language = learn(truth, said), said.language or language
        reply = await _last(consultant.hear(person.id, said.text))
        turns.append(_turn(len(turns) + 1, said, reply, truth, language, settled))
    return turns


async def _last(events: AsyncIterator[Event]) -> Reply:
    reply = None
    async for event in events:
        if isinstance(event, Reply):
            reply = event
    if reply is None:
        raise RuntimeError("the consultant ended a turn without a reply")
    return reply


def _again(reply: Reply, settled: set[str]) -> bool:
    """Whether a question asks only for what was answered before."""
    asked = reply.asked or ""
    return reply.step is NextStep.ASK and set(TOGETHER.get(asked, (asked,))) <= settled


def _turn(
    number: int,
    said: Said,
    reply: Reply,
    truth: Mapping[str, Any],
    language: Language,
    settled: set[str],
) -> Json:
    return {
        "turn": number,
        "said": said.text,
        "reply": reply.text,
        "step": reply.step.value,
        "asked": reply.asked,
        "repeated": _again(reply, settled),
        "profile": reply.profile.reported(),
        "expected": {k: v for k, v in truth.items() if v not in (None, [], ())},
        "language": language.value,
        "routine": reply.routine.model_dump(mode="json") if reply.routine else None,
        "red_flags": [flag.value for flag in reply.red_flags],
        "source": reply.source,
        "first_text_ms": reply.first_text_ms,
        "total_ms": reply.total_ms,
    }
