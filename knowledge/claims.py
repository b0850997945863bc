"""Claims a text to a person must not make, loaded from data/claims.yaml."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.parsing import parsed_text
from knowledge.vocabulary import Language


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """One forbidden kind of claim; `patterns` by language."""

    id: str
    why: str
    source: str
    patterns: dict[Language, tuple[re.Pattern[str], ...]]


@cache
def load_claims() -> tuple[ClaimRule, ...]:
    """All rules, compiled.

    Raises:
        ValueError: A rule has no source or a pattern does not compile.
    """
    raw = parsed_text(files("knowledge").joinpath("data/claims.yaml").read_text(encoding="utf-8"))
    rules = []
    for entry in raw:
        if not entry.get("source"):
            raise ValueError(f"claims.yaml: {entry.get('id')} has no source")
        patterns = {
            language: tuple(re.compile(p, re.IGNORECASE) for p in entry[language.value])
            for language in Language
        }
        rules.append(ClaimRule(entry["id"], entry["why"], entry["source"], patterns))
    return tuple(rules)
