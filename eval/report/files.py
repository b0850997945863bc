"""Writes and reads the JSON of a run; half-written files never stand under the final name."""

from pathlib import Path

from pydantic import ValidationError

from eval.records import SCHEMA_VERSION, Run
from knowledge.errors import UnusableInput


def write(path: Path, text: str) -> None:
    """Write a text file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def save(run: Run, path: Path) -> None:
    """Write the JSON of a run."""
    write(path, run.model_dump_json(indent=1) + "\n")


def load(path: Path) -> Run:
    """Read the JSON of a run.

    Raises:
        UnusableInput: It is missing, broken or of another schema version.
    """
    try:
        run = Run.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnusableInput(f"The report {path} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        raise UnusableInput(f"{path} is not an evaluation report.", detail=str(error)) from None
    if run.schema_version != SCHEMA_VERSION:
        raise UnusableInput(
            f"{path} has schema version {run.schema_version}, this version reads {SCHEMA_VERSION}."
        )
    return run
