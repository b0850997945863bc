"""Money: the upper end of what the speaker wants to spend, in RUB. Pure but for its data file."""

import re
from functools import cache

import yaml

from assistant.understanding.lexicon import data
from assistant.understanding.numbers.words import NUMBER, SPELT, Found, spelt
from knowledge.facts import DATA

_THOUSAND = r"(?:тысяч\w*|тыс|тыщ\w*|тыр|штук\w*|косар\w*|кк?|k|thousand|grand)"
_HUNDRED = r"(?:hundred|сотен|сотни)"
_VALUE = re.compile(
    rf"(?<![\w.,])(?P<cur>[$€£₽₸₴] ?)?(?P<n>{NUMBER}|a(?= (?:hundred|thousand|grand)))"
    rf"(?: ?(?P<h>{_HUNDRED}))?(?P<prehalf> с половиной| and a half)?(?:(?: ?|-)(?P<k>{_THOUSAND})(?!\w))?(?: ?(?P<half>с половиной|and a half))?"
    rf"(?: (?P<rest>\d{{3}}|(?:{SPELT})(?: (?:{SPELT}))?)(?!\w)(?P<resth> hundred)?)?"
)
_INVERTED = re.compile(
    rf"(?<!\w)(?:тысяч\w*|тыщ\w*|тыс|косар\w*|штук) (?:до |на |за |по |около )?(?P<n>{NUMBER})(?P<half> с половиной)?(?!\w)"
)
_INSTEAD = re.compile(
    r"(?<!\w)(?:make (?:that|it)|not? \d+[, ]+(?:but|а)|не \d+[, ]+а|давайте|let's say) (?P<n>\d{3,6})(?!\w)"
)
_RUB_FIRST = re.compile(r"(?<!\w)(?:рублей|руб|р\.|rub|rubles) (?P<n>\d{3,6})(?!\w)")
_FIRST = re.compile(
    rf"(?<!\w)(?P<cur>долларов|баксов|евро|фунтов|рублей|гривен|тенге) (?:бы )?(?:до |на |за |около )?(?:\d+ ?- ?)?(?P<n>{NUMBER})(?P<k> ?{_THOUSAND})?(?!\w)"
)
_SWAPPED = re.compile(
    rf"(?<!\w)(?:не|not) (?P<old>{NUMBER})(?P<k> ?{_THOUSAND})?,? (?:а|but) (?P<n>{NUMBER})(?P<half> с половиной| and a half)?(?P<k2> ?{_THOUSAND})?(?!\w)"
)
_THOUSAND_AND = re.compile(
    r"(?<!\w)(?:тысяч[ауи]|тыщ[ауи]) (?P<n>(?:сто|двести|триста|четыреста|пятьсот|шестьсот|семьсот|восемьсот|девятьсот|[1-9]00))(?!\w)"
)
_LONE_SUM = re.compile(r"(?:^|(?<!\d)[,;/]) ?(?P<n>[1-9]\d?[05]00|500|[1-9]000)(?=\s*(?:$|[,.;/]))")
_NOTES = re.compile(r"(?<!\w)(?:a |one )?(?P<n>tenner|fiver)(?!\w)")
_NOTE_WORTH = {"tenner": 10, "fiver": 5}
_SPENT = re.compile(
    r"(?<!\w)(?:spent|wasted|blew|потратил\w*|отдал\w*|спустил\w*|просадил\w*|выкинул\w*|угрохал\w*)(?!\w)"
)
_BARE_THOUSAND = re.compile(r"(?<!\w)(?:тысяч[ауи]|тыщ[ауи]|косарь|штук[аиу]|a grand)(?!\w)")
_PIECES = re.compile(rf"штук[аиу]? (?:по |на )?{NUMBER}")
"""Things are counted there, not thousands: "штуки две-три"."""
_THING = (
    r"(?:прыщ\w*|точек|точки|пятен|пятна|родин\w+|морщин\w*|угр\w+|шагов|бугорк\w+|подкожн\w+|"
    r"pimples?|zits?|spots?|moles?|wrinkles?|pores?|steps|bumps?|freckles|questions|times|things|reasons|раз|вопрос\w*|причин\w*)(?!\w)"
)
_THINGS = re.compile(rf"(?: of)?\W(?:\w+ )?{_THING}")
"""What is counted that is no money."""
_ONE_AND_A_HALF = re.compile(r"полторы|полутора")
_SPOTTY = re.compile(rf"(?<!\w){_THING}")
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
    "трешечка": 3000,
    "двушечка": 2000,
    "пятерочка": 5000,
}
_SLANG_ANSWER = {
    "двойка": 2000,
    "двоечка": 2000,
    "тройка": 3000,
    "тройку": 3000,
    "троечка": 3000,
    "четверка": 4000,
    "четверку": 4000,
    "шестерка": 6000,
    "семерка": 7000,
    "соточка": 100,
    "соточку": 100,
    "сотка": 100,
    "сотку": 100,
}
"""Words that mean a sum only as an answer."""
_STOP = re.compile(
    r"[.!?;\n]|(?<!\w)(?:но теперь|теперь|сейчас|this time|now|а сейчас)(?!\w)|,? (?:но|а|but) "
)
_PRICE = re.compile(
    rf"(?<!\w)(?:(?:стоит|стоил[аои]?|costs?|cost me|paid|why is it|they (?:want|charge|ask)|просят|берут)(?: me| мне| всего| где-то| около| about| around| only| аж){{0,2}}"
    rf"|(?:крем\w*|маз\w+|тоник\w*|сыворотк\w*|гел\w+|пенк\w*|мыл\w+|маск\w*|cream|serum|soap|toner|mask)(?: \w+){{0,2}} (?:за|for)) "
    rf"[$€£₽]?(?:{NUMBER}|тысяч\w+|тыщ\w+|a)(?: ?(?:{_THOUSAND}|hundred))?(?: ?(?:р(?:уб\w*)?|rub\w*|₽|бакс\w*|долл\w*|евро|тенге|bucks|dollars|euros?|quid|pounds))?(?!\w)"
)
"""What a thing costs or was bought for."""
_REQUEST = re.compile(
    r"(?<!\w)(?:хочу|хотел\w*|нужн\w+|надо|ищу|посовет\w+|подбер\w+|подскаж\w+|порекоменд\w+|дайте|бюджет\w*|готов\w*|можно|чтоб\w*|"
    r"мне бы|есть ли|want|need|looking for|recommend\w*|suggest\w*|budget|find|give|anything|something|что-то|что-нибудь|какой)(?!\w)"
)
_MORE = re.compile(
    r"(?:[\s,.;:!)(-]+(?:ну |а |и |well )?(?:максимум|max|maximum|от силы|край|до|up to|at most|maybe|может|или|or|лучше|шучу|шутка|jk|kidding|just kidding|lol jk|"
    rf"тьфу|ой|нет|точнее|вернее|no|wait|make it|actually)){{1,2}}[\s,.;:!)(-]+(?:make it |make that |до |two or )?(?P<n>{NUMBER})(?P<half> с половиной)?"
    r"(?=\s*(?:$|[.,!?;)]))"
)
"""A second number that takes the unit of the first."""
_UNIT_ALONE = re.compile(rf"(?<![^\W_]){_THOUSAND}(?!\w)|\d ?(?:[кk]|тыс)(?!\w)")
_MONEY_HINT = re.compile(
    r"(?<!\w)(?:бюджет\w*|потрат\w*|трат\w*|денег|деньг\w*|максимум|лимит\w*|уложи\w*|уложусь|"
    r"не дороже|не больше|дешевле|стои\w*|заплач\w*|отда[мт]\w*|выдел\w*|в пределах|по деньгам|"
    r"готов[аы]? (?:на|до)|хватит|хватает|осилю|потян\w+|наскреб\w+|дам|дадут|даст|потолок|потолок|накопил\w*|располага\w*|цен\w*|на вс[её](?! ?(?:лицо|тело|подряд))|до|вложи\w*|скинуть|"
    r"not over|not more than|is ok|is okay|is fine|в месяц|a month|per month|budget|spend\w*|max\w*|tops|afford|limit|up to|under|around|about|cost\w*|price|pay|"
    r"within|no more than|less than|between|cheaper than|below|cap|ceiling|at most)(?!\w)"
)


@cache
def _currencies() -> tuple[re.Pattern[str], dict[str, str], dict[str, float]]:
    words = data("currencies.yaml")["words"]
    names = {re.escape(w) if w in "₽€£₸₴" else w: code for code, ws in words.items() for w in ws}
    pattern = re.compile(
        r"\W{0,2}(?:\w{0,3} )?(?:"
        + "|".join(f"(?P<c{i}>{name})" for i, name in enumerate(names))
        + r")(?!\w)"
    )
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


def _listed(match: re.Match[str]) -> bool:
    """For example "3 тысяч семь": the number of a list, then a sum the other way round."""
    rest = spelt(match["rest"]) if match["rest"] else None
    return bool(match["k"] and rest and rest < 100 and not match["resth"] and match["k"][0] in "тк")


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
        value += (rest or 0) * (100 if match["resth"] else 1)
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
    text = _wished(text, asked=asked)
    hinted = hinted and (asked or bool(_MONEY_HINT.search(text)))
    special = _special(text, rates)
    if special:
        return special
    found = [
        sum_
        for match in _VALUE.finditer(text)
        if (sum_ := _sum(text, match, hinted=hinted, asked=asked, rates=rates)) is not None
    ]
    found = [mended if (mended := _next_number(text, sum_)) else sum_ for sum_ in found]
    if hinted:
        found += _slang(text, asked=asked)
    if not found and (first := _RUB_FIRST.search(text)):
        found.append(Found(int(first["n"]), first.start(), first.end()))
    if not found:
        found += _thousands(text, hinted=hinted)
    return _range_end(found, text)


def _sum(
    text: str, match: re.Match[str], *, hinted: bool, asked: bool, rates: dict[str, float]
) -> Found | None:
    """One number as money in RUB, or None where it is something else."""
    value = _amount(match)
    if value is None:
        return None
    if _listed(match):
        value = (spelt(match["rest"]) or 0) * 1000
    whole = not match["rest"] or match["k"]
    after = _currency_after(text, match.end() if whole else match.end("n"))
    named = _SIGNS.get((match["cur"] or "").strip()) or (after[0] if after else None)
    if not _is_money(text, match, value, named, hinted=hinted, asked=asked):
        return None
    halved = match["half"] or match["prehalf"] or _ONE_AND_A_HALF.fullmatch(match["n"])
    if halved and not match["k"] and not match["h"] and not named and value < 100:
        value *= 1000  # "бюджет две с половиной"
    rate = rates.get(named or _currency_later(text, match.end()) or "RUB", 1.0)
    return Found(round(value * rate), match.start(), after[1] if after else match.end())


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _wished(text: str, *, asked: bool) -> str:
    """The text without sums that are gone or that a thing costs: they are no budget."""
    for match in list(_SPENT.finditer(text)):
        heads = list(_STOP.finditer(text, 0, match.start()))
        tail = _STOP.search(text, match.end())
        text = _blank(text, heads[-1].end() if heads else 0, tail.start() if tail else len(text))
    if asked:
        return text
    for match in list(_PRICE.finditer(text)):
        heads = list(_STOP.finditer(text, 0, match.start()))
        wants = _REQUEST.search(text, heads[-1].end() if heads else 0, match.end())
        if wants is None or match.group().startswith("they "):
            text = _blank(text, match.start(), match.end())
    return text


def _next_number(text: str, sum_: Found) -> Found | None:
    """For example "тысяч пять, максимум шесть", "ten grand, jk, four": the unit is said once."""
    if sum_.value < 1000 or not (more := _MORE.match(text, sum_.end)):
        return None
    value = spelt(more["n"])
    if not value or value >= 100 or not re.search(_THOUSAND, text[sum_.start : sum_.end]):
        return None
    unit = _UNIT_ALONE.search(text[sum_.start : sum_.end])
    if unit is None:
        return None
    total = (value + (0.5 if more["half"] else 0)) * 1000
    return Found(round(total), sum_.start, more.end())


def _slang(text: str, *, asked: bool) -> list[Found]:
    words = _SLANG | _SLANG_ANSWER if asked else _SLANG
    places = ((re.search(rf"(?<!\w){word}(?!\w)", text), worth) for word, worth in words.items())
    return [Found(worth, at.start(), at.end()) for at, worth in places if at]


def _thousands(text: str, *, hinted: bool) -> list[Found]:
    """Thousands before their number ("тыщи три"), or alone ("до тысячи")."""
    for match in _INVERTED.finditer(text):
        value = spelt(match["n"])
        if value and value < 100 and (hinted or not match.group().startswith("штук")):
            total = (value + (0.5 if match["half"] else 0)) * 1000
            one = Found(round(total), match.start(), match.end())
            return [_next_number(text, one) or one]
    bare = next(
        (
            m
            for m in _BARE_THOUSAND.finditer(text)
            if not _PIECES.match(text, m.start())
            and not _THINGS.match(text, m.end())
            and not (m.group().startswith("штук") and _SPOTTY.search(text))
        ),
        None,
    )
    after = _currency_after(text, bare.end()) if bare else None
    if bare is None or not (hinted or after or bare.group() == "косарь"):
        return []
    rate = _currencies()[2][after[0]] if after else 1.0
    one = Found(round(1000 * rate), bare.start(), after[1] if after else bare.end())
    return [_next_number(text, one) or one]


def _special(text: str, rates: dict[str, float]) -> Found | None:
    """Sums in an order of words that the general reading does not have."""
    if m := _NOTES.search(text):
        return Found(round(_NOTE_WORTH[m["n"]] * rates["GBP"]), m.start(), m.end())
    if m := _INSTEAD.search(text):
        return Found(int(m["n"]), m.start(), m.end())
    if (m := _SWAPPED.search(text)) and (m["k"] or m["k2"]):
        return Found(
            round(((spelt(m["n"]) or 0) + (0.5 if m["half"] else 0)) * 1000), m.start("n"), m.end()
        )
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
        value = (spelt(m["n"]) or 0) * (1000 if m["k"] else 1)
        return Found(round(value * rate), m.start(), m.end())
    if m := _LONE_SUM.search(text):
        return Found(int(m["n"]), m.start("n"), m.end())
    return None


def _currency_later(text: str, at: int) -> str | None:
    """For example "20-30 euros": the currency stands behind the second number only."""
    follow = re.match(rf"\s*(?:-|до|или|to|or)\s*{NUMBER}", text[at:])
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
    if _counts_things(text, match, asked=asked):
        return False
    if _NO_BUDGET.search(text[: match.start()]):
        return False
    if named:
        return True
    if match["k"]:
        return hinted or (value >= 1000 and not match["k"].startswith("штук"))
    if not hinted:
        return False
    if asked:
        return value >= 10
    if (match["half"] or match["prehalf"] or _ONE_AND_A_HALF.fullmatch(match["n"])) and value < 100:
        return True
    window = text[max(0, match.start() - 40) : match.end() + 15]
    return value >= 100 and bool(_MONEY_HINT.search(window))


_NO_BUDGET = re.compile(
    r"(?:spf|спф|мне)[ -]*$"
    r"|(?:spends|тратит|тратят)\W+(?:\w+\W+){0,3}$"
    r"|(?<!\w)(?:купила?|взяла?|покупала?|брала?|bought|paid|cost)(?: (?:it|them|этот|эту|его|её|ее|me))?(?: (?:for|за))? ?$"
)
"""What stands before the price of a thing that is owned, or before another number."""


def _counts_things(text: str, match: re.Match[str], *, asked: bool) -> bool:
    """For example "a thousand pimples", "прыщики, две-три штуки"."""
    pieces = (match["k"] or "").startswith("штук") and _SPOTTY.search(text) and not asked
    return bool(pieces or _THINGS.match(text, match.end()))


def _range_end(found: list[Found], text: str) -> Found | None:
    if not found:
        return None
    if len(found) == 1:
        only = found[0]
        low = re.search(rf"(?<!\w)(?P<n>{NUMBER})\s*(?:-|до|to)\s*$", text[: only.start])
        return only if low is None else Found(only.value, low.start(), only.end)
    corrected = re.search(
        r"(?:ой|тьфу|точнее|вернее|нет|actually|no|wait)", text[found[0].end : found[-1].start]
    )
    return found[-1] if corrected else max(found, key=lambda item: item.value)
