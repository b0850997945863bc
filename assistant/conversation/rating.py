"""Ratings: 0 to 10 once a routine, changeable, and why a low one."""

from assistant.conversation.plan import Incoming, Plan
from assistant.conversation.steps import ask_on
from assistant.dialogue import RATING, RATING_REASON
from assistant.reply import NextStep
from assistant.store import NewRating

GOOD = 8
"""From this score on nobody is asked what was missing."""
LONGEST_REASON = 1000


def takes_rating(turn: Incoming) -> bool:
    """Whether a number may be meant as a score."""
    return turn.state.asked in {RATING, RATING_REASON} or turn.state.routine_for is not None


def rated(turn: Incoming, plan: Plan, score: int, reason: str) -> None:
    """Take a score, or say why it cannot be taken."""
    say = plan.words
    plan.step = NextStep.CLOSE
    if not 0 <= score <= 10:
        plan.say(say("rating-range"))
    elif turn.saved is None or turn.saved.routine is None:
        plan.say(say("rating-early"))
        ask_on(plan)
    else:
        plan.rating = NewRating(score=score, reason=reason or None)
        low = score < GOOD and not reason
        if reason and score < GOOD:
            plan.say(say("rating-reason"))
        elif turn.state.rated and not low:
            plan.say(say("rating-changed", score=score))
        else:
            plan.say(say("rating-thanks-low" if low else "rating-thanks-high", score=score))
        plan.change(rated=True, asked=RATING_REASON if low else None)


def rated_reason(turn: Incoming, plan: Plan, reason: str) -> None:
    """Keep why the score was low."""
    plan.step = NextStep.CLOSE
    plan.say(plan.words("rating-reason"))
    plan.change(asked=None)
    if turn.saved is not None and turn.saved.rating is not None:
        score = turn.saved.rating.score
        plan.rating = NewRating(score=score, reason=reason[:LONGEST_REASON])
