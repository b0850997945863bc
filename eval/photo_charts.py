"""Charts of the photo model, from records alone. Pure but for drawing."""

from collections.abc import Sequence

import numpy as np

from eval import drawing, metrics
from eval.records import Chart, Record

BINS = 10


def charts(records: Sequence[Record]) -> list[Chart]:
    """Confusion, calibration and risk against coverage, for both worlds."""
    found = []
    for split, name in (("test", "like the training photos"), ("ood", "another world")):
        part = [r for r in records if r.tags["split"] == split]
        if part:
            found += [_confusion(part, name), _calibration(part, name), _risk(part, name)]
    return found


def _confusion(records: Sequence[Record], name: str) -> Chart:
    truth = [r.expected["class"] for r in records]
    said = [t if r.ok else r.got["class"] for t, r in zip(truth, records, strict=True)]
    labels = sorted({*truth, *said})
    counts = [
        [
            sum(t == row and s == column for t, s in zip(truth, said, strict=True))
            for column in labels
        ]
        for row in labels
    ]
    return drawing.matrix(f"Confusion, {name}", labels, counts)


def _judged(records: Sequence[Record]) -> tuple[list[float], list[bool]]:
    seen = [r for r in records if r.got["probabilities"]]
    sure = [max(r.got["probabilities"].values()) for r in seen]
    return sure, [r.got["class"] == r.expected["class"] for r in seen]


def _calibration(records: Sequence[Record], name: str) -> Chart:
    sure, right = (np.asarray(side, dtype=float) for side in _judged(records))
    index = np.minimum((sure * BINS).astype(int), BINS - 1)
    points = [
        (float(sure[index == b].mean()), float(right[index == b].mean()))
        for b in range(BINS)
        if (index == b).any()
    ]
    held = [int((index == b).sum()) for b in range(BINS) if (index == b).any()]
    chart = drawing.curve(
        f"Calibration, {name}", points, "said probability", "share right", diagonal=True
    )
    words = f"Photos behind each point, from left to right: {', '.join(map(str, held))}."
    return chart.model_copy(update={"caption": words})


def _risk(records: Sequence[Record], name: str) -> Chart:
    points = metrics.risk_coverage(*_judged(records))
    return drawing.curve(f"Accuracy by coverage, {name}", points, "coverage", "share right")
