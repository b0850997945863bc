"""What comes next: ask, confirm, recommend, or wait for the person."""

from assistant import wording
from assistant.conversation.plan import Plan
from assistant.conversation.routines import Routines
from assistant.dialogue import (
    CONFIRM,
    CONSENT,
    FINDING,
    RATING,
    RATING_REASON,
    SKIN_TEST,
    Ask,
    ConfirmFinding,
    ConfirmValue,
    DialogueState,
    Recommend,
    next_step,
    skip_unanswered,
)
from assistant.profile import Slot
from assistant.reply import NextStep


def set_asked(plan: Plan, asked: str, step: NextStep) -> None:
    """Remember what the reply asks, and count it."""
    counts = asked not in {RATING, RATING_REASON, CONSENT} and asked != plan.state.asked
    plan.step = step
    plan.change(asked=asked, questions=plan.state.questions + counts)


def ask(plan: Plan, about: str, *, reminding: bool = False) -> None:
    """Ask about a slot or a step of the self-test; `reminding`: it was asked just before."""
    again = plan.state.asked == about
    plan.say(wording.question(plan.words, about, again=again, reminding=again and reminding))
    set_asked(plan, about, NextStep.ASK)


def is_question(asked: str) -> bool:
    """Whether something that was asked is about a slot or a step of the self-test."""
    return asked in set(Slot) or asked in SKIN_TEST


def ask_on(plan: Plan) -> None:
    """Ask what is due, if a question is."""
    step = next_step(plan.state)
    if isinstance(step, Ask):
        ask(plan, step.about)


def start_over(plan: Plan) -> None:
    """Forget the profile and begin again."""
    plan.state = DialogueState(language=plan.state.language)
    plan.say(plan.words("started-over"))
    ask(plan, Slot.GOALS.value)


class Steps:
    """Takes the step that the policy names."""

    def __init__(self, routines: Routines) -> None:
        self._routines = routines

    async def go_on(self, plan: Plan, *, wants_routine: bool, answered: bool) -> None:
        """Take the next step.

        Args:
            wants_routine: The person asked for the routine now.
            answered: The reply already answers a question, so what was asked stays open.
        """
        if plan.start_test and plan.state.profile.skin_type is None:
            ask(plan, SKIN_TEST[0])
            return
        plan.state = skip_unanswered(plan.state, answered=answered or bool(plan.findings))
        step = next_step(plan.state, wants_routine=wants_routine)
        match step:
            case Recommend():
                await self._routines.recommend(plan)
            case Ask(about):
                ask(plan, about, reminding=answered)
            case ConfirmValue(command):
                plan.say(wording.confirm_question(plan.words, command))
                slot = command.slot.value if command.slot is not None else ""
                set_asked(plan, f"{CONFIRM}{slot}", NextStep.CONFIRM)
            case ConfirmFinding(concern):
                plan.say(wording.finding_question(plan.words, concern))
                set_asked(plan, f"{FINDING}{concern.value}", NextStep.CONFIRM)
            case _:
                self._stay_open(plan, answered=answered)

    def _stay_open(self, plan: Plan, *, answered: bool) -> None:
        plan.step = NextStep.ANSWER
        if plan.state.rated:
            hint = "" if answered else plan.words("open-hint")
        else:
            # The full request came with the routine; after an answer a word is enough.
            hint = plan.words("rating-remind" if answered else "rating-ask")
            set_asked(plan, RATING, NextStep.ANSWER)
        plan.say(hint)
