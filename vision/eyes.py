"""The eyes: bytes of a photo in, findings out. Nothing is kept and nothing leaves the machine."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from knowledge.errors import MissingPart
from knowledge.vocabulary import Language
from vision.classes import CLASSES
from vision.faces import Face, FaceFinder
from vision.findings import Calibration, Limits, Rejection, Sight, fuse, judge, refused
from vision.gate import GateLimits, check, crowd, measure
from vision.onnx import Network
from vision.photo import Photo, PhotoRejected, decode
from vision.views import View, cut, fuse_views, telling, views

WEIGHTS: Final = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Look:
    """One pass of the network over a photo: its views, their logits and the fused log p."""

    views: list[View]
    logits: npt.NDArray[np.float32]
    fused: npt.NDArray[np.float32]


class Eyes:
    """Gate, network, calibration and judgement in one. Safe to share between threads."""

    def __init__(
        self,
        network: Network,
        calibration: Calibration,
        limits: Limits,
        *,
        gate: GateLimits | None = None,
        faces: FaceFinder | None = None,
        plan: Callable[[int, int, Face | None], list[View]] = views,
    ) -> None:
        self.network = network
        self.calibration = calibration
        self.limits = limits
        self.gate = gate or GateLimits()
        self.faces = faces
        self.plan = plan

    @classmethod
    def load(
        cls,
        weights: Path | None = None,
        face_detector: Path | None = None,
        *,
        threads: int = 0,
    ) -> Self:
        """Load a folder with skin.onnx and skin.json; None takes the weights of this package.

        Without a face detector the eyes see a little worse but work. Raises MissingPart.
        """
        folder = weights or WEIGHTS
        try:
            settings = json.loads((folder / "skin.json").read_text(encoding="utf-8"))
            network = Network.load(folder / "skin.onnx", threads=threads)
        except FileNotFoundError as error:
            raise MissingPart(
                f"The photo model is not in {folder}: reinstall, or train one with "
                "`aloe vision train`."
            ) from error
        if settings["classes"] != list(CLASSES):
            raise MissingPart(f"The photo model in {folder} knows other classes: retrain it.")
        calibration = Calibration(settings["temperature"], tuple(settings["bias"]))
        return cls.load_parts(network, calibration, Limits(**settings["limits"]), face_detector)

    @classmethod
    def load_parts(
        cls,
        network: Network,
        calibration: Calibration,
        limits: Limits,
        face_detector: Path | None = None,
    ) -> Self:
        """Eyes from a loaded network; a face detector that is not there is left out."""
        there = face_detector is not None and face_detector.is_file()
        finder = FaceFinder(face_detector) if face_detector and there else None
        return cls(network, calibration, limits, faces=finder)

    def see(self, data: bytes) -> Sight:
        """What the photo shows. Never raises on bad bytes: the sight then says what is wrong."""
        start = time.perf_counter()
        try:
            photo = decode(data)
        except PhotoRejected as refusal:
            return refused(refusal.reason, _since(start))
        faces = self.find_faces(photo)
        reason = self.turn_away(photo, faces)
        if reason is not None:
            return refused(reason, _since(start))
        look = self.look(photo, faces[0] if faces else None)
        probabilities = self.calibration(look.fused.tolist())
        return judge(probabilities, self.limits, ms=_since(start))

    def see_all(self, photos: list[bytes]) -> Sight:
        """Several photos of one person as one sight. Raises ValueError when there are none."""
        return fuse([self.see(data) for data in photos])

    def find_faces(self, photo: Photo) -> list[Face]:
        """Faces, largest first; none without a detector."""
        return self.faces.find(photo.pixels) if self.faces else []

    def turn_away(self, photo: Photo, faces: list[Face]) -> Rejection | None:
        """Why the gate refuses the photo, or None."""
        reason = check(measure(photo.pixels, faces[0] if faces else None), self.gate)
        if reason is None and crowd(faces):
            reason = Rejection.SEVERAL_FACES
        return reason

    def look(self, photo: Photo, face: Face | None) -> Look:
        """Run the network over the views of a photo: the telling ones first, the rest if needed."""
        height, width = photo.pixels.shape[:2]
        looks = self.plan(height, width, face)
        first = telling(looks) if self.limits.decisive < 1 else looks
        rest = [look for look in looks if look not in first]
        seen = self.network.logits(cut(photo.pixels, first))
        if not rest or self._decided(seen, first):
            return Look(first, seen, fuse_views(seen, first))
        logits = np.concatenate([seen, self.network.logits(cut(photo.pixels, rest))])
        return Look(first + rest, logits, fuse_views(logits, first + rest))

    def _decided(self, logits: npt.NDArray[np.float32], looks: list[View]) -> bool:
        """Whether every one of these views says the same and together they are sure of it."""
        if len(set(logits.argmax(axis=1).tolist())) > 1:
            return False
        sure = max(self.calibration(fuse_views(logits, looks).tolist()).values())
        return sure >= self.limits.decisive

    def explain(self, data: bytes, language: Language | str = Language.RU) -> bytes:
        """A PNG: the photo, a heat map of what spoke for the finding, bars, words.

        Raises PhotoRejected when the bytes are no photo.
        """
        from vision.explain import picture

        photo = decode(data)
        return picture(self, photo, self.see(data), language)


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
