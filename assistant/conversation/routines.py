"""From what is known to a routine in the reply."""

import asyncio
from enum import StrEnum

import structlog

from assistant import wording
from assistant.conversation.plan import Plan
from assistant.dialogue import RATING, DialogueState, wish_of
from assistant.ports import Recommends, Refers
from assistant.profile import Profile, Slot
from assistant.reply import NextStep
from assistant.routine import NoRoutine, Routine, Wish, compare, describe
from knowledge.errors import AloeError
from knowledge.vocabulary import Concern

_log = structlog.get_logger(__name__)
WORTH_TELLING = (Slot.GOALS, Slot.SKIN_TYPE)
"""What a routine made on request may lack, and is then said to lack."""


class Asked(StrEnum):
    """What of the routine that stands the person wanted otherwise, as the lead says it."""

    SHORTER = "routine-shorter"
    FULL = "routine-full"
    CHEAPER = "routine-cheaper"


class Routines:
    """Composes routines for plans.

    Args:
        recommender: Composes.
        refer: Says which goals wait for a doctor.
    """

    def __init__(self, recommender: Recommends, refer: Refers) -> None:
        self._recommender, self._refer = recommender, refer

    async def recommend(
        self,
        plan: Plan,
        *,
        asked: Asked | None = None,
        changed: bool = False,
        spared: bool = False,
    ) -> None:
        """Put the routine into the reply, or why there is none.

        Args:
            asked: How the person wanted the routine that stands.
            changed: The person wanted something else of it, or something new is known.
            spared: The person wanted some actives left out.
        """
        try:
            routine = await self.compose(plan.state)
        except AloeError as error:
            _log.warning("routine_failed", detail=error.detail or error.message)
            plan.say(plan.words("routine-failed"))
            plan.step = NextStep.ANSWER
            return
        if isinstance(routine, NoRoutine):
            self._declined(plan, routine)
            return
        previous = plan.previous
        again = previous is not None and asked is None and not changed
        plan.acknowledges = False
        if previous is not None and not again and _same(previous, routine, asked):
            same = "routine-active-absent" if spared and asked is None else _SAME[asked]
            self._unchanged(plan, previous, routine, same)
            return
        self._lead(plan, routine, asked, again=again)
        self.show(plan, routine, in_brief=not again and asked is not Asked.FULL)

    async def compose(self, state: DialogueState, wish: Wish | None = None) -> Routine | NoRoutine:
        """The routine for a state.

        Raises:
            AloeError: The catalogue or the index is not available.
        """
        return await asyncio.to_thread(
            self._recommender.recommend,
            self.allowed(state),
            language=state.language,
            wish=wish or wish_of(state),
        )

    def _unchanged(self, plan: Plan, previous: Routine, routine: Routine, same: str) -> None:
        """Nothing of the routine is another: said in a line, with the warnings that are new."""
        plan.say(plan.words(same))
        known = {warning.text for warning in previous.warnings}
        for warning in routine.warnings:
            plan.say("" if warning.text in known else warning.text)
        plan.step = NextStep.ANSWER
        plan.change(routine_for=plan.state.profile, careful=not plan.state.safety_told)
        if not plan.state.rated:
            plan.change(asked=RATING, pending=())

    def show(self, plan: Plan, routine: Routine, *, in_brief: bool) -> None:
        """Put a routine into the reply; the parts so far are its lead."""
        plan.step, plan.routine = NextStep.RECOMMEND, routine
        plan.lead_parts = len(plan.parts)
        previous = plan.previous if in_brief else None
        plan.say(self._recommender.render(routine, plan.state.language, previous=previous))
        first = plan.previous is None
        plan.say(plan.words("rating-ask" if first else "rating-remind"))
        plan.change(
            routine_for=plan.state.profile,
            careful=not plan.state.safety_told,
            asked=RATING,
            rated=False,
            reminded=False,
            questions=0,
            pending=(),
        )

    def allowed(self, state: DialogueState) -> Profile:
        """The profile without the goals that a red flag sends to a doctor first."""
        blocked = self._blocked(state)
        goals = tuple(goal for goal in state.profile.goals if goal not in blocked)
        return state.profile.model_copy(update={"goals": goals, "language": state.language})

    def _blocked(self, state: DialogueState) -> set[Concern]:
        blocked: set[Concern] = set()
        for flag in state.red_flags:
            blocked |= self._refer(flag, state.language).blocks
        return blocked & set(state.profile.goals)

    def _declined(self, plan: Plan, routine: NoRoutine) -> None:
        """No personal routine: said once, then the talk stays open for questions."""
        plan.say(routine.text)
        plan.say(routine.disclaimer)
        plan.step = NextStep.REFER
        plan.acknowledges = False
        plan.change(routine_for=plan.state.profile, asked=None, questions=0, pending=())

    def _lead(self, plan: Plan, routine: Routine, asked: Asked | None, *, again: bool) -> None:
        say, state = plan.words, plan.state
        if again:
            plan.say(say("routine-again"))
        elif plan.previous is not None:
            plan.say(_what_changed(plan, plan.previous, routine, asked))
        else:
            known = wording.in_short(say, self.allowed(state))
            plan.say(say("routine-lead", what=known) if known else say("routine-lead-plain"))
        if blocked := self._blocked(state):
            names = ", ".join(say(f"goal-{goal.value}") for goal in state.profile.goals
                              if goal in blocked)  # fmt: skip
            plan.say(say("routine-note-blocked", goals=names))
        if plan.previous is None:
            plan.say(_untold(plan))


_SAME = {
    None: "routine-diff-same",
    Asked.SHORTER: "routine-shortest",
    Asked.FULL: "routine-diff-same",
    Asked.CHEAPER: "routine-cheapest",
}


def _same(before: Routine, after: Routine, asked: Asked | None) -> bool:
    """Whether there is nothing new to show; who asks for all of it is shown all of it."""
    found = compare(before, after)
    return asked is not Asked.FULL and not found and not found.days_differ


def _what_changed(plan: Plan, before: Routine, after: Routine, asked: Asked | None) -> str:
    found = compare(before, after)
    if asked is Asked.CHEAPER and found.total_after >= found.total_before:
        return plan.words("routine-cheapest")
    line = describe(found, plan.words)
    return f"{plan.words(asked.value)} {line}" if asked is not None else line


def _untold(plan: Plan) -> str:
    """What the routine had to do without, in a sentence or two; empty when nothing matters."""
    state, say = plan.state, plan.words
    unsure = "routine-note-unsure-rest" if state.known(Slot.ALLERGIES) else "routine-note-unsure"
    if Slot.ALLERGIES in state.refused:
        unsure = "routine-note-unsure"
    notes = [] if state.safety_told else [say(unsure)]
    missing = [slot for slot in WORTH_TELLING if not state.known(slot)]
    if missing:
        names = ", ".join(say(f"label-{slot.value}") for slot in missing)
        notes.append(say("routine-note-untold", what=names))
    return " ".join(notes)
