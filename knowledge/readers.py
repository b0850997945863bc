"""Shop files as rows, one at a time: CSV and JSON Lines, with bounded memory."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

from knowledge.errors import UnusableInput

MAX_LINE = 2_000_000
"""Characters. A longer line is reported and skipped without being held in memory."""

MAX_CELL = 200_000

Value = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not imported, and what to do. Rows count from 1 without the header."""

    row: int
    field: str
    reason: str
    todo: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record as the file holds it: column -> text or list of texts."""

    number: int
    values: Mapping[str, Value]


def is_json(path: Path) -> bool:
    """Whether the name says JSON Lines."""
    return path.suffix.lower() in {".jsonl", ".ndjson", ".json"}


def headers(
    path: Path, encoding: str = "utf-8", delimiter: str | None = None, *, quoted: bool = True
) -> list[str]:
    """Column names: the header of a CSV file, the keys of the first JSON record.

    Raises:
        UnusableInput: The file cannot be read, is empty or is not text.
    """
    for row in rows(path, encoding, delimiter, quoted=quoted):
        if isinstance(row, Row):
            return list(row.values)
    raise UnusableInput(f"{path.name} holds no rows: nothing was changed.")


def rows(
    path: Path, encoding: str = "utf-8", delimiter: str | None = None, *, quoted: bool = True
) -> Iterator[Row | Fault]:
    """Every record of the file, good or not, in order.

    Without `quoted`, a quotation mark in a CSV cell is a character like any other.

    Raises:
        UnusableInput: The file cannot be read, is not text in this encoding, or has no header.
    """
    try:
        with path.open(encoding=_encoding(path, encoding), newline="") as file:
            if is_json(path):
                yield from _json_rows(file)
            else:
                yield from _csv_rows(file, path, delimiter, quoted=quoted)
    except OSError as error:
        raise UnusableInput(
            f"{path.name} cannot be read: check the path.", detail=str(error)
        ) from error
    except UnicodeDecodeError as error:
        raise UnusableInput(
            f"{path.name} is not {encoding} text: save it as UTF-8, or name its encoding in the "
            "mapping (encoding: cp1251).",
            detail=str(error),
        ) from error
    except LookupError as error:
        message = f"The encoding {encoding} is not known: correct the mapping."
        raise UnusableInput(message) from error


def _encoding(path: Path, stated: str) -> str:
    """A byte order mark knows better than the mapping."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if b"\x00" in head:
        raise UnusableInput(
            f"{path.name} is not a text file: export the catalogue as CSV or JSON Lines."
        )
    return stated


class _Lines:
    """Lines of a file; one that is too long becomes empty and is remembered."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.too_long = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_LINE)
        if not line:
            raise StopIteration
        if len(line) >= MAX_LINE and not line.endswith("\n"):
            while line and not line.endswith("\n"):
                line = self._file.readline(MAX_LINE)
            self.too_long = True
            return "\n"
        return line


def _csv_rows(
    file: TextIO, path: Path, delimiter: str | None, *, quoted: bool
) -> Iterator[Row | Fault]:
    lines = _Lines(file)
    head = next(lines, "")
    if lines.too_long or not head.strip():
        raise UnusableInput(f"{path.name} has no header: the first line must name the columns.")
    mark = delimiter or max(",;\t|", key=head.count)
    csv.field_size_limit(MAX_CELL)
    style: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    names = [name.strip() for name in next(csv.reader([head], delimiter=mark, quoting=style))]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise UnusableInput(f"{path.name} has columns twice: {', '.join(repeated)}. Rename one.")
    yield from _records(csv.reader(lines, delimiter=mark, quoting=style), lines, names)


def _records(
    reader: Iterator[list[str]], lines: _Lines, names: Sequence[str]
) -> Iterator[Row | Fault]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            lines.too_long = False
            yield Fault(number, "row", f"cannot be read ({error})", "Shorten or quote the cell.")
            continue
        if cells is None:
            return
        if lines.too_long:
            lines.too_long = False
            yield Fault(number, "row", f"longer than {MAX_LINE:,} characters", "Shorten it.")
        elif not cells:
            number -= 1  # an empty line is no record
        elif len(cells) != len(names):
            reason = f"has {len(cells)} cells, the header has {len(names)}"
            yield Fault(number, "row", reason, "Quote cells that hold the separator.")
        else:
            yield Row(number, dict(zip(names, cells, strict=True)))


def _json_rows(file: TextIO) -> Iterator[Row | Fault]:
    lines = _Lines(file)
    number = 0
    for line in lines:
        if lines.too_long:
            lines.too_long = False
            number += 1
            yield Fault(number, "row", f"longer than {MAX_LINE:,} characters", "Shorten it.")
            continue
        if not line.strip():
            continue
        number += 1
        yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row | Fault:
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return Fault(number, "row", "is not JSON", "Write one JSON object a line.")
    if not isinstance(record, dict):
        return Fault(number, "row", "is not a JSON object", "Write one JSON object a line.")
    return Row(number, {str(key): _value(value) for key, value in record.items()})


def _value(value: object) -> Value:
    if isinstance(value, list):
        return [str(item) for item in value if isinstance(item, str | int | float)]
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
