"""A text as numbers: hashed character and word n-grams beside a sentence embedding. Pure."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from zlib import crc32

import numpy as np
import numpy.typing as npt

from knowledge.retrieval import FloatArray

Ints = npt.NDArray[np.int64]

CHARS, WORDS = 2**14, 2**13
"""Columns of character n-grams and of words and pairs of words."""
WEIGHT = 3.0
"""Length of the embedding's vector; each block of n-grams has length 1."""
_GRAMS = (3, 4, 5)
_WORD = re.compile(r"\w+")


def hashed(text: str) -> tuple[Ints, FloatArray]:
    """Columns and values of a text's n-grams, sparse; columns in 0..CHARS + WORDS."""
    words = _WORD.findall(text.lower().replace("ё", "е"))
    blocks = ((_chars(words), CHARS, 0), (_pairs(words), WORDS, CHARS))
    columns, values = [], []
    for grams, width, offset in blocks:
        counts = Counter(crc32(gram.encode()) % width for gram in grams)
        at = np.fromiter(counts.keys(), np.int64, len(counts))
        times = np.fromiter(counts.values(), np.float32, len(counts))
        columns.append(at + offset)
        values.append(times / max(float(np.linalg.norm(times)), 1e-9))
    return np.concatenate(columns), np.concatenate(values).astype(np.float32)


def _chars(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        padded = f" {word} "
        for size in _GRAMS:
            if len(padded) <= size:
                yield padded
                break
            yield from (padded[i : i + size] for i in range(len(padded) - size + 1))


def _pairs(words: list[str]) -> Iterable[str]:
    yield from words
    yield from (f"{a} {b}" for a, b in itertools.pairwise(words))
