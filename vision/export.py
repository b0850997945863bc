# ruff: noqa: ANN401  torch is untyped
"""From trained checkpoints to the ONNX file that is served; needs the extra `train`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from vision.classes import CLASSES
from vision.views import SIZE


class Served(torch.nn.Module):  # type: ignore[misc]
    """One YOLOv8-cls, or several as an ensemble, with class activation maps as a second output.

    The head is conv, mean over space, linear. Doing the linear part before the mean gives the same
    logits and, on the way, a map of what spoke for each class (Zhou et al., 2016). Members are
    joined by the mean of their log-probabilities (a geometric ensemble).
    """

    def __init__(self, models: Sequence[Any]) -> None:
        super().__init__()
        self.models = torch.nn.ModuleList(m.model for m in models)

    def forward(self, x: Any) -> tuple[Any, Any]:
        """(V, 3, SIZE, SIZE) in 0..1 -> logits (V, classes), cam (V, classes, h, w)."""
        maps = [self._map(model, x) for model in self.models]
        logits = [functional.log_softmax(m.mean(dim=(2, 3)), dim=1) for m in maps]
        return sum(logits) / len(logits), sum(maps) / len(maps)

    @staticmethod
    def _map(model: Any, x: Any) -> Any:
        head = model[-1]
        features = head.conv(model[:-1](x))
        return functional.conv2d(features, head.linear.weight[:, :, None, None], head.linear.bias)


def export(checkpoints: Sequence[Path], out: Path, *, average: bool = False) -> Path:
    """Write `out` (ONNX, FP32). A checkpoint is a pickle: export only what you trained.

    Several checkpoints become an ensemble; with `average` one network whose weights are their mean,
    which needs runs from the same start (Wortsman et al., 2022: model soups). The start itself may
    be among them, as the .onnx that it was served as.

    Raises ValueError when a checkpoint has other classes.
    """
    models = [load(path) for path in checkpoints]
    served = Served([_mean(models)] if average else models).eval()
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        served,
        (torch.zeros(2, 3, SIZE, SIZE),),
        str(out),
        input_names=["views"],
        output_names=["logits", "cam"],
        dynamic_axes={name: {0: "n"} for name in ("views", "logits", "cam")},
        opset_version=17,
        dynamo=False,
    )
    return out


def load(checkpoint: Path) -> Any:
    """A network in evaluation mode with folded norms: a checkpoint's averaged (EMA) one, or a
    served .onnx of size n.
    """
    from vision.recover import tensors
    from vision.train import Model  # the checkpoint, too, names classes of this module

    if checkpoint.suffix == ".onnx":
        model = Model("yolov8n-cls.yaml", nc=len(CLASSES), verbose=False).eval().fuse(verbose=False)
        model.model.load_state_dict(tensors(checkpoint))
        return model
    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    model = (saved.get("ema") or saved["model"]).float().eval()
    if model.model[-1].linear.out_features != len(CLASSES):
        raise ValueError(f"{checkpoint} knows other classes")
    return model.fuse(verbose=False)


def _mean(models: Sequence[Any]) -> Any:
    """The first model with the mean of all weights."""
    states = [model.state_dict() for model in models]
    mean = {
        k: sum(s[k] for s in states) / len(states) if v.is_floating_point() else v
        for k, v in states[0].items()
    }
    models[0].load_state_dict(mean)
    return models[0]
