"""A message cut into the pieces that the learned reader looks at. Pure."""

import itertools
import re

_CUT = re.compile(
    r"[.!?…;\n]+\s*|,\s+|:\s+|\s[-–—]+\s|[()]|[\U0001F300-\U0001FAFF]|"
    r"\s+(?=(?:but|and|because|also|plus|so|though|while|а|но|и|зато|потому|хотя)\s)"
)
_WORD = re.compile(r"[^\W_]{2,}")
_LEAST = 2  # words of a piece: shorter ones go with the next
_LONE = re.compile(r"[^\W\d_]{4,}\W*")  # but for an item of a list: "oily, 24, wrinkles"
MOST = 24  # pieces looked at: longer messages are letters, and their end seldom tells more

Span = tuple[int, int]


def pieces(text: str) -> list[Span]:
    """Clauses in the rough, in order, without gaps; at least one."""
    cuts = [*(match.end() for match in _CUT.finditer(text)), len(text)]
    found: list[Span] = []
    start = 0
    for cut in cuts:
        if _says_something(text[start:cut]):
            found.append((start, cut))
            start = cut
    if not found:
        return [(0, len(text))]
    found[-1] = (found[-1][0], len(text))
    return found[:MOST]


def windows(text: str) -> list[Span]:
    """Pieces, neighbours taken together, and last the whole text."""
    single = pieces(text)
    pairs = [(a, d) for (a, _), (_, d) in itertools.pairwise(single)]
    return [*single, *(pairs if len(single) > 2 else ()), (0, len(text))]


def _says_something(text: str) -> bool:
    return len(_WORD.findall(text)) >= _LEAST or _LONE.fullmatch(text) is not None
