"""Drawn pictures that show no skin: noise, gradients, shapes, pages of text.

Photos of things teach the network what is no skin; people also send screenshots and blanks.
"""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def draw_negative(rng: np.random.Generator, size: int = 224) -> Pixels:
    """A random RGB picture of shape (size, size, 3) without skin."""
    kind = int(rng.integers(5))
    return (_noise, _gradient, _shapes, _page, _stripes)[kind](rng, size)


def _noise(rng: np.random.Generator, size: int) -> Pixels:
    cells = int(rng.integers(2, size))
    small = rng.integers(0, 256, (cells, cells, 3)).astype(np.uint8)
    how = cv2.INTER_NEAREST if rng.random() < 0.5 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(small, (size, size), interpolation=how), np.uint8)


def _gradient(rng: np.random.Generator, size: int) -> Pixels:
    corners = rng.integers(0, 256, (2, 2, 3)).astype(np.uint8)
    if rng.random() < 0.4:
        corners[:] = corners[0, 0]
    return cv2.resize(corners, (size, size), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def _shapes(rng: np.random.Generator, size: int) -> Pixels:
    image = _gradient(rng, size)
    for _ in range(int(rng.integers(1, 14))):
        at = tuple(int(v) for v in rng.integers(0, size, 2))
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        r = int(rng.integers(4, size // 3))
        if rng.random() < 0.5:
            cv2.circle(image, at, r, colour, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(image, at, (at[0] + r, at[1] + r), colour, -1)
    return image


def _page(rng: np.random.Generator, size: int) -> Pixels:
    dark = rng.random() < 0.3
    image = np.full((size, size, 3), 25 if dark else int(rng.integers(215, 256)), np.uint8)
    ink = (225, 225, 225) if dark else (int(rng.integers(0, 90)),) * 3
    line = int(rng.integers(8, 26))
    for y in range(line, size, line):
        text = "".join(chr(int(c)) for c in rng.choice([*range(97, 123), 32, 32, 32], 60))
        cv2.putText(image, text, (6, y), cv2.FONT_HERSHEY_SIMPLEX, line / 45, ink, 1, cv2.LINE_AA)
    return image


def _stripes(rng: np.random.Generator, size: int) -> Pixels:
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    angle, period = rng.uniform(0, np.pi), rng.uniform(3, 60)
    wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period)[..., None] / 2 + 0.5
    first, second = rng.integers(0, 256, (2, 3))
    return np.asarray(wave * first + (1 - wave) * second, np.uint8)
