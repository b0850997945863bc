"""The surest mistakes of the photo model as one picture, for the person who fixes them.

Kept apart from the page: the photos may not be passed on, so neither may this picture.
"""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from eval.records import Record, Run

WORST, COLUMNS, SIDE, LINE = 20, 5, 220, 34


def worst(run: Run) -> list[Record]:
    """The mistakes on unaltered photos that the model was surest of."""
    mistakes = [
        record
        for result in run.results
        if result.suite == "classification"
        for record in result.records
        if not record.ok and "condition" not in record.tags
    ]
    return sorted(mistakes, key=lambda r: -max(r.got["probabilities"].values(), default=0))[:WORST]


def sheet(records: Sequence[Record], data_dir: Path, out: Path) -> None:
    """Write a PNG with each photo, its label, and what was said."""
    rows = -(-len(records) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * SIDE, rows * (SIDE + LINE)), "white")
    pen = ImageDraw.Draw(page)
    for index, record in enumerate(records):
        left, top = index % COLUMNS * SIDE, index // COLUMNS * (SIDE + LINE)
        photo = Image.open(data_dir / "skin" / record.input["file"]).convert("RGB")
        photo.thumbnail((SIDE - 6, SIDE - 6))
        page.paste(photo, (left + 3, top + 3))
        sure = max(record.got["probabilities"].values(), default=0)
        words = f"{record.expected['class']}\nsaid {record.got['class']} {sure:.2f}"
        pen.multiline_text((left + 4, top + SIDE), words, fill="black")
    page.save(out)
