"""The conversation itself: hear, see, recommend, rate. Talks to every part through protocols."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakValueDictionary

import structlog

from assistant import wording
from assistant.dialogue import (
    CONFIRM,
    CONSENT,
    FINDING,
    RATING,
    SKIN_TEST,
    Ask,
    ConfirmFinding,
    ConfirmValue,
    DialogueState,
    Recommend,
    absorb,
    ask_skin_test,
    next_step,
    take_skin_test,
    with_wishes,
)
from assistant.ports import (
    Answers,
    Consultant,
    Look,
    Recommends,
    Refers,
    Sees,
    Understands,
    Understood,
)
from assistant.profile import Act, Profile, Slot
from assistant.reply import Chunk, Event, NextStep, Reply, SeenSign
from assistant.routine import NoRoutine, Routine
from assistant.speaking import Speaker
from assistant.store import NewConsent, NewRating, NewRoutine, Saved, Store, Turn
from assistant.texts import texts
from knowledge.errors import AloeError
from knowledge.vocabulary import Concern, Language, RedFlag

__all__ = ["Consultant", "Conversation"]

_log = structlog.get_logger(__name__)
PHOTO_CONSENT, PHOTO_NOTICE_VERSION = "photo", "1"
RATING_REASON = "rating_reason"
PROMPT_VERSION = "speak/1"
MIN_WORDS_TO_ACKNOWLEDGE = 4


@dataclass(slots=True)
class _Plan:
    """A decided reply: what is said is known before anything is shown."""

    state: DialogueState
    parts: list[str] = field(default_factory=list)
    step: NextStep = NextStep.ANSWER
    routine: Routine | None = None
    red_flags: tuple[RedFlag, ...] = ()
    findings: tuple[SeenSign, ...] = ()
    rating: NewRating | None = None
    consent: NewConsent | None = None
    learned: str = ""
    start_test: bool = False  # "I don't know" to the skin type question
    acknowledges: bool = False  # parts[0] is an acknowledgement the model may word instead

    def say(self, text: str) -> None:
        """Add a paragraph."""
        if text:
            self.parts.append(text)


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
    ) -> None:
        self._store, self._understander, self._refer = store, understander, refer
        self._recommender, self._answers, self._eyes = recommender, answers, eyes
        self._speaker, self._consent_required = speaker, consent_required
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    # -- what a channel may ask ------------------------------------------------------------

    async def greet(
        self, person: str, *, language: Language | None = None, event_id: str | None = None
    ) -> AsyncIterator[Event]:
        """See Consultant.greet."""
        async with self._turn(person, event_id) as turn:
            if turn is None:
                return
            state = turn.state
            if language is not None and not state.profile.reported():
                state = state.model_copy(update={"language": language})
            plan = _Plan(state)
            known = bool(state.profile.reported())
            plan.say(texts(state.language)("greeting-again" if known else "greeting"))
            if known:
                self._ask_on(plan)
            else:
                self._set_asked(plan, Slot.GOALS.value, NextStep.ASK)
                plan.state = plan.state.model_copy(update={"closed": False})
            async for event in self._deliver(turn, plan, kind="command"):
                yield event

    async def hear(
        self, person: str, text: str, *, event_id: str | None = None
    ) -> AsyncIterator[Event]:
        """See Consultant.hear."""
        async with self._turn(person, event_id) as turn:
            if turn is None:
                return
            plan = await self._heard(turn, text)
            async for event in self._deliver(turn, plan, said=text):
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
        async with self._turn(person, event_id) as turn:
            if turn is None:
                return
            plan = await self._looked(turn, photos, caption)
            async for event in self._deliver(turn, plan, said=caption or None, kind="photo"):
                yield event

    async def rate(
        self, person: str, score: int, *, reason: str = "", event_id: str | None = None
    ) -> AsyncIterator[Event]:
        """See Consultant.rate."""
        async with self._turn(person, event_id) as turn:
            if turn is None:
                return
            plan = _Plan(turn.state)
            self._rated(turn, plan, score, reason)
            async for event in self._deliver(turn, plan, kind="rating"):
                yield event

    async def routine(self, person: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        """See Consultant.routine."""
        async with self._turn(person, event_id) as turn:
            if turn is None:
                return
            plan = _Plan(turn.state)
            await self._recommend(plan)
            async for event in self._deliver(turn, plan, kind="command"):
                yield event

    async def summary(self, person: str) -> AsyncIterator[Event]:
        """See Consultant.summary."""
        async with self._turn(person, None) as turn:
            if turn is None:
                return
            plan = _Plan(turn.state)
            plan.say(wording.summary(texts(plan.state.language), plan.state.profile))
            async for event in self._deliver(turn, plan, kind="command"):
                yield event

    async def start_over(self, person: str, *, event_id: str | None = None) -> AsyncIterator[Event]:
        """See Consultant.start_over."""
        async with self._turn(person, event_id) as turn:
            if turn is None:
                return
            plan = _Plan(turn.state)
            self._start_over(plan)
            async for event in self._deliver(turn, plan, kind="command"):
                yield event

    async def set_language(self, person: str, language: Language) -> None:
        """See Consultant.set_language."""
        async with self._turn(person, None) as turn:
            assert turn is not None
            await self._store.save(
                person, state=_dump(turn.state.model_copy(update={"language": language}))
            )

    async def consent(self, person: str, *, granted: bool, event_id: str | None = None) -> Reply:
        """See Consultant.consent."""
        async with self._turn(person, event_id) as turn:
            if turn is None:
                saved = await self._store.load(person)
                return _reply(_Plan(_state_of(saved)), "")
            plan = _Plan(turn.state)
            self._consented(plan, granted=granted)
            async for event in self._deliver(turn, plan, kind="command"):
                if isinstance(event, Reply):
                    return event
        raise AssertionError("a delivered plan ends with a reply")

    async def has_consent(self, person: str) -> bool:
        """See Consultant.has_consent."""
        if not self._consent_required:
            return True
        saved = await self._store.load(person)
        return saved is not None and saved.agreed(PHOTO_CONSENT, PHOTO_NOTICE_VERSION)

    async def export(self, person: str) -> dict[str, Any]:
        """See Consultant.export."""
        return await self._store.export(person)

    async def erase(self, person: str) -> None:
        """See Consultant.erase."""
        async with self._lock(person):
            await self._store.erase(person)

    # -- one turn --------------------------------------------------------------------------

    def _lock(self, person: str) -> asyncio.Lock:
        lock = self._locks.get(person)
        if lock is None:
            lock = self._locks[person] = asyncio.Lock()
        return lock

    @asynccontextmanager
    async def _turn(self, person: str, event_id: str | None) -> AsyncIterator["_Turn | None"]:
        """A person's messages are answered one after another; repetitions not at all."""
        async with self._lock(person):
            if event_id is not None and await self._store.seen(event_id):
                yield None
                return
            saved = await self._store.load(person)
            yield _Turn(person, event_id, saved, _state_of(saved), time.perf_counter())

    async def _deliver(
        self, turn: "_Turn", plan: _Plan, *, said: str | None = None, kind: str = "text"
    ) -> AsyncIterator[Event]:
        """Save what was decided, then show it: a reply cut off loses words, never facts."""
        plain = _reply(plan, "\n\n".join(plan.parts))
        routine = None
        if plan.routine is not None:
            routine = NewRoutine(
                body=plan.routine.model_dump(mode="json"),
                model=self._speaker.model_name,
                prompt_version=PROMPT_VERSION,
            )
        fresh = await self._store.save(
            turn.person,
            state=_dump(plan.state),
            event_id=turn.event_id,
            routine=routine,
            rating=plan.rating,
            consent=plan.consent,
            reply=plain.model_dump(mode="json") if turn.event_id is not None else None,
        )
        if not fresh:
            return
        source = "template"
        if plan.acknowledges and said and len(said.split()) >= MIN_WORDS_TO_ACKNOWLEDGE:
            own = await self._speaker.acknowledge(
                said, plan.learned, plan.state.language, person=turn.person
            )
            if own is not None:
                plan.parts[0], source = f"{own} {plan.parts[0]}", "model"
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
        yield _reply(plan, text).model_copy(update=timed)

    # -- text ------------------------------------------------------------------------------

    async def _heard(self, turn: "_Turn", text: str) -> _Plan:
        state = turn.state
        said = texts(state.language)
        understood = await self._understander.understand(
            text,
            asked=state.asked,
            options=[option.label for option in wording.options(said, state.asked)],
            profile=state.profile,
            person=turn.person,
        )
        if any(character.isalpha() for character in text):
            state = state.model_copy(update={"language": understood.language})
        plan = _Plan(state.model_copy(update={"closed": False}))
        acts = {command.act for command in understood.commands}
        if understood.red_flags:
            return await self._referred(plan, understood)
        if self._special(turn, plan, understood, acts, text):
            return plan
        self._learn(plan, understood)
        answered = self._answer_question(plan, understood, acts)
        plan.learned = wording.learned(
            texts(plan.state.language), turn.state.profile, plan.state.profile
        )
        wished = with_wishes(plan.state, text)
        if wished != plan.state:
            plan.state = wished
            await self._recommend(plan, wished=True)
            return plan
        self._acknowledge(turn, plan, acts, answered=answered)
        await self._go_on(plan, wants_routine=Act.ROUTINE in acts, answered=answered)
        return plan

    def _special(
        self, turn: "_Turn", plan: _Plan, understood: Understood, acts: set[Act], text: str
    ) -> bool:
        """Acts that end the turn by themselves; True when one of them was there."""
        say = texts(plan.state.language)
        if plan.state.asked == CONSENT and acts & {Act.CONFIRM, Act.REJECT, Act.NONE}:
            self._consented(plan, granted=Act.CONFIRM in acts)
        elif Act.START_OVER in acts:
            self._start_over(plan)
        elif Act.HANDOVER in acts:
            plan.say(say("handover"))
        elif Act.STOP in acts:
            plan.say(say("close"))
            plan.step = NextStep.CLOSE
            plan.state = plan.state.model_copy(update={"closed": True})
        elif (score := _score_of(understood)) is not None and self._takes_rating(turn):
            self._rated(turn, plan, score, "")
        elif plan.state.asked == RATING_REASON and not _says_something(understood):
            self._rated_reason(turn, plan, text)
        elif Act.SUMMARY in acts and not _says_something(understood):
            plan.say(wording.summary(say, plan.state.profile))
            plan.step = NextStep.ANSWER
        else:
            return False
        return True

    def _learn(self, plan: _Plan, understood: Understood) -> None:
        state = plan.state
        plan.start_test = ask_skin_test(state, understood.commands)
        if state.asked in SKIN_TEST and understood.question is None:
            option = _picked(understood, wording.options(texts(state.language), state.asked))
            state = take_skin_test(state, option)
        doubtful = tuple(
            command for command in understood.needs_confirmation if command.slot is not None
        )
        state = absorb(state, understood.commands)
        if doubtful:
            state = state.model_copy(update={"pending": doubtful[:1]})
        plan.state = state

    def _answer_question(self, plan: _Plan, understood: Understood, acts: set[Act]) -> bool:
        if Act.QUESTION not in acts and understood.question is None:
            return False
        question = understood.question or next(
            str(c.value or c.evidence) for c in understood.commands if c.act is Act.QUESTION
        )
        profile = plan.state.profile
        found = self._answers.answer(question, plan.state.language, cautions=profile.cautions)
        plan.say(found or texts(plan.state.language)("unknown-answer"))
        return True

    def _acknowledge(self, turn: "_Turn", plan: _Plan, acts: set[Act], *, answered: bool) -> None:
        say = texts(plan.state.language)
        if turn.state.asked == SKIN_TEST[-1] and plan.state.profile.skin_type is not None:
            kind = say(f"skin_type-{plan.state.profile.skin_type.value}")
            plan.parts.insert(0, say("ack-test", type=kind))
        elif plan.learned:
            corrected = Act.CORRECT in acts or _changes(turn.state.profile, plan.state.profile)
            variant = f"ack-learned-{plan.state.questions % 3 + 1}"
            text = say("ack-corrected" if corrected else variant, what=plan.learned)
            plan.parts.insert(0, text)
            plan.acknowledges = not answered
        elif answered:
            return
        elif Act.THANKS in acts:
            plan.say(say("ack-thanks"))
        elif Act.GREETING in acts:
            plan.say(say("ack-greeting"))
        elif Act.CHITCHAT in acts:
            plan.say(say("ack-chitchat"))
        elif acts & {Act.REFUSE, Act.UNKNOWN}:
            plan.say(say("ack-skipped"))
        elif acts:
            plan.say(say("ack-nothing"))
        else:
            plan.say(say("ack-lost"))

    async def _referred(self, plan: _Plan, understood: Understood) -> _Plan:
        """Referral texts come first; care for the rest goes on where nothing is urgent."""
        self._learn(plan, understood)
        flags = understood.red_flags
        plan.red_flags, plan.step = flags, NextStep.REFER
        all_flags = tuple(dict.fromkeys([*plan.state.red_flags, *flags]))
        plan.state = plan.state.model_copy(update={"red_flags": all_flags, "asked": None})
        referrals = [self._refer(flag, plan.state.language) for flag in flags]
        for referral in sorted(referrals, key=lambda item: not item.urgent):
            plan.say(referral.text)
        if not any(referral.urgent or referral.blocks_all for referral in referrals):
            step = next_step(plan.state)
            if isinstance(step, Ask):
                self._ask(plan, step.about)
                plan.step = NextStep.REFER
        return plan

    # -- photos ----------------------------------------------------------------------------

    async def _looked(self, turn: "_Turn", photos: Sequence[bytes], caption: str) -> _Plan:
        plan = await self._heard(turn, caption) if caption.strip() else _Plan(turn.state)
        if plan.step is NextStep.REFER:
            return plan
        say = texts(plan.state.language)
        agreed = not self._consent_required or (
            turn.saved is not None and turn.saved.agreed(PHOTO_CONSENT, PHOTO_NOTICE_VERSION)
        )
        base = replace(plan, parts=plan.parts[:1] if plan.learned else [], routine=None)
        base.step = NextStep.ANSWER
        if not agreed:
            base.say(say("consent-ask"))
            self._set_asked(base, CONSENT, NextStep.ASK)
            return base
        if self._eyes is None:
            base.say(say("seen-no-eyes"))
        else:
            look = await asyncio.to_thread(self._eyes.look, photos)
            self._take_in(base, look)
        base.state = base.state.model_copy(update={"asked": _kept(base.state.asked)})
        await self._go_on(base, wants_routine=False, answered=False)
        return base

    def _take_in(self, plan: _Plan, look: Look) -> None:
        say = texts(plan.state.language)
        signs = tuple(SeenSign(concern=name, probability=p) for name, p in look.signs)
        plan.findings = signs
        if not look.accepted:
            plan.say(say("seen-rejected", advice=look.advice(plan.state.language)))
            return
        if look.disagree:
            plan.say(say("seen-disagree"))
        if look.refer:
            plan.say(say("seen-refer"))
        elif look.abstained or not signs:
            plan.say(say("seen-unsure"))
        else:
            plan.say(wording.seen(say, signs))
        plan.state = plan.state.model_copy(
            update={"findings": signs, "refer_photo": plan.state.refer_photo or look.refer}
        )

    # -- what comes next -------------------------------------------------------------------

    async def _go_on(self, plan: _Plan, *, wants_routine: bool, answered: bool) -> None:
        if plan.start_test and plan.state.profile.skin_type is None:
            self._ask(plan, SKIN_TEST[0])
            return
        plan.state = _skip_unanswered(plan.state, answered=answered or bool(plan.findings))
        step = next_step(plan.state, wants_routine=wants_routine)
        match step:
            case Recommend():
                await self._recommend(plan)
            case Ask(about):
                if answered:
                    plan.say(texts(plan.state.language)("back-to"))
                self._ask(plan, about)
            case ConfirmValue(command):
                plan.say(wording.confirm_question(texts(plan.state.language), command))
                slot = command.slot.value if command.slot is not None else ""
                self._set_asked(plan, f"{CONFIRM}{slot}", NextStep.CONFIRM)
            case ConfirmFinding(concern):
                plan.say(wording.finding_question(texts(plan.state.language), concern))
                self._set_asked(plan, f"{FINDING}{concern.value}", NextStep.CONFIRM)
            case _:
                self._stay_open(plan, answered=answered)

    def _ask_on(self, plan: _Plan) -> None:
        step = next_step(plan.state)
        if isinstance(step, Ask):
            self._ask(plan, step.about)

    def _ask(self, plan: _Plan, about: str) -> None:
        again = plan.state.asked == about
        plan.say(wording.question(texts(plan.state.language), about, again=again))
        self._set_asked(plan, about, NextStep.ASK)

    def _set_asked(self, plan: _Plan, asked: str, step: NextStep) -> None:
        counts = asked not in {RATING, RATING_REASON, CONSENT} and asked != plan.state.asked
        plan.step = step
        plan.state = plan.state.model_copy(
            update={"asked": asked, "questions": plan.state.questions + counts}
        )

    def _stay_open(self, plan: _Plan, *, answered: bool) -> None:
        plan.step = NextStep.ANSWER
        say = texts(plan.state.language)
        if plan.state.rated:
            hint = "" if answered else say("open-hint")
        else:
            # The full request came with the routine; after an answer a word is enough.
            hint = say("rating-remind" if answered else "rating-ask")
            self._set_asked(plan, RATING, NextStep.ANSWER)
        plan.say(hint)

    async def _recommend(self, plan: _Plan, *, wished: bool = False) -> None:
        state, say = plan.state, texts(plan.state.language)
        profile = self._allowed(state)
        try:
            routine = await asyncio.to_thread(
                self._recommender.recommend,
                profile,
                language=state.language,
                minimal=state.minimal,
                cheaper=state.cheaper,
            )
        except AloeError as error:
            _log.warning("routine_failed", detail=error.detail or error.message)
            plan.say(say("routine-failed"))
            plan.step = NextStep.ANSWER
            return
        plan.step = NextStep.RECOMMEND
        if isinstance(routine, NoRoutine):
            plan.say(routine.text)
            plan.say(routine.disclaimer)
            plan.step = NextStep.REFER
            return
        known = wording.in_short(say, state.profile)
        if wished:
            plan.say(say("routine-wished"))
        elif state.routine_for == state.profile:
            plan.say(say("routine-again"))
        elif known:
            plan.say(say("routine-lead", what=known))
        else:
            plan.say(say("routine-lead-plain"))
        plan.acknowledges = False
        plan.routine = routine
        plan.say(self._recommender.render(routine, state.language))
        plan.say(say("rating-ask"))
        plan.state = state.model_copy(
            update={
                "routine_for": state.profile,
                "asked": RATING,
                "rated": False,
                "questions": 0,
                "pending": (),
            }
        )

    def _allowed(self, state: DialogueState) -> Profile:
        """The profile without the goals that a red flag sends to a doctor first."""
        blocked: set[Concern] = set()
        for flag in state.red_flags:
            blocked |= self._refer(flag, state.language).blocks
        goals = tuple(goal for goal in state.profile.goals if goal not in blocked)
        return state.profile.model_copy(update={"goals": goals, "language": state.language})

    # -- consent, rating, start over ---------------------------------------------------------

    def _consented(self, plan: _Plan, *, granted: bool) -> None:
        plan.consent = NewConsent(kind=PHOTO_CONSENT, version=PHOTO_NOTICE_VERSION, granted=granted)
        plan.say(texts(plan.state.language)("consent-granted" if granted else "consent-revoked"))
        plan.state = plan.state.model_copy(update={"asked": None})
        if not granted:
            self._ask_on(plan)

    def _takes_rating(self, turn: "_Turn") -> bool:
        return turn.state.asked in {RATING, RATING_REASON} or turn.state.routine_for is not None

    def _rated(self, turn: "_Turn", plan: _Plan, score: int, reason: str) -> None:
        say = texts(plan.state.language)
        plan.step = NextStep.CLOSE
        if not 0 <= score <= 10:
            plan.say(say("rating-range"))
        elif turn.saved is None or turn.saved.routine is None:
            plan.say(say("rating-early"))
            self._ask_on(plan)
        else:
            plan.rating = NewRating(score=score, reason=reason or None)
            low = score < 8 and not reason
            plan.say(say("rating-thanks-low" if low else "rating-thanks-high", score=score))
            asked = RATING_REASON if low else None
            plan.state = plan.state.model_copy(update={"rated": True, "asked": asked})

    def _rated_reason(self, turn: "_Turn", plan: _Plan, reason: str) -> None:
        plan.step = NextStep.CLOSE
        plan.say(texts(plan.state.language)("rating-reason"))
        plan.state = plan.state.model_copy(update={"asked": None})
        if turn.saved is not None and turn.saved.rating is not None:
            score = turn.saved.rating.score
            plan.rating = NewRating(score=score, reason=reason[:1000])

    def _start_over(self, plan: _Plan) -> None:
        plan.state = DialogueState(language=plan.state.language)
        plan.say(texts(plan.state.language)("started-over"))
        self._ask(plan, Slot.GOALS.value)


@dataclass(frozen=True, slots=True)
class _Turn:
    person: str
    event_id: str | None
    saved: Saved | None
    state: DialogueState
    started: float


def _changes(before: Profile, after: Profile) -> bool:
    """Whether something that was known is now different, not merely more."""
    return any(
        old is not None and not isinstance(old, tuple) and old != getattr(after, slot.value)
        for slot in Slot
        if (old := getattr(before, slot.value)) is not None
    )


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _dump(state: DialogueState) -> dict[str, Any]:
    return state.model_dump(mode="json")


def _state_of(saved: Saved | None) -> DialogueState:
    if saved is None or saved.state is None:
        return DialogueState()
    return DialogueState.model_validate(saved.state)


def _reply(plan: _Plan, text: str) -> Reply:
    state = plan.state
    say = texts(state.language)
    asked = state.asked if plan.step is not NextStep.CLOSE else None
    return Reply(
        text=text,
        lead=plan.parts[0] if plan.routine is not None and plan.parts else text,
        step=plan.step,
        asked=asked,
        options=wording.options(say, asked),
        profile=state.profile.model_copy(update={"language": state.language}),
        language=state.language,
        findings=plan.findings,
        routine=plan.routine,
        red_flags=plan.red_flags,
    )


def _score_of(understood: Understood) -> int | None:
    for command in understood.commands:
        if command.act is Act.RATING and isinstance(command.value, int):
            return command.value
    return None


def _says_something(understood: Understood) -> bool:
    return any(
        command.slot is not None or command.act in {Act.QUESTION, Act.ROUTINE}
        for command in understood.commands
    )


def _picked(understood: Understood, options: Sequence[Any]) -> int | None:
    """Which option of a self-test question was meant."""
    labels = [option.label.casefold() for option in options]
    for command in understood.commands:
        value = command.value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(labels):
            return value
        if isinstance(value, str) and value.casefold() in labels:
            return labels.index(value.casefold())
    return None


def _kept(asked: str | None) -> str | None:
    """A photo answers none of the open questions, but it ends a confirmation."""
    return None if asked is not None and asked.startswith((CONFIRM, FINDING)) else asked


def _skip_unanswered(state: DialogueState, *, answered: bool) -> DialogueState:
    """A question that was passed over is not asked for ever: twice for goals and safety."""
    if answered or state.asked is None or state.asked not in set(Slot):
        return state
    slot = Slot(state.asked)
    if state.known(slot):
        return state
    if slot in (Slot.GOALS, Slot.CAUTIONS) and slot not in state.asked_twice:
        return state.model_copy(update={"asked_twice": (*state.asked_twice, slot)})
    extra = (Slot.ALLERGIES,) if slot is Slot.CAUTIONS else ()
    return state.model_copy(update={"settled": (*state.settled, slot, *extra)})
