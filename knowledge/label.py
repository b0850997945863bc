"""Ingredient lists as labels and shops print them, read into INCI names in label order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from knowledge.parsing import parsed_text

MAX_LIST_CHARS = 60_000
"""A longer text is no ingredient list; the longest real ones have some 4,000 characters."""

MAX_NAME_CHARS = 160

_SEPARATOR = re.compile(r",(?!\d)|[;•·\n|]|\.\s+(?=[A-Z])|\s[-–]\s(?=[A-Z])")
_PERCENT = re.compile(r"\(?\b(\d{1,2}(?:[.,]\d+)?)\s*%\s*\)?(?:\s*w/w)?")
_PREFIX = re.compile(
    r"^(?:(?:full|other|in)?active\s+ingredients?(?:\s*\([^)]*\))?|other ingredients|"
    r"inactive|ingredients?|inci|composition|состав|may contain|contains|and)\b\s*:?\s*",
    re.IGNORECASE,
)
_NOISE = re.compile(r"[*†‡®™°^\[\]{}\"“”]|\(?\+\s*/\s*-\)?|\bnano\b|\(nano\)", re.IGNORECASE)
_COMMA = re.compile(r",(?!\d)")
_BRACKETS = re.compile(r"\([^()]*\)")
_SPACES = re.compile(r"\s+")
_JOINED = re.compile(
    r"(?:POLYMER|CROSSPOLYMER|TRIGLYCERIDE|GLYCERIDES?|POLYGLYCERIDES|CAPRATE|HEXACAPRATE|"
    r"SEBACATE|POLYSILSESQUIOXANE|ESTERS?|DIMETHICONE|FILTRATE|LAURATE|STEARATE|SUCCINATE|"
    r"COCOATE|GLUTAMATE|ISOSTEARATE|OLEATE)$"
)
_SENTENCE = re.compile(r"[:!?]|\b(?:is|are|the|with|for|your|helps?|this)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One name of a label; position counts from 1, percent is by weight where stated."""

    inci: str
    position: int
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class Spellings:
    """How labels spell INCI names."""

    names: Mapping[str, str]
    fragments: frozenset[tuple[str, str]]


@cache
def load_spellings() -> Spellings:
    """The spellings that ship with the package."""
    text = files("knowledge").joinpath("data/inci_spellings.yaml").read_text("utf-8")
    data = parsed_text(text)
    return Spellings(
        names={str(k).upper(): str(v).upper() for k, v in data["spellings"].items()},
        fragments=frozenset((str(a), str(b)) for a, b in data["fragments"]),
    )


def parse_inci(text: str | Sequence[str]) -> tuple[Ingredient, ...]:
    """Read a label's ingredient list; what cannot be a name is dropped.

    Args:
        text: The list as one text, or already split into names.

    Returns:
        Upper-case INCI names in label order, each once; empty when nothing reads as a name.
    """
    parts = _split(text) if isinstance(text, str) else [str(part) for part in text]
    spellings = load_spellings()
    seen: dict[str, Ingredient] = {}
    for raw in _join_fragments(parts, spellings.fragments):
        percent, name = _entry(raw) if len(raw) <= 2 * MAX_NAME_CHARS else (None, "")
        if name and name not in seen:
            seen[name] = Ingredient(name, len(seen) + 1, percent)
    return tuple(seen.values())


@lru_cache(maxsize=65_536)
def _entry(raw: str) -> tuple[float | None, str]:
    percent, name = _take_percent(raw)
    return percent, canonical(name)


def canonical(name: str) -> str:
    """One label name as the upper-case INCI name it stands for; empty: not a name."""
    return _canonical(name) if len(name) <= 2 * MAX_NAME_CHARS else ""


@lru_cache(maxsize=65_536)
def _canonical(name: str) -> str:
    names = load_spellings().names
    text = _PREFIX.sub("", _NOISE.sub(" ", name.replace("\\", "/"))).strip(" .,;:-–/")
    text = _SPACES.sub(" ", text).upper()
    if text in names:
        return names[text]
    plain = _SPACES.sub(" ", _BRACKETS.sub(" ", text)).strip(" .,;:-–/()")
    if plain in names:
        return names[plain]
    inside = _BRACKETS.findall(text)
    if not plain and inside:
        plain = inside[0].strip("()")
    plain = _one_of_slashes(plain, names)
    return plain if _is_name(plain) else ""


def _one_of_slashes(text: str, names: Mapping[str, str]) -> str:
    """AQUA/WATER/EAU is one ingredient named thrice, ACRYLATES/… COPOLYMER is one name."""
    if "/" not in text or _JOINED.search(text) or text.startswith(("PEG/", "PPG/")):
        return text
    parts = [part.strip() for part in text.split("/") if part.strip()]
    if not parts:
        return ""
    known = [names[part] for part in parts if part in names]
    return known[0] if known else max(parts[0], "", key=len)


def _is_name(text: str) -> bool:
    letters = sum(ch.isalpha() for ch in text)
    words = text.count(" ") + 1
    return (
        2 <= len(text) <= MAX_NAME_CHARS
        and letters >= 2
        and words <= 12
        and (words <= 3 or not _SENTENCE.search(text))
    )


def _split(text: str) -> list[str]:
    """Split on the separators, after leaving out the paragraphs that praise ingredients."""
    if len(text) > MAX_LIST_CHARS:
        return []
    blocks = [block for block in re.split(r"\n\s*\n|\r\n\r\n|<br\s*/?>", text) if block.strip()]
    best = max(blocks, key=lambda block: block.count(","), default="")
    best = _BRACKETS.sub(lambda found: _COMMA.sub(" ", found.group()), best)
    return [part for part in _SEPARATOR.split(best) if part and part.strip()]


def _take_percent(raw: str) -> tuple[float | None, str]:
    found = _PERCENT.search(raw)
    if not found:
        return None, raw
    value = float(found.group(1).replace(",", "."))
    return (value if 0 < value <= 100 else None), _PERCENT.sub(" ", raw)


def _join_fragments(parts: Iterable[str], torn: frozenset[tuple[str, str]]) -> list[str]:
    joined: list[str] = []
    heads = {head for head, _ in torn}
    for part in parts:
        text = part.strip()
        before = joined[-1].upper() if joined else ""
        if before in heads and (before, text.upper()) in torn:
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
    return joined
