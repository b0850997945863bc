"""The words and weights of retrieval, read from data/retrieval.yaml once."""

import re
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from knowledge.parsing import parsed_text
from knowledge.vocabulary import Concern, Language, SkinType, Step, Texture


class Weights(BaseModel):
    """How much each part of a score counts; see data/retrieval.yaml for what each part is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fit: float = Field(ge=0)
    evidence: float = Field(ge=0)
    focus: float = Field(ge=0)
    named: float = Field(ge=0)
    skin: float = Field(ge=0)
    skin_care: float = Field(ge=0)
    lean: float = Field(ge=0)
    texture: float = Field(ge=0)
    sensitive: float = Field(ge=0)
    text: float = Field(gt=0)
    price: float = Field(ge=0)
    unknown_list: float = Field(le=0)
    same_brand: float = Field(le=0)
    same_active: float = Field(le=0)


class Words(BaseModel):
    """How people call concerns, steps and skin types: "ru words; en words"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    concerns: dict[Concern, str]
    steps: dict[Step, str]
    skin_types: dict[SkinType, str]


class Group(BaseModel):
    """INCI names that make a formula richer (weight above 0) or lighter (below 0)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: float
    pattern: re.Pattern[str]
    steps: tuple[Step, ...] = Field(default=(), description="where it counts; empty: anywhere")
    source: tuple[str, ...] = Field(min_length=1, description="what the sign rests on")


class Lean(BaseModel):
    """What makes a formula lean to the rich or the light side, and which side a type likes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sides: dict[SkinType, float]
    middle: float = Field(description="added to the sum, so that 0 leans to neither side")
    groups: dict[str, Group]


class Retrieval(BaseModel):
    """The whole data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    words: Words
    name_words: dict[Concern, re.Pattern[str]]
    skin_care: dict[SkinType, dict[Concern, float]]
    skin_texture: dict[SkinType, dict[Texture, float]]
    lean: Lean
    weights: Weights
    partner_window: float = Field(ge=0, description="largest score difference that may be swapped")


@cache
def load_retrieval() -> Retrieval:
    """The data that ships with the package."""
    text = files("knowledge").joinpath("data/retrieval.yaml").read_text("utf-8")
    data = parsed_text(text)
    words = {name: re.compile(w, re.IGNORECASE) for name, w in data["name_words"].items()}
    return Retrieval.model_validate(data | {"name_words": words})


def said(text: str, language: Language) -> str:
    """One language's side of "ru words; en words"."""
    ru, _, en = text.partition("; ")
    return ru if language is Language.RU else en
