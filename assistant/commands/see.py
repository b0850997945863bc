"""`aloe see`: the quality gate and the findings for photos."""

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.models import Registry
from assistant.settings import Settings
from knowledge.errors import UnusableInput
from knowledge.vocabulary import Language
from vision.explain import words
from vision.eyes import Eyes
from vision.findings import Rejection, Sight, advice, fuse
from vision.photo import MAX_BYTES

# These say that the bytes are no photo; the other refusals are about a photo's quality.
_NO_PHOTO = {Rejection.UNREADABLE, Rejection.TOO_LARGE}

Photos = Annotated[list[Path], typer.Argument(help="Photos: JPEG, PNG, WEBP or HEIC.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, one line a photo.")]
Explain = Annotated[
    Path | None,
    typer.Option(help="Write a PNG here: the photo, what spoke for the finding, and bars."),
]
Lang = Annotated[Language, typer.Option("--lang", help="Language of advice and words.")]


def see(
    photos: Photos,
    as_json: AsJson = False,
    explain: Explain = None,
    lang: Lang = Language.RU,
) -> None:
    """Look at photos of skin: is each good enough, and what does it show?

    A photo that is refused for its quality is an answer (exit 0). Exit 2 when a file is missing or
    when none of the files is a photo. When "abstained" is true, findings are only guesses.
    """
    folders = [str(path) for path in photos if path.is_dir()]
    if folders:
        raise UnusableInput(f"{', '.join(folders)}: a folder. Name the photos in it.")
    missing = [str(path) for path in photos if not path.is_file()]
    if missing:
        raise UnusableInput(f"No such file: {', '.join(missing)}.")
    if explain is not None and len(photos) > 1:
        raise UnusableInput("--explain draws one photo: name only one.")
    if explain is not None and not explain.parent.is_dir():
        raise UnusableInput(f"There is no folder {explain.parent} to write the picture to.")
    if explain is not None and explain.is_dir():
        raise UnusableInput(f"{explain} is a folder: name a PNG file to write the picture to.")
    eyes = Eyes.load(face_detector=face_detector(Settings()))
    sights = []
    for path in photos:
        with path.open("rb") as file:  # one byte more than is looked at tells what is too large
            sight = eyes.see(file.read(MAX_BYTES + 1))
        sights.append(sight)
        typer.echo(
            json.dumps(record(path, sight, lang), ensure_ascii=False)
            if as_json
            else _line(path, sight, lang)
        )
    if all(s.rejected_for in _NO_PHOTO for s in sights):
        reason = sights[0].rejected_for or Rejection.UNREADABLE
        raise UnusableInput(f"{photos[0]}: {advice(reason, lang)}")
    if len(sights) > 1 and not as_json:
        typer.echo(_line(Path("together" if lang is Language.EN else "вместе"), fuse(sights), lang))
    if explain is not None:
        _write(explain, eyes.explain(photos[0].read_bytes(), lang))


def record(path: Path, sight: Sight, lang: Language) -> dict[str, object]:
    """The stable JSON of one photo."""
    return {
        "file": str(path),
        "accepted": sight.accepted,
        "rejected_for": sight.rejected_for,
        "advice": advice(sight.rejected_for, lang) if sight.rejected_for else None,
        "findings": [
            {"concern": f.label, "probability": round(f.probability, 4)} for f in sight.findings
        ],
        "abstained": sight.abstained,
        "refer": sight.refer,
        "probabilities": {k.value: round(v, 4) for k, v in sight.probabilities.items()},
        "ms": round(sight.ms, 1),
    }


def face_detector(settings: Settings) -> Path | None:
    """The face detector in the model folder, if it was pulled."""
    registry = Registry.load(settings.model_dir)
    paths = [registry.file_of(e.id) for e in registry.entries if e.purpose == "face"]
    return next((path for path in paths if path.is_file()), None)


def _line(path: Path, sight: Sight, lang: Language) -> str:
    return f"{path}: {words(sight, lang)} ({sight.ms:.0f} ms)"


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise UnusableInput(f"{path} cannot be written: {error.strerror}.") from error
