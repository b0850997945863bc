# ruff: noqa: ANN401  torch is untyped
"""From a trained checkpoint to the ONNX files that are served; needs the extra `train`."""

from pathlib import Path
from typing import Any

import torch

from vision.classes import CLASSES
from vision.views import SIZE


class Served(torch.nn.Module):  # type: ignore[misc]
    """YOLOv8-cls with logits and class activation maps as outputs.

    The head is conv, mean over space, linear. Doing the linear part before the mean gives the same
    logits and, on the way, a map of what spoke for each class (Zhou et al., 2016).
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.body, self.head = model.model[:-1], model.model[-1]

    def forward(self, x: Any) -> tuple[Any, Any]:
        """(V, 3, SIZE, SIZE) in 0..1 -> logits (V, classes), cam (V, classes, h, w)."""
        features = self.head.conv(self.body(x))
        linear = self.head.linear
        cam = torch.nn.functional.conv2d(features, linear.weight[:, :, None, None], linear.bias)
        return cam.mean(dim=(2, 3)), cam


def export(checkpoint: Path, out: Path) -> Path:
    """Write `out` (ONNX, FP32). The checkpoint is a pickle: export only what you trained."""
    import vision.train  # noqa: F401  the checkpoint names classes of this module

    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    model = (saved.get("ema") or saved["model"]).float().eval()
    model.fuse(verbose=False)
    served = Served(model).eval()
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        served,
        (torch.zeros(2, 3, SIZE, SIZE),),
        str(out),
        input_names=["views"],
        output_names=["logits", "cam"],
        dynamic_axes={"views": {0: "n"}, "logits": {0: "n"}, "cam": {0: "n"}},
        opset_version=17,
        dynamo=False,
    )
    assert linear_size(model) == len(CLASSES)
    return out


def linear_size(model: Any) -> int:
    """Number of outputs of the head."""
    return int(model.model[-1].linear.out_features)
