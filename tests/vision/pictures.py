"""Pictures drawn by code for tests, in any state and format."""

import io

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from vision.sample import draw_skin

Pixels = npt.NDArray[np.uint8]


def skin(height: int = 320, width: int = 320) -> Pixels:
    return draw_skin(height, width, spots=14)


def large(height: int, width: int) -> Pixels:
    return np.asarray(cv2.resize(skin(height // 4, width // 4), (width, height)), np.uint8)


def blurred(image: Pixels, sigma: float = 4.0) -> Pixels:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def lit(image: Pixels, factor: float) -> Pixels:
    return np.clip(image * factor, 0, 255).astype(np.uint8)


def encode(image: Pixels, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(image).save(out, kind, **options)
    return out.getvalue()
