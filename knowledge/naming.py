"""An index of names that finds them in free text: inflected, misspelt, longest first. Pure."""

from typing import Generic, TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from knowledge.words import case_forms, folded, key, keys, spans, tokens

Hit = TypeVar("Hit")
_FUZZY_FROM = 6
_TWO_EDITS_FROM = 9


class Names(Generic[Hit]):
    """Names and what they stand for. A later name replaces an earlier equal one."""

    def __init__(self) -> None:
        self.index: dict[tuple[str, ...], Hit] = {}
        self._forms: dict[str, Hit] = {}
        self._single: dict[str, dict[str, Hit]] = {}  # by first letter
        self._longest = 1

    def add(self, name: str, hit: Hit, *, cases: bool = True) -> None:
        """Register a name; `cases`: a short Russian noun in all its cases too."""
        alias = keys(name)
        if not alias:
            return
        self.index[alias] = hit
        self._longest = max(self._longest, len(alias))
        if len(alias) == 1 and len(alias[0]) >= _FUZZY_FROM:
            self._single.setdefault(alias[0][0], {})[alias[0]] = hit
        for form in case_forms(name) if cases else ():
            self._forms[form] = hit

    def add_form(self, form: str, hit: Hit) -> None:
        """Register exactly this word."""
        self._forms[folded(form)] = hit

    def exact(self, name: str) -> Hit | None:
        """What a whole name stands for, inflection aside."""
        parts = tokens(name)
        return self._at(parts)

    def find(self, text: str, *, fuzzy: bool = True) -> list[tuple[Hit, str]]:
        """(what is meant, the words in the text) for every name, in order of appearance."""
        words = spans(text)
        found: list[tuple[Hit, str]] = []
        at = 0
        while at < len(words):
            hit, length = self._longest_at(words, at)
            if hit is None and fuzzy:
                hit = self.misspelt(words[at][0])
            if hit is not None:
                found.append((hit, text[words[at][1] : words[at + length - 1][2]]))
            at += length
        return found

    def _at(self, parts: list[str]) -> Hit | None:
        hit = self.index.get(tuple(key(part) for part in parts))
        return self._forms.get(" ".join(parts)) if hit is None else hit

    def _longest_at(self, words: list[tuple[str, int, int]], at: int) -> tuple[Hit | None, int]:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            hit = self._at([word for word, _, _ in words[at : at + length]])
            if hit is not None:
                return hit, length
        return None, 1

    def misspelt(self, word: str) -> Hit | None:
        """One edit from 6 letters on, two from 9; the first letter is seldom wrong."""
        stemmed = key(word)
        if len(stemmed) < _FUZZY_FROM:
            return None
        best: tuple[int, Hit] | None = None
        for name, hit in self._single.get(stemmed[0], {}).items():
            allowed = 1 if min(len(name), len(stemmed)) < _TWO_EDITS_FROM else 2
            if abs(len(name) - len(stemmed)) > allowed:
                continue
            edits = DamerauLevenshtein.distance(name, stemmed, score_cutoff=allowed)
            if edits <= allowed and (best is None or edits < best[0]):
                best = (edits, hit)
        return best[1] if best else None
