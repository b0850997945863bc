r"""Phrases of the lexicon, compiled: what is mentioned where. Pure but for loading its data.

Notation of a phrase: `*` after a letter is any ending; a space is a break between neighbouring
words (no sentence end in it); ` .. ` lets up to three words in between and ` ... ` up to six;
`<name>` is a macro of the same file; the rest is regular expression syntax. A phrase matches
whole words of the normalised text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

_BREAK = r"[^\w.!?;\n]{1,4}"
_NEAR = r"(?:[^\w.!?;\n]{1,4}[\w'-]+){0,3}?[^\w.!?;\n]{1,4}"
_FAR = r"(?:[^\w.!?;\n]{1,4}[\w'-]+){0,6}?[^\w.!?;\n]{1,4}"
_TOKEN = re.compile(
    r"(?P<far> \.\.\. )|(?P<near> \.\. )|(?P<cls>\[[^\]]*\])|(?P<maybe> \?)|(?P<space> )"
    r"|(?P<macro>(?<!\(\?)<(?P<name>\w+)>)|(?P<star>(?<=[^\W_])(?<!\\w)\*)"
)


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A concept of the lexicon at a range of the normalised text."""

    start: int
    end: int
    concept: str

    def covers(self, other: "Mention") -> bool:
        """Whether the other mention lies inside this longer one."""
        longer = self.end - self.start > other.end - other.start
        return longer and self.start <= other.start and other.end <= self.end


def _optional(phrase: str) -> str:
    """Move the break before an optional group into the group: "a (b)?" may end after a."""
    for gap in (" ... ", " .. ", " "):
        at = 0
        while (at := phrase.find(gap + "(", at)) >= 0:
            close = _closing(phrase, at + len(gap))
            inner = phrase[at + len(gap) + 1 : close]
            ends = phrase[close + 1 : close + 3] in ("?", "? ", "?)", "?|")
            if ends and not inner.startswith("?"):
                phrase = f"{phrase[:at]}({gap}(?:{inner}))?{phrase[close + 2 :]}"
                at += 1
            else:
                at += len(gap)
    return phrase


def _closing(phrase: str, at: int) -> int:
    """Where the group that opens at a position closes."""
    depth = 0
    for index in range(at, len(phrase)):
        depth += {"(": 1, ")": -1}.get(phrase[index], 0) if phrase[index - 1] != "\\" else 0
        if depth == 0:
            return index
    return len(phrase) - 1


def pattern(phrase: str, macros: Mapping[str, str]) -> str:
    """The regular expression of one phrase, without the word bounds around it."""

    def one(match: re.Match[str]) -> str:
        if match["name"]:
            return pattern(macros[match["name"]], macros)
        if match["cls"]:
            return match["cls"]
        if match["star"]:
            return r"\w*"
        if match["maybe"]:
            return f"(?:{_BREAK})?"
        return _FAR if match["far"] else _NEAR if match["near"] else _BREAK

    return _TOKEN.sub(one, _optional(phrase))


def compiled(phrases: Iterable[str], macros: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all phrases of a concept, longest phrase first."""
    ordered = sorted((str(phrase) for phrase in phrases), key=len, reverse=True)
    body = "|".join(f"(?:{pattern(phrase, macros)})" for phrase in ordered)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)")


def data(name: str) -> dict[str, Any]:
    """A data file of this package."""
    text = resources.files("assistant.understanding").joinpath("data", name).read_text("utf-8")
    loaded = yaml.safe_load(text)
    if not isinstance(loaded, dict):
        raise TypeError(f"{name} must hold a mapping")
    return loaded


class Lexicon:
    """Finds every concept in a normalised text; both languages at once, people mix them."""

    def __init__(self, concepts: Mapping[str, Iterable[re.Pattern[str]]]) -> None:
        self._concepts = {name: tuple(patterns) for name, patterns in concepts.items()}

    def find(self, text: str) -> list[Mention]:
        """All mentions in order of position."""
        found = {
            Mention(match.start(), match.end(), name)
            for name, patterns in self._concepts.items()
            for expression in patterns
            for match in expression.finditer(text)
        }
        return sorted(found)


@cache
def lexicon() -> Lexicon:
    """The lexicon of both languages, compiled once."""
    concepts: dict[str, list[re.Pattern[str]]] = {}
    for name in ("ru.yaml", "en.yaml"):
        loaded = data(name)
        for concept, phrases in loaded["concepts"].items():
            concepts.setdefault(concept, []).append(compiled(phrases, loaded["macros"]))
    return Lexicon(concepts)


def longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions that no longer mention of another concept covers."""
    every = list(mentions)
    return [
        mention
        for mention in every
        if not any(o.concept != mention.concept and o.covers(mention) for o in every)
    ]
