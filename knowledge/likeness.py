"""Which known phrases a text is like: by meaning and by letters, in one kernel classifier.

Sentence embeddings carry meaning across wording and languages, letter sequences carry names,
slang and typos that the embedding has never met. The likeness of two texts is a weighted sum of
both cosines; an exponential kernel of it lets a few near phrases count for more than many far
ones, and a ridge regression onto the labels is solved once.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from knowledge.retrieval import Embedder, FloatArray
from knowledge.words import stem

_BUCKETS = 4096
"""Letter sequences and words are counted in this many hashed places."""
_MEANING = 0.8
"""Share of the embedding in the likeness of two phrases; the rest is letters and words."""
_WIDTH = 0.3
"""How far a phrase reaches: a likeness lower by this much counts 1/e."""
_RIDGE = 0.1
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
        sizes = np.array([len(group) for group in phrases.values()])
        owners = np.repeat(np.arange(len(sizes)), sizes)
        self._letters = _Letters(texts)
        self._meanings = embedder.embed(texts) if embedder is not None else None
        targets = np.zeros((len(texts), len(sizes)), np.float32)
        targets[np.arange(len(texts)), owners] = 1.0
        # Labels with few phrases weigh as much as those with many.
        slack = np.sqrt(sizes[owners] / sizes.mean()).astype(np.float32)
        kernel = np.stack([self._near(text, at) for at, text in enumerate(texts)])
        kernel[np.diag_indices(len(texts))] += _RIDGE * slack
        self._weights: FloatArray = np.linalg.solve(kernel, targets).astype(np.float32)

    def like(self, text: str) -> list[Likeness]:
        """Every label with its likeness, the likest first."""
        scores = self._near(text) @ self._weights
        return [Likeness(self.labels[i], float(scores[i])) for i in np.argsort(-scores)]

    def _near(self, text: str, at: int | None = None) -> FloatArray:
        """How near a text (or phrase number `at`) is to every phrase, (phrases,), 0 to 1."""
        alike = self._letters.alike(text)
        if self._embedder is not None and self._meanings is not None:
            row = self._embedder.embed([text])[0] if at is None else self._meanings[at]
            alike = _MEANING * (self._meanings @ row) + (1 - _MEANING) * alike
        near: FloatArray = np.exp((alike - 1) / _WIDTH).astype(np.float32)
        return near


class _Letters:
    """Cosines of words, pairs of words and letter sequences with those of known texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        spelled = [_spelled(text) for text in texts]
        seen = np.zeros(_BUCKETS, np.float32)
        for counts in spelled:
            seen[list(counts)] += 1
        self._rarity = (np.log((1 + len(texts)) / (1 + seen)) + 0.3).astype(np.float32)
        weighed = [self._weighed(counts) for counts in spelled]
        self._count = len(texts)
        self._rows = np.repeat(np.arange(len(texts)), [len(places) for places, _ in weighed])
        self._places = _joined([places for places, _ in weighed], np.int64)
        self._values = _joined([values for _, values in weighed], np.float32)

    def alike(self, text: str) -> FloatArray:
        """(texts,), 0 to 1."""
        places, values = self._weighed(_spelled(text))
        asked = np.zeros(_BUCKETS, np.float32)
        asked[places] = values
        products = self._values * asked[self._places]
        sums = np.bincount(self._rows, weights=products, minlength=self._count)
        return np.asarray(sums, dtype=np.float32)

    def _weighed(self, counts: Mapping[int, float]) -> tuple[list[int], FloatArray]:
        places = list(counts)
        values = np.sqrt(np.array(list(counts.values()), np.float32)) * self._rarity[places]
        return places, np.asarray(values / max(float(np.linalg.norm(values)), 1e-9), np.float32)


def _joined(parts: Iterable[Sequence[int] | FloatArray], kind: type) -> FloatArray:
    return np.concatenate([np.asarray(part, dtype=kind) for part in parts])


def _spelled(text: str) -> Mapping[int, float]:
    """Stems, pairs of neighbours and letter sequences of a text, by their hashed place."""
    folded = text.casefold().replace("ё", "е").replace("'", "").replace("’", "")
    words = _TOKEN.findall(folded)
    words = [word for word in words if word[0].isalnum()] or words
    found: defaultdict[int, float] = defaultdict(float)
    stems = [stem(word) for word in words]
    for item in stems:
        found[_place(f"w{item}")] += _WORD
    for left, right in pairwise(["^", *stems, "$"]):
        found[_place(f"p{left} {right}")] += _PAIR
    for word in words:
        edged = f"^{word}$"
        for size in _GRAMS:
            for start in range(max(1, len(edged) - size + 1)):
                found[_place(f"g{edged[start : start + size]}")] += _GRAM
    return found


def _place(feature: str) -> int:
    return zlib.crc32(feature.encode()) % _BUCKETS
