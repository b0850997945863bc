"""Russian written in Latin letters: told apart from English and put back into Cyrillic. Pure."""

import re
from collections.abc import Iterator

from assistant.understanding.spelling import COMMON_ENGLISH, known_russian

_LATIN_WORD = re.compile(r"[a-z']{2,}")
_CYRILLIC = re.compile("[а-я]")
# Longest first. The informal conventions of chats, not a standard: j and y have several values.
_LETTERS = (
    ("shch", "щ"),
    ("sch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yo", "е"),
    ("jo", "е"),
    ("yu", "ю"),
    ("ju", "ю"),
    ("iu", "ю"),
    ("ya", "я"),
    ("ja", "я"),
    ("ia", "я"),
    ("ye", "е"),
    ("je", "е"),
    ("iy", "ий"),
    ("yj", "ый"),
    ("yy", "ый"),
    ("ij", "ий"),
    ("oy", "ой"),
    ("oj", "ой"),
    ("ey", "ей"),
    ("ej", "ей"),
    ("ay", "ай"),
    ("aj", "ай"),
    ("uy", "уй"),
    ("oi", "ой"),
    ("ei", "ей"),
    ("ai", "ай"),
    ("x", "кс"),
    ("w", "в"),
    ("q", "к"),
    ("a", "а"),
    ("b", "б"),
    ("v", "в"),
    ("g", "г"),
    ("d", "д"),
    ("e", "е"),
    ("z", "з"),
    ("i", "и"),
    ("j", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("f", "ф"),
    ("h", "х"),
    ("c", "ц"),
    ("y", "ы"),
    ("'", "ь"),
    ("4", "ч"),
    ("6", "ш"),
)
_ONE = re.compile("|".join(re.escape(latin) for latin, _ in _LETTERS))
_TABLE = dict(_LETTERS)
# Frequent words whose Latin spelling loses a soft sign or has two readings.
_WHOLE = {
    "u": "у",
    "ya": "я",
    "ja": "я",
    "menya": "меня",
    "menja": "меня",
    "mne": "мне",
    "ne": "не",
    "no": "но",
    "i": "и",
    "a": "а",
    "ochen": "очень",
    "ochen'": "очень",
    "est": "есть",
    "est'": "есть",
    "net": "нет",
    "netu": "нету",
    "nichego": "ничего",
    "nichevo": "ничего",
    "takogo": "такого",
    "takova": "такого",
    "nikakih": "никаких",
    "nikakix": "никаких",
    "da": "да",
    "kozha": "кожа",
    "koja": "кожа",
    "koza": "кожа",
    "kozhi": "кожи",
    "koju": "кожу",
    "lico": "лицо",
    "litso": "лицо",
    "chto": "что",
    "shto": "что",
    "eto": "это",
    "vse": "все",
    "nos": "нос",
    "lob": "лоб",
    "hochu": "хочу",
    "xochu": "хочу",
    "bolshe": "больше",
    "sil'no": "сильно",
    "silno": "сильно",
    "tolko": "только",
    "suhaya": "сухая",
    "suxaya": "сухая",
    "zhirnaya": "жирная",
    "jirnaya": "жирная",
    "pryshi": "прыщи",
    "prischi": "прыщи",
    "prishi": "прыщи",
    "prishchi": "прыщи",
    "pryschi": "прыщи",
    "pryshchi": "прыщи",
    "prishhi": "прыщи",
    "krem": "крем",
    "chuvstvitelnaya": "чувствительная",
    "normalnaya": "нормальная",
    "budjet": "бюджет",
    "byudzhet": "бюджет",
    "budzhet": "бюджет",
    "bydzhet": "бюджет",
    "tyschi": "тысячи",
    "tysyach": "тысяч",
    "rub": "руб",
    "let": "лет",
    "god": "год",
    "goda": "года",
    "bez": "без",
    "ot": "от",
    "na": "на",
    "do": "до",
    "s": "с",
    "v": "в",
    "po": "по",
    "spf": "spf",
    "cerave": "cerave",
    "roaccutane": "роаккутан",
    "roakkutan": "роаккутан",
}


def to_cyrillic(word: str) -> str:
    """A Latin word in Cyrillic by chat conventions; other words are returned as they are."""
    if _CYRILLIC.search(word) or not re.search("[a-z]", word):
        return word
    if word in _WHOLE:
        return _WHOLE[word]
    letters = _spell(word)
    known = (reading for reading in _readings(word, letters) if known_russian(reading))
    return next(known, letters).replace("ё", "е")


def _spell(word: str) -> str:
    return _ONE.sub(lambda match: _TABLE[match.group()], word)


def _readings(word: str, letters: str) -> Iterator[str]:
    """Spellings that a Latin word may stand for, likeliest first."""
    yield letters
    for old, new in (("й", "ж"), ("ий", "ый"), ("сч", "щ"), ("ш", "щ"), ("е", "э")):
        yield letters.replace(old, new)
    for latin, cyrillic in (("ye", "ые"), ("e", "ё"), ("y", "й"), ("y", "ий")):
        yield _spell(word.replace(latin, cyrillic))
    for soft in ("лн", "ст", "лш", "нш", "тн"):
        yield letters.replace(soft, f"{soft[0]}ь{soft[1]}")
    yield letters + "ь"


def looks_transliterated(text: str) -> bool:
    """Whether a lower-case Latin message is Russian: most words are Russian, few are English."""
    if _CYRILLIC.search(text):
        return False
    words = _LATIN_WORD.findall(text)
    if not words:
        return False
    english = sum(word in COMMON_ENGLISH for word in words)
    russian = sum(
        word in _WHOLE or (len(word) > 2 and known_russian(to_cyrillic(word))) for word in words
    )
    few = len(words) < 3 and not any(word in _WHOLE for word in words)
    return not few and russian > 2 * english and russian / len(words) >= 0.6
