"""What the conversation hands to a channel: typed, so that no channel decides anything. Pure."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from assistant.profile import Profile
from assistant.routine import Routine
from knowledge.vocabulary import Language, RedFlag


class NextStep(StrEnum):
    """What a reply does."""

    ASK = "ask"
    CONFIRM = "confirm"
    ANSWER = "answer"
    RECOMMEND = "recommend"
    REFER = "refer"
    CLOSE = "close"


class Option(BaseModel):
    """An answer a person may pick instead of typing; `say` is what hear() then receives."""

    model_config = ConfigDict(frozen=True)

    label: str
    say: str


class SeenSign(BaseModel):
    """One visible sign in a photo, as reported to channels and stored."""

    model_config = ConfigDict(frozen=True)

    concern: str
    probability: float


class Chunk(BaseModel):
    """A further piece of the reply's text; pieces concatenate to Reply.text."""

    model_config = ConfigDict(frozen=True)

    text: str


class Reply(BaseModel):
    """A finished turn. `text` is complete plain text (routine included); `lead` is the part
    before the routine so that a channel may render the routine its own way.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    lead: str = ""
    step: NextStep
    asked: str | None = None
    options: tuple[Option, ...] = ()
    profile: Profile
    language: Language
    findings: tuple[SeenSign, ...] = ()
    routine: Routine | None = None
    red_flags: tuple[RedFlag, ...] = ()
    first_text_ms: float = 0.0
    total_ms: float = 0.0
    source: str = "template"  # "model" when the language model worded it


Event = Chunk | Reply
