"""The speaker's own age. Pure."""

import re

from assistant.understanding import numbers
from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention

_SELF_AFTER = re.compile(r"\W*(?:лет |годиков )?мне(?!\w)")
_REVERSED = re.compile(r"(?:^|[.!?,;]\s*)(?P<n>[1-9]\d) мне(?=\W*(?:$|[.,!?;)]))")
"""An age said the other way round: "27 мне"."""
_MENDED = re.compile(
    r"[\W_]{1,6}(?:(?:тьфу|ой|ой нет|ах нет|нет|вернее|точнее|то есть|шучу|шутка|вру|ошибл\w+|опечатал\w+|поправка|хотя нет|"
    r"wait|no|sorry|oops|er+|scratch that|kidding|just kidding|lol jk|jk|joking|lol no|correction|typo)[\W_]{1,4}){1,2}"
    rf"(?:(?:мне|уже|всего|i'm|i am|make that|i mean|it's|actually|really) ){{0,2}}(?P<n>{numbers.NUMBER})(?!\w)"
)
"""A slip or a joke put right in the same breath: "43... тьфу, 44", "71… шучу, 69"."""
_COUNTED = 10
_LEAST_AT = 13
_CENTURY = 100
_THEN = re.compile(
    r"(?<!\w)(?:had|was|were|used to|looked|felt|started|(?:i|it|they|first) got|could|suffered|did|tried|took|lost|struggled|имела|"
    r"(?!мыл[оа]?(?!\w)|вылез|появил|полез|обсыпал|пошл|стал|дошл|остал|тел[оа]?(?!\w)|поздно|мал[оа](?!\w)|масл|весел|светл|кисл|смугл|всего|скул|стукнул|исполнил|перевалил|хотел|захотел|решил|понял|замет|задум|осознал|спохват)"
    r"[а-я]+(?:[аеиоуыя]л|[аеиоуыя]л[аои]|[аеиоуыя]л(?:ся|ась|ось|ись)|шл[аои]|гл[аои]))(?!\w)"
)
"""Of the past: what was so at an age says nothing of the age now."""
_NOW = re.compile(
    r"(?:пока|сейчас|щас|ща|теперь|now|so|still|а пока|these days|nowadays|currently|по факту|на самом деле|in reality)"
    r"[\W_]*(?:(?:мне|в|at|i'm|im|i am|уже) ){0,2}$"
)
_NOW_SAID = re.compile(
    r"(?:пока|сейчас|щас|ща|теперь|now|still|these days|nowadays|currently|по факту|на самом деле)(?!\w)"
)
_SOON = re.compile(
    r"(?:скоро|turning|about to|through|через (?:месяц|неделю|день|полгода|пару \w+|\w+ (?:дн|недел|месяц)\w+)|завтра|almost|исполнится|when i'm|when i turn|once i'm|будет|стукнет)"
    r"\W*(?:be |мне |hit |уже )?$"
)
_COMES = re.compile(
    r"(?:\W{1,2}(?:next (?:month|week|\w+day)|tomorrow|in (?:a|two|three|few) (?:days?|weeks?|months?)|in \w+(?= so)|"
    r"через (?:месяц|неделю|день|полгода|пару (?:дней|недель|месяцев)))| (?:soon|next year|завтра|скоро|(?:мне )?(?:будет|исполнится|стукнет)))(?!\w)"
)
"""A birthday to come, after its number."""
_CLOSE = re.compile(
    r"(?:через (?:месяц|неделю|день|пару (?:дней|недель|месяцев))|завтра|turning|скоро)\W*(?:мне |уже )?(?:исполнится |стукнет |будет )?$"
)
_LASTING = re.compile(
    r"(?<!\w)(?:пользуюсь|мажу|мажусь|курю|живу|работаю|страдаю|мучаюсь|борюсь|умываюсь|занимаюсь|пью|сижу|ношу|лечу|лечусь|терплю|служу|"
    r"замужем|женат|стаж\w*|в браке|прошло|прош[её]л|тому|назад|хожу|плаваю|бегаю|загораю|торгую|за рул[её]м|"
    r"using|smok\w+|married|working|worked|been on|suffer\w*)(?!\w)"
)
"""Things that last for a number of years."""
_INVERTED = re.compile(r"лет[ :-]")
_LASTED = re.compile(
    r"[\W_]{0,3}(?:уже|назад|ago|тому|прошло|как|подряд|с тех пор|стаж\w*|опыт\w*|without|in a|in the|on the|of(?! it| age)|back|under)(?!\w)"
)
_TROUBLE = re.compile(
    r"(?<!\w)(?:псориаз|экзема|акне|розацеа|купероз|прыщи|пятно|пятна|демодекоз|дерматит|аллергия|у станка|у плиты|на стройке|на заводе|в школе)"
    r"(?: \w+){0,2} $"
)
_OTHERS = re.compile(
    r"(?<!\w)(?:подростк[уа]|ребенк[уа]|девочке|мальчику|внук\w*|внучк\w*|тещ[аеи]|свекров\w*|племянни\w+|мам[еуы]|пап[еуы]|сестр[еуы]|брат[уа]|дочк[еиу]|"
    r"дочери|сын[уа]|подруг[еи]|муж[уа]|жен[еы]|бабушке|бабуле|дедушке|тете|знаком\w+|тетк[еу]|"
    r"my (?:gran|nan|nana|nanna|granny|aunt|auntie|grandad|mother|father|mum|mom|dad|sister|son|daughter|niece|nephew|husband|wife)(?:'s)?)"
    r"(?: моей| моему)?(?: на юбилей)?(?: -)? $|(?<!\w)(?:мама|папа|муж|сестра|брат|сын|дочь|бабушка|дед|my \w+)(?: у меня)? (?:в|at|is|до) (?:свои )?$|(?<!\w)(?:ей|ему) (?:уже )?$"
)
"""Somebody else, right before a number."""
_OF_SOMEBODY = re.compile(
    r"(?:(?<!\w)(?:would|does|should|can|could|pretend|like|brain of|than|as|pretend i'm|were|has|have|had|feeding|raising|and|got|to) (?:a|an)|(?<!\w)(?:my|our|his|her|their)) $"
)
_ANY = re.compile(
    r"[^.!?]{0,3}?(?:\d+|\w+(?: \w+)?)[ -]?(?:-?летн\w+|y[./]?o|years?[ -]olds?)(?!\w)(?! (?:face|skin))"
)
"""An age said of somebody by a noun: "a 40 year old"."""
_THOUGHT = re.compile(
    r"(?<!\w)(?:thinks?|guess\w*|takes? me for|дают|думают|думает|решил\w*|пропиш\w+|запиш\w+|постав\w*|write|pretend|представь\w*|допустим)(?!\w)[^.,!?;]{0,40}$"
)
"""A number others guess, or that is to be written down."""
_WHETHER = re.compile(
    r"(?<!\w)(?:стоит ли|можно ли|нужно ли|надо ли|пора ли|should (?:one|you|people|anyone|i)|is it ok|can you|with what age|со скольки)(?!\w)[^.!?;]*$"
)
_INTRODUCED = re.compile(
    r"^(?:(?:здравствуйте|добрый день|привет|здрасьте|доброго дня)\W+)?(?:я )?(?:тетя|тетка|бабушка|бабуля|дед|дедушка|мама|мать|женщина|дядька|дядя) (?:из|с|со|я|на|\w+ой)(?!\w)[^.!?;]{0,30}$"
)
"""The speaker by what they are: "тётя из села, 58"."""
_BREAKS = re.compile(r"[.,;:!?()\n]|(?<!\w)(?:а|но|but|and|теперь|щас|сейчас|now)(?!\w)")
_RELATIVE = re.compile(
    r"(?<!\w)(?:my|our) (?:\w+ )?(?:gran|nan|nana|nanna|nanny|grandad|gramps|ma|pa)(?!\w)(?:(?!(?<!\w)(?:i|i'm|me|my)(?!\w))[^.!?;])*$"
)
_KIN = re.compile(r"(?:^|[.!?,]\s*)(?:бабушка|бабуля|мама|дед|дедушка|папа|тетя|подруга|сестра) $")
_THIRD = re.compile(r"(?<!\w)(?:у нее|у него|ей|ему|ее|его|she|he|her|his)(?!\w)")
_FALSE_OTHERS = frozenset(
    (
        "they",
        "their",
        "they're",
        "everyone",
        "everybody",
        "people",
        "most people",
        "их",
        "им",
        "они",
        "у них",
        "люди",
        "женщины",
    )
)
"""People and things in general: a number after them is still the speaker's."""


def own_age(context: Context, *, asked: bool = False) -> numbers.Found | None:
    """The speaker's own age."""
    own: list[numbers.Found] = []
    plain: list[numbers.Found] = []
    for found in numbers.ages(context.text, asked=asked):
        own, plain = _mine(context, found, asked=asked)
        if own:
            break
    if not own:
        return _number(_REVERSED.search(context.text))
    if plain and len(plain) < len(own) and own[0] not in plain:
        own = plain
    text = context.text
    now = [f for f in own if _NOW.search(text[max(0, f.start - 26) : f.start])]
    now += [f for f in own if _NOW_SAID.match(text, f.start) and f not in now]
    soon = [f for f in own if _SOON.search(text[max(0, f.start - 28) : f.start + 12])]
    soon += [f for f in own if _COMES.match(text, f.end) and f not in soon]
    rest = [f for f in own if f not in soon] or own
    chosen = (now or rest)[0]
    if mended := _number(_MENDED.match(text, chosen.end)):
        return mended
    return chosen if chosen in now else _before_birthday(text, chosen)


def _before_birthday(text: str, found: numbers.Found) -> numbers.Found:
    """For example "40 next month" is 39 now."""
    head = text[max(0, found.start - 28) : found.start]
    said = text[found.start : found.end]
    comes = (
        _COMES.match(text, found.end),
        _CLOSE.search(head),
        re.match(r"turning |мне скоро |(?:i'll|i will) be ", said),
    )
    if not any(comes) or found.value < _LEAST_AT:
        return found
    return numbers.Found(found.value - 1, found.start, found.end)


def _mine(
    context: Context, ages: list[numbers.Found], *, asked: bool
) -> tuple[list[numbers.Found], list[numbers.Found]]:
    """The ages that are the speaker's, and those of them told outright ("мне 40", "I'm 40")."""
    own: list[numbers.Found] = []
    plain: list[numbers.Found] = []
    for found in ages:
        mention = Mention(found.start, max(found.end - 1, found.start + 1), "age")
        head = context.text[max(0, found.start - 40) : found.start + 6]
        told_self = re.search(
            r"(?<!\w)(?:мне|i'm|im|i am|мой возраст|my age|for me|me,|age|aged|возраст)(?!\w)", head
        )
        said = context.text[found.start : found.end]
        if re.search(
            rf"(?<!\w)(?:не|not|isn't|n't) (?:{found.value}(?!\d)|{numbers.NUMBER}$)", said
        ):
            continue  # "not 16 but 19": the other number is meant
        if found.value < _COUNTED and re.search(r"(?<!\w)(?:а не|not)(?!\w)", said):
            continue  # "four, not three" counts thousands
        start = context.sentence(found.start)[0]
        others = [
            cue
            for cue in context.cues("other", start, found.start)
            if context.text[cue.start : cue.end] not in _FALSE_OTHERS
        ]
        told_self = told_self or _SELF_AFTER.match(context.text, found.end)
        introduced = _INTRODUCED.search(context.text[: found.start]) is not None
        introduced = introduced and _THIRD.search(context.text, found.end) is None
        if not (told_self or not others or introduced or context.is_self(mention)):
            continue
        if not asked and (_lasts(context, found) or _anothers(context, found)):
            continue
        if not _not_mine(context, found):
            own.append(found)
            if told_self:
                plain.append(found)
    return own, plain


def _words_around(text: str, found: numbers.Found) -> str:
    """The words before and after a number up to a break, without what is said of now."""
    heads = list(_BREAKS.finditer(text, 0, found.start))
    tail = _BREAKS.search(text, found.end)
    return text[heads[-1].end() if heads else 0 : tail.start() if tail else len(text)]


def _lasts(context: Context, found: numbers.Found) -> bool:
    """Whether a number of years is how long something goes on."""
    text = context.text
    said, head, tail = text[found.start : found.end], text[: found.start], text[found.end :]
    if _SELF_AFTER.match(text, found.end):
        return False
    if re.match(r"(?:мне|i'm|im|i am|возраст|age)(?!\w)", said) or re.search(
        r"(?<!\w)(?:мне|i'm|i am)(?: \w+)? $", head
    ):
        return False
    years = re.search(r"(?<!\w)(?:лет|год\w*|years?)(?!\w)", said) or re.match(
        r" (?:лет|год\w*|years?)(?!\w)", tail
    )
    if not years:
        return False
    if found.value == _CENTURY:
        return True  # "сто лет" is ever so long
    if _INVERTED.match(said):
        opens = re.search(r"(?:^|[.!?;,:\n(])\s*$", head)
        closes = re.match(r"\s*(?:$|[.,!?;)])", tail)
        return not (opens and closes and found.value >= _LEAST_AT) or bool(_LASTED.match(tail))
    if _LASTED.match(re.sub(r"^ years?", "", tail)) and not re.match(r"\W+уже|\W+как", tail):
        return True
    clause = context.clause(found.start)
    if _LASTING.search(text, clause[0], clause[1]):
        return True
    return bool(_TROUBLE.search(head) and not said[0].isdigit())


def _anothers(context: Context, found: numbers.Found) -> bool:
    """Whether the words around a number make it somebody else's age, or nobody's."""
    text = context.text
    head = text[max(0, found.start - 60) : found.start]
    said = text[found.start : found.end]
    at = re.match(r"(?:в|at|is|до) ", said)
    sentence = context.sentence(found.start)
    if (
        _RELATIVE.search(text[: found.start])
        or _OTHERS.search(head + (at.group() if at else ""))
        or _THOUGHT.search(head + said.partition(str(found.value))[0])
    ):
        return True
    if _KIN.search(head) and _THIRD.search(text, found.end, sentence[1]):
        return True
    if _OF_SOMEBODY.search(head) and _ANY.match(text, found.start):
        return not re.search(r"(?:i'm|i am|im) a $", head) or "pretend" in head
    if re.search(r"(?:^|[.!?,] ?)(?:is|are|would|does|do)(?!\w)[^.!?]* for (?:a|an) $", head):
        return True  # "is it good for a 20 year old?"
    if re.search(r"(?:since|from|с) $", head) and re.match(r"age ", said):
        return True
    if re.search(r"(?<!\w)(?:when|once|if) $", head) and re.match(r"i'm |i am |i turn ", said):
        return True
    if re.match(r"aged ", said) and re.match(r" years", text[found.end :]):
        return True
    return bool(re.match(r"(?:в|at) ", said) and _WHETHER.search(head))


def _number(match: re.Match[str] | None) -> numbers.Found | None:
    if match is None:
        return None
    value = numbers.spelt(match["n"])
    if not value or not _COUNTED <= value < _CENTURY:
        return None
    return numbers.Found(int(value), match.start("n"), match.end("n"))


def _not_mine(context: Context, found: numbers.Found) -> bool:
    head = context.text[max(0, found.start - 30) : found.start]
    tail = context.text[found.end : found.end + 25]
    if re.search(
        r"(?:выгляжу на|дают|look|feel like|act|с|до|лет в|since|until|when i was|by|последние|for|for the last|over|past|(?:уже|already)(?= ))\W*$",
        head,
    ) and not re.search(r"(?:мне|i'm|i am) (?:уже|already|за|over|past)\W*$", head):
        said = context.text[found.start : found.end]
        return not re.match(
            r"(?:мне|i'm|im|i am|i|возраст|aged?|just turned|turned|over|past|за|под)", said
        )
    if re.search(r"(?<!\w)(?:at|в|in my|после)\W*$", head) or re.match(
        r"(?:at|в|in my|после) ", context.text[found.start : found.end]
    ):
        if _THEN.search(_words_around(context.text, found)):
            return True
        if found.value < _LEAST_AT:
            return True  # "as at five": a child's age
    return bool(
        re.match(
            r"\W*(?:назад|ago|подряд|мучаюсь|борюсь|пользуюсь|страдаю|experience|стаж\w*)",
            tail,
        )
    )
