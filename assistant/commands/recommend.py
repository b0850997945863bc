"""`aloe recommend`: a profile in, a routine out."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from assistant.profile import Profile
from assistant.recommending import Recommender, ScanRetriever
from assistant.routine import NoRoutine, Routine
from assistant.settings import Settings
from knowledge.errors import MissingPart, UnusableInput
from knowledge.vocabulary import Language

ProfileFile = Annotated[
    Path,
    typer.Option(
        "--profile",
        help="JSON object with skin_type, sensitive, goals, age, cautions, allergies, budget_rub, "
        "fragrance_free, shelf, language; every field may be left out. - reads standard input.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the routine as one JSON object.")]
Minimal = Annotated[
    bool, typer.Option("--minimal", help="Three steps only: cleanser, moisturiser, sunscreen.")
]
Picture = Annotated[
    Path | None, typer.Option("--calendar", help="Write the six weeks as a picture (PNG) here.")
]


def recommend(
    profile: ProfileFile,
    as_json: AsJson = False,
    minimal: Minimal = False,
    calendar: Picture = None,
) -> None:
    """Compose a morning and evening routine from the catalogue. Needs no language model.

    Words are in the profile's language, Russian where it names none. A profile under 14 years gets
    no routine: the answer then holds "no_routine" and whom to ask instead (exit 0). Exit 2 when the
    profile cannot be used.
    """
    person = read_profile(profile)
    if calendar is not None and not calendar.parent.is_dir():
        raise UnusableInput(f"There is no folder {calendar.parent} to write the picture to.")
    language = person.language or Language.RU
    recommender = _recommender()
    found = recommender.recommend(person, language=language, minimal=minimal)
    if calendar is not None and isinstance(found, Routine):
        from assistant.calendar import draw

        calendar.write_bytes(draw(found, language))
    if as_json:
        typer.echo(json.dumps(as_data(found), ensure_ascii=False))
    else:
        typer.echo(recommender.render(found, language))


def as_data(found: Routine | NoRoutine) -> dict[str, object]:
    """What --json prints; without a routine its fields are there and empty."""
    if isinstance(found, Routine):
        return found.model_dump(mode="json")
    empty = Routine(morning=(), evening=(), disclaimer=found.disclaimer).model_dump(mode="json")
    return empty | {"no_routine": found.reason.value, "text": found.text, "source": found.source}


def read_profile(path: Path) -> Profile:
    """The profile in a file.

    Raises:
        UnusableInput: There is no such file, it is no JSON object, or fields do not fit.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnusableInput(f"No such file: {path}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInput(
            f"{path} cannot be read as UTF-8 text: save the profile as a JSON file.",
            detail=str(error),
        ) from error
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UnusableInput(f"{path} is not valid JSON: {error}.") from error
    except RecursionError:
        raise UnusableInput(f"{path} is nested too deeply to be a profile.") from None
    if not isinstance(data, dict):
        raise UnusableInput(f"{path} must hold one JSON object with the profile's fields.")
    try:
        return Profile.model_validate(_spoken(data))
    except ValidationError as error:
        raise UnusableInput(f"{path} does not fit: {_faults(error)}.") from error


def _spoken(data: dict[str, object]) -> dict[str, object]:
    """Null is "not said", for lists too."""
    return {name: value for name, value in data.items() if value is not None}


def _faults(error: ValidationError) -> str:
    """Every fault, named by its field."""
    said = []
    for fault in error.errors():
        field = ".".join(map(str, fault["loc"]))
        unknown = fault["type"] == "extra_forbidden"
        said.append(f"unknown field {field}" if unknown else f"{field}: {fault['msg']}")
    return "; ".join(said)


def _recommender() -> Recommender:
    """The wired recommender; without an index every product is looked at instead."""
    from assistant.loading import catalogue_path, load_recommender
    from knowledge.catalogue import Catalogue

    settings = Settings()
    try:
        return load_recommender(settings)[0]
    except MissingPart as error:
        typer.echo(f"{error.message} Until then products are chosen without the index.", err=True)
        catalogue = Catalogue.load(catalogue_path(settings))
        return Recommender(ScanRetriever(catalogue), catalogue, partners=settings.partner_products)
