"""Shop files read row by row: encodings, separators, and rows that cannot be read."""

import json

import pytest

from knowledge.errors import UnusableInput
from knowledge.readers import MAX_CELL, MAX_LINE, Fault, Row, headers, rows


def made(tmp_path, content, name="shop.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def good(found):
    return [dict(row.values) for row in found if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id,name\n1,Крем\n".encode(), "utf-8"),
        ("id,name\n1,Крем\n".encode("utf-8-sig"), "utf-8"),
        ("id,name\n1,Крем\n".encode("utf-16"), "utf-8"),
        ("id,name\n1,Крем\n".encode("cp1251"), "cp1251"),
        ("id;name\n1;Крем\n".encode(), "utf-8"),
        ("id\tname\r\n1\tКрем\r\n".encode(), "utf-8"),
        ('id,name\n1,"Крем"\n\n'.encode(), "utf-8"),
    ],
)
def test_encodings_and_separators(tmp_path, content, encoding):
    assert good(rows(made(tmp_path, content), encoding)) == [{"id": "1", "name": "Крем"}]


def test_a_quoted_cell_may_hold_separators_and_lines(tmp_path):
    path = made(tmp_path, 'id,name\n1,"a, b\nc"\n2,d\n')
    assert [row["name"] for row in good(rows(path))] == ["a, b\nc", "d"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("id,name\n1,Крем\n".encode("cp1251"), "is not utf-8 text"),
        (b"", "has no header"),
        (b"\n\n", "has no header"),
        (b"PK\x03\x04\x00\x00", "is not a text file"),
        (b"id,name,id\n1,2,3\n", "has columns twice: id"),
        (b"id," + b"x" * MAX_LINE, "has no header"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_one_sentence(tmp_path, content, sentence):
    with pytest.raises(UnusableInput, match=sentence):
        list(rows(made(tmp_path, content)))


def test_a_missing_file_and_an_unknown_encoding_are_said(tmp_path):
    with pytest.raises(UnusableInput, match="cannot be read"):
        list(rows(tmp_path / "nothing.csv"))
    with pytest.raises(UnusableInput, match="encoding klingon is not known"):
        list(rows(made(tmp_path, "id,name\n"), "klingon"))


@pytest.mark.parametrize("size", [MAX_CELL + 10, 10_000_000])
def test_a_huge_cell_is_one_bad_row_and_the_next_is_read(tmp_path, size):
    found = list(rows(made(tmp_path, f"id,name\n1,{'x' * size}\n2,good\n")))
    assert [type(row) for row in found] == [Fault, Row]
    assert found[0].row == 1
    assert found[1].values["id"] == "2"


@pytest.mark.parametrize("line", ["1", "1,a,b"])
def test_a_row_with_too_few_or_many_cells_is_reported(tmp_path, line):
    found = list(rows(made(tmp_path, f"id,name\n{line}\n2,good\n")))
    assert isinstance(found[0], Fault)
    assert good(found) == [{"id": "2", "name": "good"}]


def test_json_lines_keep_lists_and_numbers(tmp_path):
    line = json.dumps({"id": 1, "name": "Крем", "ingredients": ["Aqua", "Glycerin"], "x": None})
    found = good(rows(made(tmp_path, line + "\n\n", "shop.jsonl")))
    assert found == [{"id": "1", "name": "Крем", "ingredients": ["Aqua", "Glycerin"], "x": ""}]


@pytest.mark.parametrize("line", ["{broken", "[1, 2]", '"text"', "[" * 5000, "x" * MAX_LINE])
def test_a_bad_json_line_is_one_bad_row(tmp_path, line):
    found = list(rows(made(tmp_path, f'{line}\n{{"id": "2"}}\n', "shop.jsonl")))
    assert isinstance(found[0], Fault)
    assert good(found) == [{"id": "2"}]


def test_headers_come_from_the_first_good_record(tmp_path):
    assert headers(made(tmp_path, '{"id": "2", "b": 1}\n', "shop.jsonl")) == ["id", "b"]
    with pytest.raises(UnusableInput, match="holds no rows"):
        headers(made(tmp_path, "id,name\n"))
