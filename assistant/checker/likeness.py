"""A net under the claim rules: how much a sentence is like those that may not be said. Pure.

Rules know words; people and models always find others. A linear score over n-grams and over the
word groups of claims (which tie the two languages together) was fitted by scripts/fit_checker.py on
sentences of our own (examples/), forbidden ones and their harmless neighbours. It needs no model
file and is asked where no rule was broken.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from assistant.grams import CHARS, WORDS, Floats, Ints, hashed
from knowledge.claims import is_said, plain, word_groups
from knowledge.vocabulary import Language
from knowledge.words import tokens

GROUP_WEIGHT = 0.5
"""What a group of words counts beside n-grams, whose blocks have length 1."""
LEAST_WORDS = 4


def columns() -> int:
    """Length of a feature row: n-grams, then the word groups in the order of their names, said and
    denied.
    """
    return CHARS + WORDS + 2 * len(word_groups(Language.RU))


def features(sentence: str, language: Language) -> tuple[Ints, Floats]:
    """Columns and values of one sentence, sparse."""
    at, values = hashed(tokens(sentence.lower()))
    groups, words = word_groups(language), plain(sentence)
    hit = []
    for n, name in enumerate(sorted(groups)):
        if found := list(groups[name].finditer(words)):
            hit.append(n if any(is_said(match) for match in found) else n + len(groups))
    return (
        np.concatenate([at, np.array(hit, np.int64) + CHARS + WORDS]),
        np.concatenate([values, np.full(len(hit), GROUP_WEIGHT, np.float32)]),
    )


@cache
def _weights() -> tuple[npt.NDArray[np.float32], float]:
    """Weights (columns,) and what is added: intercept less threshold."""
    file = resources.files("assistant.checker").joinpath("likeness.npz")
    with file.open("rb") as stream, np.load(stream) as loaded:
        weights = loaded["weights"].astype(np.float32) * loaded["scale"]
        return weights, float(loaded["intercept"] - loaded["threshold"])


def suspicious(said: Sequence[str], language: Language) -> list[str]:
    """Those sentences that are too much like forbidden ones."""
    weights, bias = _weights()
    found = []
    for sentence in said:
        if len(tokens(sentence)) < LEAST_WORDS:
            continue
        at, values = features(sentence, language)
        if float(values @ weights[at]) + bias > 0:
            found.append(sentence)
    return found
