"""Red flags in a message, by rules, before and independent of any model. Pure but for data.

Recall comes first. What makes a sign and what only looks like one is data
(knowledge/data/red_flag_signs.yaml); the fixed referral texts are knowledge/data/red_flags.yaml.
"""

from dataclasses import dataclass
from functools import cache

import yaml

from assistant.triage.net import caught
from assistant.triage.signs import Signs, corrected
from assistant.understanding.normalise import read
from knowledge.facts import DATA
from knowledge.vocabulary import Concern, Language, RedFlag

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


def red_flags(text: str) -> tuple[RedFlag, ...]:
    """Signs in a message, whoever has them, in the order of the vocabulary.

    Args:
        text: The message as it came, Russian or English, typos and all.
    """
    plain = read(text[:MOST], corrected).text
    signs = Signs(plain)
    found = signs.flags() or caught(signs.told())
    return tuple(flag for flag in RedFlag if flag in found)
