"""Whether something is told as a fact of today: not denied, not over, not only supposed. Pure.

Cue words are data (knowledge/data/red_flag_signs.yaml, `telling`). Recall comes first: a cue must
stand in the same sentence, and a word that brings the sign back to the present ("still") undoes it.
"""

import re
from functools import cache

import yaml

from assistant.understanding.lexicon import compiled
from knowledge.facts import DATA

_SENTENCE = re.compile(r"(?:[^.!?\n;)]|(?<=\d)\.(?=\d))+[?]?")
_CUT = re.compile(
    r"[,:()~]|\s-+\s|(?<!\w)(?:а|но|зато|только|просто|однако|хотя|и еще|"
    r"but|just|though|however|although|yet|except|so|because|cause|"
    r"and (?:my|now|i|it|the|she|he))(?!\w)"
)


_AND = ("and", "or", "nor", "и", "или", "ни")


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    loaded = yaml.safe_load((DATA / "red_flag_signs.yaml").read_text("utf-8"))
    return {kind: compiled(words, loaded["macros"]) for kind, words in loaded["telling"].items()}


class Telling:
    """How the sentences of one normalised message tell what they tell."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = [m.span() for m in _SENTENCE.finditer(text)] or [(0, len(text))]
        self._found = {
            kind: [match.span() for match in cue.finditer(text)] for kind, cue in _cues().items()
        }
        fake = self._found["not_denial"]
        for kind in ("deny_next", "deny_rest", "deny_after"):
            self._found[kind] = [
                cue for cue in self._found[kind] if not any(_meet(cue, other) for other in fake)
            ]

    def is_fact(self, start: int, end: int) -> bool:
        """Whether what stands at a range is told as a fact of today."""
        sentence = self._sentence(start)
        return not (
            self._denied(sentence, start, end)
            or self.is_over(start)
            or self._supposed(sentence, start)
            or self._in("pet", *sentence)
            or self._in("asked", *sentence)
        )

    def is_over(self, at: int) -> bool:
        """Whether the sentence tells of something that is past."""
        sentence = self._sentence(at)
        if self._in("gone", *sentence):
            return True
        return bool(self._in("over", *sentence)) and not self._in("still", *sentence)

    def one_sentence(self, start: int, end: int) -> bool:
        """Whether a range lies in one sentence."""
        return self._sentence(start) == self._sentence(end - 1)

    def _sentence(self, at: int) -> tuple[int, int]:
        return next((s for s in self._sentences if s[0] <= at < s[1]), (0, len(self._text)))

    def _in(self, kind: str, start: int, end: int) -> list[tuple[int, int]]:
        return [cue for cue in self._found[kind] if start <= cue[0] and cue[1] <= end]

    def _clause(self, sentence: tuple[int, int], start: int, end: int) -> tuple[int, int]:
        cuts = [m.span() for m in _CUT.finditer(self._text, sentence[0], sentence[1])]
        first = max((b for _, b in cuts if b <= start), default=sentence[0])
        last = min((a for a, _ in cuts if a >= end), default=sentence[1])
        return first, last

    def _denied(self, sentence: tuple[int, int], start: int, end: int) -> bool:
        first, last = self._clause(sentence, start, end)
        for cue in self._in("deny_rest", first, start):
            if len(self._text[cue[1] : start].split()) <= 5:
                return True
        for cue in self._in("deny_next", first, start):
            if len(self._text[cue[1] : start].split()) <= 2:
                return True
        after = self._in("deny_after", end, last)
        if any(len(self._text[end : cue[0]].split()) <= 2 for cue in after):
            return True
        return self._listed(sentence, first, start)

    def _listed(self, sentence: tuple[int, int], first: int, start: int) -> bool:
        """A denial goes on over a bare list: "no rash, swelling or blisters"."""
        cues = self._in("deny_rest", sentence[0], first)
        ahead = [w for w in self._text[first:start].split() if w not in _AND]
        if not cues or self._text[first - 1] != "," or len(ahead) > 1:
            return False
        between = self._text[cues[-1][1] : first]
        parts = [part.split() for part in between.split(",")]
        return (
            bool(parts[0])
            and all(len(part) <= 2 for part in parts)
            and "~" not in between
            and ":" not in between
        )

    def _supposed(self, sentence: tuple[int, int], start: int) -> bool:
        cues = self._in("supposed", sentence[0], start)
        if not cues:
            return False
        own = self._in("own", cues[-1][1], start) or self._in("own", sentence[0], cues[-1][0])
        return not own


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
