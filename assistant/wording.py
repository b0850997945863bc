"""From decisions to plain words: questions, options, summaries. Pure."""

from collections.abc import Sequence

from assistant.dialogue import CONSENT, FINDING, RATING, SKIN_TEST, YOUNGEST, DialogueState
from assistant.profile import LIST_SLOTS, Command, Profile, Slot
from assistant.reply import Option, SeenSign
from assistant.routine import Routine, place_of
from assistant.texts import Texts
from knowledge.allergens import name_in
from knowledge.vocabulary import Active, Caution, Concern, SkinType, Step

ASKED_AGAIN = frozenset({Slot.GOALS.value, Slot.CAUTIONS.value})


def _join(items: Sequence[str]) -> str:
    return ", ".join(items)


def _goals(texts: Texts, goals: Sequence[Concern]) -> str:
    return _join([texts(f"goal-{goal.value}") for goal in goals])


def slot_value(texts: Texts, profile: Profile, slot: Slot) -> str | None:
    """What is known about a slot, in words; None when nothing is."""
    value = getattr(profile, slot.value)
    if value is None or value == ():
        return None
    match slot:
        case Slot.SKIN_TYPE:
            return texts(f"skin_type-{value}")
        case Slot.SENSITIVE | Slot.FRAGRANCE_FREE:
            return texts(f"value-{slot.value}-{str(value).lower()}")
        case Slot.GOALS:
            return _goals(texts, value)
        case Slot.AGE:
            return texts("value-age", n=value)
        case Slot.CAUTIONS:
            return _join([texts(f"caution-{caution.value}") for caution in value])
        case Slot.ALLERGIES:
            return _join([name_in(texts.language.value, name) for name in value])
        case Slot.BUDGET_RUB:
            return texts("value-budget", n=value)
        case _:
            return _join(value)


def phrase(texts: Texts, profile: Profile, slot: Slot) -> str | None:
    """A slot's value as part of a sentence ("кожа сухая"); None when nothing is known."""
    if slot is Slot.CAUTIONS and _young(profile):
        # The age has said it already.
        cautions = tuple(item for item in profile.cautions if item is not Caution.MINOR)
        profile = profile.model_copy(update={"cautions": cautions})
    value = slot_value(texts, profile, slot)
    if value is None:
        return None
    match slot:
        case Slot.SKIN_TYPE:
            return texts("said-skin_type", type=value)
        case Slot.SENSITIVE:
            return texts(f"said-sensitive-{str(profile.sensitive).lower()}")
        case Slot.AGE if _young(profile) and (profile.age or 0) >= YOUNGEST:
            return texts("said-age-minor", age=value)
        case Slot.ALLERGIES:
            return texts("value-allergy", names=value)
        case Slot.SHELF:
            return texts("value-shelf", names=value)
        case _:
            return value


def _young(profile: Profile) -> bool:
    return profile.age is not None and Caution.MINOR in profile.cautions


def _phrases(texts: Texts, profile: Profile) -> list[str]:
    """All that is known, as parts of a sentence; type and sensitivity of the skin in one."""
    both = profile.skin_type is not None and profile.sensitive is not None
    found = []
    for slot in Slot:
        if both and slot is Slot.SENSITIVE:
            continue
        if both and slot is Slot.SKIN_TYPE:
            key = f"said-skin-both-{str(profile.sensitive).lower()}"
            found.append(texts(key, type=slot_value(texts, profile, slot) or ""))
        elif (text := phrase(texts, profile, slot)) is not None:
            found.append(text)
    return found


def learned(texts: Texts, before: Profile, after: Profile) -> str:
    """What is new between two profiles, in words; empty when nothing is."""
    return _join(_phrases(texts, _more(before, after)))


def taken_back(texts: Texts, before: Profile, after: Profile) -> str:
    """What is no longer so, in words; what has another value instead is not named."""
    gone = _more(after, before)
    kept: dict[str, object] = {
        slot.value: None
        for slot in Slot
        if slot not in LIST_SLOTS and getattr(after, slot.value) is not None
    }
    if after.age is not None:  # the age says who is a minor
        kept["cautions"] = tuple(c for c in gone.cautions if c is not Caution.MINOR)
    gone = gone.model_copy(update=kept)
    return _join(_phrases(texts, gone))


def _more(before: Profile, after: Profile) -> Profile:
    """What the second profile holds that the first does not."""
    fields: dict[str, object] = {}
    for slot in Slot:
        old, new = getattr(before, slot.value), getattr(after, slot.value)
        if isinstance(new, tuple):
            fields[slot.value] = tuple(item for item in new if item not in old)
        else:
            fields[slot.value] = new if new != old else None
    return Profile.model_validate(fields)


def in_short(texts: Texts, profile: Profile) -> str:
    """The whole profile in one line; empty when nothing is known."""
    goals = _goals(texts, profile.goals)
    others = _phrases(texts, profile.model_copy(update={"goals": ()}))
    at = 1 if profile.skin_type is not None or profile.sensitive is not None else 0
    if goals:
        others.insert(at, texts("said-goals", goals=goals, n=len(profile.goals)))
    return "; ".join(others)


def wishes(texts: Texts, *, minimal: bool, cheaper: bool, avoid: Sequence[Active],
           without: Sequence[Step]) -> str:  # fmt: skip
    """How a person wants their routine, in words."""
    said = [texts("wish-minimal")] if minimal else []
    said += [texts("wish-cheaper")] if cheaper else []
    said += [texts("wish-avoid", name=texts(f"routine-active-{name.value}")) for name in avoid]
    said += [texts("wish-without", step=texts(f"routine-step-{step.value}")) for step in without]
    return _join(said)


def summary(texts: Texts, profile: Profile) -> str:
    """What is known about the person, a line a slot."""
    lines = [
        f"• {texts(f'label-{slot.value}')}: {value}"
        for slot in Slot
        if (value := slot_value(texts, profile, slot)) is not None
    ]
    if not lines:
        return texts("summary-empty")
    return "\n".join([texts("summary-head"), *lines, texts("summary-tail")])


def question(texts: Texts, about: str, state: DialogueState, *, again: bool = False) -> str:
    """The question about a slot or a self-test step.

    Args:
        state: What is known and need not be asked for.
        again: It was asked before and passed over.
    """
    # Somebody who told their allergies is not asked for them again.
    rest = "-rest" if about == Slot.CAUTIONS.value and state.known(Slot.ALLERGIES) else ""
    if again and about in ASKED_AGAIN:
        return texts(f"ask-{about}-again{rest}")
    if about == Slot.CAUTIONS.value:
        lines = [f"• {texts(f'ask-cautions-{name}')}" for name in _circumstances(state)]
        told = any(caution is not Caution.MINOR for caution in state.profile.cautions)
        key = "ask-cautions-more" if told or state.profile.allergies else "ask-cautions"
        return texts(key, list="\n".join(lines))
    return texts(f"ask-{about}")


PREGNANCY = {Caution.PREGNANCY, Caution.BREASTFEEDING, Caution.TRYING_TO_CONCEIVE}
NO_MORE_PREGNANCY = 60
"""Years from which nobody is asked whether she is pregnant."""


def _circumstances(state: DialogueState) -> list[str]:
    """What there is to respect for safety, without what is known or denied already."""
    profile = state.profile
    told = {*profile.cautions, *state.denied}
    open_ = {
        "pregnancy": not told & PREGNANCY and (profile.age or 0) < NO_MORE_PREGNANCY,
        "allergies": not state.known(Slot.ALLERGIES),
        "isotretinoin": Caution.ISOTRETINOIN not in told,
        "procedure": Caution.RECENT_PROCEDURE not in told,
        "eczema": Caution.ECZEMA_PRONE not in told,
        "minor": profile.age is None,
    }
    return [name for name, asked in open_.items() if asked]


def confirm_question(texts: Texts, command: Command) -> str:
    """Ask whether a doubtful value was meant."""
    assert command.slot is not None
    value = command.value
    items = value if isinstance(value, tuple) else (value,)
    field = (
        items if command.slot in {Slot.GOALS, Slot.CAUTIONS, Slot.ALLERGIES, Slot.SHELF} else value
    )
    profile = Profile.model_validate({command.slot.value: field})
    return texts("ask-confirm", what=phrase(texts, profile, command.slot) or str(value))


def finding_question(
    texts: Texts, concern: Concern, *, contradicts: bool = False, told: bool = False
) -> str:
    """Ask whether a sign seen in the photo matters.

    Args:
        contradicts: The person said that they do not have it.
        told: The same reply has just said what the photo shows.
    """
    key = "ask-finding-against" if contradicts else ("ask-finding-told" if told else "ask-finding")
    return texts(key, sign=texts(f"goal-{concern.value}"))


def _percent(probability: float) -> int:
    """Whole percent, never a hundred: a photo model is not certain."""
    return min(99, round(100 * probability))


def seen(texts: Texts, findings: Sequence[SeenSign]) -> str:
    """What the photo shows, in words."""
    signs = [sign for sign in findings if sign.concern != "clear"]
    if not signs:
        best = max(findings, key=lambda sign: sign.probability)
        return texts("seen-clear", percent=_percent(best.probability))
    words = [f"{texts(f'goal-{sign.concern}')} ({_percent(sign.probability)} %)" for sign in signs]
    return texts("seen-signs", signs=_join(words))


def _options(texts: Texts, *keys: str) -> tuple[Option, ...]:
    return tuple(Option(label=texts(key), say=texts(key)) for key in keys)


SWAPPED = (Step.CLEANSER, Step.TREATMENT, Step.MOISTURIZER, Step.SUNSCREEN, Step.EYE, Step.LIP)


def routine_options(texts: Texts, routine: Routine) -> tuple[Option, ...]:
    """What a person may wish of the routine that stands: another product, cheaper, their own."""
    steps = (*routine.morning, *routine.evening)
    bought = {place_of(step) for step in steps if step.product_id is not None}
    keys = [f"option-other-{place.value}" for place in SWAPPED if place in bought]
    swaps = tuple(Option(label=texts(key), say=texts(f"{key}-say")) for key in keys)
    return (*swaps, *_options(texts, "option-cheaper", "option-own"))


def options(texts: Texts, asked: str | None) -> tuple[Option, ...]:
    """Answers a person may pick instead of typing; free text always works too."""
    if asked is None:
        return ()
    if asked in SKIN_TEST:
        number = SKIN_TEST.index(asked) + 1
        return _options(texts, *(f"option-test_{number}-{i}" for i in range(3)))
    if asked == RATING:
        return tuple(Option(label=str(score), say=str(score)) for score in range(11))
    fixed: dict[str, tuple[str, ...]] = {
        Slot.SKIN_TYPE.value: (*(f"skin_type-{kind.value}" for kind in SkinType), "option-unknown"),
        Slot.SENSITIVE.value: ("option-yes", "option-no", "option-unknown"),
        Slot.CAUTIONS.value: ("option-nothing",),
        Slot.BUDGET_RUB.value: (
            "option-budget-1",
            "option-budget-2",
            "option-budget-3",
            "option-skip",
        ),
        CONSENT: ("option-yes", "option-no"),
    }
    if asked.startswith((FINDING, "confirm:")):
        return _options(texts, "option-yes", "option-no")
    return _options(texts, *fixed.get(asked, ()))
