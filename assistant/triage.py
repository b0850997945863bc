"""Red flags, found by rules before and apart from any model, in both languages. Pure matching.

A sign is present when all its groups match within one sentence (or the message), at least one of
them free of negation, and nothing says that it is over, stable, general or a figure of speech.
The idea of negation scopes follows NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029).
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from knowledge.vocabulary import Concern, Language, RedFlag

_SENTENCE = re.compile(r"[^.!?;\n]+")
_SCOPE_END = re.compile(r",|:|\(|\)|(?<!\w)(?:а|но|зато|однако|и|but|however|and|though|yet)(?!\w)")
MAX_CHARS = 4000  # a longer message is cut: matching time stays bounded
_STABLE_FLAGS = frozenset({RedFlag.CHANGING_MOLE})


@dataclass(frozen=True, slots=True)
class Referral:
    """A fixed text that sends a person to someone with a licence."""

    flag: RedFlag
    text: str
    urgent: bool
    blocks_all: bool
    blocks: frozenset[Concern]
    source: str


@dataclass(frozen=True, slots=True)
class _Sign:
    groups: tuple[re.Pattern[str], ...]
    whole: bool
    plain: bool
    excluded: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Rule:
    flag: RedFlag
    signs: tuple[_Sign, ...]
    never: re.Pattern[str] | None
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Cues:
    before: re.Pattern[str]
    after: re.Pattern[str]
    over: re.Pattern[str]
    stable: re.Pattern[str]
    hypothetical: re.Pattern[str]


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _words(cues: dict[str, list[str]]) -> str:
    return "|".join([*cues["ru"], *cues["en"]])


@cache
def _load() -> tuple[tuple[_Rule, ...], _Cues]:
    text = files("knowledge").joinpath("data/red_flags.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    cues = raw["cues"]
    rules = []
    for entry in raw["flags"]:
        if not entry.get("source"):
            raise ValueError(f"red_flags.yaml: {entry['id']} has no source")
        signs = tuple(
            _Sign(
                # Stems match from the start of a word: "рос" is not in "просто".
                tuple(re.compile(rf"(?<!\w)(?:{group})") for group in sign[language]),
                bool(sign.get("whole")),
                bool(sign.get("plain")),
                _any(sign["not"]) if sign.get("not") else None,
            )
            for sign in entry["signs"]
            for language in ("ru", "en")
            if language in sign
        )
        never = _any(entry["never"]) if entry.get("never") else None
        rules.append(_Rule(RedFlag(entry["id"]), signs, never, entry))
    return tuple(rules), _Cues(
        # At most three words between the negation and what it denies.
        re.compile(rf"(?<!\w)(?:{_words(cues['negation_before'])})(?:\s+\S+){{0,3}}\s*$"),
        re.compile(rf"^\S*(?:\s+\S+){{0,1}}\s*(?:{_words(cues['negation_after'])})(?!\w)"),
        re.compile(_words(cues["over"])),
        re.compile(_words(cues["stable"])),
        re.compile(_words(cues["hypothetical"])),
    )


def _folded(text: str) -> str:
    return text[:MAX_CHARS].lower().replace("ё", "е").replace("’", "'").replace("`", "'")


def _negated(text: str, match: re.Match[str], cues: _Cues) -> bool:
    """Whether a denial in the same clause covers the match."""
    start = max((m.end() for m in _SCOPE_END.finditer(text, 0, match.start())), default=0)
    if cues.before.search(text[start : match.start()]):
        return True
    end = _SCOPE_END.search(text, match.end())
    return bool(cues.after.search(text[match.end() : end.start() if end else len(text)]))


def _present(sign: _Sign, window: str, cues: _Cues) -> bool:
    if sign.excluded is not None and sign.excluded.search(window):
        return False
    for group in sign.groups:
        matches = group.finditer(window)
        if not any(sign.plain or not _negated(window, match, cues) for match in matches):
            return False
    return not cues.over.search(window) and not cues.hypothetical.search(window)


def _shows(rule: _Rule, message: str, cues: _Cues) -> bool:
    if rule.never is not None and rule.never.search(message):
        return False
    sentences = _SENTENCE.findall(message)
    for sign in rule.signs:
        windows = [message] if sign.whole else sentences
        for window in windows:
            if rule.flag in _STABLE_FLAGS and cues.stable.search(window):
                continue
            if _present(sign, window, cues):
                return True
    return False


def red_flags(text: str) -> tuple[RedFlag, ...]:
    """Signs in a message that call for a doctor, in the order of the vocabulary's urgency."""
    rules, cues = _load()
    message = _folded(text)
    found = {rule.flag for rule in rules if _shows(rule, message, cues)}
    return tuple(flag for flag in RedFlag if flag in found)


@cache
def referral(flag: RedFlag, language: Language) -> Referral:
    """The fixed referral text of a flag and what it blocks."""
    raw = next(rule.raw for rule in _load()[0] if rule.flag is flag)
    everything = raw["blocks"] == "all"
    return Referral(
        flag,
        raw["referral"][language.value],
        bool(raw["urgent"]),
        everything,
        frozenset() if everything else frozenset(Concern(goal) for goal in raw["blocks"]),
        raw["source"],
    )
