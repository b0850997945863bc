"""Telegram's HTML as its documentation describes it: parsed, or refused with the same words."""

import re
from dataclasses import dataclass

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TOKEN = re.compile(
    r"<(/?)([a-zA-Z-]+)((?:\s+[a-z-]+(?:=\"[^\"]*\")?)*)\s*>|&(#?\w+);|(<)|([^<&]+|&)"
)


class CannotParse(ValueError):  # noqa: N818 - what the server says
    """The text is not Telegram HTML."""


@dataclass(frozen=True)
class Entity:
    type: str
    offset: int
    length: int
    extra: str = ""


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _named(name: str) -> str:
    if name.startswith("#"):
        number = name[1:]
        return chr(int(number[1:], 16) if number[:1] in "xX" else int(number))
    return ENTITIES.get(name, f"&{name};")


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Text without markup, and its entities; raises CannotParse as the server would."""
    text: list[str] = []
    entities: list[Entity] = []
    open_tags: list[tuple[str, int, str]] = []
    at = 0
    for match in TOKEN.finditer(html):
        close, tag, extra, name, stray, plain = match.groups()
        where = len(html[: match.start()].encode())
        if stray:
            raise CannotParse(f'Unsupported start tag "" at byte offset {where}')
        if tag and tag.lower() not in TAGS:
            raise CannotParse(f'Unsupported start tag "{tag}" at byte offset {where}')
        if tag and not close:
            open_tags.append((tag.lower(), at, extra.strip()))
        elif tag:
            if not open_tags:
                raise CannotParse(f"Unexpected end tag at byte offset {where}")
            opened, start, attributes = open_tags.pop()
            if opened != tag.lower():
                raise CannotParse(
                    f'Unmatched end tag at byte offset {where}, expected "</{opened}>", '
                    f'found "</{tag}>"'
                )
            if at > start:
                entities.append(Entity(TAGS[opened], start, at - start, attributes))
        else:
            piece = _named(name) if name else plain
            text.append(piece)
            at += utf16(piece)
    if open_tags:
        raise CannotParse(f"Can't find end tag corresponding to start tag {open_tags[-1][0]}")
    return "".join(text), sorted(entities, key=lambda entity: (entity.offset, -entity.length))
