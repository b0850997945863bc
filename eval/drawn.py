"""A face drawn by code: a photo that a fresh clone can have, for timing only."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 1080


def portrait(seed: int = 0) -> bytes:
    """A JPEG of SIDE x SIDE px with skin-like colour and grain; shows no person."""
    grain = np.random.default_rng(seed).normal(0, 9, (SIDE, SIDE, 1))
    base = np.clip(np.array([206, 160, 138]) + grain, 0, 255).astype(np.uint8)
    image = Image.fromarray(base).filter(ImageFilter.GaussianBlur(1))
    pen = ImageDraw.Draw(image)
    for x in (SIDE // 3, 2 * SIDE // 3):
        pen.ellipse((x - 60, 400, x + 60, 450), fill=(70, 50, 45))
    pen.arc((400, 700, 680, 800), 20, 160, fill=(150, 80, 80), width=14)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
