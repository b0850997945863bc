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
    """RGB uint8 (height, width, 3): uneven light, grain and `spots` inflamed-looking spots."""
    rng = np.random.default_rng(seed)
    image = np.full((height, width, 3), (214, 166, 142), np.float32)
    size = (height, width)
    grain = sum(_noise(rng, size, cell, by) for cell, by in ((2.5, 3), (5, 3), (14, 4), (80, 18)))
    image += np.asarray(grain, np.float32)[..., None] + rng.normal(0, 3, (height, width, 1))
    blood = _noise(rng, size, 55, 5)
    image += blood[..., None] * np.array([0.2, -1.0, -0.8], np.float32)
    for _ in range(spots):
        at = (int(rng.integers(width // 16, width)), int(rng.integers(height // 16, height)))
        r = int(rng.integers(4, 12))
        spot = _disc(size, at, r)
        core, halo = (cv2.GaussianBlur(spot, (0, 0), sigma) for sigma in (2.5, 1.3 * r))
        image += core[..., None] * np.array([-8.0, -62.0, -55.0], np.float32)
        image += halo[..., None] * np.array([-2.0, -45.0, -38.0], np.float32)
        if rng.random() < 0.4:
            head = cv2.GaussianBlur(_disc(size, at, max(1, r // 3)), (0, 0), 1.2)
            image += head[..., None] * np.array([25.0, 60.0, 40.0], np.float32)
    return np.clip(image, 0, 255).astype(np.uint8)


def _noise(
    rng: np.random.Generator, size: tuple[int, int], cell: float, by: float
) -> npt.NDArray[np.float32]:
    """Smooth noise with grains of about `cell` px and a spread of `by` grey levels."""
    rows, cols = (int(side / cell) + 2 for side in size)
    small = rng.normal(0, by, (rows, cols)).astype(np.float32)
    return np.asarray(
        cv2.resize(small, (size[1], size[0]), interpolation=cv2.INTER_CUBIC), np.float32
    )


def _disc(size: tuple[int, int], at: tuple[int, int], radius: int) -> npt.NDArray[np.float32]:
    layer = np.zeros(size, np.float32)
    cv2.circle(layer, at, radius, 1.0, -1)
    return layer


def draw_photo() -> bytes:
    """The drawing as a JPEG file."""
    out = io.BytesIO()
    Image.fromarray(draw_skin()).save(out, "JPEG", quality=92)
    return out.getvalue()
