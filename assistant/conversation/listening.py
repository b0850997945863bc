"""Words: what a message says, what it asks, and how that is taken up."""

from collections.abc import Sequence

from assistant import wording
from assistant.conversation.consent import consented
from assistant.conversation.plan import Incoming, Plan, says_something
from assistant.conversation.rating import rated, rated_reason, takes_rating
from assistant.conversation.routines import Routines
from assistant.conversation.steps import Steps, ask, is_question, start_over
from assistant.conversation.talk import Talk
from assistant.dialogue import (
    CONSENT,
    RATING_REASON,
    SKIN_TEST,
    Ask,
    absorb,
    ask_skin_test,
    next_step,
    take_skin_test,
    with_wishes,
)
from assistant.ports import Refers, Understands, Understood
from assistant.profile import Act, Profile, Slot
from assistant.reply import NextStep, Option
from assistant.talking.replies import Then


class Listener:
    """Decides the reply to a message.

    Args:
        understander: Reads messages.
        refer: Referral texts of red flags.
        talk: Takes up questions and remarks.
        routines: Composes routines.
        steps: Goes on afterwards.
    """

    def __init__(
        self,
        understander: Understands,
        refer: Refers,
        talk: Talk,
        routines: Routines,
        steps: Steps,
    ) -> None:
        self._understander, self._refer, self._talk = understander, refer, talk
        self._routines, self._steps = routines, steps

    async def heard(self, turn: Incoming, text: str) -> Plan:
        """What to reply to a message."""
        state = turn.state
        options = wording.options(Plan(state).words, state.asked)
        understood = await self._understander.understand(
            text,
            asked=state.asked,
            options=[option.label for option in options],
            profile=state.profile,
            person=turn.person,
        )
        if any(character.isalpha() for character in text):
            state = state.model_copy(update={"language": understood.language})
        plan = Plan(state.model_copy(update={"closed": False}))
        acts = {command.act for command in understood.commands}
        if understood.red_flags:
            self._referred(plan, understood)
            return plan
        if _special(turn, plan, understood, acts, text):
            return plan
        _learn(plan, understood, aside=self._talk.is_remark(understood, text))
        then = self._talk.taken_up(turn, plan, understood, text)
        plan.learned = wording.learned(plan.words, turn.state.profile, plan.state.profile)
        wished = with_wishes(plan.state, text)
        if wished != plan.state:
            plan.state = wished
            await self._routines.recommend(plan, wished=True)
            return plan
        _acknowledge(turn, plan, acts, answered=then is not None)
        await self._follow(plan, then, wants_routine=Act.ROUTINE in acts)
        return plan

    async def _follow(self, plan: Plan, then: Then | None, *, wants_routine: bool) -> None:
        """What comes after the words, by what they took up."""
        asked = plan.state.asked
        if then is Then.CLOSE:
            plan.step = NextStep.CLOSE
            plan.change(closed=True)
        elif then in {Then.STAY, Then.REFER}:
            return
        elif then is Then.ASK_AGAIN and asked is not None and is_question(asked):
            ask(plan, asked)
        elif then is Then.ASK_AGAIN and plan.state.routine_for is not None:
            await self._routines.recommend(plan)
        else:
            plan.start_test = plan.start_test or then is Then.TEST
            await self._steps.go_on(
                plan,
                wants_routine=wants_routine,
                answered=then is not None,
            )

    def _referred(self, plan: Plan, understood: Understood) -> None:
        """Referral texts come first; care for the rest goes on where nothing is urgent."""
        _learn(plan, understood)
        flags = understood.red_flags
        plan.red_flags, plan.step = flags, NextStep.REFER
        plan.change(red_flags=tuple(dict.fromkeys([*plan.state.red_flags, *flags])), asked=None)
        referrals = [self._refer(flag, plan.state.language) for flag in flags]
        for referral in sorted(referrals, key=lambda item: not item.urgent):
            plan.say(referral.text)
        if not any(referral.urgent or referral.blocks_all for referral in referrals):
            step = next_step(plan.state)
            if isinstance(step, Ask):
                ask(plan, step.about)
                plan.step = NextStep.REFER


def _special(turn: Incoming, plan: Plan, understood: Understood, acts: set[Act], text: str) -> bool:
    """Acts that end the turn by themselves; True when one of them was there."""
    more = says_something(understood.commands)
    if plan.state.asked == CONSENT and acts & {Act.CONFIRM, Act.REJECT, Act.NONE}:
        consented(plan, granted=Act.CONFIRM in acts)
    elif Act.START_OVER in acts:
        start_over(plan)
    elif Act.HANDOVER in acts:
        plan.say(plan.words("handover"))
    elif Act.STOP in acts:
        plan.say(plan.words("close"))
        plan.step = NextStep.CLOSE
        plan.change(closed=True)
    elif (score := _score_of(understood)) is not None and takes_rating(turn):
        rated(turn, plan, score, "")
    elif plan.state.asked == RATING_REASON and not more:
        rated_reason(turn, plan, text)
    elif Act.SUMMARY in acts and not more:
        plan.say(wording.summary(plan.words, plan.state.profile))
        plan.step = NextStep.ANSWER
    else:
        return False
    return True


def _learn(plan: Plan, understood: Understood, *, aside: bool = False) -> None:
    state = plan.state
    plan.start_test = ask_skin_test(state, understood.commands)
    if state.asked in SKIN_TEST and understood.question is None and not aside:
        option = _picked(understood, wording.options(plan.words, state.asked))
        state = take_skin_test(state, option)
    doubtful = tuple(
        command for command in understood.needs_confirmation if command.slot is not None
    )
    plan.state = absorb(state, understood.commands)
    if doubtful:
        plan.change(pending=doubtful[:1])


def _acknowledge(turn: Incoming, plan: Plan, acts: set[Act], *, answered: bool) -> None:
    say = plan.words
    if turn.state.asked == SKIN_TEST[-1] and plan.state.profile.skin_type is not None:
        kind = say(f"skin_type-{plan.state.profile.skin_type.value}")
        plan.parts.insert(0, say("ack-test", type=kind))
    elif plan.learned:
        corrected = Act.CORRECT in acts or _changes(turn.state.profile, plan.state.profile)
        variant = f"ack-learned-{plan.state.questions % 3 + 1}"
        text = say("ack-corrected" if corrected else variant, what=plan.learned)
        plan.parts.insert(0, text)
        plan.acknowledges = not answered
    elif not answered:
        plan.say(say(_small_talk(acts)))


def _small_talk(acts: set[Act]) -> str:
    """The text that takes up a message which told nothing new."""
    for act, key in (
        (Act.THANKS, "ack-thanks"),
        (Act.GREETING, "ack-greeting"),
        (Act.CHITCHAT, "talk-off_topic"),
        (Act.REFUSE, "ack-skipped"),
        (Act.UNKNOWN, "ack-skipped"),
    ):
        if act in acts:
            return key
    return "ack-nothing" if acts else "ack-lost"


def _changes(before: Profile, after: Profile) -> bool:
    """Whether something that was known is now different, not merely more."""
    return any(
        old is not None and not isinstance(old, tuple) and old != getattr(after, slot.value)
        for slot in Slot
        if (old := getattr(before, slot.value)) is not None
    )


def _score_of(understood: Understood) -> int | None:
    for command in understood.commands:
        if command.act is Act.RATING and isinstance(command.value, int):
            return command.value
    return None


def _picked(understood: Understood, options: Sequence[Option]) -> int | None:
    """Which option of a self-test question was meant."""
    labels = [option.label.casefold() for option in options]
    for command in understood.commands:
        value = command.value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(labels):
            return value
        if isinstance(value, str) and value.casefold() in labels:
            return labels.index(value.casefold())
    return None
