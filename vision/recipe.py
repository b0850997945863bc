# ruff: noqa: ANN401  options come by name
"""Every choice of a training run, as it is read from YAML and written beside the weights."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from vision.augment import Strength


@dataclass(frozen=True)
class Recipe:
    """Every choice of a training run; written beside its weights."""

    model: str = "yolov8n-cls.yaml"
    pretrained: str | None = None
    image_size: int = 224
    epochs: int = 24
    batch: int = 48
    learning_rate: float = 8e-4
    weight_decay: float = 0.02
    warmup_epochs: float = 1.0
    label_smoothing: float = 0.05
    mixup: float = 0.2
    seed: int = 7
    workers: int = 2
    draws_per_epoch: int = 1900
    class_power: float = 0.45
    source_power: float = 0.5
    drawn: float = 0.08
    negatives: float = 0.05
    mixstyle: float = 0.0
    ema_decay: float = 0.0
    holdout_sources: tuple[str, ...] = ()
    strength: Strength = field(default_factory=Strength)

    @classmethod
    def load(cls, path: Path, **changes: Any) -> "Recipe":
        """From YAML, with changes on top. Raises TypeError on an unknown name."""
        values = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
        values["strength"] = Strength(**values.get("strength", {}))
        values["holdout_sources"] = tuple(values.get("holdout_sources") or ())
        return cls(**values)
