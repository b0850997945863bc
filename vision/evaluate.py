"""The figures of the photo model, all from the same answers of the same eyes as in serving."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.ablations import counterfactuals, views_ablation
from vision.classes import CLASSES, PhotoClass
from vision.collect import Answers, collect
from vision.dataset import Split, load_split
from vision.eyes import Eyes
from vision.figures import Report, share
from vision.findings import Rejection, Sight, judge
from vision.gate import check, measure
from vision.metrics import (
    Floats,
    accuracy,
    bootstrap,
    calibration_error,
    confusion,
    macro_f1,
    recalls,
    risk_coverage,
    selective,
)
from vision.negatives import draw_negative
from vision.photo import Photo, PhotoRejected, decode

_ENOUGH: Final = 30  # photos; fewer say nothing about a group
Pixels = npt.NDArray[np.uint8]
Change = Callable[[Pixels], Pixels]

TONES: Final = (
    ("light", 41.0, 90.0),
    ("intermediate", 28.0, 41.0),
    ("tan", 10.0, 28.0),
    ("dark", -90.0, 10.0),
)


def _rotate(degrees: float) -> Change:
    def change(image: Pixels) -> Pixels:
        height, width = image.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return np.asarray(cv2.warpAffine(image, turn, (width, height)), np.uint8)

    return change


def _jpeg(image: Pixels) -> Pixels:
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 30])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def _half(image: Pixels) -> Pixels:
    size = (max(1, image.shape[1] // 2), max(1, image.shape[0] // 2))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cut(image: Pixels) -> Pixels:
    height, width = image.shape[:2]
    return image[height // 10 : height - height // 10, width // 10 : width - width // 10]


def _framed(image: Pixels) -> Pixels:
    out = image.copy()
    m = max(1, min(image.shape[:2]) // 12)
    out[:m], out[-m:], out[:, :m], out[:, -m:] = 0, 0, 0, 0
    return out


def _scaled(factor: float) -> Change:
    return lambda image: np.clip(image * factor, 0, 255).astype(np.uint8)


def _blurred(sigma: float) -> Change:
    return lambda image: np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


# Milder than what the gate turns away: here the network itself has to cope.
CONDITIONS: Final[dict[str, Change]] = {
    "blur, sigma 1 px": _blurred(1.0),
    "dark, half the light": _scaled(0.5),
    "JPEG quality 30": _jpeg,
    "rotated +20 degrees": _rotate(20),
    "rotated -20 degrees": _rotate(-20),
    "half scale": _half,
    "frame cut by a tenth": _cut,
    "black frame drawn": _framed,
}
SPOILED: Final[dict[str, Change]] = {
    "blurred, sigma 2 px": _blurred(2.0),
    "blurred, sigma 3 px": _blurred(3.0),
    "darkened to a quarter": _scaled(0.25),
    "overexposed 2.5 times": _scaled(2.5),
}


def evaluate(eyes: Eyes, folder: Path) -> Report:
    """Everything that the model card repeats. `folder` holds the photos of the recorded split."""
    examples = load_split()
    report = Report()
    answers = {
        "test": collect(eyes, folder, [e for e in examples if e.split is Split.TEST]),
        "other world": collect(eyes, folder, [e for e in examples if e.split is Split.OOD]),
    }
    for name, found in answers.items():
        _accuracy(report, eyes, name, found)
        _honesty(report, eyes, name, found)
    _tones(report, eyes, answers["test"])
    _conditions(report, eyes, folder, answers["test"])
    _refusals(report, eyes, answers)
    _gate(report, eyes, folder, answers["test"])
    views_ablation(report, eyes, folder, examples)
    counterfactuals(report, eyes, folder, answers["test"])
    return report


def _accuracy(report: Report, eyes: Eyes, name: str, found: Answers) -> None:
    p, y = found.p(eyes), found.y
    report.add(f"accuracy, {name}", "accuracy", bootstrap(accuracy, p, y))
    report.add(f"accuracy, {name}", "macro-F1", bootstrap(macro_f1, p, y))
    for label, recall in zip(CLASSES, recalls(p, y), strict=True):
        n = int((y == CLASSES.index(label)).sum())
        report.add(f"accuracy, {name}", f"recall {label}", f"{100 * recall:.0f} %, n {n}")
    report.confusions[name] = confusion(p, y)


def _honesty(report: Report, eyes: Eyes, name: str, found: Answers) -> None:
    p, y = found.p(eyes), found.y
    section = f"honesty, {name}"
    report.add(
        section, "expected calibration error", bootstrap(calibration_error, p, y, rounds=300)
    )
    threshold = eyes.limits.abstain
    report.add(
        section, "selective accuracy", bootstrap(lambda a, b: selective(a, b, threshold)[0], p, y)
    )
    report.add(section, "coverage", bootstrap(lambda a, b: selective(a, b, threshold)[1], p, y))
    report.risks[name] = risk_coverage(p, y)


def _tones(report: Report, eyes: Eyes, found: Answers) -> None:
    whole = found.where(found.y != CLASSES.index(PhotoClass.NOT_SKIN))
    section = "skin tone, test"
    everyone = bootstrap(accuracy, whole.p(eyes), whole.y)
    report.add(section, "all skin photos", everyone)
    gaps = {}
    for name, low, high in TONES:
        part = whole.where((whole.tone > low) & (whole.tone <= high))
        value = bootstrap(accuracy, part.p(eyes), part.y)
        report.add(section, name, value)
        if value.n >= _ENOUGH:
            gaps[name] = everyone.value - value.value
    if gaps:
        worst = max(gaps, key=gaps.__getitem__)
        report.add(section, "worst gap to all", f"{worst}, {100 * gaps[worst]:.1f} points")


def _conditions(report: Report, eyes: Eyes, folder: Path, found: Answers) -> None:
    plain = found.p(eyes).argmax(axis=1)
    section = "photo condition, test"
    gaps = {}
    for name, change in CONDITIONS.items():
        changed = collect(eyes, folder, found.examples, change)
        p = changed.p(eyes)
        same = float((p.argmax(axis=1) == plain).mean())
        value = bootstrap(accuracy, p, changed.y)
        report.add(section, name, value)
        report.add(section, f"{name}: same answer", same)
        gaps[name] = float((plain == found.y).mean()) - value.value
    worst = max(gaps, key=gaps.__getitem__)
    report.add(section, "worst gap to plain", f"{worst}, {100 * gaps[worst]:.1f} points")


def _refusals(report: Report, eyes: Eyes, answers: dict[str, Answers]) -> None:
    for name, found in answers.items():
        sights = [_judged(eyes, row) for row in found.p(eyes)]
        for what, label, good in (
            ("not skin: refused or abstained", PhotoClass.NOT_SKIN, _turned_down),
            ("lesions: referred", PhotoClass.SUSPICIOUS_LESION, _referred),
        ):
            hits = [
                good(s) for s, e in zip(sights, found.examples, strict=True) if e.label is label
            ]
            report.add("refusals", f"{what}, {name}", share(hits))
        skin = [
            s
            for s, e in zip(sights, found.examples, strict=True)
            if e.label not in {PhotoClass.NOT_SKIN, PhotoClass.SUSPICIOUS_LESION}
        ]
        report.add("refusals", f"other skin referred too, {name}", share([s.refer for s in skin]))
        report.add(
            "refusals", f"skin taken for no skin, {name}", share([not s.accepted for s in skin])
        )
    rng = np.random.default_rng(0)
    drawn = [Photo(draw_negative(rng, 320), 320, 320) for _ in range(200)]
    hits = [
        eyes.turn_away(d, []) is not None
        or _turned_down(judge(eyes.calibration(eyes.look(d, None).fused.tolist()), eyes.limits))
        for d in drawn
    ]
    report.add("refusals", "drawn pictures refused or abstained", share(hits))


def _gate(report: Report, eyes: Eyes, folder: Path, found: Answers) -> None:
    skin = found.where(found.y != CLASSES.index(PhotoClass.NOT_SKIN))
    report.add(
        "gate, test", "good photos turned away", share([r is not None for r in skin.rejected])
    )
    for reason in Rejection:
        if reason in skin.rejected:
            report.add(
                "gate, test", f"of them {reason}", share([r is reason for r in skin.rejected])
            )
    for name, change in SPOILED.items():
        hits = [_spoiled_refused(eyes, folder / e.file, change) for e in skin.examples]
        report.add("gate, test", f"{name}: turned away", share(hits))


def _judged(eyes: Eyes, row: Floats) -> Sight:
    return judge(dict(zip(CLASSES, row.tolist(), strict=True)), eyes.limits)


def _turned_down(sight: Sight) -> bool:
    return not sight.accepted or sight.abstained


def _referred(sight: Sight) -> bool:
    return sight.refer


def _spoiled_refused(eyes: Eyes, path: Path, change: Change) -> bool:
    try:
        photo = decode(path.read_bytes())
    except PhotoRejected:
        return True
    faces = eyes.find_faces(photo)
    return check(measure(change(photo.pixels), faces[0] if faces else None), eyes.gate) is not None
