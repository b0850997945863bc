"""Other cameras, rooms and backgrounds for a training photo, so that its source says nothing.

RGB uint8 arrays of shape (H, W, 3). Used on the training split only.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.faces import Face

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_BLACK: Final = 40  # grey levels; an unlit background in a clinic or a booth is below
_ENOUGH: Final = 0.06  # share of the picture; less is a shadow rather than a background


def lend_colours(image: Pixels, style: Pixels, share: float, *, keep_chroma: bool) -> Pixels:
    """Shift mean and spread in Lab part of the way to another photo's (Reinhard et al., 2001).

    With `keep_chroma` the spread is moved in lightness only: how much redder a cheek is than the
    skin around it is what the label says, and must not be lent or taken away.
    """
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    other = cv2.cvtColor(cv2.resize(style, (64, 64)), cv2.COLOR_RGB2LAB).astype(np.float32)
    mean, std = lab.mean((0, 1)), lab.std((0, 1)) + 1.0
    mean2, std2 = other.mean((0, 1)), other.std((0, 1)) + 1.0
    gain = np.clip(std2 / std, 0.6, 1.6)
    if keep_chroma:
        gain[1:] = 1.0
    moved = (lab - mean) * gain + mean2
    return to_rgb(lab + (moved - lab) * share)


def cast(image: Pixels, rng: np.random.Generator) -> Pixels:
    """One colour over the whole picture: lamp light or a camera's white balance.

    Redness, unlike this, is redder than the skin beside it.
    """
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 1:] += rng.uniform((-9, -12), (12, 14)).astype(np.float32)
    return to_rgb(lab)


def other_background(
    image: Pixels, face: Face | None, style: Pixels, rng: np.random.Generator
) -> Pixels:
    """Replace what lies behind the person: the unlit rim of a picture, or all far from the face."""
    mask = _dark_rim(image) if face is None or rng.random() < 0.5 else None
    if mask is None:
        if face is None:
            return image
        mask = far_from(image.shape[0], image.shape[1], face)
    behind = _backdrop(image.shape[0], image.shape[1], style, rng)
    share = mask[..., None]
    return np.asarray(image * (1 - share) + behind * share, np.uint8)


def step_back(image: Pixels, style: Pixels, rng: np.random.Generator) -> Pixels:
    """The photo as a part of a larger scene: close-ups are not only ever seen close up."""
    height, width = image.shape[:2]
    share = float(rng.uniform(0.45, 0.85))
    h, w = max(16, int(height * share)), max(16, int(width * share))
    small = cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA)
    canvas = _backdrop(height, width, style, rng).astype(np.uint8)
    y, x = int(rng.integers(height - h + 1)), int(rng.integers(width - w + 1))
    sharp = np.zeros((height, width), np.float32)
    if rng.random() < 0.5:
        cv2.ellipse(sharp, (x + w // 2, y + h // 2), (w // 2, h // 2), 0, 0, 360, 1.0, -1)
    else:
        sharp[y : y + h, x : x + w] = 1
    mask = cv2.GaussianBlur(sharp, (0, 0), float(rng.uniform(0.6, 6)))[..., None]
    placed = np.zeros_like(canvas)
    placed[y : y + h, x : x + w] = small
    inside = (placed.max(axis=2) > 0)[..., None]
    share_of = mask * inside
    return np.asarray(canvas * (1 - share_of) + placed * share_of, np.uint8)


def _dark_rim(image: Pixels) -> Floats | None:
    """Soft mask of black areas that touch the border; None where there is hardly any."""
    dark = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) < _BLACK).astype(np.uint8)
    _, parts = cv2.connectedComponents(dark)
    rim = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    mask = np.isin(parts, rim[rim > 0]).astype(np.float32)
    if mask.mean() < _ENOUGH:
        return None
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.5), np.float32)


def far_from(height: int, width: int, face: Face) -> Floats:
    """Soft mask 0..1 of what is no part of the head."""
    oval = np.ones((height, width), np.float32)
    centre = (int(face.x + face.width / 2), int(face.y + face.height * 0.5))
    cv2.ellipse(oval, centre, (int(face.width * 0.8), int(face.height * 0.85)), 0, 0, 360, 0.0, -1)
    return np.asarray(cv2.GaussianBlur(oval, (0, 0), max(1.0, face.width * 0.06)), np.float32)


def _backdrop(height: int, width: int, style: Pixels, rng: np.random.Generator) -> Floats:
    """A wall with a gradient, or another photo out of focus."""
    if rng.random() < 0.5:
        corners = rng.uniform(0, 255, 3) + rng.uniform(-40, 40, (2, 2, 1))
        wall = cv2.resize(corners.astype(np.float32), (width, height))
        return np.asarray(np.clip(wall, 0, 255), np.float32)
    scene = cv2.resize(style, (width, height)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(scene, (0, 0), float(rng.uniform(1, 12))), np.float32)


def to_rgb(lab: Floats) -> Pixels:
    """From Lab as OpenCV has it for bytes, cut to 0..255."""
    clipped = np.clip(lab, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(clipped, cv2.COLOR_LAB2RGB), np.uint8)
