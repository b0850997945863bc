import pytest

from assistant.profile import Act, Command, Profile, Slot, merge
from knowledge.vocabulary import Caution, Concern, SkinType


def _set(slot: Slot, value: object, act: Act = Act.SET) -> Command:
    return Command.model_validate({"act": act, "slot": slot, "value": value})


@pytest.mark.parametrize(
    ("before", "command", "slot", "after"),
    [
        ({}, _set(Slot.SKIN_TYPE, "dry"), "skin_type", SkinType.DRY),
        (
            {"skin_type": "oily"},
            _set(Slot.SKIN_TYPE, "dry", Act.CORRECT),
            "skin_type",
            SkinType.DRY,
        ),
        ({"skin_type": "oily"}, _set(Slot.SKIN_TYPE, "oily", Act.DENY), "skin_type", None),
        ({"skin_type": "dry"}, _set(Slot.SKIN_TYPE, "oily", Act.DENY), "skin_type", SkinType.DRY),
        ({"goals": ["acne"]}, _set(Slot.GOALS, ("redness",)), "goals", ("acne", "redness")),
        ({"goals": ["acne"]}, _set(Slot.GOALS, ("acne",)), "goals", ("acne",)),
        ({"goals": ["acne"]}, _set(Slot.GOALS, ("redness",), Act.CORRECT), "goals", ("redness",)),
        (
            {"goals": ["acne", "redness"]},
            _set(Slot.GOALS, ("acne",), Act.DENY),
            "goals",
            ("redness",),
        ),
        ({"allergies": ["nuts"]}, _set(Slot.ALLERGIES, None, Act.NONE), "allergies", ()),
        ({"age": 20}, _set(Slot.AGE, 121), "age", 20),
        ({"age": 20}, _set(Slot.AGE, 120), "age", 120),
        ({"age": 20}, _set(Slot.AGE, -1), "age", 20),
        ({}, _set(Slot.SKIN_TYPE, "purple"), "skin_type", None),
        ({}, _set(Slot.GOALS, ("world_peace",)), "goals", ()),
        ({}, _set(Slot.SENSITIVE, False), "sensitive", False),
        ({"sensitive": True}, _set(Slot.SENSITIVE, None, Act.UNKNOWN), "sensitive", True),
    ],
)
def test_merge_changes_one_slot(before: dict, command: Command, slot: str, after: object) -> None:
    assert getattr(merge(Profile.model_validate(before), [command]), slot) == after


def test_commands_without_a_slot_change_nothing() -> None:
    profile = Profile(goals=(Concern.ACNE,))
    assert merge(profile, [Command(act=Act.THANKS)]) == profile


def test_reported_profile_holds_only_what_was_said() -> None:
    profile = Profile(sensitive=False, cautions=(Caution.PREGNANCY,))
    assert profile.reported() == {"sensitive": False, "cautions": ["pregnancy"]}
