"""What comes next: ask, confirm, recommend, or wait for the person."""

from assistant import wording
from assistant.conversation.plan import Plan
from assistant.conversation.routines import Routines
from assistant.dialogue import (
    CONFIRM,
    CONSENT,
    FINDING,
    MOST_ASIDES,
    RATING,
    RATING_REASON,
    SKIN_TEST,
    Ask,
    ConfirmFinding,
    ConfirmValue,
    DialogueState,
    Hold,
    Recommend,
    contradicts,
    next_step,
    outdated,
    skip_unanswered,
)
from assistant.profile import Slot
from assistant.reply import NextStep
from assistant.talking.replies import variant
from knowledge.vocabulary import RedFlag

OPEN_HINTS = ("open-hint", "open-hint-2", "open-hint-3")


def set_asked(plan: Plan, asked: str, step: NextStep) -> None:
    """Remember what the reply asks, and count it."""
    counts = asked not in {RATING, RATING_REASON, CONSENT} and asked != plan.state.asked
    plan.step = step
    asides = plan.state.asides if asked == plan.state.asked else 0
    plan.change(asked=asked, questions=plan.state.questions + counts, asides=asides)


def ask(plan: Plan, about: str, *, reminding: bool = False) -> None:
    """Ask about a slot or a step of the self-test; `reminding`: it was asked just before."""
    again = plan.state.asked == about
    if again and reminding:
        # In a few words, and in others after another remark.
        plan.say(variant(f"talk-ask-{about}", "".join(plan.parts), plan.words))
    else:
        plan.say(wording.question(plan.words, about, plan.state, again=again))
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


def open_hint(plan: Plan) -> str:
    """What may be asked of a routine that stands, each time in other words."""
    turns = plan.state.acknowledged
    plan.change(acknowledged=turns + 1)
    return plan.words(OPEN_HINTS[turns % len(OPEN_HINTS)])


def keep_open(plan: Plan) -> None:
    """The routine stands: the talk is open for questions, wishes and a rating."""
    plan.step = NextStep.ANSWER
    state, say = plan.state, plan.words
    if state.too_young:
        plan.say("" if plan.parts else say("young-open"))
        return
    if not state.rated:
        set_asked(plan, RATING, NextStep.ANSWER)
    if not state.rated and not state.reminded:
        plan.say(say("rating-remind"))  # once: nobody wants to be asked after every sentence
        plan.change(reminded=True)
    elif not plan.parts:
        plan.say(open_hint(plan))


def hold(plan: Plan) -> None:
    """A doctor comes first; the talk waits."""
    first = RedFlag.SELF_HARM in plan.state.held
    plan.say(plan.words("hold-self_harm" if first else "hold"))
    plan.step = NextStep.REFER
    plan.change(asked=None, waited=plan.state.waited + first)


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
        if answered:
            plan.change(asides=plan.state.asides + 1)
            answered = plan.state.asides < MOST_ASIDES
        plan.state = skip_unanswered(plan.state, answered=answered or bool(plan.findings))
        step = next_step(plan.state, wants_routine=wants_routine)
        match step:
            case Hold():
                hold(plan)
            case Recommend():
                await self._routines.recommend(plan, changed=outdated(plan.state))
            case Ask(about):
                self._ask(plan, about, answered=answered)
            case ConfirmValue(command):
                plan.say(wording.confirm_question(plan.words, command))
                slot = command.slot.value if command.slot is not None else ""
                set_asked(plan, f"{CONFIRM}{slot}", NextStep.CONFIRM)
            case ConfirmFinding(concern):
                against = contradicts(plan.state, concern)
                plan.say(
                    wording.finding_question(
                        plan.words, concern, contradicts=against, told=bool(plan.findings)
                    )
                )
                set_asked(plan, f"{FINDING}{concern.value}", NextStep.CONFIRM)
            case _:
                keep_open(plan)

    def _ask(self, plan: Plan, about: str, *, answered: bool) -> None:
        """Ask, or after an answered question come back to what was asked already."""
        resumed = answered and plan.state.asked == about
        ask(plan, about, reminding=answered)
        if resumed:
            plan.step = NextStep.ANSWER  # the open question is only brought back to mind
