"""From decisions to plain words: questions, options, summaries. Pure."""

from collections.abc import Sequence

from assistant.dialogue import CONSENT, FINDING, RATING, SKIN_TEST
from assistant.profile import Command, Profile, Slot
from assistant.reply import Option, SeenSign
from assistant.texts import Texts
from knowledge.allergens import name_in
from knowledge.vocabulary import Concern, SkinType

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
    value = slot_value(texts, profile, slot)
    if value is None:
        return None
    if slot is Slot.SKIN_TYPE:
        return texts("said-skin_type", type=value)
    if slot is Slot.SENSITIVE:
        return texts(f"said-sensitive-{str(profile.sensitive).lower()}")
    if slot is Slot.ALLERGIES:
        return texts("value-allergy", names=value)
    if slot is Slot.SHELF:
        return texts("value-shelf", names=value)
    return value


def learned(texts: Texts, before: Profile, after: Profile) -> str:
    """What changed between two profiles, in words; empty when nothing did."""
    phrases = []
    for slot in Slot:
        old, new = getattr(before, slot.value), getattr(after, slot.value)
        if old == new:
            continue
        if isinstance(new, tuple):
            fresh = tuple(item for item in new if item not in old)
            part = after.model_copy(update={slot.value: fresh})
        else:
            part = after
        if (text := phrase(texts, part, slot)) is not None:
            phrases.append(text)
    return _join(phrases)


def in_short(texts: Texts, profile: Profile) -> str:
    """The whole profile in one line; empty when nothing is known."""
    phrases = (phrase(texts, profile, slot) for slot in Slot)
    return _join([text for text in phrases if text is not None])


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


def question(texts: Texts, about: str, *, again: bool = False, reminding: bool = False) -> str:
    """The question about a slot or a self-test step.

    Args:
        again: It was asked before and passed over.
        reminding: It was asked just before and something else came between: a few words do.
    """
    if reminding:
        return texts(f"talk-ask-{about}")
    if again and about in ASKED_AGAIN:
        return texts(f"ask-{about}-again")
    return texts(f"ask-{about}")


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


def finding_question(texts: Texts, concern: Concern) -> str:
    """Ask whether a sign seen in the photo matters."""
    return texts("ask-finding", sign=texts(f"goal-{concern.value}"))


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
