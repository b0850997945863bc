"""A person's turns in order, and a decided reply saved before it is shown."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from assistant.conversation.plan import Incoming, Plan, Rewords, dump, state_of
from assistant.reply import Chunk, Event
from assistant.speaking import Speaker
from assistant.store import NewRoutine, Store, Turn

PROMPT_VERSION = "speak/1"
MIN_WORDS_TO_ACKNOWLEDGE = 4


class Delivery:
    """Opens turns and brings plans out.

    Args:
        store: Where state lives.
        speaker: Words acknowledgements.
    """

    def __init__(self, store: Store, speaker: Speaker) -> None:
        self._store, self._speaker = store, speaker
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, person: str) -> asyncio.Lock:
        """Held while anything of a person is read and changed."""
        lock = self._locks.get(person)
        if lock is None:
            lock = self._locks[person] = asyncio.Lock()
        return lock

    @asynccontextmanager
    async def turn(self, person: str, event_id: str | None) -> AsyncIterator[Incoming | None]:
        """A person's messages are answered one after another; repetitions not at all."""
        async with self.lock(person):
            if event_id is not None and await self._store.seen(event_id):
                yield None
                return
            saved = await self._store.load(person)
            yield Incoming(person, event_id, saved, state_of(saved), time.perf_counter())

    async def deliver(
        self, turn: Incoming, plan: Plan, *, said: str | None = None, kind: str = "text"
    ) -> AsyncIterator[Event]:
        """Save what was decided, then show it: a reply cut off loses words, never facts."""
        if not await self._keep(turn, plan):
            return
        source = await self._word(turn, plan, said)
        first_ms = 0.0
        for i, part in enumerate(plan.parts):
            yield Chunk(text=part if i == 0 else f"\n\n{part}")
            first_ms = first_ms or _ms_since(turn.started)
        text = "\n\n".join(plan.parts)
        total_ms = _ms_since(turn.started)
        await self._store.save(
            turn.person,
            turn=Turn(
                step=plan.step.value,
                kind=kind,
                asked=plan.state.asked,
                first_text_ms=first_ms,
                total_ms=total_ms,
                model=self._speaker.model_name,
                prompt_version=PROMPT_VERSION,
                known=tuple(plan.state.profile.reported()),
                said=said,
                replied=text,
            ),
        )
        timed = {"first_text_ms": first_ms, "total_ms": total_ms, "source": source}
        yield plan.reply(text).model_copy(update=timed)

    async def _keep(self, turn: Incoming, plan: Plan) -> bool:
        """Save what was decided; False when this event was answered in the meantime."""
        plain = plan.reply("\n\n".join(plan.parts))
        routine = None
        if plan.routine is not None:
            routine = NewRoutine(
                body=plan.routine.model_dump(mode="json"),
                model=self._speaker.model_name,
                prompt_version=PROMPT_VERSION,
            )
        return await self._store.save(
            turn.person,
            state=dump(plan.state),
            event_id=turn.event_id,
            routine=routine,
            rating=plan.rating,
            consent=plan.consent,
            reply=plain.model_dump(mode="json") if turn.event_id is not None else None,
        )

    async def _word(self, turn: Incoming, plan: Plan, said: str | None) -> str:
        """Let the model word what the plan leaves to it; who worded it."""
        if plan.rewords is not None and plan.rewords.text in plan.parts:
            return await self._reword(turn, plan, plan.rewords)
        if not (plan.acknowledges and said and len(said.split()) >= MIN_WORDS_TO_ACKNOWLEDGE):
            return "template"
        own = await self._speaker.acknowledge(
            said, plan.learned, plan.state.language, person=turn.person
        )
        if own is None:
            return "template"
        plan.parts[0] = f"{own} {plan.parts[0]}"
        return "model"

    async def _reword(self, turn: Incoming, plan: Plan, part: Rewords) -> str:
        language, at = plan.state.language, plan.parts.index(part.text)
        if part.kind == "answer":
            own = await self._speaker.answer(part.asked, part.text, language, person=turn.person)
        else:
            own = await self._speaker.remark(part.asked, language, person=turn.person)
        if own is None:
            return "template"
        plan.parts[at] = f"{own} {part.text}" if part.kind == "answer" else own
        return "model"


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
