"""Probabilities of every label for short texts: logistic regressions side by side. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.understanding.learned.features import WEIGHT, hashed
from knowledge.retrieval import FloatArray


@dataclass(frozen=True, slots=True)
class Heads:
    """Weights of all labels.

    Attributes:
        dense: Weights of the embedding, (dimensions, labels).
        sparse: Weights of the hashed n-grams, (CHARS + WORDS, labels).
        bias: (labels,).
    """

    dense: FloatArray
    sparse: FloatArray
    bias: FloatArray

    def __call__(self, texts: Sequence[str], vectors: FloatArray) -> FloatArray:
        """Probabilities (texts, labels) of texts whose embeddings are the rows of `vectors`."""
        scores = vectors @ self.dense * WEIGHT + self.bias
        for row, text in enumerate(texts):
            columns, values = hashed(text)
            scores[row] += values @ self.sparse[columns]
        return np.asarray(sigmoid(scores), dtype=np.float32)


def sigmoid(scores: FloatArray) -> FloatArray:
    """The logistic function, without overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float32)


def log_odds(p: FloatArray) -> FloatArray:
    """The inverse of sigmoid, bounded to about +-9."""
    bounded = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(bounded / (1 - bounded)), dtype=np.float32)
