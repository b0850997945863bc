"""What more photos, start weights and a larger network bring, at a short recipe.

    python benchmarks/learning.py --pretrained FILE.pt [--out runs/learning] [--only NAME ...]

Small pictures and few epochs, so that all runs fit into minutes on two cores: the figures compare
with each other, not with the model card. Needs the extra `train` and the photos.
"""

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.settings import Settings
from vision.dataset import Example, Split, load_split
from vision.train import Recipe, train

SHORT = {"image_size": 128, "epochs": 5, "draws_per_epoch": 1440, "workers": 1, "ema_decay": 0.97}


def part(examples: Sequence[Example], share: float) -> list[Example]:
    """A share of the training groups, nested: the smaller is within the larger."""

    def place(group: str) -> float:
        return int(hashlib.sha256(f"curve:{group}".encode()).hexdigest()[:8], 16) / 16**8

    return [e for e in examples if e.split is not Split.TRAIN or place(e.group) < share]


def runs(recipe: Recipe, pretrained: str) -> dict[str, tuple[Recipe, float]]:
    """Name -> recipe and share of the training photos."""
    warm = replace(recipe, pretrained=pretrained)
    return {
        "all photos": (warm, 1.0),
        "half of the photos": (warm, 0.5),
        "a quarter of the photos": (warm, 0.25),
        "an eighth of the photos": (warm, 0.125),
        "n from scratch": (recipe, 1.0),
        "s from scratch": (replace(recipe, model="yolov8s-cls.yaml"), 1.0),
    }


def accuracy(out: Path) -> float:
    """Validation accuracy after the last epoch, whole photos, percent."""
    with (out / "run" / "results.csv").open(encoding="utf-8") as lines:
        return 100 * float(list(csv.DictReader(lines))[-1]["metrics/accuracy_top1"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pretrained", required=True)
    parser.add_argument("--out", type=Path, default=Path("runs/learning"))
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    root = Path(__file__).resolve().parents[1]
    recipe = Recipe.load(root / "vision" / "train.yaml", **SHORT)
    folder, examples = Settings().data_dir / "skin", load_split()
    for name, (chosen, share) in runs(recipe, args.pretrained).items():
        if args.only and name not in args.only:
            continue
        out = args.out / name.replace(" ", "-")
        kept = part(examples, share)
        train(folder, out, chosen, examples=kept)
        n = sum(e.split is Split.TRAIN for e in kept)
        print(json.dumps({"run": name, "photos": n, "val_accuracy": accuracy(out)}), flush=True)


if __name__ == "__main__":
    main()
