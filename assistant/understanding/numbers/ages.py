"""Ages, in years. Pure."""

import re

from assistant.understanding.numbers.words import NUMBER, SPELT, WORD_NUMBERS, Found, spelt

_TENS = (
    r"(?:[1-9]\d(?!\d)|(?:"
    + "|".join(word for word, value in WORD_NUMBERS.items() if 10 < value < 100)
    + rf")(?!\w)(?:[ -](?:{SPELT})(?!\w))?(?! (?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят)\w+))"
)
"""A number of two digits, or one spelt out."""
_AGE = (
    re.compile(
        rf"(?<!\w)(?:мне|мне уже|мне всего|мне скоро|мне только|мне недавно)(?: \w+){{0,2}}? (?P<n>{NUMBER})(?!\w)(?! ?(?:тыс|руб|к\b|%|крем|раз|недел|месяц|дн|час))"
    ),
    re.compile(
        rf"(?<!\w)(?P<n>{NUMBER}) ?(?:лет|года?|годиков|годик\w*|годк\w+)(?!\w)(?! (?:назад|подряд|мучаюсь|борюсь|страдаю|пользуюсь|не могу|живу|работаю|курю|хожу|занимаюсь|не|(?!мужику|парню|мужчин|женщин|хочу|прошу|ищу|желаю|посоветуйте|жалую|нужн|подскаж|мечтаю|интересу|требую|спрашиваю|планирую|думаю|боюсь|беспокоюсь)\w+(?:юсь|усь|[ую]))(?!\w))"
    ),
    re.compile(rf"(?<!\w)(?:возраст\w*|лет)(?: мой|:| -| -+| у меня)? ?(?P<n>{NUMBER})(?!\w)"),
    re.compile(
        rf"(?<!\w)(?P<n>{NUMBER})[ -]?(?:-?летн\w+|y[./]? ?o\.?|yo|yrs?(?: old)?|years?[ -](?:old|young)|y\.o|летия)(?!\w)"
    ),
    re.compile(
        rf"(?<!\w)(?:i'm|im|i am|i'll be|i just turned|just turned|turned|age(?: is|'s)|age|aged|me:|am)(?: (?:a|only|just|already|almost|nearly|still|currently|like|now|about|turning|:))? (?P<n>{NUMBER})(?!\w)(?! ?(?:again|%|weeks?|months?|days?|minutes|times|hours|in the|wks?|bucks|dollars|k\b|weeks|different|products|kids|children|of|more|or so products))"
    ),
    re.compile(rf"(?<!\w)(?P<n>{NUMBER}) (?:years? old|year old|years of age)(?!\w)"),
    re.compile(
        r"(?<![\w'])(?P<n>\d{2}) ?(?:f|m|ж|м)(?!\w)|(?<![\w'])(?:f|m|ж|м) ?(?P<m>\d{2})(?!\w)"
    ),
    re.compile(r"(?<!\w)(?<!week )(?<!weeks )(?P<n>\d{2}) here(?!\w)"),
    re.compile(
        r"(?<!\w)(?:guy|girl|woman|man|female|male|dude|lady|gal|мужик|мужчина|девушка|женщина|парень|девочка|студентка|студент)(?: here)?\W{1,3}(?P<n>\d{2})(?!\w)(?! ?(?:%|руб|тыс|к\b|days|weeks))"
    ),
    re.compile(
        rf"(?<!\w)(?P<n>{NUMBER}),? (?:not|а не) (?:{NUMBER})(?!\w)(?! ?(?:тыс|руб|k\b|к\b))"
    ),
    re.compile(r"(?<!\w)(?P<n>\d{2}) (?:for now|right now|today|пока|сейчас)(?!\w)"),
    re.compile(
        rf"(?<!\w)(?:пока|сейчас|now|сегодня) (?:еще |только |just )?(?P<n>{NUMBER})(?=\s*(?:$|[,.!;)]))"
    ),
    re.compile(rf"(?<!\w)(?:теперь|сейчас|now),? (?:в|at) (?P<n>{NUMBER})(?!\w)"),
    re.compile(
        r"(?<!\w)после (?P<n>(?:двадцати|тридцати|сорока|пятидесяти|шестидесяти) \w+)(?!\w)(?! лет)"
    ),
    re.compile(r"(?<!\w)big (?P<n>(?:three|four|five|six|seven)-?oh)(?!\w)"),
    re.compile(
        r"(?<!\w)(?:сейчас|теперь|now|at) (?:в |at |уже )?(?P<n>[2-7]\d)(?=[,.]| my| i'm| it's| без| и |$)"
    ),
    re.compile(
        rf"(?<!\w)(?:не|not) {NUMBER},? (?:а|but) (?P<n>{_TENS})(?!\w)(?! ?(?:тыс|тыщ|руб|k\b|к\b))"
    ),
    re.compile(  # a birthday: "полтинник стукнул", "55 исполнилось"
        rf"(?<!\w)(?P<n>{NUMBER}) (?:лет |годиков |вот |уже |только |недавно |вчера |сегодня |как раз ){{0,2}}"
        r"(?:исполнилось|исполнился|стукнул[оа]?|отметил\w*|отпраздновал\w*|разменял\w*|бахнуло|натикало|грянуло|стукнет|исполнится)(?!\w)"
    ),
    re.compile(
        r"(?<!\w)(?:исполнилось|стукнул[оа]?|отметил\w*|отпраздновал\w*|разменял\w*|перевалило за|натикало|бахнуло) "
        rf"(?:мне |уже |вот |недавно |вчера ){{0,2}}(?P<n>{_TENS})(?!\w)(?! ?(?:тыс|руб|к\b|%))"
    ),
    re.compile(  # how it is now, after what was then or was said in jest
        rf"(?<!\w)(?:щас|ща|щаз|сейчас|теперь|нынче|по факту|на самом деле|в реальности|these days|nowadays|currently|in reality) "
        rf"(?:уже |мне |in |i'm |about |just ){{0,2}}(?P<n>{_TENS})(?= (?:и|но|а|мне|and|but|кожа|skin)(?!\w)|\s*(?:$|[,.;!)]))"
    ),
    re.compile(  # "a teacher of 68", "a woman of 52 years", "a body of 58"
        r"(?<!\w)(?:man|woman|lady|lad|lass|gent|guy|girl|boy|bloke|teacher|nurse|driver|pensioner|widow|widower|grandmother|"
        rf"grandfather|mother|father|student|worker|body|person|female|male|teenager|age) of (?P<n>{_TENS})(?!\w)(?! ?(?:%|products|weeks|days|months|kids|children))"
    ),
    re.compile(  # the way of Romance languages: "I have 39 years"
        rf"(?<!\w)i have (?P<n>{_TENS}) years?(?!\w)(?! (?:of|in|with|experience|on|left|ago|old))"
    ),
    re.compile(  # "never … in 51 years", "за свои 60 лет ни разу"
        rf"(?<!\w)(?:never|not once|ни разу|никогда)(?!\w)[^.!?]{{0,60}} (?:in|за)(?: my| all my| all these| свои| все)? (?P<n>{_TENS}) (?:years|лет|года?)(?!\w)(?! of)"
    ),
    re.compile(
        rf"(?<!\w)(?:face|skin|лицо|кожа) (?:looks|shows|на) (?:its|all|свои|все) (?P<n>{_TENS})(?!\w)"
    ),
    re.compile(
        rf"(?<!\w)(?:for me|for myself|для меня|себе|на себя|для себя) ?[:-] ?(?P<n>{_TENS})(?!\w)"
    ),
    re.compile(  # a birthday come or coming: "turning 30", "hit forty and"
        rf"(?<!\w)(?:turning|hit|hitting|reached|reaching) (?P<n>{_TENS})(?= (?:next|in|this|soon|and|last|my|so|tomorrow)(?!\w)|\s*(?:$|[,.!;)]))"
    ),
    re.compile(rf"(?:^|[.!?;] ?)(?:nearly|almost) (?P<n>{_TENS})(?= and | my |\s*(?:$|[,.!;)]))"),
    re.compile(rf"(?<!\w)i mean,? (?P<n>{_TENS})(?=\s*(?:$|[,.!;)]))"),
    re.compile(rf"(?<!\w)still (?P<n>{_TENS})(?= technically| now| so|\s*(?:$|[,.!;)]))"),
    re.compile(r"(?<!\w)(?:возраст|лет|age) ?= ?(?P<n>\d{2})(?!\w)"),
    re.compile(
        r"(?<!\w)(?:i'm|im|i am) (?:a )?(?:grandfather|grandmother|granny|grandma|grandpa|pensioner|retired|adult|man|woman|student)"
        rf"(?: already| now| here)?\W{{1,3}}(?P<n>{_TENS})(?!\w)(?! ?(?:%|weeks|days|kids|children|grand))"
    ),
    re.compile(rf"(?<!\w)(?P<n>{NUMBER}) мне(?=\s*(?:$|[.,!?;)]))"),
    re.compile(r"(?<!\w)(?P<n>\d{2}) ?(?:лвл|lvl)(?!\w)"),
    re.compile(r"(?<!\w)(?:my|had my|мой) (?P<n>\d{2})th(?: birthday)?(?!\w)"),
    re.compile(rf"(?<!\w)всего(?:-то)? (?P<n>{NUMBER})(?=\s*(?:$|[.!)]))"),
)
_DECADE = re.compile(
    r"(?<!\w)(?:(?P<after>за|под|около|far past|past|over|pushing|nearly|almost|хорошо за|далеко за|уже за|in my|в свои) "
    r"(?:early |late |mid |mid-)?)(?P<n>двадцать|двадцатник|тридцать|тридцатник|сорок|сороковник|полтинник|пятьдесят|шестьдесят|семьдесят|"
    r"[2-7]0|twenty|thirty|forty|fifty|sixty|seventy|(?P<s>[2-7]0'?s|twenties|thirties|forties|fifties|sixties))(?!\w)"
    r"(?! ?(?:мин|сек|час|дн|день|дней|сут|недел|мес|раз|мл|грамм|руб|проц|%|min|sec|hour|day|week|month|time|ml|gram|g\b|rub|percent))"
)
_DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60}
_BARE_DECADE = re.compile(
    rf"(?<!\w)(?P<n>{NUMBER})(?: ?(?:с хвостиком|с небольшим|с копейками|с гаком|плюс|\+|-?something|-?ish|-odd|-plus|plus|odd|with a tail)(?!\w)|'?s(?= ?(?:$|[,.;!)])))"
)
_FILTER = re.compile(
    r"(?:spf|спф|сзф|uv|фильтр\w*|фактор\w*|защит\w*|factor|под|с|with|крем\w*)[ :-]*$"
)
"""Before the number of a sunscreen, which has a plus too."""
_YOUNGEST, _OLDEST = 10, 95
_LONE = re.compile(
    rf"(?<![\w.$€£₽%№#-])(?<!\d/)(?P<n>{NUMBER})(?![\w%$€£₽])(?![.,]\d)(?!-\w)(?!/\d)"
)
_LEFT = re.compile(  # what a bare age stands behind: a break, or a word that presents the speaker
    r"(?:^|[.!?,;:\n()…/\"«»*+|-]|(?<!\w)(?:driver|welder|worker|accountant|engineer|guard|farmer|builder|cook|chef|lawyer|pensioner|widow|widower|водитель|учитель|слесарь|сварщик|бухгалтер|пенсионер|пенсионерка|медсестра|инженер|повар|строитель|охранник|for me|me|so|так что|значит|f|m|ж|м|а мне|мне|я|i'm|im|am|i|and|и|a|now|сейчас|уже|already|still|only|just|всего|вроде|щас|плюс|girl|boy|guy|bloke|man|woman|"
    r"lady|gal|dude|male|female|chick|mum|mom|mother|nurse|teacher|student|девушка|девочка|женщина|мужчина|мужик|парень|мама|студентка|студент|дама|"
    r"возраст|возрастом|age|aged|at|в|btw|кстати|кожа|skin|ok|да|yes|dry|oily|combo|combination|normal|сухая|жирная|комби\w*|нормальная))[ ]*$"
)
_RIGHT = re.compile(  # and what follows one: a break, a sex, an aside
    r"[ ]*(?:$|[.!?,;:\n()…/\"«»*|&]|-(?=[ ])|[\U0001F300-\U0001FAFF]|(?:m|f|м|ж|y|yo|y/o|y\.o|y\. o|male|female|man|woman|lady|girl|guy|dude|here|всего|стукнуло|btw|кстати|and|и|но|but|now|already|уже|сейчас|всего|вроде|плюс|plus|"
    r"not|так что|so|my|моя|кожа|skin|acne|прыщ\w*|хочу|need|want|нет|без|no|бюджет|budget|аллерг\w*|allerg\w*|мама|mum|mom|years?(?=\s*(?:$|[.,!;)]))|years of it|next (?:month|week|year)|spends|in total|полных|м\b|ж\b|хочется|dry|oily|combo|сухая|жирная|комби\w*|if it|if that|by the way|это если)(?!\w))"
)
_TROUBLE_LEFT = re.compile(  # a trouble before the age that ends a sentence: "dark spots 36"
    r"(?<!\w)(?:acne|spots|pimples|zits|breakouts|wrinkles|lines|pores|bags|circles|marks|scars|blackheads|redness|dryness|dullness|"
    r"прыщи|акне|угри|морщины|морщинки|поры|точки|пятна|мешки|круги|синяки|постакне|купероз|розацеа|сухость|краснота)[ ]*$"
)
_END = re.compile(r"\s*(?:$|[.!?)\n])")
_SKIN_RIGHT = re.compile(  # "from pune 20 skin oily"
    r" (?:(?:skin|кожа) (?:is |type |у меня )?(?:very |очень )?(?:oily|dry|combo|combination|normal|sensitive|жирн|сух|комб|норм|чувств)|"
    r"(?:male|female|m|f|м|ж|девушка|парень|женщина|мужчина)(?=\s*(?:$|[,.!;)]))|(?:oily|dry|combo|combination|normal|sensitive) skin(?!\w)|(?:сухая|жирная|комбинированная|нормальная|чувствительная) кожа(?!\w))"
)
_NOT_LONE = re.compile(
    r"(?<!\w)(?:spf|спф|uv|day|день|week|month|неделя|до|от|около|примерно|за|на|через|после|minus|about|around|under|over|up to|like|for|in|тип|type|номер|№|\$|x|vitamin|c|b|retinol|acid|кислот\w*|№|"
    r"бюджет\w*|budget|max|максимум|вариант\w*|option|number|step|rated?|оценка|плюс|минус|since|until|when i was|с|лет с|уровень|level)[ :-]*$"
)
_OPEN_AGE = re.compile(  # "at sixty-three I should like", "в тридцать два кожа"
    rf"(?<!\w)(?:at|в|в свои) (?P<n>{NUMBER})(?:,| я| мне| у меня| кожа| лицо| i(?! (?:was|had|got|used|started|suffered|tried|lost|did))| i'm| my(?! \w+ (?:was|were|had))| it's)(?!\w)"
)


def _lone(text: str) -> list[Found]:
    """A bare number between the items of a self-description ("dry, 29, no allergies")."""
    found = []
    for match in _LONE.finditer(text):
        value = spelt(match["n"])
        if not value or not _YOUNGEST <= value <= _OLDEST or not float(value).is_integer():
            continue
        head, tail = text[: match.start()], text[match.end() :]
        if len(text) <= 6 or _NOT_LONE.search(head):
            continue
        between = _LEFT.search(head) and _RIGHT.match(tail)
        last = _TROUBLE_LEFT.search(head) and _END.match(tail)
        if between or last or _SKIN_RIGHT.match(tail):
            found.append(Found(int(value), match.start(), match.end()))
    return found


def ages(text: str, *, asked: bool = False) -> list[list[Found]]:
    """Numbers that may be somebody's age, in years: the plainest way to tell it first.

    A less plain reading counts only where nothing is left of those before it.
    """
    last = _any_number(text) if asked else _lone(text)
    readings = (_told_ages(text), _decades(text), _at_age(text), last)
    kept = [[age for age in found if not _of_the_clock(text, age)] for found in readings]
    return [sorted(found, key=lambda age: age.start) for found in kept if found]


def _of_the_clock(text: str, found: Found) -> bool:
    """For example "bed at 23" tells the hour."""
    at = re.match(r"(?:at|в) ", text[found.start :]) or re.search(
        r"(?<!\w)(?:at|в) $", text[: found.start]
    )
    near = text[max(0, found.start - 30) : found.end + 20]
    return bool(at and _BY_THE_CLOCK.search(near))


_SLANG_WORTH = {"полтос": 50, "полтосик": 50, "полтинничек": 50, "четвертак": 25, "тридцатка": 30}
_SLANG = re.compile(
    r"(?<!\w)(?P<n>полтос|полтосик|полтинничек|четвертак|тридцатка)"
    r"(?= (?:\w+ ){0,3}?(?:стукнул|исполнил|отпраздновал|отметил|разменял))"
)
"""Round ages in slang, told by their birthday; money has the same words."""
_AT = re.compile(
    rf"(?<!\w)(?:at|in|в)(?: (?:мои|свои|my|these|the age of|age|my age of|возрасте|ripe old age of))? (?P<n>{_TENS})(?: (?:лет|года?|годиков|years))?(?!\w)"
    r"(?![:.]\d)(?! ?(?:час|утра|вечера|ночи|минут|am(?!\w)|pm(?!\w)|o'clock|%|дн|раз(?!\w)|недел|месяц|weeks|days|months|minutes|hours|мл|ml(?!\w)|"
    r"школ|класс|доме|номер|degree|градус|руб|тыс|тыщ|[кkр](?!\w)|spf|points|steps|stages|products|years (?:time|of)|places|spots|бакс|долл|евро|процент|шаг|средств))"
)
"""The age at which something is so: "acne at 33", "в мои 25"."""
_BY_THE_CLOCK = re.compile(
    r"(?<!\w)(?:ложусь|лягу|лечь|спать|сплю|встаю|просыпа\w+|прихожу|ухожу|смен\w+|bed|asleep|sleep|wake|shift|степен\w+|размер\w*|процент\w*)(?!\w)"
)


def _at_age(text: str) -> list[Found]:
    found = []
    for match in _AT.finditer(text):
        value = spelt(match["n"])
        if not value or not 13 <= value <= _OLDEST:
            continue
        found.append(Found(int(value), match.start(), match.end()))
    return found


def _told_ages(text: str) -> list[Found]:
    found: dict[int, Found] = {}
    for expression in _AGE:
        for match in expression.finditer(text):
            said = match.groupdict()
            value = spelt(said.get("n") or said.get("m") or "")
            least = 1 if "лет" not in match.group() and "год" not in match.group() else 4
            if value and least <= value <= 110 and float(value).is_integer():
                at = match.start("n") if said.get("n") else match.start()
                found.setdefault(at, Found(int(value), match.start(), match.end()))
    for match in _SLANG.finditer(text):
        found.setdefault(
            match.start("n"), Found(_SLANG_WORTH[match["n"]], match.start(), match.end())
        )
    open_ = _OPEN_AGE.search(text)
    if open_ and (value := spelt(open_["n"])) and _YOUNGEST <= value <= _OLDEST:
        found.setdefault(open_.start("n"), Found(int(value), open_.start("n"), open_.end("n")))
    return list(found.values())


def _decades(text: str) -> list[Found]:
    """For example "за сорок", "in my thirties", "тридцать с хвостиком"."""
    found = []
    for match in _DECADE.finditer(text):
        if re.match(r"\W{0,2}(?:фильтр|фактор|spf|спф|filter)", text[match.end() :]):
            continue
        value = _DECADES.get(match["n"]) or spelt(match["n"].rstrip("s'")) or 0
        if value:
            found.append(Found(int(value), match.start(), match.end()))
    for match in _BARE_DECADE.finditer(text):
        value = spelt(match["n"]) or 0
        if _FILTER.search(text[: match.start()]) or re.match(
            r" ?(?:фильтр|фактор|spf|спф|filter)", text[match.end() :]
        ):
            continue
        if 20 <= value <= 85 and value % 5 == 0:
            found.append(Found(int(value), match.start(), match.end()))
    return found


def _any_number(text: str) -> list[Found]:
    return [
        Found(int(value), match.start(), match.end())
        for match in re.finditer(rf"(?<!\w)(?P<n>{NUMBER})(?!\w)", text)
        if (value := spelt(match["n"])) and 5 <= value <= 110
    ]
