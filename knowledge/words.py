"""Words as people write them, Russian and English, made comparable. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

_TOKEN = re.compile(r"[a-zа-я0-9]+(?:[-/'][a-zа-я0-9]+)*", re.IGNORECASE)
_ENDINGS = ("", *"аеиоуыюя", "ом", "ой", "ою", "ей", "ем", "ам", "ами", "ах", "ов", "ям", "ями")
_SHORTEST_STEM = 4
_SHORTEST_FURTHER = 5


@lru_cache(maxsize=1)
def _stemmers() -> tuple[object, object]:
    return snowballstemmer.stemmer("russian"), snowballstemmer.stemmer("english")


def folded(text: str) -> str:
    """Lower case, ё as е, straight apostrophes and hyphens, one space."""
    text = _bare(text.casefold()).replace("’", "'").replace("‑", "-").replace("–", "-")
    return re.sub(r"\s+", " ", text).strip(" .,!?;:\"'«»()")


def _bare(text: str) -> str:
    """Without accents ("alóe", "ё"); й is a letter of its own."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    kept = "".join(c for c in apart if c == "\u0306" or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", kept)


def is_cyrillic(text: str) -> bool:
    """Whether any letter is Cyrillic."""
    return bool(re.search("[а-яё]", text, re.IGNORECASE))


@lru_cache(maxsize=65_536)
def stem(token: str) -> str:
    """Snowball stem of one folded token; Russian ones until nothing more comes off.

    One pass takes "ен" off "коллаген" and only "е" off "коллагене".
    """
    russian, english = _stemmers()
    if not is_cyrillic(token):
        return str(english.stemWord(token))  # type: ignore[attr-defined]
    token = str(russian.stemWord(token))  # type: ignore[attr-defined]
    while True:
        shorter = str(russian.stemWord(token))  # type: ignore[attr-defined]
        if shorter == token or len(shorter) < _SHORTEST_FURTHER:
            return token
        token = shorter


@lru_cache(maxsize=65_536)
def key(token: str) -> str:
    """What two inflected forms of a word share; words with a short stem stand for themselves."""
    stemmed = stem(token)
    return stemmed if len(stemmed) >= _SHORTEST_STEM else token


def tokens(text: str) -> list[str]:
    """Folded tokens; hyphenated words stay whole."""
    return [match.group() for match in _TOKEN.finditer(folded(text))]


def spans(text: str) -> list[tuple[str, int, int]]:
    """Folded tokens with where they stand in the text itself."""
    return [(folded(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(_same_length(text))]


def _same_length(text: str) -> str:
    return text.replace("ё", "е").replace("Ё", "Е").replace("’", "'").replace("‑", "-")


def keys(text: str) -> tuple[str, ...]:
    """Keys of all tokens of a text."""
    return tuple(key(token) for token in tokens(text))


def case_forms(name: str) -> Iterator[str]:
    """A short Russian noun in all its cases: its stem alone would match other words."""
    parts = tokens(name)
    if len(parts) == 1 and is_cyrillic(parts[0]):
        stemmed = stem(parts[0])
        if len(stemmed) < _SHORTEST_STEM:
            yield from (form for e in _ENDINGS if len(form := stemmed + e) >= 3)


_TRANSLIT = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufie", strict=True)) | {
    "ж": "z", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "iu", "я": "ia",
    "ь": "", "ъ": "",
}  # fmt: skip
_SOUNDS = (
    ("sch", "s"), ("ch", "h"), ("sh", "s"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "kv"),
    ("x", "ks"), ("w", "v"), ("y", "i"), ("j", "i"), ("oe", "e"), ("ae", "e"), ("eu", "ev"),
    ("ce", "ze"), ("ci", "zi"), ("c", "k"), ("g", "g"),
)  # fmt: skip


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """A rough sound of a word in either alphabet: ties "феноксиэтанол" to "phenoxyethanol"."""
    text = "".join(_TRANSLIT.get(letter, letter) for letter in folded(word))
    text = re.sub(r"[^a-z0-9]+", "", text)
    for spelt, heard in _SOUNDS:
        text = text.replace(spelt, heard)
    text = re.sub(r"(.)\1+", r"\1", text).replace("z", "s").replace("h", "g")
    return text[:-1] if len(text) > 4 and text.endswith("e") else text  # silent in English
