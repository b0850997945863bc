"""The labels that the learned reader knows, and the lexicon's words for them. Pure."""

from typing import Final

from assistant.profile import Profile, Slot
from knowledge.vocabulary import Caution, Concern, SkinType

LABELS: Final[tuple[str, ...]] = (
    *(f"skin_type.{kind.value}" for kind in SkinType),
    "sensitive.true",
    "sensitive.false",
    *(f"goals.{goal.value}" for goal in Concern),
    *(f"cautions.{caution.value}" for caution in Caution),
)
"""Slot and value of everything that can be read; the order of all arrays."""
HEADS: Final = (*LABELS, "allergies.told")
"""What the heads know: the labels, and that somebody tells of an allergy, whatever to."""
TOLD: Final = len(LABELS)

SLOTS: Final = (Slot.SKIN_TYPE, Slot.SENSITIVE, Slot.GOALS, Slot.CAUTIONS)
_CONCEPTS: Final = {
    "skin_type.oily": ("oily", "shine"),
    "skin_type.dry": ("dry", "tight", "flake"),
    "sensitive.true": ("sensitive",),
    "sensitive.false": ("not_sensitive",),
    "goals.oiliness": ("oiliness", "oil_goal"),
}


def of_slot(slot: Slot) -> tuple[int, ...]:
    """Columns of a slot's labels."""
    return tuple(i for i, label in enumerate(LABELS) if slot_of(label) is slot)


def slot_of(label: str) -> Slot:
    """The slot of a label."""
    return Slot(label.partition(".")[0])


def value_of(label: str) -> object:
    """The value as a command holds it."""
    slot, _, name = label.partition(".")
    if slot == "sensitive":
        return name == "true"
    return name if slot == "skin_type" else (name,)


def concepts_of(label: str) -> tuple[str, ...]:
    """Concepts of the lexicon that speak for a label."""
    return _CONCEPTS.get(label, (label.partition(".")[2],))


def said(slot: Slot, value: object) -> list[str]:
    """Labels of a slot's value: one for each item of a list."""
    items = value if isinstance(value, (tuple, list)) else (value,)
    names = (str(i).lower() if isinstance(i, bool) else str(i) for i in items if i is not None)
    return [f"{slot.value}.{name}" for name in names]


def labels_of(profile: Profile) -> set[str]:
    """Everything a profile says in these slots."""
    return {label for slot in SLOTS for label in said(slot, getattr(profile, slot.value))}
