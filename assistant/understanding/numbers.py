"""Ages and money, in digits and in words. Pure but for its data file."""

import re
from dataclasses import dataclass
from functools import cache

from assistant.understanding.lexicon import data
from knowledge.facts import DATA

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
_THOUSAND = r"(?:тысяч\w*|тыс|тыщ\w*|тыр|штук\w*|косар\w*|кк?|k|thousand|grand)"
_HUNDRED = r"(?:hundred|сотен|сотни)"
_WORD_NUMBERS = _RU_ONES | _EN_ONES
_SPELT = "|".join(
    sorted(map(re.escape, (w for w in _WORD_NUMBERS if w != "a")), key=len, reverse=True)
)
_NUMBER = rf"(?:\d{{1,3}}(?:[  ]\d{{3}})+|\d+(?:[.,]\d+)?|(?:{_SPELT})(?!\w)(?:[ -](?:and )?(?:{_SPELT})(?!\w)){{0,2}})"
_VALUE = re.compile(
    rf"(?<![\w.,])(?P<cur>[$€£₽₸₴] ?)?(?P<n>{_NUMBER}|a(?= (?:hundred|thousand|grand)))"
    rf"(?: ?(?P<h>{_HUNDRED}))?(?P<prehalf> с половиной| and a half)?(?:(?: ?|-)(?P<k>{_THOUSAND})(?!\w))?(?: ?(?P<half>с половиной|and a half))?"
    rf"(?: (?P<rest>\d{{3}}|(?:{_SPELT})(?: (?:{_SPELT}))?)(?!\w))?"
)
_INVERTED = re.compile(
    rf"(?<!\w)(?:тысяч\w*|тыщ\w*|тыс|косар\w*|штук) (?P<n>{_NUMBER})(?P<half> с половиной)?(?!\w)"
)
_INSTEAD = re.compile(
    r"(?<!\w)(?:make (?:that|it)|not? \d+[, ]+(?:but|а)|не \d+[, ]+а|давайте|let's say) (?P<n>\d{3,6})(?!\w)"
)
_RUB_FIRST = re.compile(r"(?<!\w)(?:рублей|руб|р\.|rub|rubles) (?P<n>\d{3,6})(?!\w)")
_FIRST = re.compile(
    rf"(?<!\w)(?P<cur>долларов|баксов|евро|фунтов|рублей|гривен|тенге) (?P<n>{_NUMBER})(?!\w)"
)
_SWAPPED = re.compile(
    rf"(?<!\w)(?:не|not) (?P<old>{_NUMBER})(?P<k> ?{_THOUSAND})?,? (?:а|but) (?P<n>{_NUMBER})(?P<k2> ?{_THOUSAND})?(?!\w)"
)
_THOUSAND_AND = re.compile(
    r"(?<!\w)(?:тысяч[ауи]|тыщ[ауи]) (?P<n>(?:сто|двести|триста|четыреста|пятьсот|шестьсот|семьсот|восемьсот|девятьсот|[1-9]00))(?!\w)"
)
_LONE_SUM = re.compile(r"(?:^|[,;/]) ?(?P<n>[1-9]\d?[05]00|500|[1-9]000)(?=\s*(?:$|[,.;/]))")
_SPENT = re.compile(
    r"(?<!\w)(?:spent|wasted|blew|потратил\w*|отдал\w*|спустил\w*|просадил\w*|выкинул\w*|угрохал\w*)(?!\w)"
)
_BARE_THOUSAND = re.compile(r"(?<!\w)(?:тысяч[ауи]|тыщ[ауи]|косарь|штук[аиу]|a grand)(?!\w)")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₸": "KZT", "₴": "UAH"}
_SLANG = {
    "пятерка": 5000,
    "пятерку": 5000,
    "пятерки": 5000,
    "трешка": 3000,
    "трешку": 3000,
    "десятка": 10000,
    "десятку": 10000,
    "двушка": 2000,
    "двушку": 2000,
    "пятак": 5000,
    "пятихатка": 500,
    "пятихатку": 500,
    "полторашка": 1500,
    "полторашку": 1500,
    "пятихат": 500,
    "полтос": 50000,
    "пятера": 5000,
    "пятеру": 5000,
    "десяточка": 10000,
}
_MONEY_HINT = re.compile(
    r"(?<!\w)(?:бюджет\w*|потрат\w*|трат\w*|денег|деньг\w*|максимум|лимит\w*|уложи\w*|уложусь|"
    r"не дороже|не больше|дешевле|стои\w*|заплач\w*|отда[мт]\w*|выдел\w*|в пределах|по деньгам|"
    r"готов[аы]? (?:на|до)|потолок|накопил\w*|располага\w*|цен\w*|до|вложи\w*|скинуть|"
    r"budget|spend\w*|max\w*|tops|afford|limit|up to|under|around|about|cost\w*|price|pay|"
    r"within|no more than|less than|between|cheaper than|below|cap|ceiling|at most)(?!\w)"
)
_AGE = (
    re.compile(
        rf"(?<!\w)(?:мне|мне уже|мне всего|мне скоро|мне только|мне недавно)(?: \w+){{0,2}}? (?P<n>{_NUMBER})(?!\w)(?! ?(?:тыс|руб|к\b|%|крем|раз|недел|месяц|дн|час))"
    ),
    re.compile(
        rf"(?<!\w)(?P<n>{_NUMBER}) ?(?:лет|года?|годиков|годик\w*)(?!\w)(?! (?:назад|подряд|мучаюсь|борюсь|страдаю|пользуюсь|не могу|живу|работаю|курю|хожу|занимаюсь|не|\w+(?:юсь|усь|аю|яю|ею))(?!\w))"
    ),
    re.compile(rf"(?<!\w)(?:возраст\w*|лет)(?: мой|:| -| -+| у меня)? ?(?P<n>{_NUMBER})(?!\w)"),
    re.compile(
        r"(?<!\w)(?P<n>\d{2}) ?(?:-?летн\w+|y/?o|yo|yrs?(?: old)?|years? (?:old|young)|year-old)(?!\w)"
    ),
    re.compile(
        rf"(?<!\w)(?:i'm|im|i am|i'll be|i just turned|just turned|turned|age|aged|me:|am)(?: (?:a|only|just|already|almost|nearly|still|currently|like|now|about|turning|:))? (?P<n>{_NUMBER})(?!\w)(?! ?(?:%|weeks?|months?|days?|minutes|times|hours|in the|wks?|bucks|dollars|k\b|weeks|different|products|kids|children|of|more|or so products))"
    ),
    re.compile(rf"(?<!\w)(?P<n>{_NUMBER}) (?:years? old|year old|years of age)(?!\w)"),
    re.compile(
        r"(?<![\w'])(?P<n>\d{2}) ?(?:f|m|ж|м)(?!\w)|(?<![\w'])(?:f|m|ж|м) ?(?P<m>\d{2})(?!\w)"
    ),
    re.compile(r"(?<!\w)(?P<n>\d{2}) here(?!\w)"),
    re.compile(
        r"(?<!\w)(?:guy|girl|woman|man|female|male|dude|lady|gal|мужик|мужчина|девушка|женщина|парень|девочка|студентка|студент)(?: here)?\W{1,3}(?P<n>\d{2})(?!\w)(?! ?(?:%|руб|тыс|к\b|days|weeks))"
    ),
    re.compile(r"(?<!\w)(?P<n>\d{2}),? not \d{2}(?!\w)"),
    re.compile(r"(?<!\w)(?P<n>\d{2}) (?:for now|right now|пока|сейчас)(?!\w)"),
    re.compile(
        r"(?<!\w)(?:сейчас|теперь|now|at) (?:в |at |уже )?(?P<n>[2-7]\d)(?=[,.]| my| i'm| it's| без| и |$)"
    ),
    re.compile(r"(?<!\w)(?:не|not) \d{2},? (?:а|but) (?P<n>\d{2})(?!\w)"),
)
_DECADE = re.compile(
    r"(?<!\w)(?:(?P<after>за|под|около|far past|past|over|pushing|nearly|almost|хорошо за|далеко за|уже за|in my|в свои) "
    r"(?:early |late |mid |mid-)?)(?P<n>двадцать|двадцатник|тридцать|тридцатник|сорок|сороковник|полтинник|пятьдесят|шестьдесят|семьдесят|"
    r"[2-7]0|twenty|thirty|forty|fifty|sixty|seventy|(?P<s>[2-7]0'?s|twenties|thirties|forties|fifties|sixties))(?!\w)"
)
_DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60}
_BARE_DECADE = re.compile(
    rf"(?<!\w)(?P<n>{_NUMBER}) ?(?:с хвостиком|с небольшим|с копейками|плюс|\+|something|ish|-something|with a tail)(?!\w)"
)
_NOT_AGE = re.compile(r"(?:\W(?:spf|спф|%|недел|week|месяц|month|назад|ago))")
_BORN = re.compile(
    r"(?:родилась|родился|г ?р|года рождения|born in)\W+(?P<y>(?:19|20)\d{2})|(?P<z>(?:19|20)\d{2}) ?(?:г ?р|года рождения)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A number and where it stands."""

    value: int
    start: int
    end: int


def spelt(words: str) -> float | None:
    """The value of a number in digits or words, or None."""
    compact = re.sub(r"(?<=\d)[  ](?=\d{3})", "", words).replace(",", ".")
    if re.fullmatch(r"\d+(?:\.\d+)?", compact):
        return float(compact)
    total = 0.0
    for word in re.split(r"[ -]+", words):
        if word == "and":
            continue
        if word not in _WORD_NUMBERS:
            return None
        value = _WORD_NUMBERS[word]
        # "сорок пять" adds up, "три-четыре" is a range: its end counts.
        adds = (total >= 100 and value < 100) or (total >= 20 and total % 10 == 0 and value < 10)
        total = total + value if adds else value
    return total


@cache
def _currencies() -> tuple[re.Pattern[str], dict[str, str], dict[str, float]]:
    words = data("currencies.yaml")["words"]
    names = {re.escape(w) if w in "₽€£₸₴" else w: code for code, ws in words.items() for w in ws}
    pattern = re.compile(
        r"\W{0,2}(?:\w{0,3} )?(?:"
        + "|".join(f"(?P<c{i}>{name})" for i, name in enumerate(names))
        + r")(?!\w)"
    )
    import yaml

    rates = yaml.safe_load((DATA / "rates.yaml").read_text("utf-8"))["rub_per_unit"]
    return (
        pattern,
        dict(zip((f"c{i}" for i in range(len(names))), names.values(), strict=True)),
        {str(code): float(rate) for code, rate in rates.items()},
    )


def _currency_after(text: str, at: int) -> tuple[str, int] | None:
    pattern, codes, _ = _currencies()
    match = pattern.match(text, at)
    if match is None:
        return None
    group = next(name for name, value in match.groupdict().items() if value is not None)
    return codes[group], match.end()


def _amount(match: re.Match[str]) -> float | None:
    value = spelt(match["n"]) if match["n"] != "a" else 1.0
    if value is None:
        return None
    if match["h"]:
        value *= 100
    if match["half"] or match["prehalf"]:
        value += 0.5
    if match["k"]:
        value *= 1000
        rest = spelt(match["rest"]) if match["rest"] else None
        value += rest or 0
    return value


def money(text: str, *, asked: bool = False) -> Found | None:
    """The upper end of what the speaker wants to spend, in RUB.

    Args:
        text: Normalised message.
        asked: The budget was asked for, so that a bare number is money.
    """
    _, _, rates = _currencies()
    hinted = asked or bool(_MONEY_HINT.search(text))
    found: list[Found] = []
    special = _special(text, rates)
    if special or _SPENT.search(text):
        return special
    found = [
        sum_
        for match in _VALUE.finditer(text)
        if (sum_ := _sum(text, match, hinted=hinted, asked=asked, rates=rates)) is not None
    ]
    if hinted:
        found += _slang(text)
    if not found and (first := _RUB_FIRST.search(text)):
        found.append(Found(int(first["n"]), first.start(), first.end()))
    if not found and hinted:
        found += _thousands(text)
    return _range_end(found, text)


def _sum(
    text: str, match: re.Match[str], *, hinted: bool, asked: bool, rates: dict[str, float]
) -> Found | None:
    """One number as money in RUB, or None where it is something else."""
    value = _amount(match)
    if value is None:
        return None
    whole = not match["rest"] or match["k"]
    after = _currency_after(text, match.end() if whole else match.end("n"))
    named = _SIGNS.get((match["cur"] or "").strip()) or (after[0] if after else None)
    if not _is_money(text, match, value, named, hinted=hinted, asked=asked):
        return None
    rate = rates.get(named or _currency_later(text, match.end()) or "RUB", 1.0)
    return Found(round(value * rate), match.start(), after[1] if after else match.end())


def _slang(text: str) -> list[Found]:
    places = ((re.search(rf"(?<!\w){word}(?!\w)", text), worth) for word, worth in _SLANG.items())
    return [Found(worth, at.start(), at.end()) for at, worth in places if at]


def _thousands(text: str) -> list[Found]:
    """Thousands before their number ("тыщи три"), or alone ("до тысячи")."""
    for match in _INVERTED.finditer(text):
        value = spelt(match["n"])
        if value and value < 100:
            total = (value + (0.5 if match["half"] else 0)) * 1000
            return [Found(round(total), match.start(), match.end())]
    bare = _BARE_THOUSAND.search(text)
    return [Found(1000, bare.start(), bare.end())] if bare else []


def _special(text: str, rates: dict[str, float]) -> Found | None:
    """Sums in an order of words that the general reading does not have."""
    if m := _INSTEAD.search(text):
        return Found(int(m["n"]), m.start(), m.end())
    if (m := _SWAPPED.search(text)) and (m["k"] or m["k2"]):
        return Found(round((spelt(m["n"]) or 0) * 1000), m.start("n"), m.end())
    if m := _THOUSAND_AND.search(text):
        return Found(1000 + round(spelt(m["n"]) or 0), m.start(), m.end())
    if m := _FIRST.search(text):
        codes = {
            "долларов": "USD",
            "баксов": "USD",
            "евро": "EUR",
            "фунтов": "GBP",
            "гривен": "UAH",
            "тенге": "KZT",
        }
        rate = rates[codes.get(m["cur"], "RUB")]
        return Found(round((spelt(m["n"]) or 0) * rate), m.start(), m.end())
    if m := _LONE_SUM.search(text):
        return Found(int(m["n"]), m.start("n"), m.end())
    return None


def _currency_later(text: str, at: int) -> str | None:
    """For example "20-30 euros": the currency stands behind the second number only."""
    follow = re.match(rf"\s*(?:-|до|или|to|or)\s*{_NUMBER}", text[at:])
    if follow is None:
        return None
    after = _currency_after(text, at + follow.end())
    return after[0] if after else None


def _is_money(
    text: str, match: re.Match[str], value: float, named: str | None, *, hinted: bool, asked: bool
) -> bool:
    tail = text[match.end() : match.end() + 14]
    if re.match(
        r"\s*(?:лет|год|year|yo|y/o|недел|week|месяц|month|дн|day|процент|%|раз|мл|ml|мин|min|час|hour|spf|средств|product|шаг|step|штук(?:и|а)? средств)",
        tail,
    ):
        return False
    if re.search(r"(?:spf|спф|мне)\W*$", text[: match.start()]):
        return False
    if named:
        return True
    if match["k"]:
        return hinted or value >= 1000
    if not hinted:
        return False
    if asked:
        return value >= 10
    window = text[max(0, match.start() - 40) : match.end() + 15]
    return value >= 100 and bool(_MONEY_HINT.search(window))


def _range_end(found: list[Found], text: str) -> Found | None:
    if not found:
        return None
    if len(found) == 1:
        only = found[0]
        low = re.search(rf"(?<!\w)(?P<n>{_NUMBER})\s*(?:-|до|to)\s*$", text[: only.start])
        return only if low is None else Found(only.value, low.start(), only.end)
    corrected = re.search(
        r"(?:ой|точнее|вернее|нет|actually|no|wait)", text[found[0].end : found[-1].start]
    )
    return found[-1] if corrected else max(found, key=lambda item: item.value)


_LONE = re.compile(
    r"(?:^|[,.;/]|[а-яa-z]) ?(?<![\w.$€£-])(?P<n>[1-7]\d)(?![\w%]|[.,]\d)(?=\s*(?:$|[,.;!/]|\s(?:нет|без|no|кожа|и|and|skin|аллерг|allerg|прыщ|acne|dry|oily|бюджет|budget)))"
)
_NOT_LONE = re.compile(
    r"(?:spf|спф|uv|day|день|week|month|неделя|до|от|около|примерно|за|на|через|после|minus|about|around|under|over|up to|like|for|in|тип|type|номер|№|\$|x|vitamin|c|b|retinol|acid|кислот\w*|№)\W*$"
)


def _lone(text: str) -> list[Found]:
    """A bare two-digit number between the items of a self-description ("dry, 29, no allergies")."""
    return [
        Found(int(match["n"]), match.start("n"), match.end("n"))
        for match in _LONE.finditer(text)
        if len(text) > 6 and not _NOT_LONE.search(text[: match.start("n")])
    ]


def ages(text: str, *, asked: bool = False) -> list[Found]:
    """Numbers that are somebody's age, in years."""
    found = _told_ages(text) or _decades(text)
    if not found:
        found = _any_number(text) if asked else _lone(text)
    return sorted(found, key=lambda age: age.start)


def _told_ages(text: str) -> list[Found]:
    found: dict[int, Found] = {}
    for expression in _AGE:
        for match in expression.finditer(text):
            said = match.groupdict()
            value = spelt(said.get("n") or said.get("m") or "")
            if value and 1 <= value <= 110 and float(value).is_integer():
                at = match.start("n") if said.get("n") else match.start()
                found.setdefault(at, Found(int(value), match.start(), match.end()))
    return list(found.values())


def _decades(text: str) -> list[Found]:
    """For example "за сорок", "in my thirties", "тридцать с хвостиком"."""
    found = []
    for match in _DECADE.finditer(text):
        value = _DECADES.get(match["n"]) or spelt(match["n"].rstrip("s'")) or 0
        if value:
            found.append(Found(int(value), match.start(), match.end()))
    for match in _BARE_DECADE.finditer(text):
        value = spelt(match["n"]) or 0
        if value in {20, 30, 40, 50, 60, 70}:
            found.append(Found(int(value), match.start(), match.end()))
    return found


def _any_number(text: str) -> list[Found]:
    return [
        Found(int(value), match.start(), match.end())
        for match in re.finditer(rf"(?<!\w)(?P<n>{_NUMBER})(?!\w)", text)
        if (value := spelt(match["n"])) and 5 <= value <= 110
    ]
