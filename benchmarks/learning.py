# ruff: noqa: ANN401  torch and matplotlib are untyped
"""What more photos, start weights, a larger network and larger pictures bring, at a short recipe.

    python benchmarks/learning.py curve --pretrained FILE.pt --face-detector FILE.onnx
    python benchmarks/learning.py compare --pretrained FILE.pt [--only NAME ...]
    python benchmarks/learning.py draw

`curve` trains on shares of the training photos without fold A (see docs/decisions/0100), reads val
and the fold as serving does (all views) and writes one JSON a run; `draw` puts them together into
docs/vision/learning-curve.json and .png. `compare` prints val accuracy of whole photos. Few epochs,
so that a run takes minutes on two cores: the figures compare with each other, not with the model
card. Never looks at test or the other world. Needs the extra `train` and the photos.
"""

import argparse
import csv
import hashlib
import json
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.settings import Settings
from vision.classes import CLASSES, PhotoClass
from vision.collect import collect
from vision.dataset import Example, Split, load_split
from vision.export import load
from vision.eyes import Eyes
from vision.faces import Face, FaceFinder
from vision.findings import Calibration, Limits
from vision.train import Recipe, find_faces, train

ROOT = Path(__file__).resolve().parents[1]
SHORT = {"epochs": 5, "draws_per_epoch": 1440, "workers": 1, "ema_decay": 0.97}
SIZE = 128  # px
SHARES = (1.0, 0.25, 0.5, 0.125)  # the ends first: a curve that is cut off tells something
COLOURS = ("tab:red", "tab:blue")
STRANGERS = ("zatan", "himasha", "marv", "elredeny", "amit")


@dataclass(frozen=True)
class Run:
    """One point of the curve: a share of the known photos and, perhaps, half of the strangers'."""

    share: float
    strangers: bool
    seed: int

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{self.share:g}{'-strangers' if self.strangers else ''}-seed{self.seed}"


def place(group: str, what: str) -> float:
    """0..1 for a group, by its name alone: shares are nested, the smaller within the larger."""
    return int(hashlib.sha256(f"{what}:{group}".encode()).hexdigest()[:8], 16) / 16**8


def in_fold(e: Example, faces: dict[str, Face]) -> bool:
    """Fold A: five sources, redness on whole faces and wrinkles without one."""
    whole = e.file in faces
    return (
        e.source in STRANGERS
        or (e.label is PhotoClass.REDNESS_ROSACEA and whole)
        or (e.label is PhotoClass.WRINKLES and not whole)
    )


def part(examples: Sequence[Example], share: float) -> list[Example]:
    """A share of the training groups; val stays."""
    return [e for e in examples if e.split is not Split.TRAIN or place(e.group, "curve") < share]


class Torch:
    """A trained network in the place of the served one, at the size that it was trained for."""

    def __init__(self, checkpoint: Path, size: int) -> None:
        self.model, self.size = load(checkpoint), size

    def logits(self, views: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Logits (V, classes) of RGB uint8 views (V, side, side, 3)."""
        x = torch.from_numpy(np.ascontiguousarray(views.transpose(0, 3, 1, 2))).float() / 255
        x = functional.interpolate(x, (self.size, self.size), mode="area")
        head = self.model.model[-1]
        with torch.no_grad():
            features = head.conv(self.model.model[:-1](x))
            return np.asarray(head.linear(features.mean(dim=(2, 3))).numpy())


def recalls(eyes: Eyes, folder: Path, examples: list[Example]) -> dict[str, list[int]]:
    """Class -> [right, photos]."""
    found = collect(eyes, folder, examples)
    right, total = Counter(), Counter()
    for y, said in zip(found.y, found.log_p.argmax(axis=1), strict=True):
        total[CLASSES[y].value] += 1
        right[CLASSES[y].value] += int(y == said)
    return {label: [right[label], n] for label, n in sorted(total.items())}


def curve(args: argparse.Namespace, recipe: Recipe, folder: Path) -> None:
    """Train and read every run of the curve that has no figures yet."""
    args.out.mkdir(parents=True, exist_ok=True)
    examples = [e for e in load_split() if e.split in (Split.TRAIN, Split.VAL)]
    faces = find_faces(folder, examples, args.face_detector, args.out / "faces.json")
    fold = [e for e in examples if in_fold(e, faces)]
    known = [e for e in examples if not in_fold(e, faces)]
    some = [e for e in fold if place(e.group, "strangers") < 0.5]
    sets = {
        "val": [e for e in known if e.split is Split.VAL],
        "fold": fold,
        "half of the fold": [e for e in fold if e not in some],
    }
    recipe = replace(recipe, image_size=SIZE, pretrained=str(args.pretrained))
    for seed in args.seeds:
        for run in [Run(1.0, True, seed), *(Run(s, False, seed) for s in SHARES)]:
            out = args.out / run.name
            if (out / "figures.json").is_file():
                continue
            kept = part(known, run.share)
            if run.strangers:
                kept += [replace(e, split=Split.TRAIN) for e in some]
            out.mkdir(parents=True, exist_ok=True)
            shutil.copy(args.out / "faces.json", out / "faces.json")
            start = time.perf_counter()
            last = train(folder, out, replace(recipe, seed=seed), examples=kept)
            minutes = (time.perf_counter() - start) / 60
            eyes = Eyes(
                Torch(last, SIZE),  # type: ignore[arg-type]  does what a Network does here
                Calibration(1.0, (0.0,) * len(CLASSES)),
                Limits(decisive=1.0),
                faces=FaceFinder(args.face_detector),
            )
            row = {
                "share": run.share,
                "strangers": run.strangers,
                "seed": seed,
                "minutes": round(minutes, 1),
                "photos": Counter(e.label.value for e in kept if e.split is Split.TRAIN),
                "right": {
                    name: recalls(eyes, folder, photos)
                    for name, photos in sets.items()
                    if not (run.strangers and name == "fold")
                },
            }
            (out / "figures.json").write_text(json.dumps(row), "utf-8")
            print(json.dumps(row), flush=True)


def compare(args: argparse.Namespace, recipe: Recipe, folder: Path) -> None:
    """Start weights, size of network and size of pictures: val accuracy, whole photos."""
    recipe = replace(recipe, image_size=SIZE)
    warm = replace(recipe, pretrained=str(args.pretrained))
    runs = {
        "n": warm,
        "n from scratch": recipe,
        "n from scratch, 25 epochs": replace(recipe, epochs=25),
        "s from scratch": replace(recipe, model="yolov8s-cls.yaml"),
        "n at 160 px": replace(warm, image_size=160),
    }
    for name, chosen in runs.items():
        if args.only and name not in args.only:
            continue
        out = args.out / name.replace(" ", "-").replace(",", "")
        start = time.perf_counter()
        train(folder, out, chosen, examples=load_split())
        with (out / "run" / "results.csv").open(encoding="utf-8") as lines:
            right = [float(r["metrics/accuracy_top1"]) for r in csv.DictReader(lines)]
        minutes = (time.perf_counter() - start) / 60
        row = {"run": name, "val_accuracy": round(100 * right[-1], 1), "minutes": round(minutes, 1)}
        print(json.dumps(row), flush=True)


def pooled(rows: list[dict[str, Any]], where: str, label: str) -> tuple[int, int]:
    """Right and asked, over the seeds of one point."""
    pairs = [r["right"][where][label] for r in rows if label in r["right"].get(where, {})]
    return sum(p[0] for p in pairs), sum(p[1] for p in pairs)


def summary(out: Path) -> list[dict[str, Any]]:
    """One row a point: photos, and in each set accuracy, class mean and recalls over the seeds."""
    points: dict[tuple[bool, float], list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(out.glob("*/figures.json")):
        row = json.loads(path.read_text("utf-8"))
        points[row["strangers"], row["share"]].append(row)
    table = []
    for (strangers, share), rows in sorted(points.items()):
        sets = {}
        for where in rows[0]["right"]:
            counts = {label: pooled(rows, where, label) for label in rows[0]["right"][where]}
            recall = {label: round(100 * r / n, 1) for label, (r, n) in counts.items()}
            thick = [v for label, v in recall.items() if counts[label][1] > 2 * len(rows)]
            sets[where] = {
                "accuracy": round(100 * sum(r for r, _ in counts.values()) / _asked(counts), 1),
                "class mean": round(float(np.mean(thick)), 1),  # of classes with three or more
                "recall": recall,
                "photos": {label: n // len(rows) for label, (_, n) in counts.items()},
            }
        table.append(
            {
                "share": share,
                "half of the strangers": strangers,
                "seeds": sorted(r["seed"] for r in rows),
                "training photos": rows[0]["photos"],
                "sets": sets,
            }
        )
    return table


def _asked(counts: dict[str, tuple[int, int]]) -> int:
    return sum(n for _, n in counts.values())


def draw(out: Path, target: Path) -> None:
    """learning-curve.json and .png in `target`."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    table = summary(out)
    text = json.dumps(table, indent=1) + "\n"
    (target / "learning-curve.json").write_text(text, encoding="utf-8")
    points = [row for row in table if not row["half of the strangers"]]
    more = [row for row in table if row["half of the strangers"]]
    x = [sum(row["training photos"].values()) for row in points]
    figure, panels = plt.subplots(1, 2, figsize=(9.5, 4.5), sharey=True)
    titles = {"val": "val, sources of the training", "fold": "fold A, sources left out"}
    labels = (PhotoClass.REDNESS_ROSACEA.value, PhotoClass.BLACKHEADS_PORES.value)
    for axes, (where, title) in zip(panels, titles.items(), strict=True):
        sets = [row["sets"][where] for row in points]
        axes.plot(x, [s["class mean"] for s in sets], "k-o", label="mean of classes")
        for label, colour in zip(labels, COLOURS, strict=True):
            name = f"{label} (n {sets[0]['photos'][label]})"
            axes.plot(x, [s["recall"][label] for s in sets], "-o", color=colour, label=name)
        if where == "fold" and more:  # the same unseen half with and without the seen one
            last = max(points, key=lambda row: row["share"])
            _stars(axes, last, labels, "half of the fold, none of it seen", "none")
            _stars(axes, more[0], labels, "that half, the other one seen", None)
        axes.set_xscale("log", base=2)
        axes.set_xticks(x, [str(n) for n in x])
        axes.minorticks_off()
        axes.set_xlabel("training photos")
        axes.set_title(title, fontsize=9)
        axes.legend(fontsize=7)
    panels[0].set_ylabel("recall, %")
    figure.tight_layout()
    figure.savefig(target / "learning-curve.png", dpi=110, metadata={"Software": None})
    plt.close(figure)


def _stars(axes: Any, row: dict[str, Any], labels: Sequence[str], name: str, fill: Any) -> None:
    here, at = row["sets"]["half of the fold"], sum(row["training photos"].values())
    axes.plot([at], [here["class mean"]], "k*", ms=11, mfc=fill, label=name)
    for label, colour in zip(labels, COLOURS, strict=True):
        axes.plot([at], [here["recall"][label]], "*", ms=11, mfc=fill, color=colour)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=["curve", "compare", "draw"])
    parser.add_argument("--pretrained", type=Path)
    parser.add_argument("--face-detector", type=Path)
    parser.add_argument("--out", type=Path, default=Path("runs/learning"))
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seeds", nargs="*", type=int, default=[7, 13])
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.what == "draw":
        draw(args.out, ROOT / "docs" / "vision")
        return
    if args.pretrained is None or (args.what == "curve" and args.face_detector is None):
        parser.error("--pretrained is needed, and --face-detector for the curve")
    recipe = Recipe.load(ROOT / "vision" / "train.yaml", **SHORT)
    folder = Settings().data_dir / "skin"
    (curve if args.what == "curve" else compare)(args, recipe, folder)


if __name__ == "__main__":
    main()
