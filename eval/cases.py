"""Loads case files: YAML lists or JSON Lines. A file without cases is an error."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import UnusableInput

FOLDER = Path(__file__).parent / "cases"


class Split(StrEnum):
    """Which of two sets is judged: the one to report on, or the one to tune on."""

    TEST = "test"
    DEV = "dev"


class Case(BaseModel):
    """One message to judge: what is said, what is expected, where the case is from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: str = Field(pattern="^(ru|en)$")
    purpose: str
    input: dict[str, Any]
    expected: dict[str, Any]
    unscored: tuple[str, ...] = ()
    origin: str


def read(path: Path) -> list[dict[str, Any]]:
    """The entries of a YAML list or a JSON Lines file.

    Raises:
        UnusableInput: The file is missing, broken or empty; every broken line is named.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnusableInput(
            f"The case file {path.name} cannot be read: {error.strerror}."
        ) from None
    entries = list(_jsonl(path, text)) if path.suffix == ".jsonl" else _yaml(path, text)
    if not entries:
        raise UnusableInput(f"The case file {path.name} holds no cases; add at least one.")
    return entries


def load(name: str, folder: Path = FOLDER) -> list[Case]:
    """Validated cases of one file.

    Raises:
        UnusableInput: As for read, or entries do not have the fields of a case, or ids repeat.
    """
    path = folder / name
    cases, faults = [], []
    for entry in read(path):
        try:
            cases.append(Case.model_validate(entry))
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(str(part) for part in fault["loc"])
            faults.append(f"{entry.get('id', '?')}: {where}: {fault['msg']}")
    ids = [case.id for case in cases]
    faults += [f"{i}: the id occurs twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
    if faults:
        raise UnusableInput(f"The case file {path.name} has faults: " + "; ".join(faults))
    return cases


def _jsonl(path: Path, text: str) -> Iterator[dict[str, Any]]:
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except json.JSONDecodeError as error:
            faults.append(f"line {number}: {error.msg}")
    if faults:
        raise UnusableInput(f"The case file {path.name} is not JSON Lines: " + "; ".join(faults))


def _yaml(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        entries = yaml.safe_load(text)
    except yaml.YAMLError as error:
        first = str(error).splitlines()[0]
        raise UnusableInput(f"The case file {path.name} is not YAML: {first}.") from None
    if entries is not None and not isinstance(entries, list):
        raise UnusableInput(f"The case file {path.name} must be a list of cases.")
    return entries or []


def mapping(path: Path) -> dict[str, Any]:
    """A YAML mapping that cases share, such as phrases.

    Raises:
        UnusableInput: The file is missing, broken or not a mapping.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise UnusableInput(f"The file {path.name} cannot be used: {error}.") from None
    if not isinstance(found, dict):
        raise UnusableInput(f"The file {path.name} must be a mapping.")
    return found
