"""The registry: finds, verifies and pulls model files. Weights are data: never run or unpickled."""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from assistant.models.entries import Document, Entry, Source
from assistant.models.sources import Offer, Progress, SourceUnavailableError, offer
from knowledge.errors import AloeError, MissingPart, UnusableInput

Offering = Callable[[Entry, Source], Offer]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _silent(_done: int, _total: int, _what: str) -> None:
    """Report no progress."""


class Registry:
    """Model files by id, kept in one folder as `<id>/<file>`.

    A file is hashed once; a marker beside it keeps hash, size and modification time, so that later
    starts compare three numbers and hash again only when one has changed.
    """

    def __init__(
        self, folder: Path, entries: Sequence[Entry], *, offering: Offering = offer
    ) -> None:
        self.folder = folder
        self.entries = tuple(entries)
        self._offering = offering

    @classmethod
    def load(cls, folder: Path, document: Path | None = None) -> "Registry":
        """Read the registry's data.

        Args:
            folder: Where model files are kept.
            document: Another registry file than the built-in one.

        Raises:
            UnusableInput: The file is not a registry.
        """
        text = (
            document.read_text("utf-8")
            if document
            else files("assistant").joinpath("data/models.yaml").read_text("utf-8")
        )
        try:
            found = Document.model_validate(yaml.safe_load(text))
        except (ValidationError, yaml.YAMLError) as error:
            raise UnusableInput(
                "The model registry is not valid; see the log.", detail=str(error)
            ) from error
        return cls(folder, found.models)

    def entry(self, model_id: str) -> Entry:
        """The entry of an id.

        Raises:
            UnusableInput: There is none.
        """
        for entry in self.entries:
            if entry.id == model_id:
                return entry
        raise UnusableInput(f"There is no model “{model_id}”; see `aloe models list`.")

    def needed(self) -> tuple[str, ...]:
        """Ids of the models that serving needs as it is set up."""
        return tuple(entry.id for entry in self.entries if entry.default)

    def file_of(self, model_id: str) -> Path:
        """Where the model's file is or would be."""
        entry = self.entry(model_id)
        return self.folder / entry.id / entry.file

    def present(self, model_id: str) -> bool:
        """Whether the file is there (not whether it is right)."""
        return self.file_of(model_id).is_file()

    def path_of(self, model_id: str) -> Path:
        """The model's file, known to be the right one.

        Raises:
            MissingPart: It was not pulled yet.
            UnusableInput: It is not what it should be.
        """
        path = self.file_of(model_id)
        if not path.is_file():
            raise MissingPart(
                f"The model “{model_id}” is not here yet; run `aloe models pull {model_id}`."
            )
        marked = _read_marker(path)
        expected = self.entry(model_id).sha256 or (marked or {}).get("sha256")
        if marked and marked == _marker(path, str(expected)):
            return path
        return self.verify(model_id)

    def verify(self, model_id: str) -> Path:
        """Hash the model's file and compare.

        Raises:
            MissingPart: It is not there.
            UnusableInput: It is not what it should be; it is left as it is.
        """
        entry, path = self.entry(model_id), self.file_of(model_id)
        if not path.is_file():
            raise MissingPart(
                f"The model “{model_id}” is not here yet; run `aloe models pull {model_id}`."
            )
        expected = entry.sha256 or (_read_marker(path) or {}).get("sha256")
        if sha256_of(path) != expected:
            raise UnusableInput(
                f"The file of the model “{model_id}” is not the one it should be (its SHA-256 "
                f"differs): run `aloe models pull {model_id}` to replace it.",
                detail=str(path),
            )
        _write_marker(path, str(expected))
        return path

    def pull(self, model_id: str, progress: Progress = _silent) -> Path:
        """Get the model's file unless it is here already; resumes what was interrupted.

        Raises:
            UnusableInput: What a source gave is not the right file; nothing was changed.
            AloeError: No source can be reached, or the disk is too full.
        """
        path = self.file_of(model_id)
        try:
            return self.path_of(model_id)
        except (MissingPart, UnusableInput):
            path.parent.mkdir(parents=True, exist_ok=True)
        from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]  # re-exported

        with WeakFileLock(path.parent / ".lock"):
            try:
                return self.path_of(model_id)  # another process may have been faster
            except (MissingPart, UnusableInput):
                self._require_space(self.entry(model_id))
                return self._fetch(self.entry(model_id), path, progress)

    def _require_space(self, entry: Entry) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < entry.bytes * 1.1:
            raise AloeError(
                f"The model “{entry.id}” needs {entry.bytes * 1.1 / 1e9:.1f} GB on disk and "
                f"{free / 1e9:.1f} GB are free: make room or set ALOE_MODEL_DIR to another disk.",
                detail=str(self.folder),
            )

    def _fetch(self, entry: Entry, path: Path, progress: Progress) -> Path:
        """Try the sources in order."""
        reasons = []
        for source in entry.sources:
            try:
                return self._fetch_from(entry, source, path, progress)
            except (SourceUnavailableError, UnusableInput) as error:
                reasons.append(error)
        wrong = [error for error in reasons if isinstance(error, UnusableInput)]
        if wrong:
            raise wrong[0]
        raise AloeError(
            f"The model “{entry.id}” could not be downloaded: none of its sources can be reached. "
            "Check the network and run the same command again; what was loaded is kept.",
            detail="; ".join(str(error) for error in reasons),
        )

    def _fetch_from(self, entry: Entry, source: Source, path: Path, progress: Progress) -> Path:
        offered = self._offering(entry, source)
        expected = entry.sha256 or offered.sha256
        if expected is None or (offered.sha256 not in (None, expected)):
            raise SourceUnavailableError(f"{offered.name} has another version of the file")
        partial = offered.download(path.parent, progress)
        progress(entry.bytes, entry.bytes, "verifying")
        if sha256_of(partial) != expected:
            partial.unlink()
            raise UnusableInput(
                f"What {offered.name} sent as “{entry.id}” is not the right file (its SHA-256 "
                "differs); it was discarded and nothing was changed.",
            )
        partial.replace(path)
        _write_marker(path, expected)
        offered.clean(path.parent)
        return path


def _marker_path(path: Path) -> Path:
    return path.with_name(path.name + ".verified.json")


def _marker(path: Path, sha256: str) -> dict[str, object]:
    stat = path.stat()
    return {"sha256": sha256, "bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns}


def _read_marker(path: Path) -> dict[str, object] | None:
    try:
        found = json.loads(_marker_path(path).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write_marker(path: Path, sha256: str) -> None:
    fresh = _marker_path(path).with_suffix(".tmp")
    fresh.write_text(json.dumps(_marker(path, sha256)), "utf-8")
    fresh.replace(_marker_path(path))
