"""Red flags in a message, before and independent of any language model. Pure but for data.

Rules and a linear judge read it; where the embedding model is there, the judge also weighs what
the message means. Recall comes first. What makes a sign and what only looks like one is data
(knowledge/data/red_flag_signs.yaml); the fixed referral texts are knowledge/data/red_flags.yaml.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import yaml

from assistant.triage.net import Meaning, load, tuned_weights
from assistant.triage.signs import Signs, corrected
from assistant.understanding.normalise import read
from knowledge.errors import AloeError
from knowledge.facts import DATA
from knowledge.retrieval import Embedder, TunableEmbedder
from knowledge.vocabulary import Concern, Language, RedFlag

TUNED = "use-multilingual-3, tuned to red flags"
MOST = 8000  # characters read: twice the longest message of any channel


@dataclass(frozen=True, slots=True)
class Referral:
    """Fixed words that send a person to someone with a licence.

    `urgent`: the same day. `blocks`: goals that wait; `blocks_all`: no routine at all.
    """

    text: str
    urgent: bool
    blocks_all: bool
    blocks: frozenset[Concern]
    source: str


@cache
def _referrals() -> dict[RedFlag, dict[Language, Referral]]:
    loaded = yaml.safe_load((DATA / "red_flags.yaml").read_text("utf-8"))
    return {
        RedFlag(name): {
            language: Referral(
                entry[language.value],
                bool(entry["urgent"]),
                entry["blocks"] == "all",
                frozenset()
                if entry["blocks"] == "all"
                else frozenset(Concern(c) for c in entry["blocks"]),
                entry["source"],
            )
            for language in Language
        }
        for name, entry in loaded["flags"].items()
    }


def referral(flag: RedFlag, language: Language) -> Referral:
    """The fixed referral of a red flag in the person's language."""
    return _referrals()[flag][language]


class Triage:
    """Finds the signs in a message, whoever has them.

    Args:
        embedder: What tells the meaning of a message, or None where its file is missing.
    """

    def __init__(self, embedder: TunableEmbedder | None = None) -> None:
        self._embedders: tuple[Embedder, ...] = ()
        if embedder is not None:
            self._embedders = (embedder, embedder.tuned(tuned_weights(), TUNED))

    def __call__(self, text: str) -> tuple[RedFlag, ...]:
        """Flags in the order of the vocabulary.

        Args:
            text: The message as it came, Russian or English, typos and all.
        """
        plain = read(text[:MOST], corrected).text
        signs = Signs(plain)
        words, meaning = signs.told(), self._meaning(plain)
        net = load("net.npz" if meaning is None else "meaning.npz")
        found = net.agreed(signs.flags(), net.scores(words, meaning))
        return tuple(flag for flag in RedFlag if flag in found)

    def _meaning(self, plain: str) -> Meaning | None:
        """The embeddings, or None: an unusable file must not keep anybody from a doctor."""
        if not self._embedders:
            return None
        try:
            as_is, tuned = (embedder.embed([plain])[0] for embedder in self._embedders)
        except AloeError:
            return None
        return np.asarray(as_is, np.float32), np.asarray(tuned, np.float32)


red_flags = Triage()
"""Without the embedding model: rules, letters and words alone."""
