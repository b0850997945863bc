"""Running the eyes over labelled photos, once, so that every figure comes from the same answers."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vision.classes import CLASSES
from vision.dataset import Example
from vision.eyes import Eyes
from vision.findings import Rejection
from vision.metrics import Floats, Ints, log_softmax
from vision.photo import Photo, PhotoRejected, decode

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Answers:
    """What the eyes said about `examples`. log_p: (n, classes) fused, before calibration.

    The network's answer is kept even where the gate refuses, so that a figure of the network
    cannot improve by refusing hard photos; what the gate did is in `rejected`.
    """

    examples: tuple[Example, ...]
    log_p: Floats
    rejected: tuple[Rejection | None, ...]
    tone: Floats

    @property
    def y(self) -> Ints:
        """True class indices."""
        return np.array([CLASSES.index(e.label) for e in self.examples], np.int64)

    def p(self, eyes: Eyes) -> Floats:
        """Calibrated probabilities (n, classes)."""
        scaled = self.log_p / eyes.calibration.temperature + np.array(eyes.calibration.bias)
        return np.exp(log_softmax(scaled))

    def where(self, keep: npt.NDArray[np.bool_]) -> "Answers":
        """The part where `keep` is true."""
        index = np.flatnonzero(keep)
        return replace(
            self,
            examples=tuple(self.examples[i] for i in index),
            log_p=self.log_p[index],
            rejected=tuple(self.rejected[i] for i in index),
            tone=self.tone[index],
        )


def collect(
    eyes: Eyes,
    folder: Path,
    examples: Sequence[Example],
    change: Callable[[Pixels], Pixels] | None = None,
) -> Answers:
    """Look at each photo; `change` alters the decoded pixels first (for the condition rows)."""

    def one(example: Example) -> tuple[Floats, Rejection | None, float]:
        try:
            photo = decode((folder / example.file).read_bytes())
        except PhotoRejected as refusal:
            return np.zeros(len(CLASSES)), refusal.reason, float("nan")
        if change is not None:
            pixels = change(photo.pixels)
            photo = Photo(pixels, pixels.shape[1], pixels.shape[0])
        faces = eyes.find_faces(photo)
        look = eyes.look(photo, faces[0] if faces else None)
        return look.fused.astype(np.float64), eyes.turn_away(photo, faces), skin_tone(photo.pixels)

    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(one, examples))
    return Answers(
        tuple(examples),
        np.array([r[0] for r in rows]),
        tuple(r[1] for r in rows),
        np.array([r[2] for r in rows]),
    )


def skin_tone(pixels: Pixels) -> float:
    """Individual typology angle in degrees from likely skin pixels; NaN where there are none.

    ITA = atan((L - 50) / b) (Chardon et al., 1991). Light over 41, intermediate 28 to 41, tan 10
    to 28, brown and dark below. An estimate: a photo's light and white balance move it.
    """
    import cv2

    small = cv2.resize(pixels, (96, 96), interpolation=cv2.INTER_AREA)
    ycc = cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb).reshape(-1, 3).astype(np.float64)
    # Skin in YCrCb after Chai and Ngan (1999), a little wider for dark skin and poor light.
    skin = (ycc[:, 1] > 131) & (ycc[:, 1] < 178) & (ycc[:, 2] > 75) & (ycc[:, 2] < 130)
    skin &= ycc[:, 0] > 30
    if skin.mean() < 0.05:
        return float("nan")
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB).reshape(-1, 3)[skin]
    light, yellow = np.median(lab[:, 0]), np.median(lab[:, 2])
    return float(np.degrees(np.arctan2(light - 50, max(yellow, 1e-3))))
