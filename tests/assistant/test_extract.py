import json
from pathlib import Path

import pytest

from assistant.commands.extract import extract, read_items
from knowledge.errors import UnusableInput


def reported(tmp_path: Path, capsys: pytest.CaptureFixture[str], *items: object) -> list[dict]:
    source = tmp_path / "in.jsonl"
    lines = [json.dumps(item, ensure_ascii=False) for item in items]
    source.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    extract(source, no_model=True)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_message_gets_one_line_with_all_fields(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = reported(
        tmp_path,
        capsys,
        {"id": "a", "text": "кожа жирная, прыщи, мне 16"},
        {"id": 2, "text": "третий вариант", "asked": "skin_type",
         "options": ["dry", "oily", "combination", "normal"]},
    )  # fmt: skip
    assert first.keys() == {"id", "profile", "red_flags", "ms"}
    assert first["profile"] == {
        "skin_type": "oily", "sensitive": None, "goals": ["acne"], "age": 16,
        "cautions": ["minor"], "allergies": [], "budget_rub": None, "fragrance_free": None,
        "shelf": [], "language": "ru",
    }  # fmt: skip
    assert (second["id"], second["profile"]["skin_type"]) == (2, "combination")


def test_red_flags_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = reported(tmp_path, capsys, {"id": "a", "text": "my mole is growing and bleeding"})
    assert line["red_flags"] == ["changing_mole"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": "a", "text": "x"', "Line 2 is no JSON object"),
        ('["a"]', "Line 2"),
        ('{"id": "a"}', "text"),
        ('{"id": "a", "text": 5}', "text"),
    ],
)
def test_a_broken_line_is_named_before_anything_is_read(line: str, says: str) -> None:
    with pytest.raises(UnusableInput, match=says):
        read_items(['{"id": "ok", "text": "привет"}', line])


def test_bytes_that_are_no_text_are_refused_in_one_sentence(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(UnusableInput, match="UTF-8"):
        extract(source, no_model=True)


def test_a_missing_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="cannot be read"):
        extract(tmp_path / "none.jsonl", no_model=True)
