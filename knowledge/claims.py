"""Claims a text to a person must not make, loaded from data/claims.yaml and claim_words.yaml.

A rule is broken by one of its patterns, or by groups of words that stand together in a sentence
(a disease and "you have"; a doctor and "no need"), unless words stand there that turn it around.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from knowledge.parsing import parsed_text
from knowledge.vocabulary import Language

# A point between digits ends nothing: "0.3 %".
_SENTENCE = re.compile(r"(?:[^.!?…\n]|(?<=\d)\.(?=\d))+(?:[.!?…\n]|$)")
# "not only dry but rosacea", "no doubt": these deny nothing.
_NO_DENIAL = re.compile(
    r"не только|не просто|не сомнева\w+|без сомнени\w+|not (?:only|just)|no doubt|no wonder",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\b(?:не|ни|нет|без|никак\w+|нельзя|not|no|never|without|cannot|nor|neither|nothing|"
    r"вряд ли)|n't)"
    r"[ ]+(?:[\w'-]+[ ]+){0,2}$",
    re.IGNORECASE,
)
Words = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Together:
    """Groups of words that may not stand together in one sentence.

    Attributes:
        claim: The group that carries the claim; what is denied right before it does not count.
        others: Each of these must occur too.
        unless: None of these may occur.
        denied_too: Whether a denied claim counts (when it is the denial that claims).
    """

    claim: re.Pattern[str]
    others: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    denied_too: bool

    def found(self, sentence: str) -> str | None:
        """The words that carry the claim, or None."""
        hits = (m for m in self.claim.finditer(sentence) if self.denied_too or is_said(m))
        hit = next(hits, None)
        if hit is None or not all(group.search(sentence) for group in self.others):
            return None
        return None if any(group.search(sentence) for group in self.unless) else hit.group()


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """One forbidden kind of claim; `patterns` and `together` by language."""

    id: str
    why: str
    source: str
    patterns: dict[Language, tuple[re.Pattern[str], ...]]
    together: dict[Language, tuple[Together, ...]]

    def broken_by(self, text: str, language: Language) -> str | None:
        """The words of a text that break the rule, or None."""
        for match in _SENTENCE.finditer(plain(text)):
            sentence = _NO_DENIAL.sub(" ", match.group())
            for pattern in self.patterns[language]:
                if found := next((m for m in pattern.finditer(sentence) if is_said(m)), None):
                    return found.group()
            for groups in self.together[language]:
                if (words := groups.found(sentence)) is not None:
                    return words
        return None


def plain(text: str) -> str:
    """With straight apostrophes and without ё, as patterns and groups are written."""
    return text.replace("’", "'").replace("ё", "е").replace("Ё", "Е")


def is_said(match: re.Match[str]) -> bool:
    """Whether no denial stands right before the words."""
    return _DENIED.search(match.string[: match.start()]) is None


def _group(entries: list[str]) -> re.Pattern[str]:
    """One pattern for a group: "word*" any ending, " .. " up to three words between."""
    parts = []
    for entry in entries:
        escaped = re.escape(entry.replace("ё", "е").replace(" .. ", "\0"))
        escaped = escaped.replace(r"\*", r"[\w'-]*").replace(r"\ ", r"\s+")
        parts.append(escaped.replace("\0", r"(?:\W+[\w'-]+){0,3}?\W+"))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w])", re.IGNORECASE)


@cache
def word_groups(language: Language) -> Words:
    """The groups of claim_words.yaml by name, compiled."""
    file = files("knowledge").joinpath("data/claim_words.yaml")
    raw = parsed_text(file.read_text(encoding="utf-8"))
    return {name: _group(entry[language.value]) for name, entry in raw.items()}


def _together(entry: dict[str, Any], words: Words, rule: str) -> Together:
    try:
        return Together(
            words[entry["claim"]],
            tuple(words[name] for name in entry.get("with", ())),
            tuple(words[name] for name in entry.get("unless", ())),
            entry.get("denied_too", False),
        )
    except KeyError as error:
        raise ValueError(f"claims.yaml: {rule} names no such words: {error}") from None


@cache
def load_claims() -> tuple[ClaimRule, ...]:
    """All rules, compiled.

    Raises:
        ValueError: A rule has no source, a pattern does not compile or a group is missing.
    """
    raw = parsed_text(files("knowledge").joinpath("data/claims.yaml").read_text(encoding="utf-8"))
    words = {language: word_groups(language) for language in Language}
    rules = []
    for entry in raw:
        if not entry.get("source"):
            raise ValueError(f"claims.yaml: {entry.get('id')} has no source")
        patterns = {
            language: tuple(re.compile(p, re.IGNORECASE) for p in entry.get(language.value, ()))
            for language in Language
        }
        together = {
            language: tuple(
                _together(groups, words[language], entry["id"])
                for groups in entry.get("together", ())
            )
            for language in Language
        }
        rules.append(ClaimRule(entry["id"], entry["why"], entry["source"], patterns, together))
    return tuple(rules)
