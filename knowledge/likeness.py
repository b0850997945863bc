"""Which known phrases a text is like: by meaning and by letters, in one linear classifier.

Sentence embeddings carry meaning across wording and languages, letter sequences carry names,
slang and typos that the embedding has never met. Both kinds of features are concatenated and a
ridge regression onto the labels is solved once, in the space of the examples.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from knowledge.retrieval import Embedder, FloatArray
from knowledge.words import stem

_BUCKETS = 4096
"""Letter sequences and words are counted in this many hashed places."""
_RIDGE = 0.3
_MEANING = 0.5
"""Share of the embedding in the similarity of two phrases; the rest is letters and words."""
_GRAMS = (3, 4, 5)
_WORD, _PAIR, _GRAM = 1.5, 1.5, 0.5
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A label and how strongly a text is like its phrases: about 1 for a phrase itself, about 0
    for something unrelated.
    """

    label: str
    score: float


class Phrasebook:
    """Labelled example phrases that texts are compared with.

    Args:
        phrases: Label to its phrases, any mixture of languages.
        embedder: Sentence embeddings; None compares letters and words alone.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]], embedder: Embedder | None) -> None:
        self.labels = tuple(phrases)
        self._embedder = embedder
        texts = [phrase for group in phrases.values() for phrase in group]
        owners = np.repeat(np.arange(len(self.labels)), [len(group) for group in phrases.values()])
        counts = _counts(texts)
        seen = (counts > 0).sum(axis=0)
        self._rarity = (np.log((1 + len(texts)) / (1 + seen)) + 0.3).astype(np.float32)
        features = self._features(texts, counts)
        targets = np.zeros((len(texts), len(self.labels)), np.float32)
        targets[np.arange(len(texts)), owners] = 1.0
        # Labels with few phrases weigh as much as those with many.
        sizes = np.bincount(owners, minlength=len(self.labels))[owners]
        slack = np.sqrt(sizes) / np.sqrt(sizes).mean()
        kernel = features @ features.T + _RIDGE * np.diag(slack).astype(np.float32)
        self._weights: FloatArray = np.asarray(
            features.T @ np.linalg.solve(kernel, targets), dtype=np.float32
        )

    def like(self, text: str) -> list[Likeness]:
        """Every label with its likeness, the likest first."""
        scores = (self._features([text], _counts([text])) @ self._weights)[0]
        return [Likeness(self.labels[i], float(scores[i])) for i in np.argsort(-scores)]

    def _features(self, texts: Sequence[str], counts: FloatArray) -> FloatArray:
        letters: FloatArray = np.asarray(np.sqrt(counts) * self._rarity, dtype=np.float32)
        letters /= np.maximum(np.linalg.norm(letters, axis=1, keepdims=True), 1e-9)
        if self._embedder is None:
            return letters
        meaning = self._embedder.embed(list(texts))
        both = np.hstack([np.sqrt(_MEANING) * meaning, np.sqrt(1 - _MEANING) * letters])
        return np.asarray(both, dtype=np.float32)


def _counts(texts: Sequence[str]) -> FloatArray:
    counts = np.zeros((len(texts), _BUCKETS), np.float32)
    for row, text in enumerate(texts):
        for feature, weight in _spelled(text).items():
            counts[row, zlib.crc32(feature.encode()) % _BUCKETS] += weight
    return counts


def _spelled(text: str) -> Mapping[str, float]:
    """Stems, pairs of neighbours and letter sequences of a text, weighted."""
    folded = text.casefold().replace("ё", "е").replace("'", "").replace("’", "")
    words = _TOKEN.findall(folded)
    words = [word for word in words if word[0].isalnum()] or words
    stems = [stem(word) for word in words]
    found: defaultdict[str, float] = defaultdict(float)
    for item in stems:
        found[f"w{item}"] += _WORD
    for left, right in pairwise(["^", *stems, "$"]):
        found[f"p{left} {right}"] += _PAIR
    for word in words:
        edged = f"^{word}$"
        for size in _GRAMS:
            for start in range(max(1, len(edged) - size + 1)):
                found[f"g{edged[start : start + size]}"] += _GRAM
    return found
