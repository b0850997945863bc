"""What the photos are: counts, sources, sizes and estimated skin tone. `aloe vision describe`."""

from collections import Counter
from pathlib import Path

import numpy as np

from vision.classes import CLASSES, PhotoClass
from vision.collect import skin_tone
from vision.dataset import DROPPED_FILE, Split, load_split
from vision.evaluate import TONES
from vision.metrics import Floats
from vision.photo import PhotoRejected, decode


def describe(folder: Path) -> str:
    """Two Markdown tables: photos by class, source and split; skin tone by class (ITA)."""
    examples = load_split()
    counts = Counter((e.label, e.source, e.split) for e in examples)
    lines = ["| class | source | train | val | test | ood |", "|---|---|---|---|---|---|"]
    for label in CLASSES:
        for source in sorted({e.source for e in examples if e.label is label}):
            row = " | ".join(str(counts[label, source, split]) for split in Split)
            lines.append(f"| {label} | {source} | {row} |")
    lines += [
        "",
        f"Photos that were dropped from training, with reasons: `{DROPPED_FILE.name}`.",
        "",
    ]
    names = [name for name, _, _ in TONES]
    lines += [
        f"| class | {' | '.join(names)} | not estimated | median longer side, px |",
        "|---" * (len(names) + 3) + "|",
    ]
    for label in CLASSES:
        if label is PhotoClass.NOT_SKIN:
            continue
        tones, sides = _look(folder, [e.file for e in examples if e.label is label])
        cells = [str(int(((tones > low) & (tones <= high)).sum())) for _, low, high in TONES]
        unknown = int(np.isnan(tones).sum())
        lines.append(f"| {label} | {' | '.join(cells)} | {unknown} | {np.median(sides):.0f} |")
    return "\n".join(lines)


def _look(folder: Path, files: list[str]) -> tuple[Floats, Floats]:
    tones, sides = [], []
    for file in files:
        try:
            photo = decode((folder / file).read_bytes())
        except PhotoRejected:
            continue
        tones.append(skin_tone(photo.pixels))
        sides.append(max(photo.width, photo.height))
    return np.array(tones), np.array(sides)
