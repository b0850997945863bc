# ruff: noqa: ANN401  ultralytics and torch are untyped, so what passes through is Any
"""Training with ultralytics YOLOv8-cls; the only module that needs the extra `train`.

The trainer is ultralytics' own (AdamW, cosine schedule, EMA, checkpoints, resume); what is ours is
the sampling by class and source, the augmentation and the loss. On CPUs with AMX or AVX-512 bf16
an epoch is about twice to four times as fast as in float32, so bf16 autocast is on.
"""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from ultralytics.models.yolo.classify import ClassificationTrainer
from ultralytics.nn.tasks import ClassificationModel

from vision.classes import CLASSES
from vision.dataset import Example, Split, data_hash, load_split
from vision.draws import Draws, Whole, read
from vision.faces import Face, FaceFinder
from vision.recipe import Recipe
from vision.recover import recover

_STYLED = 1  # index of the layer after which styles are mixed: stem and first down-sampling


class SmoothLoss:
    """Cross-entropy with label smoothing, on mixed batches too."""

    def __init__(self, smoothing: float) -> None:
        self.smoothing = smoothing

    def __call__(self, preds: Any, batch: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Loss and its detached copy for the progress line."""
        logits = (preds[1] if isinstance(preds, (list, tuple)) else preds).float()
        loss = functional.cross_entropy(logits, batch["cls"], label_smoothing=self.smoothing)
        if "other" in batch:
            second = functional.cross_entropy(
                logits, batch["other"], label_smoothing=self.smoothing
            )
            loss = batch["share"] * loss + (1 - batch["share"]) * second
        return loss, {"loss": loss.detach()}


def mix_style(x: Any) -> Any:
    """Mix the channel means and spreads of features among photos of a batch (Zhou et al., 2021)."""
    mean = x.mean(dim=(2, 3), keepdim=True)
    std = (x.var(dim=(2, 3), keepdim=True) + 1e-6).sqrt()
    mean, std = mean.detach(), std.detach()
    order = torch.randperm(len(x))
    share = torch.distributions.Beta(0.1, 0.1).sample((len(x), 1, 1, 1)).to(x.dtype)
    mixed_mean = share * mean + (1 - share) * mean[order]
    mixed_std = share * std + (1 - share) * std[order]
    return (x - mean) / std * mixed_std + mixed_mean


class Model(ClassificationModel):  # type: ignore[misc]
    """YOLOv8-cls with our loss."""

    smoothing = 0.0
    mixstyle = 0.0

    def _predict_once(self, x: Any, *args: Any, **more: Any) -> Any:
        """The plain forward pass, with MixStyle after the first two layers while training."""
        if not (self.training and self.mixstyle and torch.rand(()).item() < self.mixstyle):
            return super()._predict_once(x, *args, **more)
        for i, layer in enumerate(self.model):
            x = layer(x)
            if i == _STYLED:
                x = mix_style(x)
        return x

    def loss(self, batch: dict[str, Any], preds: Any = None) -> Any:
        """Forward in bf16 where the processor is quick at it (ultralytics does so on CUDA only)."""
        if preds is None and batch["img"].device.type == "cpu":
            with torch.autocast("cpu", dtype=torch.bfloat16):
                preds = self.forward(batch["img"])
        return super().loss(batch, preds)

    def init_criterion(self) -> SmoothLoss:
        """Called by ultralytics on the first batch."""
        return SmoothLoss(self.smoothing)


class Trainer(ClassificationTrainer):  # type: ignore[misc]
    """ultralytics' trainer over our datasets."""

    recipe: Recipe
    folder: Path
    examples: Sequence[Example]
    faces: dict[str, Face]

    def get_dataset(self) -> dict[str, Any]:
        """What ultralytics would read from a data.yaml."""
        names = {i: c.value for i, c in enumerate(CLASSES)}
        return {"train": "train", "val": "val", "nc": len(CLASSES), "names": names, "channels": 3}

    def get_model(self, cfg: Any = None, weights: Any = None, verbose: bool = True) -> Any:
        """The network, with every tensor that fits taken over from the start weights."""
        model = Model(cfg, nc=len(CLASSES), verbose=verbose)
        model.smoothing = self.recipe.label_smoothing
        model.mixstyle = self.recipe.mixstyle
        if weights:
            model.load(weights)
        elif self.recipe.pretrained and self.recipe.pretrained.endswith(".onnx"):
            recover(Path(self.recipe.pretrained), model, self._some_views(96))
        elif self.recipe.pretrained and not self.resume:
            # A .pt file is a pickle: only files the operator names are opened.
            source = torch.load(self.recipe.pretrained, map_location="cpu", weights_only=False)
            model.load((source.get("ema") or source["model"]).float())
        return model

    def get_dataloader(
        self,
        dataset_path: str,  # noqa: ARG002  ultralytics names what it would read
        batch_size: int = 16,
        rank: int = 0,
        mode: str = "train",
    ) -> Any:
        """Our draws in training, whole photos in validation; `dataset_path` is not used."""
        from ultralytics.data import build_dataloader

        recipe = self.recipe
        if mode == "train":
            data: Any = self._draws()
        else:
            data = Whole(
                self.folder, [e for e in self.examples if e.split is Split.VAL], recipe.image_size
            )
        workers = recipe.workers if mode == "train" else 0
        return build_dataloader(data, batch_size, workers, shuffle=False, rank=rank)

    def _draws(self) -> Draws:
        kept = [
            e
            for e in self.examples
            if e.split is Split.TRAIN and e.source not in self.recipe.holdout_sources
        ]
        return Draws(self.folder, kept, self.faces, self.recipe)

    def _some_views(self, n: int) -> Any:
        draws = self._draws()
        return torch.stack([draws[i]["img"] for i in range(n)])

    def preprocess_batch(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Mix a share of the batches: CutMix (Yun, 2019) or MixUp (Zhang, 2018)."""
        batch = super().preprocess_batch(batch)
        if torch.rand(()).item() >= self.recipe.mixup:
            return batch
        order = torch.randperm(len(batch["cls"]))
        share = float(np.random.default_rng(int(torch.randint(2**31, ()))).beta(1.0, 1.0))
        images = batch["img"]
        if torch.rand(()).item() < 0.5:
            side = images.shape[-1]
            cut = int(side * math.sqrt(1 - share))
            y, x = (int(torch.randint(side - cut + 1, ())) for _ in range(2))
            mixed = images.clone()
            mixed[..., y : y + cut, x : x + cut] = images[order][..., y : y + cut, x : x + cut]
            batch["img"], share = mixed, 1 - cut * cut / side**2
        else:
            batch["img"] = share * images + (1 - share) * images[order]
        return batch | {"other": batch["cls"][order], "share": share}

    def optimizer_step(self) -> None:
        """Average the weights over about 1 / (1 - ema_decay) steps.

        ultralytics' own average is made for runs of 100 epochs: it spans one step in ours.
        """
        if self.recipe.ema_decay and self.ema:
            top = self.recipe.ema_decay
            self.ema.decay = lambda step: min(top, (1 + step) / (10 + step))
        super().optimizer_step()

    def final_eval(self) -> None:
        """Left to `aloe vision evaluate`, which sees photos as serving does."""

    def plot_training_samples(self, batch: dict[str, Any], ni: int) -> None:
        """No pictures of people are written beside the weights."""


def train(
    folder: Path,
    out: Path,
    recipe: Recipe,
    *,
    face_detector: Path | None = None,
    resume: bool = False,
    examples: Sequence[Example] | None = None,
) -> Path:
    """Train and return the path of the weights (.pt) in `out`.

    `folder` holds the photos; `examples` None takes the recorded split.
    """
    torch.set_num_threads(min(torch.get_num_threads(), 8))
    examples = load_split() if examples is None else examples
    out.mkdir(parents=True, exist_ok=True)
    faces = find_faces(folder, examples, face_detector, out / "faces.json")
    _describe(out, recipe, examples)

    class Bound(Trainer):
        """The trainer with its data; ultralytics builds it from a plain dict of options."""

    Bound.recipe, Bound.folder, Bound.examples, Bound.faces = recipe, folder, examples, faces
    last = out / "run" / "weights" / "last.pt"
    trainer = Bound(overrides=_overrides(out, recipe) | ({"resume": str(last)} if resume else {}))
    trainer.train()
    return last


def find_faces(
    folder: Path, examples: Sequence[Example], detector: Path | None, cache: Path
) -> dict[str, Face]:
    """The largest face of each photo that has one; kept in `cache` between runs."""
    if cache.is_file():
        return {k: Face(**v) for k, v in json.loads(cache.read_text("utf-8")).items()}
    if detector is None:
        return {}
    finder = FaceFinder(detector)
    found = {e.file: finder.find(read(folder / e.file)) for e in examples}
    faces = {k: v[0] for k, v in found.items() if v}
    cache.write_text(json.dumps({k: asdict(v) for k, v in faces.items()}), "utf-8")
    return faces


def _overrides(out: Path, recipe: Recipe) -> dict[str, Any]:
    return {
        "model": recipe.model,
        "data": "aloe",
        "project": str(out),
        "name": "run",
        "exist_ok": True,
        "epochs": recipe.epochs,
        "batch": recipe.batch,
        "nbs": recipe.batch,
        "imgsz": recipe.image_size,
        "device": "cpu" if not torch.cuda.is_available() else 0,
        "optimizer": "AdamW",
        "lr0": recipe.learning_rate,
        "lrf": 0.02,
        "cos_lr": True,
        "weight_decay": recipe.weight_decay,
        "warmup_epochs": recipe.warmup_epochs,
        "warmup_bias_lr": 0.0,
        "seed": recipe.seed,
        "deterministic": True,
        "amp": False,  # the model does its own
        "plots": False,
        "val": True,
        "patience": 0,
    }


def _describe(out: Path, recipe: Recipe, examples: Sequence[Example]) -> None:
    import ultralytics

    counts = Counter(f"{e.split.value}/{e.label.value}" for e in examples)
    text = {
        "recipe": asdict(recipe),
        "data_sha256": data_hash(examples),
        "photos": dict(sorted(counts.items())),
        "versions": {
            "torch": torch.__version__,
            "ultralytics": ultralytics.__version__,
            "numpy": np.__version__,
        },
    }
    (out / "training.json").write_text(json.dumps(text, indent=1), "utf-8")
