"""What a channel holds: implements ports.Consultant."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from assistant import wording
from assistant.conversation import consent, rating
from assistant.conversation.delivery import Delivery
from assistant.conversation.listening import Listener
from assistant.conversation.photos import Photos
from assistant.conversation.plan import Plan, dump, state_of
from assistant.conversation.routines import Routines
from assistant.conversation.steps import Steps, ask_on, hold, set_asked, start_over
from assistant.conversation.swapping import Swapping
from assistant.conversation.talk import Talk
from assistant.dialogue import outdated
from assistant.ports import Answers, Recommends, Refers, Routes, Sees, Understands
from assistant.profile import Slot
from assistant.reply import Event, NextStep, Reply
from assistant.speaking import Speaker
from assistant.store import Store
from knowledge.vocabulary import Language


class Conversation:
    """Implements ports.Consultant.

    Args:
        store: Where state lives.
        understander: Reads messages.
        refer: Referral texts of red flags.
        recommender: Composes routines.
        answers: The knowledge base.
        eyes: The photo model, or None when it is not installed.
        speaker: Words acknowledgements.
        consent_required: Whether photos need a recorded consent (not in the owner's terminal).
        router: Recognises remarks beside the consultation; None: only questions are taken up.
    """

    def __init__(
        self,
        *,
        store: Store,
        understander: Understands,
        refer: Refers,
        recommender: Recommends,
        answers: Answers,
        eyes: Sees | None,
        speaker: Speaker,
        consent_required: bool,
        router: Routes | None = None,
    ) -> None:
        self._store, self._consent_required = store, consent_required
        self._delivery = Delivery(store, speaker)
        self._routines = Routines(recommender, refer)
        steps = Steps(self._routines)
        swapping = Swapping(recommender, self._routines)
        talk = Talk(answers, router)
        self._listener = Listener(understander, refer, talk, swapping, self._routines, steps)
        self._photos = Photos(eyes, self._listener, steps, consent_required=consent_required)

    async def greet(
        self, person: str, *, language: Language | None = None, event_id: str | None = None
    ) -> AsyncIterator[Event]:
        """See Consultant.greet."""
        async with self._delivery.turn(person, event_id) as turn:
            if turn is None:
                return
            plan = Plan.of(turn)
            known = bool(plan.state.profile.reported())
            if language is not None and not known:
                plan.change(language=language)
            plan.say(plan.words("greeting-again" if known else "greeting"))
            if known:
                ask_on(plan)
            else:
                set_asked(plan, Slot.GOALS.value, NextStep.ASK)
                plan.change(closed=False)
            async for event in self._delivery.deliver(turn, plan, kind="command"):
                yield event

    async def hear(
        self, person: str, text: str, *, event_id: str | None = None
    ) -> AsyncIterator[Event]:
        """See Consultant.hear."""
        async with self._delivery.turn(person, event_id) as turn:
            if turn is None:
                return
            plan = await self._listener.heard(turn, text)
            async for event in self._delivery.deliver(turn, plan, said=text):
                yield event

    async def see(
        self,
        person: str,
        photos: Sequence[bytes],
        *,
        caption: str = "",
        event_id: str | None = None,
    ) -> AsyncIterator[Event]:
        """See Consultant.see."""
        async with self._delivery.turn(person, event_id) as turn:
            if turn is None:
                return
            plan = await self._photos.looked(turn, photos, caption)
            said = caption or None
            async for event in self._delivery.deliver(turn, plan, said=said, kind="photo"):
                yield event

    async def rate(
        self, person: str, score: int, *, reason: str = "", event_id: str | None = None
    ) -> AsyncIterator[Event]:
        """See Consultant.rate."""
        async with self._delivery.turn(person, event_id) as turn:
            if turn is None:
                return
            plan = Plan.of(turn)
            rating.rated(turn, plan, score, reason)
            async for event in self._delivery.deliver(turn, plan, kind="rating"):
                yield event

    async def routine(self, person: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        """See Consultant.routine."""
        async with self._delivery.turn(person, event_id) as turn:
            if turn is None:
                return
            plan = Plan.of(turn)
            if plan.state.held:
                hold(plan)
            else:
                await self._routines.recommend(plan, changed=outdated(plan.state))
            async for event in self._delivery.deliver(turn, plan, kind="command"):
                yield event

    async def summary(self, person: str) -> AsyncIterator[Event]:
        """See Consultant.summary."""
        async with self._delivery.turn(person, None) as turn:
            assert turn is not None
            plan = Plan.of(turn)
            plan.say(wording.summary(plan.words, plan.state.profile))
            async for event in self._delivery.deliver(turn, plan, kind="command"):
                yield event

    async def start_over(self, person: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        """See Consultant.start_over."""
        async with self._delivery.turn(person, event_id) as turn:
            if turn is None:
                return
            plan = Plan.of(turn)
            start_over(plan)
            async for event in self._delivery.deliver(turn, plan, kind="command"):
                yield event

    async def set_language(self, person: str, language: Language) -> None:
        """See Consultant.set_language."""
        async with self._delivery.turn(person, None) as turn:
            assert turn is not None
            state = turn.state.model_copy(update={"language": language})
            await self._store.save(person, state=dump(state))

    async def consent(self, person: str, *, granted: bool, event_id: str | None = None) -> Reply:
        """See Consultant.consent."""
        async with self._delivery.turn(person, event_id) as turn:
            if turn is None:
                return Plan(state_of(await self._store.load(person))).reply("")
            plan = Plan.of(turn)
            consent.consented(plan, granted=granted)
            async for event in self._delivery.deliver(turn, plan, kind="command"):
                if isinstance(event, Reply):
                    return event
        raise AssertionError("a delivered plan ends with a reply")

    async def has_consent(self, person: str) -> bool:
        """See Consultant.has_consent."""
        if not self._consent_required:
            return True
        return consent.agreed(await self._store.load(person))

    async def export(self, person: str) -> dict[str, Any]:
        """See Consultant.export."""
        return await self._store.export(person)

    async def erase(self, person: str) -> None:
        """See Consultant.erase."""
        async with self._delivery.lock(person):
            await self._store.erase(person)
