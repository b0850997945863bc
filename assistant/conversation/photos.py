"""Photos: looked at with consent, told honestly, the person's word above the picture."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from assistant import wording
from assistant.conversation.consent import agreed, ask_consent
from assistant.conversation.listening import Listener
from assistant.conversation.plan import Incoming, Plan
from assistant.conversation.steps import Steps
from assistant.dialogue import CONFIRM, FINDING, see
from assistant.ports import Look, Sees
from assistant.reply import NextStep, SeenSign

CLEAR = "clear"


class Photos:
    """Looks at photos and says what they show.

    Args:
        eyes: The photo model, or None when it is not installed.
        listener: Reads captions.
        steps: Goes on afterwards.
        consent_required: Whether nothing is looked at without a recorded consent.
    """

    def __init__(
        self, eyes: Sees | None, listener: Listener, steps: Steps, *, consent_required: bool
    ) -> None:
        self._eyes, self._listener, self._steps = eyes, listener, steps
        self._consent_required = consent_required

    async def looked(self, turn: Incoming, photos: Sequence[bytes], caption: str) -> Plan:
        """What to reply to photos with a caption."""
        heard = caption.strip()
        plan = await self._listener.heard(turn, caption) if heard else Plan.of(turn)
        if plan.step is NextStep.REFER:
            return plan
        base = replace(plan, parts=plan.parts[:1] if plan.learned else [], routine=None)
        base.step = NextStep.ANSWER
        if self._consent_required and not agreed(turn.saved):
            ask_consent(base)
            return base
        if self._eyes is None:
            base.say(base.words("seen-no-eyes"))
        else:
            self._take_in(base, await asyncio.to_thread(self._eyes.look, photos))
        base.change(asked=_kept(base.state.asked))
        await self._steps.go_on(base, wants_routine=False, answered=False)
        return base

    def _take_in(self, plan: Plan, look: Look) -> None:
        say = plan.words
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
            if signs[0].concern == CLEAR and plan.state.profile.goals:
                plan.say(say("seen-clear-but"))
        plan.state = see(plan.state, signs, refer=look.refer)


def _kept(asked: str | None) -> str | None:
    """A photo answers none of the open questions, but it ends a confirmation."""
    return None if asked is not None and asked.startswith((CONFIRM, FINDING)) else asked
