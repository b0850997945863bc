"""Serving the exported network; the only onnxruntime import.

The graph takes RGB views as float32 (V, 3, SIZE, SIZE) in 0..1 and gives `logits` (V, classes) and
`cam` (V, classes, h, w), the class activation map whose spatial mean is the logit.
"""

from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import onnxruntime

Floats = npt.NDArray[np.float32]


class Network:
    """A loaded ONNX file. Safe to share between threads: onnxruntime sessions are."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    @classmethod
    def load(cls, path: Path, *, threads: int = 0) -> Self:
        """Load `path`; `threads` 0 takes all cores. Raises FileNotFoundError."""
        if not path.is_file():
            raise FileNotFoundError(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Idle spinning would burn a core between photos.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        return cls(session)

    def logits(self, views: npt.NDArray[np.uint8]) -> Floats:
        """Logits (V, classes) of RGB uint8 views (V, SIZE, SIZE, 3)."""
        return np.asarray(self._session.run(["logits"], {self._input: _prepare(views)})[0])

    def maps(self, views: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """Logits (V, classes) and class activation maps (V, classes, h, w)."""
        logits, cam = self._session.run(["logits", "cam"], {self._input: _prepare(views)})
        return np.asarray(logits), np.asarray(cam)


def _prepare(views: npt.NDArray[np.uint8]) -> Floats:
    return np.ascontiguousarray(views.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
