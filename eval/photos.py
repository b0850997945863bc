"""The held-out photos: where they are, which split each belongs to, and spoilt copies of them."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageEnhance, ImageFilter

from eval.bench import NotRunError

SPLIT: Final = Path(__file__).parent.parent / "vision" / "split.csv"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A photo the network was not trained on."""

    id: str  # path within the data folder
    label: str
    split: str  # test: like the training photos; ood: another world
    source: str
    path: Path

    def read(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()


def held_out(data_dir: Path) -> list[HeldOut]:
    """Test and out-of-distribution photos.

    Raises:
        NotRunError: The photos are not here; they are never part of the repository.
    """
    folder = data_dir / "skin"
    if not folder.is_dir():
        raise NotRunError(
            f"the photos are not in {folder}; they may not be passed on, so a fresh clone has none"
        )
    with SPLIT.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] in ("test", "ood")]
    found = [
        HeldOut(r["file"], r["label"], r["split"], r["source"], folder / r["file"]) for r in rows
    ]
    missing = [photo for photo in found if not photo.path.is_file()]
    if missing:
        raise NotRunError(f"{len(missing)} of {len(found)} photos are missing from {folder}")
    return found


def _jpeg(image: Image.Image, quality: int = 92) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _with(
    change: Callable[[Image.Image], Image.Image], quality: int = 92
) -> Callable[[bytes], bytes]:
    def apply(data: bytes) -> bytes:
        return _jpeg(change(Image.open(io.BytesIO(data)).convert("RGB")), quality)

    return apply


def _shrunk(image: Image.Image) -> Image.Image:
    return image.resize((max(1, image.width // 2), max(1, image.height // 2)))


SPOILT: Final = {
    "blurred": _with(lambda im: im.filter(ImageFilter.GaussianBlur(max(im.size) / 40))),
    "too_dark": _with(lambda im: ImageEnhance.Brightness(im).enhance(0.06)),
    "too_bright": _with(lambda im: im.point(lambda v: min(255, v * 2 + 170))),
}
"""Copies nobody could judge, by the reason for which they must be refused."""

CONDITIONS: Final = {
    "slight blur": _with(lambda im: im.filter(ImageFilter.GaussianBlur(max(im.size) / 320))),
    "dim": _with(lambda im: ImageEnhance.Brightness(im).enhance(0.6)),
    "JPEG 30": _with(lambda im: im, 30),
    "turned +20": _with(lambda im: im.rotate(20, resample=Image.Resampling.BICUBIC)),
    "turned -20": _with(lambda im: im.rotate(-20, resample=Image.Resampling.BICUBIC)),
    "half size": _with(_shrunk),
}
"""Copies a person could still judge: the answer should not change."""
