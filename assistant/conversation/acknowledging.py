"""How a reply takes up what the person said, in words that do not repeat themselves."""

from assistant import wording
from assistant.conversation.plan import Incoming, Plan
from assistant.conversation.steps import open_hint
from assistant.dialogue import CONFIRM, FINDING, SKIN_TEST
from assistant.profile import Act, Profile, Slot
from assistant.wishes import Change, StepWish, Wished
from knowledge.vocabulary import Caution, Step

LEARNED, CORRECTED, REMOVED, NOTHING = 5, 2, 2, 2
"""How many ways there are to say each."""
_SMALL_TALK = (
    (Act.THANKS, "ack-thanks"),
    (Act.GREETING, "ack-greeting"),
    (Act.CHITCHAT, "talk-off_topic"),
)


def acknowledge(turn: Incoming, plan: Plan, acts: set[Act], wished: Wished) -> None:
    """Put in front what was learned, corrected, taken back or settled.

    Args:
        acts: What the message does.
        wished: What it asks of a routine that is yet to come.
    """
    answered = bool(plan.parts)
    said = [*_changes(turn, plan), *_wishes(plan, wished)]
    if said:
        plan.parts.insert(0, " ".join(said))
        plan.acknowledges = not answered and bool(plan.learned)
        plan.change(acknowledged=plan.state.acknowledged + 1)
    elif not answered:
        plan.say(_otherwise(turn, plan, acts))


def _changes(turn: Incoming, plan: Plan) -> list[str]:
    say, before, after = plan.words, turn.state.profile, plan.state.profile
    turns = plan.state.acknowledged
    if turn.state.asked == SKIN_TEST[-1] and after.skin_type is not None:
        return [say("ack-test", type=say(f"skin_type-{after.skin_type.value}"))]
    found = []
    budget = Slot.BUDGET_RUB in {*plan.state.settled} - {*turn.state.settled}
    if budget and before.budget_rub is None and after.budget_rub is None:
        found.append(say("ack-skipped-budget_rub"))
    if gone := wording.taken_back(say, before, after):
        found.append(say(f"ack-removed-{turns % REMOVED + 1}", what=gone))
    if plan.learned and _replaced(before, after):
        found.append(say(f"ack-corrected-{turns % CORRECTED + 1}", what=plan.learned))
    elif plan.learned:
        found.append(say(f"ack-learned-{turns % LEARNED + 1}", what=plan.learned))
    return found


def _wishes(plan: Plan, wished: Wished) -> list[str]:
    """What was asked of a routine that is yet to come."""
    if not wished:
        return []
    state, found = plan.state, []
    if StepWish(Step.SUNSCREEN, Change.WITHOUT) in wished.steps:
        found.append(plan.words("routine-step-sun"))
    words = wording.wishes(
        plan.words, minimal=bool(wished.minimal), cheaper=wished.cheaper,
        avoid=[name for name in state.avoid if name in wished.avoid],
        without=[wish.place for wish in wished.steps if wish.place in state.without_places],
    )  # fmt: skip
    return [*found, plan.words("ack-wish", what=words)] if words else found


def _replaced(before: Profile, after: Profile) -> bool:
    """Whether something that was known is now different, not merely more."""
    return any(
        old is not None
        and not isinstance(old, tuple)
        and (new := getattr(after, slot.value)) is not None
        and old != new
        for slot in Slot
        if (old := getattr(before, slot.value)) is not None
    )


def _otherwise(turn: Incoming, plan: Plan, acts: set[Act]) -> str:
    """Words for a message that told nothing new; none where the next step speaks for itself."""
    say, asked = plan.words, turn.state.asked or ""
    if plan.state.held:
        return ""  # what holds the talk back is said next
    if asked.startswith((FINDING, CONFIRM)) and acts & {Act.REJECT, Act.NONE, Act.CONFIRM}:
        return say("ack-finding-no") if asked.startswith(FINDING) else ""
    for act, key in _SMALL_TALK:
        if act in acts:
            return say(key)
    if acts & {Act.REFUSE, Act.UNKNOWN}:
        return (
            "" if plan.start_test else _settled(plan, "ack-skipped", asked, default="ack-skipped")
        )
    if Act.ROUTINE in acts or asked in SKIN_TEST:
        return ""
    if plan.state.too_young:
        return say("young-open")
    if plan.state.routine_for is not None and not acts - {Act.NONE}:
        return open_hint(plan)
    return _nothing_new(turn, plan, acts)


def _nothing_new(turn: Incoming, plan: Plan, acts: set[Act]) -> str:
    say, asked = plan.words, turn.state.asked or ""
    nothing = f"ack-nothing-{plan.state.acknowledged % NOTHING + 1}"
    settled = {*plan.state.settled} - {*turn.state.settled}
    if settled & {Slot.CAUTIONS, Slot.ALLERGIES} == {Slot.ALLERGIES}:
        asked = Slot.ALLERGIES  # "no allergies", whatever was asked
    if Act.NONE in acts or settled & {Slot.CAUTIONS, Slot.ALLERGIES}:
        return _settled(plan, "ack-none", asked, default=nothing)
    return say(nothing if acts else "ack-lost")


def _settled(plan: Plan, kind: str, asked: str, *, default: str) -> str:
    """The text of a kind for the slot that was asked; the default where it has none."""
    key = f"{kind}-{asked}"
    known = {*plan.state.profile.cautions, *plan.state.profile.allergies} - {Caution.MINOR}
    doubted = any(command.slot in (Slot.CAUTIONS, Slot.ALLERGIES) for command in plan.state.pending)
    if asked == Slot.CAUTIONS and (known or doubted):
        return plan.words(default)  # "no special limits" would be wrong
    return plan.words(key if key in plan.words.keys else default)
