"""A picture that shows why: the photo, a heat map of what spoke for the finding, bars, words."""

import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from knowledge.vocabulary import Concern, Language
from vision.classes import CLASSES, CLEAR, PhotoClass
from vision.findings import Sight, advice
from vision.photo import Photo
from vision.views import View, cut, views

if TYPE_CHECKING:
    from vision.eyes import Eyes

_TALL: Final = 420  # px, height of the two pictures
_BARS: Final = 400  # px, width of the column of bars

NAMES: Final[dict[str, tuple[str, str]]] = {
    Concern.ACNE: ("воспаления, акне", "breakouts"),
    Concern.BLACKHEADS: ("чёрные точки", "blackheads"),
    Concern.ENLARGED_PORES: ("расширенные поры", "enlarged pores"),
    Concern.DARK_CIRCLES: ("тёмные круги", "dark circles"),
    Concern.PIGMENTATION: ("пигментация", "pigmentation"),
    Concern.REDNESS: ("видимые покраснения", "visible redness"),
    Concern.WRINKLES: ("морщины", "wrinkles"),
    CLEAR: ("без заметных проблем", "no visible problem"),
}
_CLASS_NAMES: Final[dict[PhotoClass, tuple[str, str]]] = {
    PhotoClass.ACNE: NAMES[Concern.ACNE],
    PhotoClass.BLACKHEADS_PORES: ("чёрные точки, поры", "blackheads, pores"),
    PhotoClass.CLEAR_SKIN: NAMES[CLEAR],
    PhotoClass.DARK_CIRCLES: NAMES[Concern.DARK_CIRCLES],
    PhotoClass.NOT_SKIN: ("не кожа", "not skin"),
    PhotoClass.PIGMENTATION: NAMES[Concern.PIGMENTATION],
    PhotoClass.REDNESS_ROSACEA: NAMES[Concern.REDNESS],
    PhotoClass.SUSPICIOUS_LESION: ("показать врачу", "show a doctor"),
    PhotoClass.WRINKLES: NAMES[Concern.WRINKLES],
}
_SAID: Final = {
    "unsure": ("Не уверена. Похоже на: ", "Not sure. It may be: "),
    "seen": ("На фото видно: ", "The photo shows: "),
    "lesion": (
        "Такое пятно по фото не оценивают: покажите его дерматологу.",
        "A spot like this is not judged from a photo: please show it to a dermatologist.",
    ),
    "also": (
        " Одно место стоит показать дерматологу.",
        " One spot is worth showing a dermatologist.",
    ),
    "disagree": (" Фото расходятся между собой.", " The photos disagree with each other."),
}


def _percent(probability: float) -> int:
    """A photo makes nothing certain: 99 % at most."""
    return min(99, round(100 * probability))


def words(sight: Sight, language: Language | str) -> str:
    """A sight in one or two short sentences."""
    i = 0 if language == Language.RU else 1
    if sight.rejected_for is not None:
        return advice(sight.rejected_for, language)
    if not sight.findings:
        return _SAID["lesion"][i]
    parts = [f"{NAMES[f.label][i]} {_percent(f.probability)} %" for f in sight.findings]
    text = _SAID["unsure" if sight.abstained else "seen"][i] + ", ".join(parts) + "."
    if sight.refer:
        text += _SAID["also"][i]
    return text + (_SAID["disagree"][i] if sight.disagree else "")


def heat_map(
    eyes: "Eyes", pixels: npt.NDArray[np.uint8], looks: list[View], label: PhotoClass
) -> npt.NDArray[np.float32]:
    """What spoke for `label`, 0..1, of shape (H, W): class activation maps of all views.

    Each map is taken against the mean of the other classes, so that what speaks for everything
    (an eye, an edge) does not light up.
    """
    height, width = pixels.shape[:2]
    _, cams = eyes.network.maps(cut(pixels, looks))
    k = CLASSES.index(label)
    contrast = cams[:, k] - np.delete(cams, k, axis=1).mean(axis=1)
    total = np.zeros((height, width), np.float32)
    count = np.full((height, width), 1e-6, np.float32)
    for look, part in zip(looks, contrast, strict=True):
        x0, y0, x1, y1 = look.box
        total[y0:y1, x0:x1] += cv2.resize(part, (x1 - x0, y1 - y0), interpolation=cv2.INTER_CUBIC)
        count[y0:y1, x0:x1] += 1
    # Patches meet at seams that mean nothing.
    heat = np.asarray(cv2.GaussianBlur(total / count, (0, 0), max(height, width) / 50), np.float32)
    low, high = np.percentile(heat, [40, 99.5])
    return np.asarray(np.clip((heat - low) / max(float(high - low), 1e-6), 0, 1), np.float32)


def picture(eyes: "Eyes", photo: Photo, sight: Sight, language: Language | str) -> bytes:
    """The explanation as PNG bytes."""
    pixels = photo.pixels
    scale = _TALL / pixels.shape[0]
    size = (max(60, min(640, round(pixels.shape[1] * scale))), _TALL)
    canvas = Image.new("RGB", (2 * size[0] + _BARS + 40, _TALL + 90), "white")
    canvas.paste(Image.fromarray(pixels).resize(size), (10, 10))
    if sight.probabilities and sight.best is not None:
        faces = eyes.find_faces(photo)
        height, width = pixels.shape[:2]
        looks = [*views(height, width, faces[0] if faces else None), *_tiles(height, width)]
        over = _overlay(pixels, heat_map(eyes, pixels, looks, sight.best))
        canvas.paste(Image.fromarray(over).resize(size), (20 + size[0], 10))
        _bars(ImageDraw.Draw(canvas), sight, language, 2 * size[0] + 30)
    _caption(ImageDraw.Draw(canvas), words(sight, language), canvas.width)
    out = io.BytesIO()
    canvas.save(out, "PNG", optimize=True)
    return out.getvalue()


def _tiles(height: int, width: int) -> list[View]:
    """Overlapping patches that sharpen the map; they do not take part in the finding."""
    side = max(48, int(min(height, width) * 0.6))
    xs = sorted({0, (width - side) // 2, width - side})
    ys = sorted({0, (height - side) // 2, height - side})
    return [
        View((x, y, min(width, x + side), min(height, y + side)), 1.0, "tile")
        for y in ys
        for x in xs
        if x >= 0 and y >= 0
    ]


def _overlay(pixels: npt.NDArray[np.uint8], heat: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    colours = cv2.applyColorMap((heat * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)[..., ::-1]
    share = 0.6 * heat[..., None]
    return (pixels * (1 - share) + colours * share).astype(np.uint8)


def _bars(draw: ImageDraw.ImageDraw, sight: Sight, language: Language | str, left: int) -> None:
    i = 0 if language == Language.RU else 1
    ranked = sorted(CLASSES, key=lambda c: -sight.probabilities[c])
    for row, label in enumerate(ranked):
        top = 16 + row * 44
        p = sight.probabilities[label]
        colour = (196, 84, 60) if row == 0 else (150, 160, 170)
        draw.rectangle(
            (left, top + 20, left + max(2, int(p * (_BARS - 80))), top + 34), fill=colour
        )
        draw.text((left, top), _CLASS_NAMES[label][i], fill="black", font=_font(15))
        draw.text(
            (left + _BARS - 70, top + 17),
            f"{min(99.9, 100 * p):.1f} %",
            fill="black",
            font=_font(15),
        )


def _caption(draw: ImageDraw.ImageDraw, text: str, width: int) -> None:
    line, top = "", _TALL + 22
    for word in text.split():
        if draw.textlength(f"{line} {word}", font=_font(18)) > width - 30:
            draw.text((12, top), line, fill="black", font=_font(18))
            line, top = "", top + 26
        line = f"{line} {word}".strip()
    draw.text((12, top), line, fill="black", font=_font(18))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, which has Cyrillic and comes with matplotlib; Pillow's own font has none."""
    import matplotlib as mpl

    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return ImageFont.truetype(str(path), size)
