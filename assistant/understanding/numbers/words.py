"""Numbers in digits and in words, Russian and English. Pure."""

import re
from dataclasses import dataclass

_RU_ONES = {
    "один": 1,
    "одна": 1,
    "одну": 1,
    "одного": 1,
    "два": 2,
    "две": 2,
    "двух": 2,
    "три": 3,
    "трех": 3,
    "трешк": 3,
    "четыре": 4,
    "четырех": 4,
    "пять": 5,
    "пяти": 5,
    "шесть": 6,
    "шести": 6,
    "семь": 7,
    "семи": 7,
    "восемь": 8,
    "восьми": 8,
    "девять": 9,
    "девяти": 9,
    "десять": 10,
    "десяти": 10,
    "одиннадцать": 11,
    "двенадцать": 12,
    "двенадцати": 12,
    "тринадцать": 13,
    "тринадцати": 13,
    "четырнадцать": 14,
    "четырнадцати": 14,
    "пятнадцать": 15,
    "пятнадцати": 15,
    "шестнадцать": 16,
    "шестнадцати": 16,
    "семнадцать": 17,
    "семнадцати": 17,
    "восемнадцать": 18,
    "восемнадцати": 18,
    "девятнадцать": 19,
    "девятнадцати": 19,
    "двадцать": 20,
    "двадцати": 20,
    "двадцатник": 20,
    "тридцать": 30,
    "тридцати": 30,
    "тридцатник": 30,
    "сорок": 40,
    "сорока": 40,
    "сороковник": 40,
    "пятьдесят": 50,
    "пятидесяти": 50,
    "полтинник": 50,
    "шестьдесят": 60,
    "шестидесяти": 60,
    "семьдесят": 70,
    "семидесяти": 70,
    "восемьдесят": 80,
    "девяносто": 90,
    "сто": 100,
    "ста": 100,
    "сотня": 100,
    "сотни": 100,
    "двести": 200,
    "триста": 300,
    "трехсот": 300,
    "четыреста": 400,
    "пятьсот": 500,
    "пятисот": 500,
    "пятихатка": 500,
    "пятихатку": 500,
    "шестьсот": 600,
    "семьсот": 700,
    "восемьсот": 800,
    "девятьсот": 900,
    "полторы": 1.5,
    "полутора": 1.5,
    "полтора": 1.5,
}
_EN_ONES = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "couple": 2,
    "dozen": 12,
    "a": 1,
}
WORD_NUMBERS = _RU_ONES | _EN_ONES
SPELT = "|".join(
    sorted(map(re.escape, (w for w in WORD_NUMBERS if w != "a")), key=len, reverse=True)
)
NUMBER = rf"(?:\d{{1,3}}(?:[  ]\d{{3}})+(?!\d)|\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d+(?:[.,]\d+)?|(?:{SPELT})(?!\w)(?:[ -](?:and )?(?:{SPELT})(?!\w)(?! quarters)){{0,2}})"


_OH = re.compile(r"(?P<n>three|four|five|six|seven)-?oh")


@dataclass(frozen=True, slots=True)
class Found:
    """A number and where it stands."""

    value: int
    start: int
    end: int


def spelt(words: str) -> float | None:
    """The value of a number in digits or words, or None."""
    if spoken := _OH.fullmatch(words):
        return float(WORD_NUMBERS[spoken["n"]] * 10)
    compact = re.sub(r"(?<=\d)[  ,](?=\d{3}(?!\d))", "", words).replace(",", ".")
    if re.fullmatch(r"\d+(?:\.\d+)?", compact):
        return float(compact)
    total = 0.0
    for word in re.split(r"[ -]+", words):
        if word == "and":
            continue
        if word not in WORD_NUMBERS:
            return None
        value = WORD_NUMBERS[word]
        if value == 100 and 1 < total < 10 and word.startswith("сотн"):
            total *= 100
            continue
        if value >= 100 and 1 <= total <= 30:  # "семь пятьсот" is money: 7500
            total = total * 1000 + value
            continue
        # "сорок пять" adds up, "три-четыре" is a range: its end counts.
        adds = (total >= 100 and value < 100) or (total >= 20 and total % 10 == 0 and value < 10)
        total = total + value if adds else value
    return total
