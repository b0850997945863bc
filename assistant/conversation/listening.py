"""Words: what a message says, what it asks, and how that is taken up."""

from collections.abc import Sequence

from assistant import wording
from assistant.asides import (
    assents,
    gives_reason,
    offers_own,
    only_denies,
    reason_beside,
    says_cleared,
    says_man,
    wished_language,
)
from assistant.conversation.acknowledging import acknowledge
from assistant.conversation.consent import consented
from assistant.conversation.hearing import commands_of, nothing_more, wants_routine
from assistant.conversation.plan import Incoming, Plan, says_something
from assistant.conversation.rating import rated, rated_reason, takes_rating
from assistant.conversation.routines import Routines
from assistant.conversation.steps import Steps, ask, is_question, start_over
from assistant.conversation.swapping import Swapping
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
    worth_asking,
)
from assistant.ports import Refers, Understands, Understood
from assistant.profile import Act, Command, Slot
from assistant.reply import NextStep, Option
from assistant.takeback import taken_back
from assistant.talking.replies import Then
from assistant.understanding.answers import is_refusal, withheld
from assistant.wishes import Wished, read_wish
from knowledge.vocabulary import Language, RedFlag

FEW_WORDS = 2
SHORT_WISH = 8
"""Longest request for the routine in which no other question is looked for."""
PATIENCE = 2
"""Times a person who goes on about the skin is told first to talk to somebody."""
_SILENT = frozenset({Then.SHORTER, Then.CHEAPER, Then.SUMMARY})  # what follows says it all
_WISHES = {Then.SHORTER: Wished(minimal=True), Then.CHEAPER: Wished(cheaper=True)}


class Listener:
    """Decides the reply to a message.

    Args:
        understander: Reads messages.
        refer: Referral texts of red flags.
        talk: Takes up questions and remarks.
        swapping: Grants wishes about the routine that stands.
        routines: Composes routines.
        steps: Goes on afterwards.
    """

    def __init__(
        self,
        understander: Understands,
        refer: Refers,
        talk: Talk,
        swapping: Swapping,
        routines: Routines,
        steps: Steps,
    ) -> None:
        self._understander, self._refer, self._talk = understander, refer, talk
        self._swapping, self._routines, self._steps = swapping, routines, steps

    async def heard(self, turn: Incoming, text: str) -> Plan:
        """What to reply to a message."""
        plan = Plan.of(turn)
        options = wording.options(plan.words, plan.state.asked)
        understood = await self._understander.understand(
            text,
            asked=plan.state.asked,
            options=[option.label for option in options],
            profile=plan.state.profile,
            person=turn.person,
        )
        plan.change(language=_language(plan, understood, text), closed=False)
        standing = plan.state.routine_for is not None
        wished = read_wish(text, standing=standing)
        commands = commands_of(plan, understood, text, wished)
        acts = {command.act for command in commands}
        if understood.red_flags:
            self._referred(plan, understood)
            return plan
        cleared = _take_all_clear(plan, text)
        if _special(turn, plan, commands, text):
            return plan
        is_wish = bool(wished) and bool(read_wish(understood.question or text))
        # "Can I get a cheaper serum?" and "forget the lanolin" are no questions about skin care.
        gone = taken_back(understood.question or text, turn.state.profile)
        plain = is_wish or cleared or bool(gone)
        aside = not plain and self._talk.is_remark(understood, text)
        learn(plan, understood, commands, aside=aside)
        if says_man(text):
            plan.change(
                denied=tuple(dict.fromkeys([*plan.state.denied, *sorted(wording.PREGNANCY)]))
            )
        changes = bool(wished) and standing
        then = None if plain else self._take_up(turn, plan, understood, text, wished=changes)
        plan.learned = wording.learned(plan.words, turn.state.profile, plan.state.profile)
        if wished and standing and not plan.state.held:
            await self._grant(turn, plan, acts, wished)
            return plan
        plan.state = with_wishes(plan.state, wished)
        nod = assents(text) and not standing and plan.state.profile == turn.state.profile
        if then not in _SILENT and not nod:
            acknowledge(turn, plan, acts, wished)
        await self._follow(plan, then, wants_routine=wants_routine(plan, commands, text))
        return plan

    def _take_up(
        self, turn: Incoming, plan: Plan, understood: Understood, text: str, *, wished: bool
    ) -> Then | None:
        """Say what answers a question or remark, or that another language is fine."""
        if assents(text) or only_denies(text) or _picks(turn, plan, understood):
            return None  # too few words to be like any remark
        hurried = any(command.act is Act.ROUTINE for command in understood.commands)
        if hurried and len(text.split()) <= SHORT_WISH:
            return None  # "can I have my routine now?" asks for nothing else
        plain = text.casefold()
        if understood.question is None and (is_refusal(plain) or withheld(plain)):
            return None  # "I won't say how much money" wishes for nothing cheaper
        asked = wished_language(text)
        if asked is None or any(command.slot is not None for command in understood.commands):
            return self._talk.taken_up(turn, plan, understood, text, wished=wished)
        plan.say(plan.words("ack-language"))
        return Then.GO_ON

    async def _grant(self, turn: Incoming, plan: Plan, acts: set[Act], wished: Wished) -> None:
        """Take up what was told beside the wish, then the wish."""
        if plan.state.profile != turn.state.profile:
            acknowledge(turn, plan, acts, Wished())
        await self._swapping.grant(plan, wished)

    async def _follow(self, plan: Plan, then: Then | None, *, wants_routine: bool) -> None:
        """What comes after the words, by what they took up."""
        asked = plan.state.asked
        if then in _WISHES:
            await self._swapping.grant(plan, _WISHES[then])
        elif then is Then.SUMMARY:
            plan.say(wording.summary(plan.words, plan.state.profile))
            plan.step = NextStep.ANSWER
        elif then is Then.CLOSE:
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
        learn(plan, understood, understood.commands)
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


def _language(plan: Plan, understood: Understood, text: str) -> Language:
    """The language of the reply: the one asked for, else that of the message.

    A word or two ("ok", a brand) in the other language change nothing, and neither do names of
    products that were asked for.
    """
    if (wish := wished_language(text)) is not None:
        return wish
    words = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    names = plan.state.asked == Slot.SHELF.value and _foreign_to_no_one(words)
    fresh = not plan.state.profile.reported() and plan.state.questions <= 1
    if not words or names or (len(words) <= FEW_WORDS and _foreign_to_no_one(words) and not fresh):
        return plan.state.language
    return understood.language


def _foreign_to_no_one(words: Sequence[str]) -> bool:
    """Whether words are such as people write in any language: Latin ones."""
    return all(word.isascii() for word in words)


def _take_all_clear(plan: Plan, text: str) -> bool:
    """An earlier sign that a doctor has looked at holds nothing back any more.

    Who was offered help and goes on about the skin is not kept waiting for ever: despair may have
    been misheard, and being refused a moisturiser helps nobody who does despair.
    """
    if RedFlag.SELF_HARM in plan.state.red_flags and plan.state.waited >= PATIENCE:
        plan.change(
            red_flags=tuple(f for f in plan.state.red_flags if f is not RedFlag.SELF_HARM), waited=0
        )
        plan.say(plan.words("ack-resumed"))
        return True
    if not plan.state.red_flags or not says_cleared(text):
        return False
    plan.change(red_flags=())
    plan.say(plan.words("ack-cleared"))
    return True


def _special(turn: Incoming, plan: Plan, commands: Sequence[Command], text: str) -> bool:
    """Acts that end the turn by themselves; True when one of them was there."""
    acts = {command.act for command in commands}
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
    elif offers_own(text):
        ask(plan, Slot.SHELF.value)
    elif nothing_more(plan, commands, text):
        plan.say(plan.words("nothing-more"))
        plan.step = NextStep.ANSWER
    elif (score := _score_of(commands)) is not None and takes_rating(turn):
        rated(turn, plan, score, reason_beside(text))
    elif _tells_why(plan, text) and not says_something(commands):
        rated_reason(turn, plan, text)
    elif Act.SUMMARY in acts and not any(command.slot is not None for command in commands):
        plan.say(wording.summary(plan.words, plan.state.profile))
        plan.step = NextStep.ANSWER
    else:
        return False
    return True


def _tells_why(plan: Plan, text: str) -> bool:
    """Whether a message is the reason for a score: asked for, or added by the person."""
    state = plan.state
    return state.asked == RATING_REASON or (
        state.rated and state.asked is None and gives_reason(text)
    )


def learn(
    plan: Plan,
    understood: Understood,
    commands: Sequence[Command],
    *,
    aside: bool = False,
) -> None:
    """Take what a message says into the state; `aside`: it is no answer to the self-test."""
    state = plan.state
    plan.start_test = ask_skin_test(state, commands)
    if state.asked in SKIN_TEST and understood.question is None and not aside:
        option = _picked(understood, wording.options(plan.words, state.asked))
        # A sum or an age told here answers another question than the one of the test.
        if option is not None or all(command.slot is None for command in commands):
            state = take_skin_test(state, option)
    plan.state = absorb(state, commands)
    known = bool(state.profile.goals)
    if doubtful := worth_asking(commands, understood.needs_confirmation, goals_known=known):
        plan.change(pending=doubtful[:1])


def _score_of(commands: Sequence[Command]) -> int | None:
    for command in commands:
        if command.act is Act.RATING and isinstance(command.value, int):
            return command.value
    return None


def _picks(turn: Incoming, plan: Plan, understood: Understood) -> bool:
    """Whether a message picks an answer of the self-test, and does nothing else."""
    asked = turn.state.asked
    if asked not in SKIN_TEST or understood.question is not None:
        return False
    return _picked(understood, wording.options(plan.words, asked)) is not None


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
