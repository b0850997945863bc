"""Prices and numbers that nobody gave. Pure."""

import re

from assistant.checker.fault import Fault, Grounds

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MONEY = (
    r"(?:₽|руб\w*|rub\b|rou?bles?\b|\$|€|usd\b|eur\b|доллар\w*|евро\b|bucks\b|euros?\b|dollars?\b)"
)
_PRICE = re.compile(rf"(\d[\d\s\u00a0,]*)\s*{_MONEY}|\$\s*(\d+)", re.IGNORECASE)
_WORDED_PRICE = re.compile(
    r"\b(?:тысяч\w*|сот\w*|\w+сот|сотн\w*|двести|триста|hundred|thousand|few|couple of|пар\w+|"
    rf"ten|fifteen|twenty|thirty|forty|fifty|sixty|eighty|ninety)\s+{_MONEY}|"
    rf"{_MONEY}\s+(?:в|за|на|около)\s+(?:\w*сот\w*|тысяч\w*|двести|триста|сто)\b|"
    r"\b(?:стоит|обойдется|cost\w*|за|for)\b[^.!?]{0,20}"
    r"\b(?:тысяч\w+|сотн\w+|thousand|hundred)\b",
    re.IGNORECASE,
)
# Amounts of ordinary care: how often, how long, which protection.
_TO = r"(?:[–-]|to|or|до|или)"
_CARE = re.compile(
    rf"\bSPF\s*(?:15|20|30|50\+?)|\b[1-4]\s*(?:{_TO}\s*[2-4]\s*)?"
    r"(?:раза? в|раза? за|вечер\w*|утр\w*|times? a|nights?|evenings?|пальц\w*|finger\w*|шаг\w*|"
    r"steps?|средств\w*|products?|полоск\w*|капл\w*|drops?)|"
    r"\b(?:каждые|every)\s*[2-3]\s*(?:час\w*|hours?)|"
    rf"\b(?:[1-9]|1[0-2]|[23]0|15|24|48)\s*(?:{_TO}\s*(?:[1-9]|1[0-2]|[23]0|15|48)\s*)?"
    r"(?:минут\w*|секунд\w*|час\w*|недел\w*|сут\w*|дн\w*|"
    r"minutes?|seconds?|hours?|weeks?|days?)",
    re.IGNORECASE,
)


def numbers(text: str, grounds: Grounds) -> list[Fault]:
    """Prices and numbers that are not given; how often and how long is ordinary advice."""
    prices = set(grounds.prices)
    faults = [
        Fault("unknown_price", match.group().strip())
        for match in _PRICE.finditer(text)
        if int(re.sub(r"\D", "", match.group(1) or match.group(2))) not in prices
    ]
    folded = text.replace("ё", "е")
    faults += [Fault("unknown_price", m.group()) for m in _WORDED_PRICE.finditer(folded)]
    known = {*grounds.numbers, *(str(price) for price in prices), *_NUMBER.findall(grounds.text)}
    rest = _CARE.sub(" ", _PRICE.sub(" ", text))
    faults += [
        Fault("unknown_number", number)
        for number in _NUMBER.findall(rest)
        if not known & {number, number.replace(".", ","), number.replace(",", ".")}
    ]
    return faults
