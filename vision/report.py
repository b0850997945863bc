"""Putting an evaluation on screen, on disk and into the model card."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from vision.classes import CLASSES
from vision.dataset import DROPPED_FILE, data_hash, load_split
from vision.figures import Report
from vision.metrics import Ints

CARD_MARK: Final = "<!-- figures below are written by `aloe vision evaluate --card` -->"


def as_text(report: Report) -> str:
    """A table for a terminal."""
    lines, section = [], ""
    for part, what, figure in report.rows:
        if part != section:
            section = part
            lines.append(f"\n{part}")
        lines.append(f"  {what:<48} {figure}")
    return "\n".join(lines).strip()


def as_markdown(report: Report) -> str:
    """The same figures as Markdown tables, one a section."""
    lines, section = [], ""
    for part, what, figure in report.rows:
        if part != section:
            section = part
            lines += ["", f"### {part}", "", "| what | figure, 95 % interval |", "|---|---|"]
        lines.append(f"| {what} | {figure} |")
    return "\n".join(lines).strip() + "\n"


def save(report: Report, folder: Path) -> None:
    """figures.json and the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report.figures, indent=1, ensure_ascii=False, default=_plain)
    (folder / "figures.json").write_text(text + "\n", encoding="utf-8")
    for name, table in report.confusions.items():
        _confusion(table, folder / f"confusion-{name.replace(' ', '-')}.png", name)
    _risks(report, folder / "risk-coverage.png")


def write_card(report: Report, weights: Path) -> None:
    """Replace the figures at the end of MODEL_CARD.md; what people wrote above them stays."""
    path = weights / "MODEL_CARD.md"
    written = path.read_text(encoding="utf-8").split(CARD_MARK)[0] if path.is_file() else ""
    examples = load_split()
    facts = [
        CARD_MARK,
        "",
        (
            f"Network `skin.onnx`, SHA-256 `{_sha256(weights / 'skin.onnx')}`; "
            f"calibration `skin.json`, SHA-256 `{_sha256(weights / 'skin.json')}`."
        ),
        "",
        (
            f"Data: {len(examples)} photos after dropping those in `{DROPPED_FILE.name}`, hash "
            f"over files, labels and splits `{data_hash(examples)}`."
        ),
        "",
        as_markdown(report),
    ]
    path.write_text(written + "\n".join(facts), encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever json does not know
    return value.item() if isinstance(value, np.generic) else str(value)


def _confusion(table: Ints, path: Path, name: str) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(7.5, 6.5))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    labels = [c.value.replace("_", "\n") for c in CLASSES]
    axes.set_xticks(range(len(CLASSES)), labels, fontsize=7, rotation=45)
    axes.set_yticks(range(len(CLASSES)), labels, fontsize=7)
    for (i, j), n in np.ndenumerate(table):
        if n:
            colour = "white" if shares[i, j] > 0.5 else "black"
            axes.text(j, i, str(n), ha="center", va="center", fontsize=8, color=colour)
    axes.set_xlabel("said")
    axes.set_ylabel("label")
    axes.set_title(f"{name}: photos, shaded by share of the row", fontsize=9)
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _risks(report: Report, path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4))
    for name, (coverage, risk) in report.risks.items():
        axes.plot(100 * coverage, 100 * risk, label=name)
    axes.axhline(3, color="grey", linewidth=0.7, linestyle="--")
    axes.set_xlabel("answered, % of photos (surest first)")
    axes.set_ylabel("wrong among the answered, %")
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)
