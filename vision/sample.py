"""A drawn stand-in for a photo: skin-like texture with red spots, for the demo and for tests.

It is no person's skin, and no figure is ever computed on it.
"""

import io

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]


def draw_skin(height: int = 480, width: int = 480, *, spots: int = 18, seed: int = 0) -> Pixels:
    """RGB uint8 (height, width, 3): uneven light, fine grain and `spots` inflamed-looking spots."""
    rng = np.random.default_rng(seed)
    image = np.full((height, width, 3), (214, 166, 142), np.float32)
    shade = cv2.resize(rng.normal(0, 9, (6, 6)).astype(np.float32), (width, height))
    image += shade[..., None] + rng.normal(0, 7, (height, width, 1))
    for _ in range(spots):
        at = (int(rng.integers(width // 16, width)), int(rng.integers(height // 16, height)))
        spot = np.zeros((height, width), np.float32)
        cv2.circle(spot, at, int(rng.integers(4, 12)), 1.0, -1)
        soft = cv2.GaussianBlur(spot, (0, 0), 2.5)
        image += soft[..., None] * np.array([-8.0, -62.0, -55.0], np.float32)
    return np.clip(image, 0, 255).astype(np.uint8)


def draw_photo() -> bytes:
    """The drawing as a JPEG file."""
    out = io.BytesIO()
    Image.fromarray(draw_skin()).save(out, "JPEG", quality=92)
    return out.getvalue()
