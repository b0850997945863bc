"""Draw a conversation with the real models, played through the wire, as a picture.

python -m tests.telegram.render_chat docs/telegram-chat.png
"""

import asyncio
import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont

from assistant.demo_photo import draw_demo_photo
from assistant.settings import Settings
from assistant.telegram.pictures import SystemPictures, calendar_painter
from assistant.wiring import build
from tests.telegram.conftest import serving
from tests.telegram.emulator import Emulator, Said
from tests.telegram.person import Person
from tests.telegram.test_whole_path import STORIES, until_routine

WIDTH, MARGIN, COLUMNS, GAP = 620, 18, 3, 10
PAPER, BOT, HUMAN, BUTTON = "#d5e4da", "#ffffff", "#e1fec6", "#b9cfc1"
FONTS = Path(get_data_path()) / "fonts" / "ttf"
PLAIN = ImageFont.truetype(FONTS / "DejaVuSans.ttf", 16)
BOLD = ImageFont.truetype(FONTS / "DejaVuSans-Bold.ttf", 16)
UNDRAWABLE = re.compile("[\U0001f000-\U0001ffff\ufe0f]")  # the font has no colour pictures


@dataclass(frozen=True)
class Bubble:
    text: str
    mine: bool = False
    buttons: tuple[tuple[str, ...], ...] = ()  # by rows
    picture: bytes = b""


def wrapped(text: str, width: int) -> list[str]:
    lines = []
    for paragraph in UNDRAWABLE.sub("", text).splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if PLAIN.getlength(longer) > width and line:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def draw_bubble(bubble: Bubble) -> Image.Image:
    """One message with its buttons, on the paper's colour."""
    inner = WIDTH - 130
    lines = wrapped(bubble.text, inner)
    picture = None
    if bubble.picture:
        picture = Image.open(io.BytesIO(bubble.picture)).convert("RGB")
        picture.thumbnail((inner, 300))
    height = len(lines) * 22 + 20 + (picture.height + 8 if picture else 0)
    canvas = Image.new("RGB", (WIDTH, height + 34 * len(bubble.buttons) + GAP), PAPER)
    pen = ImageDraw.Draw(canvas)
    left = WIDTH - MARGIN - inner - 24 if bubble.mine else MARGIN
    colour = HUMAN if bubble.mine else BOT
    pen.rounded_rectangle((left, 0, left + inner + 24, height), 14, fill=colour)
    top = 10
    if picture:
        canvas.paste(picture, (left + 12, top))
        top += picture.height + 8
    for line in lines:
        pen.text((left + 12, top), line, font=PLAIN, fill="#1c2a22")
        top += 22
    top = height + 4
    for row in bubble.buttons:
        step = (inner + 24) // len(row)
        for index, label in enumerate(row):
            box = (left + index * step + 1, top, left + (index + 1) * step - 2, top + 29)
            pen.rounded_rectangle(box, 8, fill=BUTTON)
            pen.text(
                ((box[0] + box[2]) / 2, top + 15),
                fitting(label, step - 8),
                font=BOLD,
                fill="#1c2a22",
                anchor="mm",
            )
        top += 34
    return canvas


def fitting(label: str, width: float) -> str:
    """The label, cut where the button ends."""
    if BOLD.getlength(label) <= width:
        return label
    while label and BOLD.getlength(label + "…") > width:
        label = label[:-1]
    return label + "…"


def picture_of(bubbles: list[Bubble]) -> Image.Image:
    """All messages, in columns read from left to right."""
    drawn = [draw_bubble(bubble) for bubble in bubbles]
    target = sum(image.height for image in drawn) / COLUMNS
    columns: list[list[Image.Image]] = [[]]
    for image in drawn:
        used = sum(i.height for i in columns[-1])
        if used and used + image.height / 2 > target and len(columns) < COLUMNS:
            columns.append([])
        columns[-1].append(image)
    height = max(sum(i.height for i in column) for column in columns) + 2 * MARGIN
    sheet = Image.new("RGB", (WIDTH * len(columns), height), PAPER)
    for number, column in enumerate(columns):
        top = MARGIN
        for image in column:
            sheet.paste(image, (number * WIDTH, top))
            top += image.height
    return sheet


def bot_bubble(message: Said) -> Bubble:
    labels = tuple(
        tuple(UNDRAWABLE.sub("", button["text"]) for button in row)
        for row in (message.markup or {}).get("inline_keyboard", [])
    )
    return Bubble(
        message.text, buttons=labels, picture=message.file if message.kind == "photo" else b""
    )


async def play(folder: Path) -> list[Bubble]:
    story, photo = STORIES[0], draw_demo_photo()
    async with (
        Emulator() as telegram,
        build(Settings(data_home=folder), consent_required=True) as system,
        serving(
            telegram,
            system.consultant,
            folder,
            ledger=system.store,
            pictures=SystemPictures(system.eyes, calendar_painter()),
        ),
    ):
        person = Person(telegram)
        heard: list[tuple[int, Bubble]] = []

        def note(bubble: Bubble) -> None:
            heard.append((max(telegram.user_messages, default=0), bubble))

        person.send("/start")
        note(Bubble("/start", mine=True))
        await person.read(within=60)
        await person.read(within=60)
        person.send(story.turns[0])
        note(Bubble(story.turns[0], mine=True))
        await person.read_all(within=60, quiet=1.5)
        person.send_photo(photo)
        note(Bubble("[снимок нарисован программой]", mine=True, picture=photo))
        question = (await person.read_all(within=60, quiet=1.5))[-1]
        asked = bot_bubble(question)
        person.click(question, story.agree)
        await person.read_all(within=60, quiet=1.5)
        sending = person.send

        def send(text: str, *, times: int = 1) -> int:
            number = sending(text, times=times)
            note(Bubble(text, mine=True))
            return number

        person.send = send  # type: ignore[method-assign]
        rest = type(story)(**{**vars(story), "turns": story.turns[1:]})
        await until_routine(person, rest)
        card = next(m for m in person.chat_log() if any("Короче" in b["text"] for b in m.buttons()))
        person.click(card, "Короче")
        await telegram.until(lambda: any("Подробнее" in b["text"] for b in card.buttons()))
        person.send("/feedback")
        scores = await person.read(within=30)
        person.click(scores, "9")
        await person.read(within=30)
        said = [(m.id, asked if m.id == question.id else bot_bubble(m)) for m in person.chat_log()]
    return [bubble for _, bubble in sorted(heard + said, key=lambda item: item[0])]


def main() -> None:
    with TemporaryDirectory() as folder:
        bubbles = asyncio.run(play(Path(folder)))
    picture_of(bubbles).quantize(64).save(sys.argv[1], optimize=True)


if __name__ == "__main__":
    main()
