"""What is known about ingredients and their combinations, as frozen models. Pure."""

import re
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from knowledge.vocabulary import Active, Concern


class Evidence(StrEnum):
    """How well an effect of the ingredient (never of a product) is supported."""

    STRONG = "strong"
    MODERATE = "moderate"
    LIMITED = "limited"


class PregnancyStatus(StrEnum):
    """What the named sources say about use in pregnancy."""

    AVOID = "avoid"
    LIMITED = "limited"
    ACCEPTABLE = "acceptable"
    UNKNOWN = "unknown"


class _Fact(BaseModel):
    """Base of everything that carries a source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: tuple[str, ...] = Field(min_length=1, description="titles a person can look up")


class EuLimit(_Fact):
    """Highest lawful share in the EU for a kind of product."""

    id: str
    inci: tuple[str, ...] = Field(min_length=1)
    percent: float = Field(ge=0, le=100, description="percent by weight; 0: not permitted")
    scope: Literal["leave_on", "any"]
    factors: dict[str, float] = Field(
        default_factory=dict, description="INCI name -> weight as the limited substance, default 1"
    )
    ru: str
    en: str


class Ingredient(_Fact):
    """One ingredient (or a small group that is spoken of as one)."""

    id: str
    inci: tuple[str, ...] = Field(min_length=1)
    synonyms: tuple[str, ...] = Field(default=(), description="other names seen on labels")
    cosing: bool = Field(default=True, description="False: a medicine or not listed in CosIng")
    en: tuple[str, ...] = Field(min_length=1, description="what people call it; first is shown")
    ru: tuple[str, ...] = Field(min_length=1)
    active: Active | None = None
    does: dict[Concern, Evidence] = Field(default_factory=dict)
    usual: tuple[float, float] | None = Field(default=None, description="percent by weight")
    irritant: Literal["low", "mild", "moderate", "high"] = "low"
    comedogenic: Literal["low", "possible", "unknown"] = "unknown"
    photosensitising: bool = False
    pregnancy: PregnancyStatus
    medicine: bool = False
    note_ru: str = ""
    note_en: str = ""

    @field_validator("usual")
    @classmethod
    def _ordered(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and not 0 <= value[0] <= value[1] <= 100:
            msg = "usual strength must be two percentages, the lower first"
            raise ValueError(msg)
        return value

    def name(self, language: str) -> str:
        """The name a person would use."""
        return _VITAMIN.sub(lambda m: m[0].upper(), (self.ru if language == "ru" else self.en)[0])

    def note(self, language: str) -> str:
        """One sentence of advice, or an empty string."""
        return self.note_ru if language == "ru" else self.note_en


_VITAMIN = re.compile(r"(?<=\bvitamin )[a-z]\b|(?<=\bвитамин )[а-яa-z]\b")
"""The letter of a vitamin; names in the data are in lower case."""


class Family(_Fact):
    """A pattern over normalised INCI names that places an ingredient in an active family."""

    active: Active
    pattern: str
    exclude: str = ""


class InteractionKind(StrEnum):
    """What two ingredients mean for one evening."""

    CONFLICT = "conflict"
    CAUTION = "caution"
    WAIT = "wait"
    SYNERGY = "synergy"


class Interaction(_Fact):
    """One rule about two families (or an INCI name) meeting."""

    id: str
    a: str
    b: str
    kind: InteractionKind
    minutes: int | None = Field(default=None, ge=1, le=240)
    ru: str
    en: str

    @model_validator(mode="after")
    def _wait_has_minutes(self) -> "Interaction":
        if self.kind is InteractionKind.WAIT and self.minutes is None:
            msg = "a wait rule names its minutes"
            raise ValueError(msg)
        return self

    def text(self, language: str) -> str:
        """The rule in words."""
        return self.ru if language == "ru" else self.en


class RuleKind(StrEnum):
    """What a safety rule looks at."""

    FAMILY = "family"  # the product holds one of the families, or one of the allergen groups
    PREGNANCY_STATUS = "pregnancy_status"  # an ingredient whose entry says avoid
    CATALOGUE_SAYS_NO = "catalogue_says_no"  # the catalogue itself says: not in pregnancy
    MISSING_INCI = "missing_inci"
    ALLERGY = "allergy"
    FRAGRANCE = "fragrance"
    EU_LIMIT = "eu_limit"
    MEDICINE = "medicine"
    ANYTHING = "anything"


class SafetyRule(_Fact):
    """One safety rule as data: for whom, what in the product, and what is said about it."""

    id: str
    kind: RuleKind
    when: tuple[str, ...] = Field(
        default=(), description="cautions or under_14, sensitive, allergies, fragrance_free; "
        "empty: everyone"
    )  # fmt: skip
    families: tuple[Active, ...] = ()
    groups: tuple[str, ...] = Field(default=(), description="allergen groups")
    names: tuple[str, ...] = Field(default=(), description="INCI names outside any family")
    leave_on_only: bool = False
    over_percent: float | None = Field(
        default=None, description="only above this stated strength, percent by weight"
    )
    severity: Literal["exclude", "caution"] = "exclude"
    ru: str
    en: str

    def text(self, language: str) -> str:
        """The rule in words."""
        return self.ru if language == "ru" else self.en


class Topic(_Fact):
    """A how-to or general fact that answers a question."""

    id: str
    cues_ru: tuple[str, ...] = Field(min_length=1, description="see knowledge.cues")
    cues_en: tuple[str, ...] = Field(min_length=1)
    mentions: tuple[Active, ...] = Field(
        default=(), description="families the answer suggests: rules may speak against them"
    )
    concern: bool = Field(
        default=False, description="about a goal: gives way when the question names an ingredient"
    )
    ru: str
    en: str

    def text(self, language: str) -> str:
        """The answer in words."""
        return self.ru if language == "ru" else self.en
