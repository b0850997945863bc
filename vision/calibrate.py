"""Temperature and thresholds, chosen on the validation split only."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np

from vision.classes import CLASSES, PhotoClass
from vision.collect import collect
from vision.dataset import Split, load_split
from vision.eyes import Eyes
from vision.findings import Calibration, Limits
from vision.metrics import Floats, Ints, fit_temperature, log_softmax, selective
from vision.onnx import Network

SELECTIVE: Final = 0.975  # half a point above what is promised, because validation is small
DECISIVE: Final = 0.97  # changes no answer on val, plain or spoiled (see the decision record)
FALSE_REFERRALS: Final = 0.05
FALSE_REFUSALS: Final = 0.005


def calibrate(weights: Path, folder: Path, face_detector: Path | None) -> Path:
    """Write skin.json beside skin.onnx in `weights`. `folder` holds the photos."""
    raw = Calibration()
    network = Network.load(weights / "skin.onnx")
    eyes = Eyes.load_parts(network, raw, Limits(), face_detector)
    answers = collect(eyes, folder, [e for e in load_split() if e.split is Split.VAL])
    temperature = fit_temperature(answers.log_p, answers.y)
    p = np.exp(log_softmax(answers.log_p / temperature))
    limits = choose_limits(p, answers.y)
    text = {
        "classes": [c.value for c in CLASSES],
        "temperature": round(temperature, 4),
        "bias": [0.0] * len(CLASSES),
        "limits": asdict(limits),
    }
    path = weights / "skin.json"
    path.write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")
    return path


def choose_limits(p: Floats, y: Ints) -> Limits:
    """Thresholds that keep what is promised on (p, y).

    abstain: the lowest from which answers are right in at least SELECTIVE, there and at every
        higher one: a curve that crosses the line by the luck of one photo does not count.
    refer: the lowest at which at most FALSE_REFERRALS of other skin is referred, and never above
        one half: for a stranger's photo a referral too many is the cheaper mistake.
    no_skin: likewise, with FALSE_REFUSALS of skin photos.
    """
    steps = np.round(np.arange(0.3, 0.99, 0.01), 2)
    poor = [float(t) for t in steps if selective(p, y, float(t))[0] < SELECTIVE]
    abstain = min((float(t) for t in steps if t > max(poor, default=0.0)), default=0.98)
    lesion = CLASSES.index(PhotoClass.SUSPICIOUS_LESION)
    other = p[(y != lesion) & (y != CLASSES.index(PhotoClass.NOT_SKIN)), lesion]
    refer = float(np.clip(np.quantile(other, 1 - FALSE_REFERRALS), 0.03, 0.5))
    nothing = CLASSES.index(PhotoClass.NOT_SKIN)
    no_skin = float(np.clip(np.quantile(p[y != nothing, nothing], 1 - FALSE_REFUSALS), 0.25, 0.5))
    return Limits(
        abstain=abstain,
        refer=round(refer, 3),
        no_skin=round(no_skin, 3),
        decisive=DECISIVE,
    )
