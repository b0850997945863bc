"""Faces: where they are and which parts of them show skin. YuNet through OpenCV, optional.

Wu, Peng, Yu: YuNet, a tiny millisecond-level face detector (2023); file of the OpenCV Zoo, MIT.
"""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, Self

import cv2
import numpy as np
import numpy.typing as npt

_SCORE: Final = 0.7
_SIDE: Final = 240  # px; a face worth looking at is far larger than the 10 px it can find


@dataclass(frozen=True, slots=True)
class Face:
    """A face in pixel coordinates; the five points are (x, y), as seen in the picture."""

    x: float
    y: float
    width: float
    height: float
    right_eye: tuple[float, float]
    left_eye: tuple[float, float]
    nose: tuple[float, float]
    right_mouth: tuple[float, float]
    left_mouth: tuple[float, float]
    score: float

    @classmethod
    def from_row(cls, row: npt.NDArray[np.float32] | list[float], scale: float = 1.0) -> Self:
        """From a row of FaceDetectorYN: x, y, w, h, five points, score."""
        v = [float(a) * scale for a in row[:14]]
        points = [(v[i], v[i + 1]) for i in range(4, 14, 2)]
        right_eye, left_eye, nose, right_mouth, left_mouth = points
        return cls(
            *(v[0], v[1], v[2], v[3]),
            *(right_eye, left_eye, nose, right_mouth, left_mouth),
            float(row[14]),
        )

    def box(self, grow: float, width: int, height: int) -> tuple[int, int, int, int]:
        """Square of `grow` times the face's longer side, cut to the picture: x0, y0, x1, y1."""
        half = max(self.width, self.height) * grow / 2
        cx, cy = self.x + self.width / 2, self.y + self.height / 2
        return (
            max(0, int(cx - half)),
            max(0, int(cy - half)),
            min(width, int(cx + half) + 1),
            min(height, int(cy + half) + 1),
        )

    @property
    def area(self) -> float:
        """In square pixels."""
        return self.width * self.height


class FaceFinder:
    """Finds faces, largest first. Safe to share between threads."""

    def __init__(self, model: Path) -> None:
        """Load the detector. Raises FileNotFoundError when the file is missing."""
        if not model.is_file():
            raise FileNotFoundError(model)
        self._detector = cv2.FaceDetectorYN.create(str(model), "", (_SIDE, _SIDE), _SCORE, 0.3, 20)
        self._lock = Lock()  # input size and buffers live in the detector

    def find(self, image: npt.NDArray[np.uint8]) -> list[Face]:
        """Faces in an RGB image of shape (H, W, 3), in its own pixels."""
        height, width = image.shape[:2]
        scale = min(1.0, _SIDE / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image
        bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
        with self._lock:
            self._detector.setInputSize(size)
            _, rows = self._detector.detect(bgr)
        faces = [Face.from_row(row, 1 / scale) for row in (rows if rows is not None else [])]
        return sorted(faces, key=lambda f: -f.area)
