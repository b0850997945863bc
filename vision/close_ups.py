"""Pores drawn on close-ups of clear skin, and the brushes that all drawn signs share."""

import cv2
import numpy as np
import numpy.typing as npt

from vision.faces import Face

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.float32]


def close_up(image: Pixels, face: Face, rng: np.random.Generator) -> Pixels:
    """The nose or a cheek of a portrait, enlarged to 224 px, with the grain that enlarging lost."""
    places = [*cheeks(face), face.nose, (face.nose[0], face.right_eye[1] - 0.25 * face.height)]
    x, y = places[int(rng.integers(len(places)))]
    half = max(12, int(face.width * rng.uniform(0.1, 0.22)))
    height, width = image.shape[:2]
    x0, y0 = max(0, int(x) - half), max(0, int(y) - half)
    part = image[y0 : min(height, y0 + 2 * half), x0 : min(width, x0 + 2 * half)]
    if min(part.shape[:2]) < 8:
        part = image
    big = cv2.resize(part, (224, 224), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    grain = cloud((224, 224), float(rng.uniform(1.5, 4)), rng) - 0.5
    fine = rng.normal(0, float(rng.uniform(1, 4)), (224, 224))
    big += (grain * float(rng.uniform(4, 22)) + fine)[..., None]
    return np.clip(big, 0, 255).astype(np.uint8)


def draw_pores(image: Pixels, rng: np.random.Generator, *, dots: bool = True) -> Pixels:
    """Open pores or blackheads on the skin of a close-up, and often a shine of grease."""
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    shape = (lab.shape[0], lab.shape[1])
    at = (float(rng.uniform(0.3, 0.7) * shape[1]), float(rng.uniform(0.3, 0.7) * shape[0]))
    middle = np.median(lab[shape[0] // 4 : -shape[0] // 4].reshape(-1, 3), axis=0)
    away = np.abs(lab - middle) / np.array([60.0, 14.0, 16.0], np.float32)
    skin = np.clip(2 - 2 * np.sqrt((away**2).sum(axis=2)), 0, 1)
    skin = np.asarray(cv2.GaussianBlur(skin, (0, 0), 3), np.float32)
    if dots:
        layer, radius = _dots(shape, at, rng)
        rim = np.asarray(cv2.GaussianBlur(layer, (0, 0), 2 * radius), np.float32) - layer
        shift = np.array([-rng.uniform(25, 80), rng.uniform(-2, 9), rng.uniform(-3, 6)], np.float32)
        lab += (layer * skin)[..., None] * shift
        lab[..., 0] += rim * skin * float(rng.uniform(0, 15))
    if rng.random() < 0.5:
        shine = blob(shape, at, shape[1] * 0.12, shape[0] * 0.3) * cloud(shape, 5, rng) ** 3
        lab[..., 0] += shine * float(rng.uniform(20, 90))
    return cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB).astype(np.uint8)


def _dots(
    shape: tuple[int, int], at: tuple[float, float], rng: np.random.Generator
) -> tuple[Mask, float]:
    """Dots 0..1 on a shaken grid, fewer away from `at`, and their usual radius in px."""
    layer = np.zeros(shape, np.float32)
    apart = float(rng.uniform(6, 15))
    radius = apart * float(rng.uniform(0.09, 0.16))
    spread = float(rng.uniform(0.25, 0.7)) * shape[1]
    density = blob(shape, at, spread, spread)
    kept = float(rng.uniform(0.5, 1.0))
    for y0 in np.arange(0, shape[0], apart):
        for x0 in np.arange(0, shape[1], apart):
            y, x = int(y0 + rng.uniform(0, apart)), int(x0 + rng.uniform(0, apart))
            if y >= shape[0] or x >= shape[1] or rng.random() > kept * density[y, x]:
                continue
            r = radius * float(np.exp(rng.normal(0, 0.18)))
            axes = (max(1, round(r)), max(1, round(r * float(rng.uniform(0.6, 1)))))
            depth, turn = float(rng.uniform(0.4, 1)), float(rng.uniform(0, 180))
            cv2.ellipse(layer, (x, y), axes, turn, 0, 360, depth, -1)
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), 0.5 + 0.2 * radius), np.float32), radius


def blob(shape: tuple[int, int], at: tuple[float, float], sx: float, sy: float) -> Mask:
    """A soft spot of height 1 at (x, y), spreads in px."""
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    x = np.arange(shape[1], dtype=np.float32)[None, :]
    away = ((x - at[0]) / max(sx, 0.5)) ** 2 + ((y - at[1]) / max(sy, 0.5)) ** 2
    return np.exp(-away / 2).astype(np.float32)


def cloud(shape: tuple[int, int], cell: float, rng: np.random.Generator) -> Mask:
    """Smooth noise 0..1 with grains of about `cell` pixels."""
    rows, cols = (max(2, int(side / max(cell, 1.0))) for side in shape)
    noise = rng.random((rows, cols)).astype(np.float32)
    return np.asarray(
        cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC).clip(0, 1),
        np.float32,
    )


def cheeks(face: Face) -> list[tuple[float, float]]:
    """Middles of the right and left cheek."""
    out = []
    for eye, mouth, side in (
        (face.right_eye, face.right_mouth, -1),
        (face.left_eye, face.left_mouth, 1),
    ):
        x = (eye[0] + mouth[0]) / 2 + side * 0.08 * face.width
        out.append((x, eye[1] * 0.45 + mouth[1] * 0.55))
    return out
