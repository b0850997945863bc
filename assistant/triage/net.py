"""A second judge beside the rules: linear scores for "some sign" and for each flag.

Fitted by scripts/fit_triage.py on our own labelled messages (assistant/triage/examples); two sets
of weights: by letters and words alone (net.npz), and with the meaning of the message, where the
embedding model is there (meaning.npz). Meaning is read twice, by the embedding model as it is and
with weights that were tuned for these flags (encoder.npz, decision 0302). It is deterministic and
asks no language model.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.grams import hashed
from knowledge.retrieval import FloatArray
from knowledge.vocabulary import RedFlag

WEIGHT = 2.0
"""Length of the embedding's vector; each block of n-grams has length 1."""
LIKELY = -0.25
"""Score from which a kind is named in a message that is raised."""
KEPT = frozenset({RedFlag.SELF_HARM, RedFlag.ALLERGIC_SWELLING})
"""Kinds where minutes count: what rules found of them stands, whatever the judge says."""
_FLAGS = tuple(RedFlag)

Meaning = tuple[FloatArray, FloatArray]
"""The embedding of a message by the model as it is, and by the tuned one, (dimensions,) each."""


@dataclass(frozen=True, slots=True)
class Net:
    """Weights of all heads: one for each flag in the vocabulary's order, the last for any flag.

    Attributes:
        sparse: Weights of the hashed n-grams, (CHARS + WORDS, heads).
        dense: Weights of the embedding, (dimensions, heads); no rows without it.
        tuned: Weights of the tuned model's embedding, (dimensions, heads); no rows without it.
        bias: (heads,).
        alarm: Score of any head from which a message is raised that no rule raised.
        calm: Score that some head must reach for the rules' flags to stand.
    """

    sparse: FloatArray
    dense: FloatArray
    tuned: FloatArray
    bias: FloatArray
    alarm: float
    calm: float

    def scores(self, words: list[str], meaning: Meaning | None = None) -> FloatArray:
        """Log-odds of every head.

        Args:
            words: Normalised words of the message that are told as facts (`Signs.told`).
            meaning: Unit vectors of the whole normalised message, if these weights read them:
                by the model as it is, and as it was tuned.
        """
        columns, values = hashed(words)
        found = values @ self.sparse[columns] + self.bias
        if meaning is not None:
            plain, tuned = meaning
            found = found + (plain @ self.dense + tuned @ self.tuned) * WEIGHT
        return np.asarray(found, dtype=np.float32)

    def agreed(self, ruled: frozenset[RedFlag], scores: FloatArray) -> frozenset[RedFlag]:
        """The flags of a message by rules and scores together.

        A message that surely holds a sign is raised even where its kind is unsure: the likeliest
        kind is named then, since any of them sends to a doctor. What rules found stands, unless
        the judge is sure that nothing is told and no minute is lost by it.
        """
        if ruled and (ruled & KEPT or scores.max() > self.calm):
            return ruled | _likely(scores)
        if scores.max() <= self.alarm:
            return frozenset()
        return _likely(scores) or frozenset({_FLAGS[int(scores[:-1].argmax())]})


def _likely(scores: FloatArray) -> frozenset[RedFlag]:
    kinds = zip(_FLAGS, scores[:-1], strict=True)
    return frozenset(flag for flag, score in kinds if score > LIKELY)


@cache
def load(name: str) -> Net:
    """Weights from a file of this package: "net.npz" or "meaning.npz"."""
    file = resources.files("assistant.triage").joinpath(name)
    with file.open("rb") as stream, np.load(stream) as loaded:
        return Net(
            sparse=loaded["sparse"].astype(np.float32) * loaded["scale"],
            dense=loaded["dense"].astype(np.float32),
            tuned=loaded["tuned"].astype(np.float32),
            bias=loaded["bias"],
            alarm=float(loaded["alarm"]),
            calm=float(loaded["calm"]),
        )


def tuned_weights() -> dict[str, npt.NDArray[Any]]:
    """The embedding model's initializers that were tuned for red flags."""
    file = resources.files("assistant.triage").joinpath("encoder.npz")
    with file.open("rb") as stream, np.load(stream) as loaded:
        return {name: loaded[name] for name in loaded.files}
