"""INCI names as labels print them, brought to one form. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

_PARENTHESES = re.compile(r"\s*[\(\[][^\)\]]*[\)\]]")
_PERCENT = re.compile(r"\b\d+(?:[.,]\d+)?\s*%")
_EDGES = " \t\n\r.,;:*•·†‡+-–—\"'"
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=65_536)
def normalised(name: str) -> str:
    """Upper case, one space, without marks, bracketed common names and percentages."""
    text = name.replace("\xa0", " ").replace("’", "'").replace("‑", "-").replace("–", "-")
    text = _PERCENT.sub(" ", text)
    bare = _PARENTHESES.sub(" ", text)
    text = bare if bare.strip(_EDGES) else text
    return _SPACES.sub(" ", text).strip(_EDGES).upper()


@lru_cache(maxsize=65_536)
def readings(name: str) -> tuple[str, ...]:
    """Every name one label entry may mean: itself, its bracketed part, both sides of a slash."""
    found = [normalised(name)]
    inner = re.findall(r"[\(\[]([^\)\]]*)[\)\]]", name)
    found += [normalised(part) for part in inner]
    if "/" in name:
        found += [normalised(part) for part in name.split("/")]
    return tuple(dict.fromkeys(part for part in found if part))


@lru_cache(maxsize=16_384)
def flat(ingredients: tuple[str, ...]) -> str:
    """The whole list as one line of words, so that names split over entries are still found."""
    words = (re.sub(r"[^A-Z0-9']+", " ", name.upper()).strip() for name in ingredients)
    return f" {' '.join(word for word in words if word)} "


def listed(ingredients: Iterable[str]) -> tuple[str, ...]:
    """The list without blank entries."""
    return _listed(tuple(ingredients))


@lru_cache(maxsize=1_024)  # one product's list is asked for by one rule after another
def _listed(ingredients: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in ingredients if name and name.strip(_EDGES))
