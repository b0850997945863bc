"""What a run writes down: raw records, the figures computed from them, and the run itself. Pure."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1
"""Raised when a field of the JSON changes meaning; new fields alone do not raise it."""

Json = dict[str, Any]


class Record(BaseModel):
    """One judged case, complete enough to compute every figure again without the product."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: str = ""
    purpose: str = ""
    run: int = Field(default=1, ge=1, description="1..k where a case is run several times")
    input: Json = Field(default_factory=dict)
    expected: Json = Field(default_factory=dict)
    got: Json = Field(default_factory=dict)
    unscored: tuple[str, ...] = Field(
        default=(), description="fields or field.value pairs on which careful readers differ"
    )
    tags: dict[str, str] = Field(default_factory=dict, description="groups: split, skin tone, ...")
    ok: bool = Field(description="whether the case as a whole was right")
    why: tuple[str, ...] = Field(default=(), description="what was wrong, one sentence each")
    ms: float | None = Field(default=None, ge=0, description="milliseconds, where time is judged")


class Figure(BaseModel):
    """A figure with its number of observations and its 95 % interval."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: float | None = Field(description="None: no observation, so nothing can be claimed")
    low: float | None = None
    high: float | None = None
    n: int = Field(ge=0)
    method: Literal["wilson", "bootstrap", "none"] = "none"
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "score", "ms", "count"] = "share"

    @property
    def worst(self) -> float | None:
        """The bound of the interval that a gate looks at; the value where there is none."""
        bound = self.low if self.better == "higher" else self.high
        return self.value if bound is None else bound


class Chart(BaseModel):
    """A picture for the page, as SVG text or a PNG data address."""

    model_config = ConfigDict(frozen=True)

    title: str
    picture: str
    caption: str = ""


class SuiteResult(BaseModel):
    """What one suite found for one model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suite: str
    title: str
    model: str = ""
    status: Literal["ran", "not run"]
    because: str = Field(default="", description="why it did not run")
    seconds: float = 0.0
    cpu_seconds: float = Field(default=0.0, description="of all threads; judging only")
    figures: tuple[Figure, ...] = ()
    records: tuple[Record, ...] = ()


class Run(BaseModel):
    """A whole run: the JSON report is this."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = SCHEMA_VERSION
    started: str = Field(description="ISO 8601, UTC")
    seconds: float = 0.0
    seed: int
    fast: bool = False
    split: Literal["test", "dev"] = Field(
        default="test", description="dev: the cases used for tuning; nothing to report"
    )
    command: str = ""
    environment: dict[str, str] = Field(default_factory=dict)
    results: tuple[SuiteResult, ...] = ()
