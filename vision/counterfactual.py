"""Drawn signs on clear portraits: the same face and frame, another label.

Most classes come from one or two sources, so a network can tell them by the camera alone. A clear
face that is given redness, spots or dark circles keeps the camera and changes only the skin.
Used in training only, in a recorded share; the evaluation never sees a drawn sign.
"""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.classes import PhotoClass
from vision.faces import Face

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.float32]


def draw_sign(image: Pixels, face: Face, label: PhotoClass, rng: np.random.Generator) -> Pixels:
    """A copy of an RGB portrait that shows `label`. Raises KeyError for a class not drawn."""
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    skin = _skin(lab, face)
    drawn = _DRAWERS[label](lab, face, skin, rng)
    return cv2.cvtColor(np.clip(drawn, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB).astype(np.uint8)


def _skin(lab: Mask, face: Face) -> Mask:
    """Soft mask 0..1 of pixels coloured like the middle of this face, within the face."""
    height, width = lab.shape[:2]
    x0, y0, x1, y1 = face.box(0.5, width, height)
    middle = np.median(lab[y0:y1, x0:x1].reshape(-1, 3), axis=0)
    away = np.abs(lab - middle) / np.array([70.0, 16.0, 18.0], np.float32)
    like = np.clip(1.6 - np.sqrt((away**2).sum(axis=2)), 0, 1)
    oval = np.zeros((height, width), np.float32)
    centre = (int(face.x + face.width / 2), int(face.y + face.height / 2))
    cv2.ellipse(oval, centre, (int(face.width * 0.52), int(face.height * 0.58)), 0, 0, 360, 1.0, -1)
    blur = max(1.0, face.width * 0.015)
    return np.asarray(cv2.GaussianBlur(like * oval, (0, 0), blur), np.float32)


def _blob(shape: tuple[int, int], at: tuple[float, float], sx: float, sy: float) -> Mask:
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    x = np.arange(shape[1], dtype=np.float32)[None, :]
    away = ((x - at[0]) / max(sx, 0.5)) ** 2 + ((y - at[1]) / max(sy, 0.5)) ** 2
    return np.exp(-away / 2).astype(np.float32)


def _cloud(shape: tuple[int, int], cell: float, rng: np.random.Generator) -> Mask:
    """Smooth noise 0..1 with grains of about `cell` pixels."""
    rows, cols = (max(2, int(side / max(cell, 1.0))) for side in shape)
    noise = rng.random((rows, cols)).astype(np.float32)
    return np.asarray(
        cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC).clip(0, 1),
        np.float32,
    )


def _cheeks(face: Face) -> list[tuple[float, float]]:
    """Middles of the right and left cheek."""
    out = []
    for eye, mouth, side in (
        (face.right_eye, face.right_mouth, -1),
        (face.left_eye, face.left_mouth, 1),
    ):
        x = (eye[0] + mouth[0]) / 2 + side * 0.08 * face.width
        out.append((x, eye[1] * 0.45 + mouth[1] * 0.55))
    return out


def _redness(lab: Mask, face: Face, skin: Mask, rng: np.random.Generator) -> Mask:
    shape = (lab.shape[0], lab.shape[1])
    w = face.width
    mask = np.zeros(shape, np.float32)
    for cheek in _cheeks(face):
        at = (cheek[0] + rng.normal(0, 0.03 * w), cheek[1] + rng.normal(0, 0.03 * w))
        blob = _blob(shape, at, w * rng.uniform(0.1, 0.2), w * rng.uniform(0.1, 0.2))
        mask = np.maximum(mask, blob * float(rng.uniform(0.7, 1.0)))
    if rng.random() < 0.6:
        mask = np.maximum(
            mask, _blob(shape, face.nose, w * 0.08, w * 0.12) * float(rng.uniform(0.4, 1))
        )
    if rng.random() < 0.3:
        brow = (face.nose[0], face.right_eye[1] - 0.3 * face.height)
        mask = np.maximum(
            mask, _blob(shape, brow, w * 0.22, w * 0.09) * float(rng.uniform(0.3, 0.8))
        )
    texture = (
        0.55 + 0.45 * _cloud(shape, w * 0.03, rng) + 0.25 * (_cloud(shape, w * 0.012, rng) - 0.5)
    )
    mask = mask * texture * skin
    if rng.random() < 0.4:
        lab = _papules(lab, face, skin * (mask > 0.15), rng, int(rng.integers(4, 20)))
    strength = float(rng.uniform(12, 30))
    shift = np.array([rng.uniform(-0.7, -0.1), 1.0, rng.uniform(-0.1, 0.35)], np.float32) * strength
    return lab + mask[..., None] * shift


def _spots(
    face: Face, skin: Mask, rng: np.random.Generator, n: int, low: float, high: float
) -> Mask:
    """Mask 0..1 of `n` small irregular spots on skin, radii as shares of the face width."""
    layer = np.zeros(skin.shape, np.float32)
    ys, xs = np.nonzero(skin > 0.6)
    if not len(xs):
        return layer
    for k in rng.integers(0, len(xs), n):
        r = face.width * rng.uniform(low, high)
        axes = (max(1, round(r)), max(1, round(r * rng.uniform(0.6, 1.0))))
        cv2.ellipse(
            layer,
            (int(xs[k]), int(ys[k])),
            axes,
            float(rng.uniform(0, 180)),
            0,
            360,
            float(rng.uniform(0.5, 1)),
            -1,
        )
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), max(0.6, face.width * 0.006)), np.float32)


def _pigmentation(lab: Mask, face: Face, skin: Mask, rng: np.random.Generator) -> Mask:
    if rng.random() < 0.5:
        mask = _spots(face, skin, rng, int(rng.integers(10, 70)), 0.006, 0.03)
    else:
        shape = (lab.shape[0], lab.shape[1])
        patches = np.zeros(shape, np.float32)
        for cheek in _cheeks(face):
            patches = np.maximum(patches, _blob(shape, cheek, face.width * 0.16, face.width * 0.12))
        if rng.random() < 0.4:
            brow = (face.nose[0], face.right_eye[1] - 0.3 * face.height)
            patches = np.maximum(patches, _blob(shape, brow, face.width * 0.22, face.width * 0.08))
        grain = _cloud(shape, face.width * float(rng.uniform(0.04, 0.1)), rng)
        mask = np.clip((patches * grain - 0.3) * 6, 0, 1)
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.6, face.width * 0.008)), np.float32)
    shift = np.array([-rng.uniform(18, 45), rng.uniform(1, 6), rng.uniform(0, 8)], np.float32)
    return np.asarray(lab + (mask * skin)[..., None] * shift, np.float32)


def _papules(lab: Mask, face: Face, skin: Mask, rng: np.random.Generator, n: int) -> Mask:
    rings = _spots(face, skin, rng, n, 0.008, 0.022)
    shift = np.array([-rng.uniform(5, 18), rng.uniform(14, 30), rng.uniform(0, 8)], np.float32)
    return np.asarray(lab + (rings * np.minimum(1, skin * 1.5))[..., None] * shift, np.float32)


def _acne(lab: Mask, face: Face, skin: Mask, rng: np.random.Generator) -> Mask:
    lab = _papules(lab, face, skin, rng, int(rng.integers(12, 50)))
    if rng.random() < 0.5:
        heads = _spots(face, skin, rng, int(rng.integers(2, 12)), 0.004, 0.008)
        lab = lab + heads[..., None] * np.array([25, -4, 12], np.float32)
    return lab


def _dark_circles(lab: Mask, face: Face, skin: Mask, rng: np.random.Generator) -> Mask:
    shape = (lab.shape[0], lab.shape[1])
    apart = max(4.0, abs(face.left_eye[0] - face.right_eye[0]))
    mask = np.zeros(shape, np.float32)
    drop = float(rng.uniform(0.2, 0.27))
    for eye in (face.right_eye, face.left_eye):
        under = _blob(shape, (eye[0], eye[1] + drop * apart), apart * 0.24, apart * 0.09)
        mask = np.maximum(mask, under)
        inner = (eye[0] + (face.nose[0] - eye[0]) * 0.3, eye[1] + 0.14 * apart)
        mask = np.maximum(mask, _blob(shape, inner, apart * 0.1, apart * 0.1) * 0.8)
    shift = np.array([-rng.uniform(28, 60), rng.uniform(-1, 7), -rng.uniform(2, 10)], np.float32)
    return lab + (mask * np.maximum(skin, 0.3))[..., None] * shift


_DRAWERS: Final[dict[PhotoClass, Callable[[Mask, Face, Mask, np.random.Generator], Mask]]] = {
    PhotoClass.REDNESS_ROSACEA: _redness,
    PhotoClass.PIGMENTATION: _pigmentation,
    PhotoClass.ACNE: _acne,
    PhotoClass.DARK_CIRCLES: _dark_circles,
}

DRAWN: Final = (
    PhotoClass.REDNESS_ROSACEA,
    PhotoClass.PIGMENTATION,
    PhotoClass.ACNE,
    PhotoClass.DARK_CIRCLES,
)
