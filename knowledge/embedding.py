"""Multilingual sentence embeddings from a local ONNX file; the tokenizer is inside the graph."""

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.errors import MissingPart
from knowledge.retrieval import FloatArray

BATCH = 8
"""Texts a call: larger batches pad short texts to the longest one and get slower on a CPU."""

MAX_CHARS = 600
"""The model was trained on sentences; what stands behind this is cut off."""


class OnnxEmbedder:
    """Universal Sentence Encoder Multilingual: a string array in, unit vectors (n, 512) out."""

    dimensions = 512

    def __init__(
        self,
        path: Path,
        *,
        name: str = "use-multilingual-3",
        threads: int = 2,
        weights: Mapping[str, npt.NDArray[Any]] | None = None,
    ) -> None:
        """The file is opened at the first use.

        Args:
            path: The ONNX file.
            name: What the index and the cards call this model.
            threads: For one call.
            weights: Initializers that take the place of the file's own of the same name.

        Raises:
            MissingPart: The file is not there.
        """
        if not path.is_file():
            raise MissingPart(
                f"The embedding model is not there ({path.name}): run `aloe models pull`.",
                detail=str(path),
            )
        self.name = name
        self._path = path
        self._weights = dict(weights or {})
        self._threads = threads
        self._lock = threading.Lock()
        self._session: Any = None
        self._kept: Any = None
        self._one: Callable[[str], FloatArray] = lru_cache(maxsize=2048)(self._single)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors, float32 (len(texts), dimensions).

        Raises:
            MissingPart: The file is no such model.
        """
        if len(texts) == 1:
            return self._one(texts[0])
        rows = [self._run(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def _single(self, text: str) -> FloatArray:
        return self._run([text])

    def _run(self, texts: Sequence[str]) -> FloatArray:
        session = self._opened()
        batch = np.array([text[:MAX_CHARS] or " " for text in texts], dtype=object)
        vectors = session.run(None, {session.get_inputs()[0].name: batch})[0]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)

    def _opened(self) -> Any:  # noqa: ANN401 - onnxruntime has no types
        with self._lock:
            if self._session is None:
                self._session, self._kept = _session(self._path, self._threads, self._weights)
            return self._session

    def tuned(self, weights: Mapping[str, npt.NDArray[Any]], name: str) -> "OnnxEmbedder":
        """The same model with other weights; its tokenizer and token table are the file's own."""
        return OnnxEmbedder(self._path, name=name, threads=self._threads, weights=weights)


def _session(path: Path, threads: int, weights: Mapping[str, npt.NDArray[Any]]) -> Any:  # noqa: ANN401
    import onnxruntime
    from onnxruntime_extensions import get_library_path

    options = onnxruntime.SessionOptions()
    options.register_custom_ops_library(get_library_path())
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    values = {k: onnxruntime.OrtValue.ortvalue_from_numpy(a) for k, a in weights.items()}
    for key, value in values.items():
        options.add_initializer(key, value)
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime raises its own unrelated classes
        raise MissingPart(
            f"{path.name} is no embedding model that can be opened: run `aloe models verify`.",
            detail=str(error),
        ) from error
    return session, values  # the session reads them where they lie: they must outlive it
