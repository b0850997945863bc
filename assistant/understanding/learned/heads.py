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
        tuned: Weights of the embedding by the encoder that was tuned for these labels, the same shape.
        sparse: Weights of the hashed n-grams, (CHARS + WORDS, labels).
        bias: (labels,).
    """

    dense: FloatArray
    tuned: FloatArray
    sparse: FloatArray
    bias: FloatArray

    def __call__(self, texts: Sequence[str], vectors: FloatArray, tuned: FloatArray) -> FloatArray:
        """Probabilities (texts, labels) of texts.

        Args:
            texts: The texts.
            vectors: Their embeddings, one row each.
            tuned: Their embeddings by the tuned encoder.
        """
        dense = vectors @ self.dense + tuned @ self.tuned
        scores = np.asarray(dense * WEIGHT + self.bias, dtype=np.float32)
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
