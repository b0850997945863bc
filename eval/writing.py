"""Ways of writing that the simulated people have: what a keyboard does to a text. Pure."""

import random
import re
from collections.abc import Sequence

_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфы", "abvgdeziyklmnoprstufy", strict=True)),
    "ё": "e",
    "ж": "zh",
    "х": "h",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ъ": "",
    "ь": "",
    "э": "e",
    "ю": "yu",
    "я": "ya",
}
_EMOJI = ("🙂", "😅", "🙏", "✨")
_LONG = re.compile(r"[^\W\d_]{8,}")


def write(text: str, style: Sequence[str], source: random.Random) -> str:
    """A text in somebody's style; figures and product names survive every style but translit."""
    if "typos" in style:
        text = _typo(text, source)
    if "yo" not in style:
        text = text.replace("ё", "е").replace("Ё", "Е")
    if "translit" in style:
        text = _translit(text)
    if "lower" in style:
        text = text.lower()
    if "no_stops" in style:
        text = re.sub(r"[.!?]+(?=\s|$)", "", text)
    if "emoji" in style:
        text = f"{text} {source.choice(_EMOJI)}"
    return text


def _typo(text: str, source: random.Random) -> str:
    """One long word loses or swaps a letter in its middle."""
    words = list(_LONG.finditer(text))
    if not words:
        return text
    word = source.choice(words)
    at = source.randrange(word.start() + 2, word.end() - 3)
    if source.random() < 0.5:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _translit(text: str) -> str:
    def letter(character: str) -> str:
        latin = _LATIN.get(character.lower(), character)
        return latin.capitalize() if character.isupper() else latin

    return "".join(letter(character) for character in text)
