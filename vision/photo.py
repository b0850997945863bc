"""Bytes to an upright RGB photo, or a reason why not. Nothing here trusts the bytes.

The header is read first; pixels are decoded only when their number is within limits. Metadata is
used for the rotation and then dropped: a Photo is pixels and nothing else.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import Image

from vision.findings import Rejection

MAX_BYTES: Final = 20 * 1024 * 1024  # Telegram's getFile gives no more
MAX_PIXELS: Final = 40_000_000
MIN_SIDE: Final = 56  # px, shorter side; below it even a person sees no skin
MAX_ASPECT: Final = 8.0
WORK_SIDE: Final = 480  # px, longer side of a Photo; an eighth of 4032 px is just above
FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")

pillow_heif.register_heif_opener(thumbnails=False)

Pixels = npt.NDArray[np.uint8]


class PhotoRejected(Exception):  # noqa: N818  a refusal is an expected outcome, not a fault
    """The bytes are no photo that can be looked at."""

    def __init__(self, reason: Rejection) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Photo:
    """pixels: upright RGB uint8 (H, W, 3), longer side up to WORK_SIDE. width, height: as sent."""

    pixels: Pixels
    width: int
    height: int


def decode(data: bytes) -> Photo:
    """Decode JPEG, PNG, WEBP or HEIC.

    A large JPEG is decoded at a fraction of its size (DCT scaling), which costs a fraction of the
    time and memory; the result is at least WORK_SIDE before the last resize.

    Raises PhotoRejected with unreadable, too_large or too_small.
    """
    if not data:
        raise PhotoRejected(Rejection.UNREADABLE)
    if len(data) > MAX_BYTES:
        raise PhotoRejected(Rejection.TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limits are stricter than Pillow's warning
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _load(image)
    except PhotoRejected:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoRejected(Rejection.TOO_LARGE) from error
    except Exception as error:  # decoders of broken files raise anything
        raise PhotoRejected(Rejection.UNREADABLE) from error


def _load(image: Image.Image) -> Photo:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PhotoRejected(Rejection.TOO_LARGE)
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_ASPECT * min(width, height):
        raise PhotoRejected(Rejection.TOO_SMALL)
    scale = min(1.0, WORK_SIDE / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    image.draft("RGB", size)
    orientation = _orientation(image)
    image.load()
    if image.mode in {"RGB", "L", "RGBA"}:  # shrink before converting: a third of the memory
        image = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    rgb = _opaque(image)
    if rgb.size != size:
        rgb = rgb.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    if orientation in _TURNS:
        rgb = rgb.transpose(_TURNS[orientation])
    pixels = np.asarray(rgb, np.uint8)
    if orientation >= 5:
        width, height = height, width
    return Photo(np.ascontiguousarray(pixels), width, height)


def _opaque(image: Image.Image) -> Image.Image:
    """RGB on white where the picture is transparent; 16-bit greys are scaled, not cut."""
    if image.mode.startswith("I"):
        grey = np.asarray(image, np.float32)
        top = max(1.0, float(grey.max()))
        return Image.fromarray((grey / top * 255).astype(np.uint8)).convert("RGB")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation 1..8; a broken tag is no reason to refuse a photo."""
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # noqa: BLE001  hostile EXIF raises anything
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
