"""Short answers to the question that was asked. Pure."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from assistant.profile import Slot

_YES = re.compile(
    r"(?:\W*(?:ну|ой|о|э+|хм+|вроде|в общем|да в общем|конечно|oh|well|um+|hm+|i think|i guess|kinda|pretty much) ?)*\W*"
    r"(?:да+|дап|ага|угу|агась|ес|именно|точно|верно|конечно|разумеется|естественно|еще как|ещё как|еще бы|так и есть|есть такое|"
    r"есть немного|немного|немножко|чуть-чуть|слегка|бывает|случается|иногда|скорее да|вроде да|в принципе да|пожалуй|похоже на то|"
    r"очень|сильно|постоянно|часто|согласн\w*|правильно|все верно|все так|подтверждаю|давай\w*|хорошо|ок|окей|можно|не против|валяй|\+|👍|✅|"
    r"чувствительная|есть|беспокоит|беспокоят|хочу|"
    r"yes|yeah|yea|yep|yup|ye|ya|yas|sure|of course|definitely|absolutely|totally|right|correct|exactly|true|indeed|i do|it is|it does|"
    r"sometimes|a bit|a little|somewhat|kinda|kind of|sort of|sorta|often|very|super|pretty much|i guess( so)?|i think so|probably|ok|okay|fine|"
    r"go ahead|mhm|mm-?hm+|uh-?huh|please do|quite|for sure|you bet|affirmative|always|all the time|agreed?|confirm\w*|that's right|y)(?!\w)"
)
_NO = re.compile(
    r"(?:\W*(?:ну|ой|о|э+|хм+|вроде|в общем|да|oh|well|um+|hm+|i think|i guess|actually|honestly|naah?) ?)*\W*"
    r"(?:нет+|не+а|(?:очень|крайне|довольно) редко|very rarely|практически нет|считай\w* нет|нетушки|не особо|не очень|не сильно|не слишком|не совсем|не то чтоб\w*|не сказал\w* бы|не думаю|не так чтобы|не замечал\w*|не|никогда|ни разу|"
    r"вряд ли|едва ли|ни капл\w+|ни капел\w+|ни на грамм|нисколько|ничуть|скорее нет|вроде нет|да нет|совсем не|вообще не|ничего такого|ничего|ничем|никак\w*|отсутству\w*|редко|почти нет|почти не\w*|не надо|не нужно|не хочу|неверно|"
    r"неправильно|ошибка|не так|нормальная|обычная|мимо|не против исключений|ноль|без|👎|❌|"
    r"no+|nah+|nope|nop|not (?:really|at all|particularly|especially|so much|very|much|that i know( of)?|that i'm aware( of)?|sensitive|so|quite|exactly|anymore)|never|hardly|"
    r"not (?:a|one|the least) (?:tiny |little )?bit|not in the (?:least|slightest)|don't think so|i don't|it doesn't|it isn't|it's not|isn't|rarely|barely|none|nothing|zero|wrong|incorrect|negative|no way|n|nada|neither|not|doubt it|i doubt|(?:just |pretty )?normal(?=\W*$))(?!\w)"
)
_UNKNOWN = re.compile(
    r"(?<!\w)(?:не знаю|незнаю|не в курсе|без понятия|понятия не имею|не пойму|не понимаю|хз|фиг знает|хрен знает|затрудняюсь|не уверен\w*|не помню|не разбираюсь|"
    r"сложно сказать|трудно сказать|не могу (?:сказать|определить|понять)|кто ее знает|черт знает|без малейшего|непонятно|не определилась|не задумывал\w*|"
    r"not a clue|no idea|don'?t know|dunno|no (?:idea|clue)|not sure|unsure|idk|can'?t (?:tell|say)(?! (?:that )?i(?:'ve| have))|hard to (?:say|tell)|haven'?t (?:a clue|thought)|who knows|beats me|"
    r"never (?:thought|checked)|couldn'?t (?:tell|say)|clueless|no opinion|don'?t remember|not certain|ne znayu|hz)(?!\w)"
)
_REFUSE = re.compile(
    r"(?<!\w)(?:не (?:скажу|отвечу|хочу (?:говорить|отвечать)|буду (?:говорить|отвечать))|не ваше дело|личное|секрет|предпочту не|воздержусь|без комментариев|пропуст\w*|пропусти\w*|"
    r"дальше|следующий вопрос|скип|неважно|какая разница|не скажу|"
    r"whatever(?:'s| is)? (?:fine|ok|okay|works)|rather not|prefer not|none of your|(?:won'?t|will not|not going to) (?:say|answer|tell)|skip|pass|next question|no comment|private|not telling|mind your|doesn'?t matter)(?!\w)"
)
_WITHHELD = {
    Slot.AGE: re.compile(r"(?<!\w)(?:возраст\w*|сколько мне лет|(?:my|the) age|how old)(?!\w)"),
    Slot.BUDGET_RUB: re.compile(
        r"(?<!\w)(?:деньг\w*|денег|бюджет\w*|сумм\w*|доход\w*|(?:my |the )?(?:budget|money|income))(?!\w)"
    ),
}
_WITHHOLDS = re.compile(
    r"(?<!\w)(?:не (?:спрашивай\w*|отвечу|скажу|назову|буду (?:говорить|отвечать|называть)|хочу (?:говорить|называть|отвечать))|оставлю при себе|"
    r"(?:keep|leave) [^.!?]{1,25} (?:out of|to myself|private)|don't ask|do not ask|rather not (?:say|tell|share)|prefer not to|won't (?:say|tell|share))(?!\w)"
)
_OR_NOT = re.compile(r"(?<!\w)(?:(?:или|либо) (?:нет|не)|or (?:not|no))(?!\w)")
_NONE = re.compile(
    r"(?<!\w)(?:(?:can't|couldn't) say (?:that )?i(?:'ve got| have| do)(?! no)|чисто(?=\W*$)|пусто|(?:слава богу|бог миловал)|ни \w+,? ни \w+|нет(?:у)?|ничего(?: такого| из этого| подобного| нет)?|никак\w+|отсутству\w*|не имею|ни на что|без аллерги\w*|все в порядке|не замечал\w*|ничем|ни на что|"
    r"не+а|бог миловал|это единственное|that(?:'s| is) the only (?:thing|one)|none|nothing|no|nope|nah|n/a|not that i(?:'m| am)? (?:know|aware)|do(?:n't|nt| not) have any|zero|neither|nada|all good|nothing like that|all clear)(?!\w)"
)
_ORDINALS = (
    (
        0,
        r"перв\w+|первое|1(?:-?(?:й|ое|ый|я))?|а|a|one|first|1st|раз|i|uno|numero uno|№ ?1|номер один|номер 1|верхн\w+|top",
    ),
    (1, r"втор\w+|2(?:-?(?:й|ое|ой|я))?|б|b|two|second|2nd|ii|№ ?2|номер два"),
    (2, r"трет\w+|3(?:-?(?:й|ье|ий|я))?|в|c|three|third|3rd|iii|№ ?3|номер три"),
    (3, r"четверт\w+|4(?:-?(?:й|ое|ый|я))?|г|d|four|fourth|4th|iv|№ ?4|номер четыре"),
    (4, r"пят\w+|5(?:-?(?:й|ое|ый|я))?|д|e|five|fifth|5th|v|№ ?5"),
    (5, r"шест\w+|6(?:-?(?:й|ое|ой|я))?|е|f|six|sixth|6th|vi|№ ?6"),
)
_FILLER = (
    r"(?:\W|(?<!\w)(?:ну|самое|самый|самая|наверное|наверно|скорее|вариант\w*|ответ|пункт|номер|думаю|пожалуй|мой|мне|это|выбираю|я|бы|сказал\w*|который|из них|у меня|вроде|кажется|ближе|больше подходит|подходит|да|ага|угу|"
    r"yes|yep|yeah|yup|the|one|option|number|answer|i|guess|think|would say|i'd say|say|probably|maybe|it's|its|go with|choose|pick|is|my|let's|definitely|choice|please|tbh|honestly)(?!\w))*"
)
_LAST = re.compile(
    rf"^{_FILLER}(?:последн\w+|last|the last|крайн\w+|нижн\w+|bottom)(?: one| option| вариант)?(?!\w)"
    r"(?!\W+(?:two|three|few|weeks?|months?|years?|nights?|times?|два|две|три|недел\w+|месяц\w*|год\w*|раз\w*)(?!\w))"
)
_END_OF_LIST = re.compile(
    rf"^{_FILLER}(?:(?P<first>перв\w+|first|top)|последн\w+|last|bottom) (?:(?P<two>два|две|two|couple)|три|three){_FILLER}$|"
    rf"^{_FILLER}(?:(?P<two_>два|две)|три) (?:(?P<first_>перв\w+)|последн\w+){_FILLER}$"
)
"""Two or three options from one end of the list ("the last two", "два последних")."""
_DENIED_OPTION = re.compile(r"(?<!\w)(?:не|not|no|n't|isn't|нет)\W+(?:\w+\W+)?$")


def is_yes(text: str) -> bool:
    """Whether a normalised message opens with a yes."""
    return bool(_YES.match(text)) and not is_no(text)


def is_no(text: str) -> bool:
    """Whether a normalised message opens with a no ("да нет" included)."""
    match = _NO.match(text)
    if match is None:
        return False
    return not re.match(
        r"\W*(?:знаю|уверена?|против|sure|idea|clue|problem|doubt)", text[match.end() :]
    )


def is_unknown(text: str) -> bool:
    """Whether the person does not know."""
    return bool(_UNKNOWN.search(text))


def withheld(text: str) -> tuple[Slot, ...]:
    """What a sentence names that the person will not tell: "I'd like to keep my age out of this"."""
    found = [
        slot
        for sentence in re.split(r"[.!?;]+", text)
        if _WITHHOLDS.search(sentence)
        for slot, name in _WITHHELD.items()
        if name.search(sentence)
    ]
    return tuple(dict.fromkeys(found))


def is_refusal(text: str) -> bool:
    """Whether the person would rather not say, or skips the question."""
    return bool(_REFUSE.search(text))


def is_none(text: str) -> bool:
    """Whether the asked list is empty for sure."""
    return bool(_NONE.search(_OR_NOT.sub(" ", text)))


def chosen(text: str, options: Sequence[str]) -> int | None:
    """Which of the offered options a message picks: by number, order or label."""
    if not options:
        return None
    plain = text.strip()
    for index, label in enumerate(options):
        if plain == label.strip().lower().replace("ё", "е"):
            return index
    if _LAST.match(plain):
        return len(options) - 1
    for index, words in _ORDINALS[: len(options)]:
        if re.match(rf"^{_FILLER}(?:{words})(?!\w){_FILLER}$", plain):
            return index
    for index, words in _ORDINALS[: len(options)]:
        if (
            re.search(rf"(?<!\w)(?:{words}) (?:вариант|option|пункт|ответ|one|из)(?!\w)", plain)
            and index < 6
        ):
            return index
    return _by_label(plain, options)


_ALL = re.compile(
    r"^\W*(?:все|всё|все (?:два|три|четыре|пять|эти|вместе|сразу)|all|all (?:of (?:them|it|those|the above)|two|three|four|five|the above)|everything|each one)\W*$"
)
_BOTH = re.compile(
    r"^\W*(?:и то и другое|оба|обе|оба варианта|обе причины|both|both of (?:them|those))\W*$"
)
_NO_OPTION = re.compile(
    r"^\W*(?:ничего|ничто|нет|не знаю|никак\w+|none|nothing|no(?!\w)|not sure|don't know|other|другое|skip|пропустить)"
)
_FIRST_WORD = re.compile(r"^\W*[^\W\d_]{3,}")
_BETWEEN_PICKS = re.compile(r"\s*(?:,|;|/|\+|&|(?<!\w)(?:and|plus|и|плюс|еще)(?!\w))\s*")


def picked(text: str, options: Sequence[str]) -> tuple[int, ...]:
    """Which of the offered options a message picks, where it may name several ("1 и 4")."""
    if not options:
        return ()
    real = tuple(i for i, label in enumerate(options) if not _NO_OPTION.match(label.lower()))
    if _ALL.match(text):
        return real
    if _BOTH.match(text):
        return real if len(real) == 2 else ()
    if (several_in_a_row := _from_an_end(text.strip(), len(options))) is not None:
        return several_in_a_row
    parts = [part for part in _BETWEEN_PICKS.split(text.strip(" .!?")) if part]
    several = [_ordinal(part, len(options)) for part in parts]
    if len(parts) > 1 and None not in several:
        return tuple(dict.fromkeys(i for i in several if i is not None))
    # "the third, last week": an order said in words, and more about it
    if len(parts) > 1 and several[0] is not None and _FIRST_WORD.match(parts[0]):
        return (several[0],)
    one = chosen(text, options)
    return () if one is None else (one,)


def _from_an_end(text: str, count: int) -> tuple[int, ...] | None:
    match = _END_OF_LIST.match(text)
    if match is None:
        return None
    many = min(2 if match["two"] or match["two_"] else 3, count)
    order = range(count)
    return tuple(order[:many] if match["first"] or match["first_"] else order[-many:])


def _ordinal(part: str, count: int) -> int | None:
    if _LAST.fullmatch(part):
        return count - 1
    return next((i for i, words in _ORDINALS[:count] if _is_ordinal(part, words)), None)


def _is_ordinal(part: str, words: str) -> bool:
    return re.match(rf"^{_FILLER}(?:{words})(?!\w){_FILLER}$", part) is not None


def _ends_with(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}\W*$", text) is not None


_SHORT = 4
"""Words of an answer whose last one may be Yes or No."""
_YES_OR_NO = 3
"""Letters of an option that says no more than Yes or No: such answers are read by their own rules."""


def _by_label(text: str, options: Sequence[str]) -> int | None:
    """The one option whose label is in the text, or nearly the text itself."""
    labels = [option.strip().lower().replace("ё", "е") for option in options]
    if max(map(len, labels[:2])) <= _YES_OR_NO and len(text.split()) <= _SHORT:
        # "these days yes"; but "да не особо" and "you know what" pick neither
        said = [i for i, label in enumerate(labels[:2]) if _ends_with(text, label)]
        if said:
            return said[0]
    inside = [
        index
        for index, label in enumerate(labels)
        if len(label) > _YES_OR_NO
        and (at := text.find(label)) >= 0
        and not _DENIED_OPTION.search(text[:at])
    ]
    if len(inside) == 1:
        return inside[0]
    scores = [fuzz.ratio(text, label) for label in labels]
    best = max(range(len(labels)), key=scores.__getitem__)
    if scores[best] >= 82 and max(scores) - (sorted(scores)[-2] if len(scores) > 1 else 0) > 5:
        return best
    partial = [
        fuzz.token_set_ratio(text, label) if len(label) > _YES_OR_NO else 0.0 for label in labels
    ]
    top = max(range(len(labels)), key=partial.__getitem__)
    rivals = sorted(partial)
    if partial[top] >= 90 and len(text) > 4 and (len(rivals) < 2 or rivals[-1] - rivals[-2] >= 20):
        return top
    return None
