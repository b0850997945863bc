"""Cutting long replies where a reader would pause. Pure.

Telegram counts UTF-16 code units after the markup is parsed (Bot API, sendMessage: 1-4096).
"""

import re
from collections.abc import Iterable, Iterator

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_BOUNDARIES = ("\n\n", "\n", ". ", "! ", "? ", "; ", ", ", " ")
_TAG = re.compile(r"<[^>]*>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot);")


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def visible_units(html: str) -> int:
    """Length of what is left of our own HTML after parsing, in UTF-16 code units."""
    return units(_ENTITY.sub("&", _TAG.sub("", html)))


def _fitting(text: str, limit: int) -> int:
    """How many characters of text fit into limit units."""
    if units(text) <= limit:
        return len(text)
    used = 0
    for index, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > limit:
            return index
    return len(text)


def _cut(text: str, limit: int) -> int:
    """Where to cut: after the last paragraph, line, sentence or word that fits."""
    end = _fitting(text, limit)
    for boundary in _BOUNDARIES:
        found = text.rfind(boundary, 1, end + 1)
        if found > 0 and found + len(boundary.rstrip()) >= end // 4:
            return found + len(boundary.rstrip())
    return end


def split_text(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Plain text in pieces of at most `limit` units, none of them blank."""
    pieces = []
    rest = text.strip()
    while units(rest) > limit:
        at = _cut(rest, limit)
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    pieces.append(rest)
    return [piece for piece in pieces if piece.strip()]


def join_blocks(blocks: Iterable[str], limit: int = TEXT_LIMIT) -> Iterator[str]:
    """HTML blocks, each complete in itself, joined by blank lines into messages that fit.

    A block is never torn, so no tag is either; blocks must each be shorter than `limit`.
    """
    message = ""
    for block in blocks:
        joined = f"{message}\n\n{block}" if message else block
        if message and visible_units(joined) > limit:
            yield message
            message = block
        else:
            message = joined
    if message:
        yield message
