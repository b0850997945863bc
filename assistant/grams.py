"""A text as numbers: hashed character n-grams and words, each block of length 1. Pure."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

CHARS, WORDS = 2**14, 2**13
"""Columns of character n-grams, and of words and pairs of words."""
_SIZES = (2, 3, 4, 5)


def hashed(words: list[str]) -> tuple[Ints, Floats]:
    """Columns (in 0..CHARS + WORDS) and values of a text's n-grams, sparse."""
    columns, values = [], []
    for grams, width, offset in ((_chars(words), CHARS, 0), (_pairs(words), WORDS, CHARS)):
        counts = Counter(crc32(gram.encode()) % width for gram in grams)
        times = np.log1p(np.fromiter(counts.values(), np.float32, len(counts)))
        columns.append(np.fromiter(counts.keys(), np.int64, len(counts)) + offset)
        values.append(times / max(float(np.linalg.norm(times)), 1e-9))
    return np.concatenate(columns), np.concatenate(values).astype(np.float32)


def _chars(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        padded = f" {word} "
        for size in _SIZES:
            yield from (padded[i : i + size] for i in range(len(padded) - size + 1))


def _pairs(words: list[str]) -> Iterable[str]:
    yield from words
    yield from (f"{a} {b}" for a, b in pairwise(words))
