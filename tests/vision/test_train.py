"""One epoch on drawn pictures, through to a served ONNX file and its calibration."""

import numpy as np
import pytest
from PIL import Image

from tests.vision.pictures import encode
from vision.classes import CLASSES
from vision.dataset import Example, Split
from vision.negatives import draw_negative
from vision.onnx import Network
from vision.sample import draw_skin

pytest.importorskip("ultralytics", reason="needs the extra train")
pytestmark = pytest.mark.train


def test_a_short_training_ends_in_a_network_that_serves(tmp_path):
    from vision.export import export
    from vision.train import Recipe, train

    examples = []
    for k, label in enumerate(CLASSES):
        for split in (Split.TRAIN, Split.VAL):
            name = f"{label}-{split}.jpg"
            image = draw_negative(np.random.default_rng(k), 160)
            if k % 2:
                image = draw_skin(160, 160, spots=k, seed=k)
            (tmp_path / name).write_bytes(encode(image))
            examples.append(Example(name, label, "drawn", name, split, name))
    recipe = Recipe(epochs=1, batch=8, draws_per_epoch=16, workers=0)
    last = train(tmp_path, tmp_path / "out", recipe, examples=examples)
    network = Network.load(export([last], tmp_path / "skin.onnx"))
    with Image.open(tmp_path / examples[0].file) as image:
        views = np.asarray(image.resize((224, 224)))[None]
    logits, maps = network.maps(views)
    assert logits.shape == (1, len(CLASSES))
    assert maps.shape[:2] == (1, len(CLASSES))
    assert np.isfinite(logits).all()
    assert (tmp_path / "out" / "training.json").is_file()


def test_the_served_file_can_be_trained_on(tmp_path):
    import torch

    from vision.eyes import WEIGHTS
    from vision.recover import recover
    from vision.train import Model

    views = np.stack([draw_skin(224, 224, spots=k, seed=k) for k in range(6)])
    tensor = torch.from_numpy(views).permute(0, 3, 1, 2).float() / 255
    model = Model("yolov8n-cls.yaml", nc=len(CLASSES), verbose=False)
    recover(WEIGHTS / "skin.onnx", model, tensor)
    with torch.no_grad():
        got = torch.log_softmax(model.eval()(tensor)[1], dim=1).numpy()
    assert np.abs(got - Network.load(WEIGHTS / "skin.onnx").logits(views)).max() < 1e-3
    with pytest.raises(ValueError, match="of this size"):
        recover(WEIGHTS / "skin.onnx", Model("yolov8s-cls.yaml", nc=9, verbose=False), tensor)


def test_an_unknown_name_in_a_recipe_is_refused(tmp_path):
    from vision.train import Recipe

    (tmp_path / "recipe.yaml").write_text("epoch: 3\n", encoding="utf-8")
    with pytest.raises(TypeError, match="epoch"):
        Recipe.load(tmp_path / "recipe.yaml")
