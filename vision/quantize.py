"""An int8 variant of the exported network, to be weighed against FP32; needs the extra `train`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from vision.dataset import Example
from vision.photo import decode
from vision.views import cut, views


class _Views(CalibrationDataReader):  # type: ignore[misc]
    """Views of training photos, from which activation ranges are measured."""

    def __init__(self, folder: Path, examples: Sequence[Example]) -> None:
        self._next = self._read(folder, examples)

    def _read(
        self, folder: Path, examples: Sequence[Example]
    ) -> Iterator[dict[str, npt.NDArray[np.float32]]]:
        for example in examples:
            pixels = decode((folder / example.file).read_bytes()).pixels
            batch = cut(pixels, views(pixels.shape[0], pixels.shape[1], None))
            floats = np.ascontiguousarray(batch.transpose(0, 3, 1, 2), np.float32)
            yield {"views": np.asarray(floats / 255, np.float32)}

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        """The next batch, or None at the end."""
        return next(self._next, None)


def quantize(source: Path, out: Path, folder: Path, examples: Sequence[Example]) -> Path:
    """Write `out`: int8 weights and activations (QDQ), ranges from `examples` of training."""
    ready = out.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
    quantize_static(
        str(ready),
        str(out),
        _Views(folder, examples),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["Conv"],
    )
    ready.unlink()
    return out
