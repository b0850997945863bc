"""Questions and remarks beside the consultation: which of them, and what is said to it."""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.conversation.plan import Incoming, Plan, Rewords
from assistant.ports import Answers, Remark, Routes, Understood
from assistant.profile import Act
from assistant.reply import NextStep
from assistant.routine import Routine
from assistant.talking import products
from assistant.talking.replies import Said, Situation, Then, reply, variant

_ABOUT_SKIN = frozenset(
    {
        "age_ok", "brands", "cheaper", "diagnose", "doctor", "expensive", "for_other",
        "guarantee", "hair_body", "makeup_pick", "men", "own_products", "prescribe",
        "painful", "procedures", "safe", "swap", "vegan", "trust", "why_product", "why_ask",
    }
)  # fmt: skip
"""Remarks near the subject: if the facts answer the question, that answer is the better one."""
FEW_WORDS = 3
"""Words from which a message without a question may be like a topic by its sense alone."""
_ABOUT_PRODUCTS = frozenset({"expensive", "why_product"})
_REMARKS = frozenset({Act.CHITCHAT, Act.GREETING, Act.THANKS, Act.QUESTION, Act.HANDOVER})


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message as this room sees it."""

    text: str
    question: str | None
    plan: Plan
    routine: Routine | None
    filled: bool = False  # it told something of the person too

    @property
    def subject(self) -> str:
        return self.question or self.text


class Talk:
    """Takes up what is asked or remarked beside the consultation.

    Args:
        answers: The knowledge base.
        router: Recognises remarks; None: only questions are taken up.
    """

    def __init__(self, answers: Answers, router: Routes | None) -> None:
        self._answers, self._router = answers, router

    def taken_up(
        self, turn: Incoming, plan: Plan, understood: Understood, text: str, *, wished: bool
    ) -> Then | None:
        """Say what answers a question or remark.

        Args:
            turn: The message and what stood before it.
            plan: The reply so far.
            understood: What was read.
            text: The message.
            wished: It also wishes for a change of the routine, which answers it well enough.

        Returns:
            What follows it; None when the message was neither.
        """
        question = _question_of(understood)
        if question is None and not _remarks_only(understood):
            return None
        filled = any(command.slot is not None for command in understood.commands)
        said = self._said(_Heard(text, question, plan, plan.previous, filled or wished), turn)
        if said is None:
            return None
        plan.say(said.text)
        if said.words is not None:
            plan.rewords = Rewords(said.words, said.text, question or text)
        if said.then is Then.REFER:
            plan.step = NextStep.REFER
        return said.then

    def is_remark(self, understood: Understood, text: str) -> bool:
        """Whether a message without facts is surely a remark, so that it answers no question."""
        if self._router is None or not _remarks_only(understood):
            return False
        routed = self._router.route(_question_of(understood) or text)
        return routed is not None and routed.sure

    def _said(self, heard: _Heard, turn: Incoming) -> Said | None:
        routed = self._router.route(heard.subject) if self._router is not None else None
        by_routine = _from_routine(heard, routed)
        if by_routine is not None:
            return Said(by_routine, Then.GO_ON)
        remark = self._remark(heard, routed, turn)
        if remark is not None and routed is not None and routed.sure and not _near_skin(routed):
            return remark
        known = self._known(heard, routed)
        if known is not None:
            return Said(known, Then.GO_ON, words="answer")
        if heard.routine is not None and routed is not None and routed.label == "why_product":
            return Said(products.every(heard.routine, heard.plan.words), Then.GO_ON)
        if remark is not None and not heard.filled:
            return remark
        if heard.question is not None and not heard.filled:
            # "Dark spots on my hands, what for those?" is answered by the routine that follows.
            return Said(variant("talk-unknown", heard.text, heard.plan.words), Then.GO_ON)
        return None

    def _remark(self, heard: _Heard, routed: Remark | None, turn: Incoming) -> Said | None:
        if routed is None or routed.topic is not None:
            return None
        state = heard.plan.state
        fresh = not state.profile.reported() and not state.questions
        situation = Situation(
            turn.state.asked,
            state.profile,
            fresh,
            heard.text,
            standing=heard.routine is not None and not state.held,
        )
        return reply(routed.label, situation, heard.plan.words)

    def _known(self, heard: _Heard, routed: Remark | None) -> str | None:
        language, cautions = heard.plan.state.language, heard.plan.state.profile.cautions
        if heard.question is not None:
            found = self._answers.answer(heard.question, language, cautions=cautions)
            if found is not None:
                return found
        if routed is None or routed.topic is None:
            return None
        if heard.question is None and not routed.sure and len(heard.text.split()) < FEW_WORDS:
            return None  # "for the face" is like too many things
        return self._answers.about(routed.topic, heard.subject, language, cautions=cautions)


def _from_routine(heard: _Heard, routed: Remark | None) -> str | None:
    if heard.routine is None:
        return None
    for asked in (products.use, products.part_of_day):
        if (told := asked(heard.subject, heard.routine, heard.plan.words)) is not None:
            return told
    if routed is None:
        return None
    if routed.label == "total_cost":
        return products.total(heard.routine, heard.plan.words)
    if routed.label not in _ABOUT_PRODUCTS:
        return None
    return products.about(heard.subject, heard.routine, heard.plan.words)


def _near_skin(routed: Remark) -> bool:
    return routed.label in _ABOUT_SKIN


def _question_of(understood: Understood) -> str | None:
    if understood.question is not None:
        return understood.question
    return next(
        (str(c.value or c.evidence) for c in understood.commands if c.act is Act.QUESTION), None
    )


def _remarks_only(understood: Understood) -> bool:
    acts: Collection[Act] = {command.act for command in understood.commands}
    filled = any(command.slot is not None for command in understood.commands)
    return not filled and set(acts) <= _REMARKS and not understood.needs_confirmation
