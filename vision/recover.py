# ruff: noqa: ANN401  torch is untyped
"""From the served ONNX file back to a network that can be trained on; needs the extra `train`.

Export folds each batch normalisation into its convolution. Here it is put back: with the mean and
variance of the layer's own output on training photos, and with the scale and shift that undo them,
so that the network answers exactly as before and trains as usual.
"""

from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper


def recover(served: Path, model: Any, views: Any) -> None:
    """Fill `model` (a fresh YOLOv8-cls of the same size) from the ONNX file `served`.

    `views` are training photos (n, 3, side, side) in 0..1 from which the normalisations take their
    statistics; a hundred do. Raises ValueError when the file holds another network.
    """
    folded = tensors(served)
    waiting: dict[Any, Any] = {}
    for name, module in model.model.named_modules():
        if not hasattr(module, "bn"):
            continue
        weight, bias = folded.get(f"{name}.conv.weight"), folded.get(f"{name}.conv.bias")
        if weight is None or bias is None or weight.shape != module.conv.weight.shape:
            raise ValueError(f"{served} has no {name} of this size")
        module.conv.weight.data.copy_(weight)
        waiting[module.bn] = bias
    linear = model.model[-1].linear
    head = len(model.model) - 1
    linear.weight.data.copy_(folded[f"{head}.linear.weight"])
    linear.bias.data.copy_(folded[f"{head}.linear.bias"])

    def settle(norm: Any, inputs: tuple[Any, ...]) -> None:
        x = inputs[0]
        mean, var = x.mean(dim=(0, 2, 3)), x.var(dim=(0, 2, 3))
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(var)
        norm.weight.data.copy_((var + norm.eps).sqrt())
        norm.bias.data.copy_(waiting[norm] + mean)

    hooks = [norm.register_forward_pre_hook(settle) for norm in waiting]
    was_training = model.training
    model.eval()
    with torch.no_grad():
        model(views)
    model.train(was_training)
    for hook in hooks:
        hook.remove()


def tensors(served: Path) -> dict[str, Any]:
    """Weights and folded biases by the names that a fused network's layers have.

    Raises ValueError for a file that `export` did not write.
    """
    graph = onnx.load(str(served)).graph
    found = {
        i.name.removeprefix("models.0."): torch.from_numpy(numpy_helper.to_array(i).copy())
        for i in graph.initializer
    }
    bias = next((k for k in found if k.endswith("linear.bias")), None)
    head = next((k for k, v in found.items() if k.startswith("onnx::") and v.ndim == 4), None)
    if head is None or bias is None:
        raise ValueError(f"{served} has no head that `aloe vision export` wrote")
    found[bias.replace("bias", "weight")] = found.pop(head)[:, :, 0, 0]
    return found
