# ruff: noqa: ANN401  torch is untyped
"""What the network is shown while it learns: photos drawn by class and source, and changed."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from vision.augment import Pixels, augment
from vision.classes import CLASSES, PhotoClass
from vision.counterfactual import DRAWN, DRAWN_SHARES, draw_sign
from vision.dataset import Example
from vision.faces import Face
from vision.negatives import draw_negative
from vision.recipe import Recipe

_SMALLEST_FACE = 70  # px; on a smaller one a drawn sign is lost


class Draws(torch.utils.data.Dataset):  # type: ignore[misc]
    """Random augmented views, drawn by class and source; length is the draws of one epoch."""

    def __init__(
        self, folder: Path, examples: Sequence[Example], faces: dict[str, Face], recipe: Recipe
    ) -> None:
        self.folder, self.faces, self.recipe = folder, faces, recipe
        self.by_class: dict[PhotoClass, dict[str, list[Example]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for e in examples:
            self.by_class[e.label][e.source].append(e)
        self.examples = list(examples)
        self.by_class = {k: dict(v) for k, v in self.by_class.items()}
        self.portraits = [
            e
            for e in self.examples
            if e.label is PhotoClass.CLEAR_SKIN
            and e.file in faces
            and faces[e.file].width >= _SMALLEST_FACE
        ]
        self.samples = self.examples  # ultralytics asks whether there are any
        self._rng: np.random.Generator | None = None

    def __len__(self) -> int:
        return self.recipe.draws_per_epoch

    def __getitem__(self, index: int) -> dict[str, Any]:
        """One view as {"img": float tensor (3, size, size) in 0..1, "cls": class index}."""
        if self._rng is None:
            self._rng = np.random.default_rng(torch.initial_seed() % 2**63)
        image, label = self._draw(self._rng)
        tensor = torch.from_numpy(image.transpose(2, 0, 1).copy()).float() / 255.0
        return {"img": tensor, "cls": CLASSES.index(label)}

    def _draw(self, rng: np.random.Generator) -> tuple[Pixels, PhotoClass]:
        recipe = self.recipe
        if rng.random() < recipe.negatives:
            return draw_negative(rng, recipe.image_size), PhotoClass.NOT_SKIN
        strength, size = recipe.strength, recipe.image_size
        if self.portraits and rng.random() < recipe.drawn:
            example = self.portraits[int(rng.integers(len(self.portraits)))]
            label = DRAWN[int(rng.choice(len(DRAWN), p=DRAWN_SHARES))]
            image = read(self.folder / example.file)
            image, label = draw_sign(image, self.faces[example.file], label, rng)
            face = None
        else:
            example = self._pick(rng)
            label, face = example.label, self.faces.get(example.file)
            image = read(self.folder / example.file)
        other = self.examples[int(rng.integers(len(self.examples)))]
        style = read(self.folder / other.file)
        return augment(image, label, face, rng, strength, size=size, style=style), label

    def _pick(self, rng: np.random.Generator) -> Example:
        label = _weighted(
            {k: sum(map(len, v.values())) for k, v in self.by_class.items()},
            self.recipe.class_power,
            rng,
        )
        sources = self.by_class[label]
        source = _weighted({k: len(v) for k, v in sources.items()}, self.recipe.source_power, rng)
        return sources[source][int(rng.integers(len(sources[source])))]


class Whole(torch.utils.data.Dataset):  # type: ignore[misc]
    """Each photo once, whole, squeezed to a square: for the figures shown while training."""

    def __init__(self, folder: Path, examples: Sequence[Example], size: int) -> None:
        self.folder, self.samples, self.size = folder, list(examples), size

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        example = self.samples[index]
        image = cv2.resize(
            read(self.folder / example.file), (self.size, self.size), interpolation=cv2.INTER_AREA
        )
        tensor = torch.from_numpy(image.transpose(2, 0, 1).copy()).float() / 255.0
        return {"img": tensor, "cls": CLASSES.index(example.label)}


@lru_cache(maxsize=4096)
def read(path: Path) -> Pixels:
    """An RGB photo of shape (H, W, 3), kept in memory. Raises FileNotFoundError."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise FileNotFoundError(path)
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB).astype(np.uint8)


def _weighted(counts: dict[Any, int], power: float, rng: np.random.Generator) -> Any:
    keys = list(counts)
    weights = np.array([counts[k] for k in keys], np.float64) ** power
    return keys[int(rng.choice(len(keys), p=weights / weights.sum()))]
