"""Ages, in years. Pure."""

import re

from assistant.understanding.numbers.words import NUMBER, Found, spelt

_AGE = (
    re.compile(
        rf"(?<!\w)(?:мне|мне уже|мне всего|мне скоро|мне только|мне недавно)(?: \w+){{0,2}}? (?P<n>{NUMBER})(?!\w)(?! ?(?:тыс|руб|к\b|%|крем|раз|недел|месяц|дн|час))"
    ),
    re.compile(
        rf"(?<!\w)(?P<n>{NUMBER}) ?(?:лет|года?|годиков|годик\w*|годк\w+)(?!\w)(?! (?:назад|подряд|мучаюсь|борюсь|страдаю|пользуюсь|не могу|живу|работаю|курю|хожу|занимаюсь|не|\w+(?:юсь|усь|[уюю]))(?!\w))"
    ),
    re.compile(rf"(?<!\w)(?:возраст\w*|лет)(?: мой|:| -| -+| у меня)? ?(?P<n>{NUMBER})(?!\w)"),
    re.compile(
        rf"(?<!\w)(?P<n>{NUMBER})[ -]?(?:-?летн\w+|y[./]? ?o\.?|yo|yrs?(?: old)?|years?[ -](?:old|young)|y\.o|летия)(?!\w)"
    ),
    re.compile(
        rf"(?<!\w)(?:i'm|im|i am|i'll be|i just turned|just turned|turned|age|aged|me:|am)(?: (?:a|only|just|already|almost|nearly|still|currently|like|now|about|turning|:))? (?P<n>{NUMBER})(?!\w)(?! ?(?:again|%|weeks?|months?|days?|minutes|times|hours|in the|wks?|bucks|dollars|k\b|weeks|different|products|kids|children|of|more|or so products))"
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
    re.compile(r"(?<!\w)(?:не|not) \d{2},? (?:а|but) (?P<n>\d{2})(?!\w)"),
    re.compile(rf"(?<!\w)(?P<n>{NUMBER}) мне(?=\s*(?:$|[.,!?;)]))"),
    re.compile(r"(?<!\w)(?P<n>\d{2}) ?(?:лвл|lvl)(?!\w)"),
    re.compile(r"(?<!\w)(?:my|had my|мой) (?P<n>\d{2})th(?: birthday)?(?!\w)"),
    re.compile(r"(?:^|[.!?,] ?)i have (?P<n>\d{2}) years(?=\s*(?:$|[.,!;)]))"),
    re.compile(rf"(?<!\w)всего(?:-то)? (?P<n>{NUMBER})(?=\s*(?:$|[.!)]))"),
)
_DECADE = re.compile(
    r"(?<!\w)(?:(?P<after>за|под|около|far past|past|over|pushing|nearly|almost|хорошо за|далеко за|уже за|in my|в свои) "
    r"(?:early |late |mid |mid-)?)(?P<n>двадцать|двадцатник|тридцать|тридцатник|сорок|сороковник|полтинник|пятьдесят|шестьдесят|семьдесят|"
    r"[2-7]0|twenty|thirty|forty|fifty|sixty|seventy|(?P<s>[2-7]0'?s|twenties|thirties|forties|fifties|sixties))(?!\w)"
)
_DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60}
_BARE_DECADE = re.compile(
    rf"(?<!\w)(?P<n>{NUMBER}) ?(?:с хвостиком|с небольшим|с копейками|плюс|\+|something|-?ish|-something|with a tail)(?!\w)"
)
_YOUNGEST, _OLDEST = 10, 95
_LONE = re.compile(
    rf"(?<![\w.$€£₽%№#-])(?<!\d/)(?P<n>{NUMBER})(?![\w%$€£₽])(?![.,]\d)(?!-\w)(?!/\d)"
)
_LEFT = re.compile(  # what a bare age stands behind: a break, or a word that presents the speaker
    r"(?:^|[.!?,;:\n()…/\"«»*+|-]|(?<!\w)(?:driver|welder|worker|accountant|engineer|guard|farmer|builder|cook|chef|lawyer|pensioner|widow|widower|водитель|учитель|слесарь|сварщик|бухгалтер|пенсионер|пенсионерка|медсестра|инженер|повар|строитель|охранник|for me|me|so|так что|значит|f|m|ж|м|а мне|мне|я|i'm|im|am|i|and|и|a|now|сейчас|уже|already|still|only|just|всего|girl|boy|guy|bloke|man|woman|"
    r"lady|gal|dude|male|female|chick|mum|mom|mother|nurse|teacher|student|девушка|девочка|женщина|мужчина|мужик|парень|мама|студентка|студент|дама|"
    r"лет|возраст|возрастом|age|aged|at|в|btw|кстати|кожа|skin|ok|да|yes|dry|oily|combo|combination|normal|сухая|жирная|комби\w*|нормальная))[ ]*$"
)
_RIGHT = re.compile(  # and what follows one: a break, a sex, an aside
    r"[ ]*(?:$|[.!?,;:\n()…/\"«»*|&]|-(?=[ ])|[\U0001F300-\U0001FAFF]|(?:m|f|м|ж|y|yo|y/o|y\.o|y\. o|male|female|man|woman|lady|girl|guy|dude|here|btw|кстати|and|и|но|but|now|already|уже|сейчас|"
    r"not|так что|so|my|моя|кожа|skin|acne|прыщ\w*|хочу|need|want|нет|без|no|бюджет|budget|аллерг\w*|allerg\w*|мама|mum|mom|years|in total|полных|м\b|ж\b|хочется|dry|oily|combo|сухая|жирная|комби\w*|if it|if that|by the way|это если)(?!\w))"
)
_NOT_LONE = re.compile(
    r"(?:spf|спф|uv|day|день|week|month|неделя|до|от|около|примерно|за|на|через|после|minus|about|around|under|over|up to|like|for|in|тип|type|номер|№|\$|x|vitamin|c|b|retinol|acid|кислот\w*|№|"
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
        if (
            len(text) > 6
            and _LEFT.search(head)
            and _RIGHT.match(tail)
            and not _NOT_LONE.search(head)
        ):
            found.append(Found(int(value), match.start(), match.end()))
    return found


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
            least = 1 if "лет" not in match.group() and "год" not in match.group() else 4
            if value and least <= value <= 110 and float(value).is_integer():
                at = match.start("n") if said.get("n") else match.start()
                found.setdefault(at, Found(int(value), match.start(), match.end()))
    open_ = _OPEN_AGE.search(text)
    if open_ and (value := spelt(open_["n"])) and _YOUNGEST <= value <= _OLDEST:
        found.setdefault(open_.start("n"), Found(int(value), open_.start("n"), open_.end("n")))
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
        for match in re.finditer(rf"(?<!\w)(?P<n>{NUMBER})(?!\w)", text)
        if (value := spelt(match["n"])) and 5 <= value <= 110
    ]
