"""From what is known to a routine in the reply."""

import asyncio

import structlog

from assistant import wording
from assistant.conversation.plan import Plan
from assistant.dialogue import RATING, DialogueState
from assistant.ports import Recommends, Refers
from assistant.profile import Profile
from assistant.reply import NextStep
from assistant.routine import NoRoutine
from knowledge.errors import AloeError
from knowledge.vocabulary import Concern

_log = structlog.get_logger(__name__)


class Routines:
    """Composes routines for plans.

    Args:
        recommender: Composes.
        refer: Says which goals wait for a doctor.
    """

    def __init__(self, recommender: Recommends, refer: Refers) -> None:
        self._recommender, self._refer = recommender, refer

    async def recommend(self, plan: Plan, *, wished: bool = False) -> None:
        """Put the routine into the reply, or why there is none."""
        state, say = plan.state, plan.words
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
        plan.say(self._lead(plan, wished=wished))
        plan.acknowledges = False
        plan.routine = routine
        plan.say(self._recommender.render(routine, state.language))
        plan.say(say("rating-ask"))
        plan.change(routine_for=state.profile, asked=RATING, rated=False, questions=0, pending=())

    def _lead(self, plan: Plan, *, wished: bool) -> str:
        state, say = plan.state, plan.words
        if wished:
            return say("routine-wished")
        if state.routine_for == state.profile:
            return say("routine-again")
        known = wording.in_short(say, state.profile)
        return say("routine-lead", what=known) if known else say("routine-lead-plain")

    def _allowed(self, state: DialogueState) -> Profile:
        """The profile without the goals that a red flag sends to a doctor first."""
        blocked: set[Concern] = set()
        for flag in state.red_flags:
            blocked |= self._refer(flag, state.language).blocks
        goals = tuple(goal for goal in state.profile.goals if goal not in blocked)
        return state.profile.model_copy(update={"goals": goals, "language": state.language})
