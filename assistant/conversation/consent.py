"""Consent to looking at photos: asked before the first, versioned, revocable."""

from assistant.conversation.plan import Plan
from assistant.conversation.steps import ask_on, set_asked
from assistant.dialogue import CONSENT
from assistant.reply import NextStep
from assistant.store import NewConsent, Saved

KIND, NOTICE_VERSION = "photo", "1"


def agreed(saved: Saved | None) -> bool:
    """Whether the person agreed to the current notice."""
    return saved is not None and saved.agreed(KIND, NOTICE_VERSION)


def ask_consent(plan: Plan) -> None:
    """Say what happens to a photo and ask whether that is all right."""
    plan.say(plan.words("consent-ask"))
    set_asked(plan, CONSENT, NextStep.ASK)


def consented(plan: Plan, *, granted: bool) -> None:
    """Record the answer."""
    plan.consent = NewConsent(kind=KIND, version=NOTICE_VERSION, granted=granted)
    plan.say(plan.words("consent-granted" if granted else "consent-revoked"))
    plan.change(asked=None)
    if not granted:
        ask_on(plan)
