"""Bad input to any command: one clear sentence, exit code 2, nothing changed."""

import hashlib
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import Home

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PROFILE = {"skin_type": "oily", "goals": ["acne"], "language": "en"}


def _bomb(path: Path) -> None:
    """51 million pixels in a few kilobytes."""
    Image.new("1", (7200, 7100)).save(path, "PNG")


def _claimed_bomb(path: Path) -> None:
    """A header that claims 3.6 thousand million pixels, and no pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk)


def _wrong_model(home: Path) -> None:
    model = home / "models" / "yunet" / "face_detection_yunet_2023mar.onnx"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"another file")


def _text(name: str, text: str) -> Callable[[Path], None]:
    return lambda home: (home / name).write_text(text, "utf-8") and None


def _bytes(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda home: (home / name).write_bytes(data) and None


def _nothing(_home: Path) -> None:
    """Nothing is prepared."""


CASES = {
    # name: (what is prepared, the command, standard input, a word the sentence must hold)
    "see, missing file": (_nothing, "see gone.jpg", "", "gone.jpg"),
    "see, a folder": (lambda h: (h / "a.jpg").mkdir(), "see a.jpg", "", "a.jpg"),
    "see, PDF called jpg": (_bytes("a.jpg", PDF), "see a.jpg --lang en", "", "a.jpg"),
    "see, 0 bytes": (_bytes("a.jpg", b""), "see a.jpg --lang en", "", "a.jpg"),
    "see, 51 megapixels": (lambda h: _bomb(h / "a.png"), "see a.png --lang en", "", "a.png"),
    "see, claimed bomb": (lambda h: _claimed_bomb(h / "a.png"), "see a.png --lang en", "", "a.png"),
    "see, explain into no folder": (
        _bytes("a.jpg", PDF), "see a.jpg --explain gone/out.png", "", "gone"),
    "extract, broken line": (_nothing, "extract --no-model", '{"id": "1", "text": ', "1"),
    "extract, no text": (_nothing, "extract --no-model", '{"id": "1"}\n', "text"),
    "extract, not an object": (_nothing, "extract --no-model", "[1, 2]\n", "1"),
    "recommend, missing file": (_nothing, "recommend --profile gone.json", "", "gone.json"),
    "recommend, broken JSON": (
        _text("p.json", '{"age": '), "recommend --profile p.json", "", "JSON"),
    "recommend, unknown field": (
        _text("p.json", '{"skin": "dry"}'), "recommend --profile p.json", "", "skin"),
    "recommend, unknown word": (
        _text("p.json", '{"skin_type": "purple"}'), "recommend --profile p.json", "", "skin_type"),
    "recommend, impossible age": (
        _text("p.json", '{"age": -5}'), "recommend --profile p.json", "", "age"),
    "recommend, calendar into no folder": (
        _text("p.json", json.dumps(PROFILE)),
        "recommend --profile p.json --calendar gone/out.png", "", "gone"),
    "catalogue import, missing file": (_nothing, "catalogue import gone.csv", "", "gone.csv"),
    "catalogue import, unknown columns": (
        _text("shop.csv", "colour;shape\nred;round\n"), "catalogue import shop.csv", "", "colour"),
    "catalogue import, broken JSON line": (
        _text("a.jsonl", '{"id": "1", "name": \n'), "catalogue import a.jsonl", "", "a.jsonl"),
    "catalogue import, empty": (_text("shop.csv", ""), "catalogue import shop.csv", "", "shop.csv"),
    "catalogue import, a photo": (
        _bytes("a.csv", b"\xff\xd8\xff\xe0" * 50), "catalogue import a.csv", "", "a.csv"),
    "catalogue import, unknown mapping": (
        _text("a.csv", "id,name\n1,x\n"), "catalogue import a.csv --mapping gone", "", "gone"),
    "models pull, unknown id": (_nothing, "models pull nonsense", "", "nonsense"),
    "models verify, wrong hash": (_wrong_model, "models verify yunet", "", "SHA-256"),
    "chat, missing script": (_nothing, "chat --script gone.jsonl", "", "gone.jsonl"),
    "chat, broken script line": (
        _text("s.jsonl", '{"text": "hi"}\n{"text": \n'), "chat --script s.jsonl", "", "line 2"),
    "chat, missing photo": (
        _text("s.jsonl", '{"photo": "gone.jpg"}\n'), "chat --script s.jsonl", "", "gone.jpg"),
    "chat, rating out of range": (
        _text("s.jsonl", '{"rating": 11}\n'), "chat --script s.jsonl", "", "0 to 10"),
    "stats, chart into no folder": (_nothing, "stats --png gone/c.png", "", "gone"),
    "stats, no date": (_nothing, "stats --since yesterday", "", "yesterday"),
    "unknown option": (_nothing, "models list --nonsense", "", "nonsense"),
    "unknown command": (_nothing, "nonsense", "", "nonsense"),
}  # fmt: skip


def _snapshot(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_one_sentence_and_changes_nothing(home: Home, case: str):
    prepare, command, stdin, word = CASES[case]
    prepare(home.path)
    before = _snapshot(home.path)
    done = home.aloe(*command.split(), stdin=stdin, ALOE_MODEL_DIR=str(home.path / "models"))
    said = done.stderr.strip()
    assert done.returncode == 2, (done.stdout, said)
    assert word in said
    assert "\n" not in said
    assert "Traceback" not in said
    assert _snapshot(home.path) == before
