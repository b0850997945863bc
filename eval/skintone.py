"""A photo's skin tone by the individual typology angle (ITA), estimated from its pixels. Pure."""

import io

import numpy as np
from PIL import Image

BOUNDS = ((55, "very light"), (41, "light"), (28, "intermediate"), (10, "tan"), (-30, "brown"))
"""Degrees; below the last bound: dark (Chardon et al. 1991; Del Bino & Bernerd 2013)."""
GROUPS = (*(name for _, name in BOUNDS), "dark")


def tone(photo: bytes) -> str:
    """The group of a photo's median skin-coloured pixel; "unknown" where few pixels qualify.

    Light in a web photo is not measured light: this sorts photos roughly and says nothing about
    a single person.
    """
    image = Image.open(io.BytesIO(photo)).convert("RGB")
    image.thumbnail((160, 160))
    pixels = np.asarray(image, dtype=np.float64).reshape(-1, 3)
    red, green, blue = pixels.T
    skin = (red > 45) & (red > green) & (green > blue * 0.8) & (red - blue > 12) & (red < 250)
    if skin.mean() < 0.05:
        return "unknown"
    lightness, _, yellow = _lab(np.median(pixels[skin], axis=0) / 255)
    angle = float(np.degrees(np.arctan2(lightness - 50, yellow)))
    return next((name for bound, name in BOUNDS if angle > bound), "dark")


def _lab(rgb: np.ndarray) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of one sRGB colour in 0..1."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    matrix = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.072175],
            [0.0193339, 0.119192, 0.9503041],
        ]
    )  # sRGB to XYZ, IEC 61966-2-1
    xyz = matrix @ linear / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return float(116 * f[1] - 16), float(500 * (f[0] - f[1])), float(200 * (f[1] - f[2]))
