"""Gets a public product database over the network; only when an operator asks for it."""

from collections.abc import Callable
from pathlib import Path

import httpx

from knowledge.errors import MissingPart, UnusableInput

OPEN_BEAUTY_FACTS = "https://static.openbeautyfacts.org/data/en.openbeautyfacts.org.products.csv"
"""The nightly tab-separated export of https://world.openbeautyfacts.org/data, some 170 MB."""

LICENCE = "Open Beauty Facts, Open Database License: name the source where you show the data."
_HEADERS = {
    "User-Agent": "aloe-catalogue (skin care consultant, one download by its operator)",
    "Accept-Encoding": "identity",  # ranges count the bytes of the file itself
}

Progress = Callable[[int, int], None]
"""Called with (bytes here, bytes in all; 0 where not known)."""


def fetch(url: str, target: Path, progress: Progress | None = None) -> Path:
    """Download to a file that appears only when it is whole; goes on where it was interrupted.

    Raises:
        MissingPart: The server cannot be reached, breaks off or refuses; what came is kept.
        UnusableInput: The target cannot be written.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        have = part.stat().st_size if part.exists() else 0
        headers = _HEADERS | ({"Range": f"bytes={have}-"} if have else {})
        with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=60) as answer:
            if answer.status_code != httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                answer.raise_for_status()
                _receive(answer, part, have, progress)
        part.replace(target)
    except httpx.HTTPError as error:
        raise MissingPart(
            f"{httpx.URL(url).host} did not deliver the file: check the network and run it again, "
            "it goes on where it stopped.",
            detail=str(error),
        ) from error
    except OSError as error:
        raise UnusableInput(
            f"{target.name} cannot be written: choose another file with --to.", detail=str(error)
        ) from error
    return target


def _receive(answer: httpx.Response, part: Path, have: int, progress: Progress | None) -> None:
    """Append when the server goes on where we were, else start over."""
    goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT
    done = have if goes_on else 0
    length = int(answer.headers.get("Content-Length", 0))
    total = done + length if length else 0
    with part.open("ab" if goes_on else "wb") as file:
        for block in answer.iter_bytes():
            file.write(block)
            done += len(block)
            if progress:
                progress(done, total)
