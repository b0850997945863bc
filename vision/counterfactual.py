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
from vision.close_ups import blob, cheeks, close_up, cloud, draw_pores
from vision.faces import Face

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.float32]


def draw_sign(
    image: Pixels,
    face: Face,
    label: PhotoClass,
    rng: np.random.Generator,
) -> tuple[Pixels, PhotoClass]:
    """A cut of an RGB portrait that shows `label`, and what it shows.


    One drawing of pores in four is left without its dots: the same close-up is then clear skin.
    Raises KeyError for a class not drawn.
    """
    if label is PhotoClass.BLACKHEADS_PORES:
        bare = bool(rng.random() < 0.25)
        close = draw_pores(close_up(image, face, rng), rng, dots=not bare)
        return close, PhotoClass.CLEAR_SKIN if bare else label
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    skin = _skin(lab, face)
    drawn = _DRAWERS[label](lab, face, skin, rng)
    out = cv2.cvtColor(np.clip(drawn, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    x0, y0, x1, y1 = face.box(float(rng.uniform(0.85, 1.7)), image.shape[1], image.shape[0])
    return out[y0:y1, x0:x1].astype(np.uint8), label


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


def _red_places(shape: tuple[int, int], face: Face, rng: np.random.Generator) -> Mask:
    """Where a face reddens, 0..1: cheeks, nose, forehead, chin, or all of it."""
    w = face.width
    mask = np.zeros(shape, np.float32)
    wide = float(rng.uniform(0.1, 0.24))
    both = cheeks(face)
    sides = both if rng.random() < 0.85 else both[:1]
    for cheek in sides if rng.random() < 0.9 else []:
        at = (cheek[0] + rng.normal(0, 0.03 * w), cheek[1] + rng.normal(0, 0.03 * w))
        flush = blob(shape, at, w * wide, w * wide * rng.uniform(0.7, 1.2))
        mask = np.maximum(mask, flush * float(rng.uniform(0.7, 1.0)))
    if rng.random() < 0.6 or not mask.any():
        nose = blob(shape, face.nose, w * 0.1, w * 0.13)
        mask = np.maximum(mask, nose * float(rng.uniform(0.5, 1)))
    for height, share in ((face.right_eye[1] - 0.3 * face.height, 0.3), (_chin(face), 0.25)):
        if rng.random() < share:
            there = blob(shape, (face.nose[0], height), w * 0.2, w * 0.09)
            mask = np.maximum(mask, there * float(rng.uniform(0.3, 0.8)))
    if rng.random() < 0.4:  # the whole face, flushed
        mask = np.maximum(mask, float(rng.uniform(0.2, 0.5)))
    return mask


def _redness(lab: Mask, face: Face, skin: Mask, rng: np.random.Generator) -> Mask:
    shape, w = (lab.shape[0], lab.shape[1]), face.width
    mask = _red_places(shape, face, rng)
    mask = mask * _grain(shape, w, rng) * skin
    if rng.random() < 0.3:
        lab = _papules(lab, face, skin * (mask > 0.15), rng, int(rng.integers(4, 20)))
    if rng.random() < 0.5:
        mask = mask * (1 + float(rng.uniform(0.3, 1)) * _veins(shape, w, rng))
    return np.asarray(lab + mask[..., None] * _flush(lab, skin, rng), np.float32)


def _chin(face: Face) -> float:
    return (face.right_mouth[1] + face.left_mouth[1]) / 2 + 0.14 * face.height


def _grain(shape: tuple[int, int], w: float, rng: np.random.Generator) -> Mask:
    """From even to blotchy, about 0.5..1."""
    blotchy = float(rng.uniform(0.1, 0.55))
    fine = 0.25 * (cloud(shape, w * 0.012, rng) - 0.5)
    return np.asarray(1 - blotchy + blotchy * cloud(shape, w * 0.04, rng) + fine, np.float32)


def _flush(lab: Mask, skin: Mask, rng: np.random.Generator) -> Mask:
    """Shift in Lab of more blood in the skin: on dark skin it darkens more than it reddens."""
    there = skin > 0.6
    light = float(np.median(lab[..., 0][there])) if there.any() else 160.0
    dark = float(np.clip((150 - light) / 90, 0, 1))
    red = float(rng.uniform(14, 34)) * (1 - 0.35 * dark)
    down = -rng.uniform(0.1 + 0.3 * dark, 0.7 + 0.5 * dark)
    return np.array([down, 1.0, rng.uniform(-0.25, 0.3)], np.float32) * red


def _veins(shape: tuple[int, int], w: float, rng: np.random.Generator) -> Mask:
    """Thin crooked lines like widened small vessels, 0..1."""
    layer = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(15, 60))):
        at = rng.uniform((0, 0), (shape[1], shape[0]))
        steps = np.cumsum(rng.normal(0, w * 0.018, (5, 2)) + rng.normal(0, w * 0.02, 2), axis=0)
        line = np.round(at + steps).astype(np.int32)[:, None]
        cv2.polylines(layer, [line], isClosed=False, color=1.0, thickness=1, lineType=cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), max(0.5, w * 0.004)) * 1.5, np.float32)


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
        for cheek in cheeks(face):
            patches = np.maximum(patches, blob(shape, cheek, face.width * 0.16, face.width * 0.12))
        if rng.random() < 0.4:
            brow = (face.nose[0], face.right_eye[1] - 0.3 * face.height)
            patches = np.maximum(patches, blob(shape, brow, face.width * 0.22, face.width * 0.08))
        grain = cloud(shape, face.width * float(rng.uniform(0.04, 0.1)), rng)
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
        under = blob(shape, (eye[0], eye[1] + drop * apart), apart * 0.24, apart * 0.09)
        mask = np.maximum(mask, under)
        inner = (eye[0] + (face.nose[0] - eye[0]) * 0.3, eye[1] + 0.14 * apart)
        mask = np.maximum(mask, blob(shape, inner, apart * 0.1, apart * 0.1) * 0.8)
    shift = np.array([-rng.uniform(28, 60), rng.uniform(-1, 7), -rng.uniform(2, 10)], np.float32)
    return lab + (mask * np.maximum(skin, 0.3))[..., None] * shift


_DRAWERS: Final[dict[PhotoClass, Callable[[Mask, Face, Mask, np.random.Generator], Mask]]] = {
    PhotoClass.REDNESS_ROSACEA: _redness,
    PhotoClass.PIGMENTATION: _pigmentation,
    PhotoClass.ACNE: _acne,
    PhotoClass.DARK_CIRCLES: _dark_circles,
}

DRAWN: Final = (*_DRAWERS, PhotoClass.BLACKHEADS_PORES)
DRAWN_SHARES: Final = (0.4, 0.1, 0.1, 0.15, 0.25)
