"""The looks at one photo whose answers are fused, so that framing says nothing.

A portrait and a close-up of the same skin should be read alike: the network sees the whole
picture, the face if there is one, and patches of skin.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.faces import Face

_SMALLEST_FACE: Final = 24  # px; less says nothing about skin
SIZE: Final = 224  # px; the network's input side
Pixels = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class View:
    """A part of the photo (x0, y0, x1, y1 in its pixels) and its weight in the fusion."""

    box: Box
    weight: float
    name: str
    mirror: bool = False


def views(height: int, width: int, face: Face | None) -> list[View]:
    """The views of a photo: squares along its longer side, its middle, the face and its parts.

    Chosen by leaving sources out of training (see the decision record), not by taste. Squares keep
    the proportions of things; on a square photo the three fall together and count thrice.
    """
    side = min(height, width)
    starts = (0, (max(height, width) - side) // 2, max(height, width) - side)
    squares = [
        (s, 0, s + side, side) if width >= height else (0, s, side, s + side) for s in starts
    ]
    looks = [View(box, float(squares.count(box)), "square") for box in dict.fromkeys(squares)]
    looks.append(View(_inner(height, width, 0.5), 1.0, "middle"))
    if face is None:
        return looks
    x0, y0, x1, y1 = face.box(1.05, width, height)
    w, h = x1 - x0, y1 - y0
    if min(w, h) < _SMALLEST_FACE:  # also a box that lies outside the picture
        return looks
    return [
        *looks,
        View((x0, y0, x1, y1), 1.0, "face"),
        View((x0, y0, x1, y0 + max(8, int(0.6 * h))), 1.0, "upper face"),
        View((x0, y0 + int(0.4 * h), x1, y1), 1.0, "lower face"),
        View((x0, y0 + int(0.2 * h), x0 + max(8, int(0.6 * w)), y1), 1.0, "one cheek"),
        View((x0 + int(0.4 * w), y0 + int(0.2 * h), x1, y1), 1.0, "other cheek"),
    ]


def telling(looks: list[View]) -> list[View]:
    """The views that are looked at first: the middle square and the face."""
    squares = [look for look in looks if look.name == "square"]
    faces = [look for look in looks if look.name == "face"]
    return [*squares[len(squares) // 2 :][:1], *faces] or looks[:1]


def whole_only(height: int, width: int, face: Face | None) -> list[View]:  # noqa: ARG001
    """The plan without faces and patches, for comparison."""
    return [View((0, 0, width, height), 1.0, "whole")]


def cut(pixels: Pixels, looks: list[View]) -> Pixels:
    """The views as an array of shape (len(looks), SIZE, SIZE, 3), RGB uint8."""
    out = np.empty((len(looks), SIZE, SIZE, 3), np.uint8)
    for i, look in enumerate(looks):
        x0, y0, x1, y1 = look.box
        part = pixels[y0:y1, x0:x1]
        how = cv2.INTER_AREA if min(part.shape[:2]) > SIZE else cv2.INTER_LINEAR
        part = cv2.resize(part, (SIZE, SIZE), interpolation=how).astype(np.uint8)
        out[i] = part[:, ::-1] if look.mirror else part
    return out


def fuse_views(logits: npt.NDArray[np.float32], looks: list[View]) -> npt.NDArray[np.float32]:
    """Weighted mean of the views' log-probabilities: (V, classes) -> (classes,)."""
    top = logits.max(axis=1, keepdims=True)
    log_p = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    weights = np.array([look.weight for look in looks], np.float32)
    return np.asarray((log_p * weights[:, None]).sum(axis=0) / weights.sum(), np.float32)


def _inner(height: int, width: int, share: float) -> Box:
    w, h = max(8, int(width * share)), max(8, int(height * share))
    x, y = (width - w) // 2, (height - h) // 2
    return x, y, min(width, x + w), min(height, y + h)
