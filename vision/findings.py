"""From probabilities to what may be said: calibration, thresholds, abstention, fusion. Pure.

A Sight is all that leaves the eyes: no pixels, no file names.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from knowledge.vocabulary import Language
from vision.classes import CLASSES, LABELS, PhotoClass

_TINY: Final = 1e-9  # keeps log() finite


class Rejection(StrEnum):
    """Why a photo was not looked at."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    NO_SKIN = "no_skin"
    SEVERAL_FACES = "several_faces"


@dataclass(frozen=True, slots=True)
class Finding:
    """A visible sign: a Concern value or "clear", with its calibrated probability (0..1)."""

    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds on calibrated probabilities (0..1), chosen on the validation split.

    abstain: below this the best guess is not trusted.
    also: a second sign is reported from here on.
    refer: from here on a lesion-like look is worth a doctor's eye.
    no_skin: from here on the picture is refused.
    decisive: from here on the first views settle it, and the others are not looked at; 1: never.
    """

    abstain: float = 0.6
    also: float = 0.25
    refer: float = 0.3
    no_skin: float = 0.5
    decisive: float = 1.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Vector scaling (Guo et al., 2017): softmax(log p / temperature + bias)."""

    temperature: float = 1.0
    bias: tuple[float, ...] = (0.0,) * len(CLASSES)

    def __call__(self, log_probabilities: Sequence[float]) -> dict[PhotoClass, float]:
        """Calibrated probabilities by class from log-probabilities in the order of CLASSES."""
        scaled = [
            v / self.temperature + b for v, b in zip(log_probabilities, self.bias, strict=True)
        ]
        return dict(zip(CLASSES, _softmax(scaled), strict=True))


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in one photo, or in several of one person.

    accepted: False means that the photo was refused, for the reason in rejected_for.
    findings: most probable first. When `abstained` they are guesses and must be said as such.
    refer: something looks like a lesion. It is never judged; if it is also the most probable
        class, there are no findings at all.
    probabilities: calibrated, by class; empty when the network never ran.
    ms: time from bytes to findings, milliseconds.
    disagree: photos of one person showed different things (only after fuse()).
    """

    accepted: bool
    rejected_for: Rejection | None = None
    findings: tuple[Finding, ...] = ()
    abstained: bool = False
    refer: bool = False
    probabilities: Mapping[PhotoClass, float] = field(default_factory=dict)
    ms: float = 0.0
    disagree: bool = False
    limits: Limits = field(default_factory=Limits, repr=False)

    @property
    def best(self) -> PhotoClass | None:
        """The most probable class, if the network ran."""
        return max(CLASSES, key=self.probabilities.__getitem__) if self.probabilities else None


def refused(reason: Rejection, ms: float = 0.0) -> Sight:
    """The sight of a photo that the gate turned down."""
    return Sight(accepted=False, rejected_for=reason, ms=ms)


def judge(probabilities: Mapping[PhotoClass, float], limits: Limits, *, ms: float = 0.0) -> Sight:
    """What may be said, given calibrated probabilities of all classes."""
    best = max(CLASSES, key=probabilities.__getitem__)
    if best is PhotoClass.NOT_SKIN or probabilities[PhotoClass.NOT_SKIN] >= limits.no_skin:
        return Sight(
            accepted=False,
            rejected_for=Rejection.NO_SKIN,
            probabilities=probabilities,
            ms=ms,
            limits=limits,
        )
    lesion = PhotoClass.SUSPICIOUS_LESION
    abstained = probabilities[best] < limits.abstain
    refer = best is lesion or probabilities[lesion] >= limits.refer
    # What may be a lesion and is not surely something else is named nothing.
    silent = best is lesion or (refer and abstained)
    return Sight(
        accepted=True,
        findings=() if silent else _findings(probabilities, best, limits.also),
        abstained=abstained,
        refer=refer,
        probabilities=probabilities,
        ms=ms,
        limits=limits,
    )


def _findings(
    probabilities: Mapping[PhotoClass, float], best: PhotoClass, also: float
) -> tuple[Finding, ...]:
    shown = [
        c
        for c in sorted(CLASSES, key=lambda c: -probabilities[c])
        if c is best or (probabilities[c] >= also and c is not PhotoClass.CLEAR_SKIN)
    ]
    return tuple(Finding(label, probabilities[c]) for c in shown for label in LABELS[c])


def fuse(sights: Sequence[Sight]) -> Sight:
    """One sight from several photos of one person: mean of calibrated log-probabilities.

    Refused photos do not count; if all were refused the first refusal stands. A referral in any
    photo stays: a second photo without the spot does not make the spot harmless.

    Raises ValueError when there is no sight.
    """
    if not sights:
        raise ValueError("nothing to fuse")
    ms = sum(s.ms for s in sights)
    seen = [s for s in sights if s.accepted]
    if not seen:
        return sights[0]
    if len(seen) == 1:
        return seen[0]
    mean = [sum(math.log(s.probabilities[c] + _TINY) for s in seen) / len(seen) for c in CLASSES]
    whole = judge(dict(zip(CLASSES, _softmax(mean), strict=True)), seen[0].limits, ms=ms)
    sure = {s.best for s in seen if not s.abstained}
    refer = any(s.refer for s in seen)
    return Sight(
        accepted=True,
        findings=() if refer and whole.abstained else whole.findings,
        abstained=whole.abstained,
        refer=refer,
        probabilities=whole.probabilities,
        ms=ms,
        disagree=len(sure) > 1,
        limits=whole.limits,
    )


def advice(rejection: Rejection, language: Language | str = Language.RU) -> str:
    """One sentence that says what to do better."""
    return _ADVICE[rejection][0 if language == Language.RU else 1]


def _softmax(values: Sequence[float]) -> list[float]:
    top = max(values)
    powers = [math.exp(v - top) for v in values]
    total = sum(powers)
    return [p / total for p in powers]


_ADVICE: Final[dict[Rejection, tuple[str, str]]] = {
    Rejection.UNREADABLE: (
        "Этот файл не открывается как фото: пришлите снимок в JPEG, PNG, WEBP или HEIC.",
        "This file could not be opened as a photo: please send a JPEG, PNG, WEBP or HEIC picture.",
    ),
    Rejection.TOO_LARGE: (
        "Файл слишком большой: пришлите его как обычное фото, до 20 МБ и до 40 мегапикселей.",
        "The file is too large: please send an ordinary photo, up to 20 MB and 40 megapixels.",
    ),
    Rejection.TOO_SMALL: (
        "Снимок слишком маленький: пришлите оригинал, не миниатюру и не скриншот переписки.",
        "The picture is too small: please send the original rather than a thumbnail.",
    ),
    Rejection.TOO_DARK: (
        "Слишком темно: встаньте лицом к окну днём и снимите ещё раз.",
        "It is too dark: face a window in daylight and take it again.",
    ),
    Rejection.TOO_BRIGHT: (
        "Снимок пересвечен: отойдите от прямого света, выключите вспышку и снимите ещё раз.",
        "It is overexposed: step out of direct light, turn the flash off and take it again.",
    ),
    Rejection.BLURRED: (
        "Снимок смазан: протрите объектив, упритесь локтями и коснитесь экрана для фокуса.",
        "It is blurred: wipe the lens, steady your elbows and tap the screen to focus.",
    ),
    Rejection.NO_SKIN: (
        "Я не вижу здесь кожи: снимите лицо или участок кожи крупно, без фильтров.",
        "I see no skin here: please take the face or a patch of skin close up, without filters.",
    ),
    Rejection.SEVERAL_FACES: (
        "В кадре несколько лиц: пришлите снимок, где вы одни.",
        "There are several faces: please send a photo with only you in it.",
    ),
}
