"""A picture of skin drawn by code: nobody's face, so that a fresh copy has a photo to show."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

SIZE = 640
_TONE = (214.0, 170.0, 146.0)  # RGB of light to medium skin in even light
_SPOT = (178.0, 84.0, 80.0)


def _noise(random: np.random.Generator, cells: int) -> npt.NDArray[np.float64]:
    """Smooth noise in -1..1, shape (SIZE, SIZE), with about `cells` bumps a side."""
    small = Image.fromarray((random.random((cells, cells)) * 255).astype(np.uint8))
    large = small.resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    return np.asarray(large, dtype=np.float64) / 127.5 - 1.0


def _blend(
    canvas: npt.NDArray[np.float64], mask: npt.NDArray[np.float64], colour: tuple[float, ...]
) -> None:
    canvas += mask[..., None] * (np.asarray(colour) - canvas)


def draw_demo_photo(seed: int = 7, spots: int = 16) -> bytes:
    """A JPEG of drawn skin with inflamed-looking spots, SIZE x SIZE pixels.

    Args:
        seed: Same seed, same picture.
        spots: How many spots.
    """
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float64)
    canvas = np.ones((SIZE, SIZE, 3)) * np.asarray(_TONE)
    # Light falls from the upper left; tone varies slowly, pores and fine lines quickly.
    canvas += (18 - 44 * (x + y) / (2 * SIZE))[..., None]
    for cells, strength in ((5, 7.0), (24, 5.0), (90, 6.0), (260, 9.0)):
        canvas += strength * _noise(random, cells)[..., None]
    canvas[..., 0] += 6 * _noise(random, 8)
    for _ in range(spots):
        cx, cy = random.uniform(60, SIZE - 60, size=2)
        radius = random.uniform(9, 22)
        distance = np.hypot((x - cx) * random.uniform(0.8, 1.2), y - cy)
        _blend(canvas, 0.45 * np.exp(-((distance / (2.1 * radius)) ** 2)), (206.0, 118.0, 104.0))
        _blend(canvas, 0.85 * np.exp(-((distance / radius) ** 4)), _SPOT)
        tip = np.hypot(x - cx + radius / 4, y - cy + radius / 4)
        _blend(canvas, 0.55 * np.exp(-((tip / (0.35 * radius)) ** 2)), (240.0, 214.0, 190.0))
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    image = image.filter(ImageFilter.UnsharpMask(radius=2, percent=60))
    buffer = io.BytesIO()
    image.save(buffer, format="JPEG", quality=92)
    return buffer.getvalue()
