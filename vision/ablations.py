"""What the answer hangs on: fewer views, another background, a drawn sign, a cast of colour.

The drawn signs here are of the generator that training uses, on test portraits it never saw: they
say whether the network looks at the skin, not how well it does on people.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.classes import CLASSES, PhotoClass
from vision.collect import Answers, collect
from vision.counterfactual import draw_sign
from vision.dataset import Example, Split
from vision.eyes import Eyes
from vision.faces import Face
from vision.figures import Report, share
from vision.metrics import accuracy, bootstrap
from vision.photo import Photo, decode
from vision.restyle import far_from, to_rgb
from vision.views import View, whole_only

Pixels = npt.NDArray[np.uint8]

_LARGE: Final = 70  # px; on a smaller face a drawn sign is lost
_WARM: Final = (12.0, 6.0)  # shift in Lab a and b: a lamp's or a camera's red cast


def views_ablation(report: Report, eyes: Eyes, folder: Path, examples: list[Example]) -> None:
    """What faces and patches bring: the same network on fewer views."""
    plans: dict[str, Callable[[int, int, Any], list[View]]] = {
        "whole picture only": whole_only,
        "all views": eyes.plan,
    }
    for split in (Split.TEST, Split.OOD):
        part = [e for e in examples if e.split is split]
        for name, plan in plans.items():
            for detector in (None, eyes.faces):
                if plan is whole_only and detector is not None:
                    continue
                other = Eyes(eyes.network, eyes.calibration, eyes.limits, faces=detector, plan=plan)
                found = collect(other, folder, part)
                tail = "" if plan is whole_only else ", faces" if detector else ", no face detector"
                value = bootstrap(accuracy, found.p(other), found.y)
                report.add(f"views, {split.value}", name + tail, value)


def counterfactuals(report: Report, eyes: Eyes, folder: Path, found: Answers) -> None:
    """Test photos with one thing changed: does the answer follow the skin and nothing else?"""
    before = found.p(eyes).argmax(axis=1)
    same, drawn, warm = [], [], []
    rng = np.random.default_rng(0)
    for e, was in zip(found.examples, before, strict=True):
        photo = decode((folder / e.file).read_bytes())
        faces = eyes.find_faces(photo)
        if not faces or e.label is PhotoClass.NOT_SKIN:
            continue
        same.append(_answer(eyes, _grey_background(photo.pixels, faces[0])) == was)
        clear = CLASSES[was] is e.label is PhotoClass.CLEAR_SKIN
        if not clear or faces[0].width < _LARGE:
            continue
        red, _ = draw_sign(photo.pixels, faces[0], PhotoClass.REDNESS_ROSACEA, rng)
        drawn.append(CLASSES[_answer(eyes, red)] is PhotoClass.REDNESS_ROSACEA)
        warm.append(CLASSES[_answer(eyes, _red_cast(photo.pixels))] is PhotoClass.REDNESS_ROSACEA)
    section = "counterfactuals, test"
    report.add(section, "background greyed, photos with a face: same answer", share(same))
    report.add(section, "redness drawn on a clear portrait: called redness", share(drawn))
    report.add(section, "red cast over a clear portrait: called redness", share(warm))


def _answer(eyes: Eyes, pixels: Pixels) -> int:
    photo = Photo(np.ascontiguousarray(pixels), pixels.shape[1], pixels.shape[0])
    faces = eyes.find_faces(photo)
    return int(eyes.look(photo, faces[0] if faces else None).fused.argmax())


def _grey_background(pixels: Pixels, face: Face) -> Pixels:
    away = far_from(pixels.shape[0], pixels.shape[1], face)[..., None]
    return np.asarray(pixels * (1 - away) + 128 * away, np.uint8)


def _red_cast(pixels: Pixels) -> Pixels:
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 1:] += np.array(_WARM, np.float32)
    return to_rgb(lab)
