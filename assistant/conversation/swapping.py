"""Wishes about the routine that stands: another cream, no serum, shorter, cheaper."""

import structlog

from assistant.conversation.plan import Plan
from assistant.conversation.routines import Asked, Routines
from assistant.conversation.steps import keep_open
from assistant.dialogue import DialogueState, wish_of, with_wishes
from assistant.ports import Recommends
from assistant.routine import NoRoutine, Routine, RoutineStep, place_of
from assistant.wishes import Change, StepWish, Wished
from knowledge.errors import AloeError
from knowledge.vocabulary import Step

_log = structlog.get_logger(__name__)
SAVED = 0.15
"""The share of its price by which a routine that should be cheaper gets cheaper, if it can."""
TRIES = 3
"""Substitutes that are tried until one fits the budget with the rest."""


class Swapping:
    """Grants wishes about the routine that stands.

    Args:
        recommender: Finds substitutes.
        routines: Composes and shows the routine.
    """

    def __init__(self, recommender: Recommends, routines: Routines) -> None:
        self._recommender, self._routines = recommender, routines

    async def grant(self, plan: Plan, wished: Wished) -> None:
        """Change the routine as wished, or say why that cannot be."""
        before = plan.state
        plan.state = with_wishes(before, wished)
        if plan.previous is not None and (wished.minimal or wished.avoid):
            _keep_others(plan, plan.previous, [])  # what may stay is not exchanged for it
        try:
            refusals = [text for wish in wished.steps if (text := await self._step(plan, wish))]
        except AloeError as error:
            _log.warning("swap_failed", detail=error.detail or error.message)
            plan.say(plan.words("routine-failed"))
            return
        for text in dict.fromkeys(refusals):
            plan.say(text)
        if wished.steps and len(refusals) == len(wished.steps) and plan.state == before:
            keep_open(plan)
            return
        if wished.cheaper and plan.previous is not None:
            await self._cheapen(plan, plan.previous)
        await self._routines.recommend(
            plan, asked=_asked(wished), changed=True, spared=bool(wished.avoid)
        )

    async def _cheapen(self, plan: Plan, routine: Routine) -> None:
        """Where weighing prices more saves little, put cheaper products in, the dearest first."""
        enough = routine.total_rub * (1 - SAVED)
        composed = await self._composed(plan.state)
        if composed is None or composed.total_rub <= enough:
            return
        for step in sorted(_products(routine), key=lambda step: -(step.price_rub or 0)):
            exchanged = await self._other(plan, routine, step, cheaper=True)
            composed = None if exchanged is None else await self._composed(exchanged)
            if exchanged is None or composed is None or composed.total_rub >= routine.total_rub:
                continue
            plan.state, routine = exchanged, composed
            if routine.total_rub <= enough:
                return

    async def _composed(self, state: DialogueState) -> Routine | None:
        try:
            composed = await self._routines.compose(state)
        except AloeError:
            return None  # said when the routine itself is composed
        return None if isinstance(composed, NoRoutine) else composed

    async def _step(self, plan: Plan, wish: StepWish) -> str:
        """Grant a wish about one step; the words of a refusal, or nothing."""
        say, routine = plan.words, plan.previous
        if wish.change is Change.BACK or routine is None:
            return ""
        steps = _at(routine, wish.place)
        if wish.change is Change.WITHOUT:
            if wish.place is Step.SUNSCREEN:
                return say("routine-step-sun")
            if not steps:
                return say("routine-step-absent")
            _keep_others(plan, routine, steps)
            return ""
        if not steps:
            return say("routine-step-absent")
        return await self._exchange(plan, routine, steps, cheaper=wish.change is Change.CHEAPER)

    async def _exchange(
        self, plan: Plan, routine: Routine, steps: list[RoutineStep], *, cheaper: bool
    ) -> str:
        """Put another product in a place: of several the dearest is meant by "cheaper"."""
        ordered = sorted(steps, key=lambda step: -(step.price_rub or 0)) if cheaper else steps
        for step in ordered:
            exchanged = await self._other(plan, routine, step, cheaper=cheaper)
            if exchanged is not None:
                plan.state = exchanged
                return ""
        first = ordered[0]
        key = "routine-step-cheapest" if cheaper else "routine-step-only"
        values = {"price": first.price_rub or 0} if cheaper else {}
        return plan.words(key, name=first.name, **values)

    async def _other(
        self, plan: Plan, routine: Routine, step: RoutineStep, *, cheaper: bool
    ) -> DialogueState | None:
        """The state with another product for a step, its budget and company respected."""
        if step.product_id is None:
            return None  # the person's own
        state = plan.state
        found = self._recommender.alternatives(
            self._routines.allowed(state),
            step.product_id,
            language=state.language,
            cheaper=cheaper,
            limit=TRIES + len(state.without),
            wish=wish_of(state),
        )
        others = {s.product_id for s in (*routine.morning, *routine.evening)} - {step.product_id}
        for product in [item for item in found if item.id not in state.without][:TRIES]:
            keep = tuple(sorted(i for i in (*others, product.id) if i))
            without = tuple(dict.fromkeys([*state.without, step.product_id]))
            tried = state.model_copy(update={"keep": keep, "without": without})
            composed = await self._routines.compose(tried)
            if not isinstance(composed, NoRoutine) and _holds(composed, product.id, routine):
                return tried
        return None


def _asked(wished: Wished) -> Asked | None:
    if wished.minimal is not None:
        return Asked.SHORTER if wished.minimal else Asked.FULL
    return Asked.CHEAPER if wished.cheaper else None


def _at(routine: Routine, place: Step) -> list[RoutineStep]:
    """The routine's steps in a place, each product once."""
    return [step for step in _products(routine) if place_of(step) is place]


def _products(routine: Routine) -> list[RoutineStep]:
    return list({step.name: step for step in (*routine.morning, *routine.evening)}.values())


def _keep_others(plan: Plan, routine: Routine, gone: list[RoutineStep]) -> None:
    names = {step.name for step in gone}
    keep = {s.product_id for s in (*routine.morning, *routine.evening) if s.name not in names}
    plan.change(keep=tuple(sorted(i for i in keep if i)))


def _holds(composed: Routine, product_id: str, before: Routine) -> bool:
    """Whether a routine has the product and lost no step for it."""
    steps = (*composed.morning, *composed.evening)
    enough = len({s.name for s in steps}) >= len(
        {s.name for s in (*before.morning, *before.evening)}
    )
    return enough and any(step.product_id == product_id for step in steps)
