"""What is known about a person, and how new statements change it. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from knowledge.vocabulary import Caution, Concern, Language, SkinType


class Slot(StrEnum):
    """Names of the profile's fields that a dialogue can ask about."""

    SKIN_TYPE = "skin_type"
    SENSITIVE = "sensitive"
    GOALS = "goals"
    AGE = "age"
    CAUTIONS = "cautions"
    ALLERGIES = "allergies"
    BUDGET_RUB = "budget_rub"
    FRAGRANCE_FREE = "fragrance_free"
    SHELF = "shelf"


LIST_SLOTS = frozenset({Slot.GOALS, Slot.CAUTIONS, Slot.ALLERGIES, Slot.SHELF})


class Profile(BaseModel):
    """A person's profile. None or an empty tuple: nothing was said about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skin_type: SkinType | None = None
    sensitive: bool | None = None
    goals: tuple[Concern, ...] = ()
    age: int | None = Field(default=None, ge=0, le=120, description="years")
    cautions: tuple[Caution, ...] = ()
    allergies: tuple[str, ...] = Field(default=(), description="canonical lower-case names")
    budget_rub: int | None = Field(default=None, ge=0, description="RUB for the whole routine")
    fragrance_free: bool | None = None
    shelf: tuple[str, ...] = Field(default=(), description="products the person owns, own words")
    language: Language | None = None

    def reported(self) -> dict[str, object]:
        """The profile as the interface reports it: only what was said."""
        return {
            name: value
            for name, value in self.model_dump(mode="json").items()
            if value not in (None, [], ())
        }


class Act(StrEnum):
    """What a message does. The model and the rules both speak in these."""

    SET = "set"  # a slot has this value (lists: add these)
    CORRECT = "correct"  # a slot has this value instead of an earlier one (lists: replace)
    DENY = "deny"  # this value is not so (lists: remove; scalars: clear if equal)
    NONE = "none"  # the asked slot is empty for sure ("аллергий нет")
    UNKNOWN = "unknown"  # the person does not know
    REFUSE = "refuse"  # the person does not want to say
    CONFIRM = "confirm"  # yes to a confirm question
    REJECT = "reject"  # no to a confirm question
    QUESTION = "question"  # a side question; value holds its text
    ROUTINE = "routine"  # wants the routine now, with what is known
    SUMMARY = "summary"  # wants to see what is known
    THANKS = "thanks"
    GREETING = "greeting"
    CHITCHAT = "chitchat"  # off topic
    RATING = "rating"  # value: int 0..10
    STOP = "stop"
    START_OVER = "start_over"
    HANDOVER = "handover"  # wants a human


class Command(BaseModel):
    """One typed command, with the words of the message it rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    act: Act
    slot: Slot | None = None
    value: str | int | bool | tuple[str, ...] | None = None
    evidence: str = ""
    confidence: float = Field(default=1.0, ge=0, le=1)


def _union(old: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*old, *new]))


def _as_tuple(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(str(item) for item in value)
    return () if value is None else (str(value),)


def _changed(profile: Profile, command: Command, slot: Slot) -> object:
    """The slot's new value after one command."""
    old = getattr(profile, slot.value)
    if slot in LIST_SLOTS:
        items = _as_tuple(command.value)
        if command.act is Act.SET:
            return _union(old, items)
        if command.act is Act.CORRECT:
            return items
        if command.act is Act.DENY:
            return tuple(item for item in old if item not in items)
        return () if command.act is Act.NONE else old
    if command.act in (Act.SET, Act.CORRECT):
        return command.value
    if command.act is Act.DENY and (command.value is None or command.value == old):
        return None
    return old


def merge(profile: Profile, commands: Iterable[Command]) -> Profile:
    """Apply commands in order; a command whose value is invalid for its slot is skipped."""
    for command in commands:
        if command.slot is None:
            continue
        value = _changed(profile, command, command.slot)
        try:
            profile = Profile.model_validate({**profile.model_dump(), command.slot.value: value})
        except ValueError:
            continue  # out of range or outside the vocabulary: the profile stays as it was
    return profile
