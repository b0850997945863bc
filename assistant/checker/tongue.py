"""The reply's language, its alphabet and its manners. Pure."""

import re
from functools import lru_cache

import pymorphy3

from assistant.checker.fault import Fault, Grounds
from assistant.scripts import is_foreign
from knowledge.vocabulary import Language
from knowledge.words import tokens

_CYRILLIC, _LATIN = re.compile(r"[а-яё]", re.IGNORECASE), re.compile(r"[a-z]", re.IGNORECASE)
_NOT_RUSSIAN = re.compile(r"[іїєґўјљњћђџѓќәғқңөұүһ]", re.IGNORECASE)
_NOT_ENGLISH = re.compile(r"[ñßğşőűąęłžčřěůøåæœ¿¡äöüãõçàèìòùâêîôûáíóú]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SMALL_LATIN = re.compile(r"\b[a-z]{2,}\b")
_ENGLISH = set(
    tokens(
        "a an the and or but of to in on at for with from by is are was be been am it this "
        "that these  i you your we my me he she they not no don't do does can may will i'm "
        "it's let's have has had  if so as what who how when all some any more most too also "
        "very just thanks thank there here  good glad sorry got then than us our its one two "
        "ok yes noted happy"
    )
)
_OTHERS = set(
    tokens(
        "el los las una que para por con su sus tu piel es muy und der die das ist nicht ihre "
        "ihr eine  haut braucht le les des une est pour avec votre peau vous il della pelle "
        "per che sua non  vasha kozha vam vas eto ochen spasibo nuzhno ponimayu mozhno uhod"
    )
)
_PASSING = {"spf", "ph", "uv", "uva", "uvb", "inci", "aloe", "ai"}
_LEAST_WORDS = 4
_MORPH = pymorphy3.MorphAnalyzer()


def script(text: str, language: Language, grounds: Grounds) -> list[Fault]:
    """Letters of other scripts, another language, two languages mixed."""
    if is_foreign(text) or _NOT_RUSSIAN.search(text):
        return [Fault("foreign_script", text)]
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    wrong = cyrillic if language is Language.EN else latin
    right = latin if language is Language.EN else cyrillic
    # INCI names and brands are Latin in Russian texts too; a text mostly in them is not.
    if wrong > right or (language is Language.EN and _other_latin(text)):
        return [Fault("wrong_language", text)]
    if mixed := _mixed(text, language, grounds):
        return [Fault("mixed_language", mixed)]
    return []


def _other_latin(text: str) -> bool:
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    others = sum(word in _OTHERS for word in words)
    if others > english or (others >= 2 and _NOT_ENGLISH.search(text)):
        return True
    return len(words) >= _LEAST_WORDS and english == 0 and others > 0


def _mixed(text: str, language: Language, grounds: Grounds) -> str:
    if language is Language.EN:
        foreign = [word for word in _WORD.findall(text) if _CYRILLIC.search(word)]
    else:
        foreign = [word for word in _SMALL_LATIN.findall(text) if word not in _PASSING]
    return next((word for word in foreign if not grounds.holds(word)), "")


def manners(text: str, language: Language) -> list[Fault]:
    """A Russian order to a friend ("попробуй"): people are addressed politely."""
    if language is Language.EN:
        return []
    return [Fault("informal", word) for word in _WORD.findall(text) if _is_familiar(word.lower())]


@lru_cache(maxsize=16_384)
def _is_familiar(word: str) -> bool:
    parsed = _MORPH.parse(word)
    readings = [p for p in parsed if p.score >= parsed[0].score / 2]
    return all("impr" in p.tag and "sing" in p.tag for p in readings) or all(
        "VERB" in p.tag and "2per" in p.tag and "sing" in p.tag for p in readings
    )
