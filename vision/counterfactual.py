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


def draw_sign(
    image: Pixels, face: Face, label: PhotoClass, rng: np.random.Generator
) -> tuple[Pixels, PhotoClass]:
    """A cut of an RGB portrait that shows `label`, and what it shows.

    One drawing of pores in four is left without its dots: the same close-up is then clear skin.
    Raises KeyError for a class not drawn.
    """
    if label is PhotoClass.BLACKHEADS_PORES:
        bare = bool(rng.random() < 0.25)
        close = draw_pores(_close_up(image, face, rng), rng, dots=not bare)
        return close, PhotoClass.CLEAR_SKIN if bare else label
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    drawn = _DRAWERS[label](lab, face, _skin(lab, face), rng)
    out = cv2.cvtColor(np.clip(drawn, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    x0, y0, x1, y1 = face.box(float(rng.uniform(0.85, 1.7)), image.shape[1], image.shape[0])
    return out[y0:y1, x0:x1].astype(np.uint8), label


def _close_up(image: Pixels, face: Face, rng: np.random.Generator) -> Pixels:
    """The nose or a cheek of a portrait, enlarged to 224 px, with the grain that enlarging lost."""
    places = [*_cheeks(face), face.nose, (face.nose[0], face.right_eye[1] - 0.25 * face.height)]
    x, y = places[int(rng.integers(len(places)))]
    half = max(12, int(face.width * rng.uniform(0.1, 0.22)))
    height, width = image.shape[:2]
    x0, y0 = max(0, int(x) - half), max(0, int(y) - half)
    part = image[y0 : min(height, y0 + 2 * half), x0 : min(width, x0 + 2 * half)]
    if min(part.shape[:2]) < 8:
        part = image
    big = cv2.resize(part, (224, 224), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    grain = _cloud((224, 224), float(rng.uniform(1.5, 4)), rng) - 0.5
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
        shine = _blob(shape, at, shape[1] * 0.12, shape[0] * 0.3) * _cloud(shape, 5, rng) ** 3
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
    density = _blob(shape, at, spread, spread)
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
    wide = float(rng.uniform(0.1, 0.24))
    cheeks = _cheeks(face) if rng.random() < 0.85 else _cheeks(face)[:1]
    for cheek in cheeks if rng.random() < 0.9 else []:
        at = (cheek[0] + rng.normal(0, 0.03 * w), cheek[1] + rng.normal(0, 0.03 * w))
        blob = _blob(shape, at, w * wide, w * wide * rng.uniform(0.7, 1.2))
        mask = np.maximum(mask, blob * float(rng.uniform(0.7, 1.0)))
    if rng.random() < 0.6 or not mask.any():
        nose = _blob(shape, face.nose, w * 0.1, w * 0.13)
        mask = np.maximum(mask, nose * float(rng.uniform(0.5, 1)))
    for height, share in ((face.right_eye[1] - 0.3 * face.height, 0.3), (_chin(face), 0.25)):
        if rng.random() < share:
            there = _blob(shape, (face.nose[0], height), w * 0.2, w * 0.09)
            mask = np.maximum(mask, there * float(rng.uniform(0.3, 0.8)))
    if rng.random() < 0.4:  # the whole face, flushed
        mask = np.maximum(mask, float(rng.uniform(0.2, 0.5)))
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
    fine = 0.25 * (_cloud(shape, w * 0.012, rng) - 0.5)
    return np.asarray(1 - blotchy + blotchy * _cloud(shape, w * 0.04, rng) + fine, np.float32)


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

DRAWN: Final = (*_DRAWERS, PhotoClass.BLACKHEADS_PORES)
DRAWN_SHARES: Final = (0.4, 0.1, 0.1, 0.15, 0.25)
