"""A safety net under the rules: a linear score for each flag, asked where no rule found a sign.

Fitted by scripts/fit_triage.py on our own labelled messages (assistant/triage/examples). It is
deterministic, needs no model file and vetoes nothing: it only adds a flag when its score passes a
threshold that cross-validation set.
"""

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from assistant.grams import hashed
from knowledge.vocabulary import RedFlag


@cache
def _weights() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Weights (columns, flags) and, for each flag, what is added: intercept less threshold."""
    file = resources.files("assistant.triage").joinpath("net.npz")
    with file.open("rb") as stream, np.load(stream) as loaded:
        weights = loaded["weights"].astype(np.float32) * loaded["scale"]
        return weights, loaded["intercept"] - loaded["threshold"]


def caught(words: list[str]) -> frozenset[RedFlag]:
    """Flags that a message is surely about.

    Args:
        words: Its normalised words that are told as facts (`Signs.told`).
    """
    columns, values = hashed(words)
    weights, bias = _weights()
    scores = values @ weights[columns] + bias
    return frozenset(flag for flag, score in zip(RedFlag, scores, strict=True) if score > 0)
