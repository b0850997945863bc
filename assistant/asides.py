"""What a person says about the talk itself: another language, a doctor's all-clear. Pure."""

import re

from knowledge.vocabulary import Language

_TALK = r"(?:speak|talk|write|reply|respond|answer|switch|continue|chat|change|go on|use|say it)"
_ENGLISH = re.compile(
    r"на английск(?:ом|ий(?: язык|(?! \w)))|по-?англ\w*|на инглиш\w*|na anglijsk\w+|po-?anglijski|"
    rf"{_TALK}\b.{{0,20}}\b(?:in|to) english|(?:in|speak) english|"
    r"(?:^|[,.;!] )\W*english(?: again)?,?(?: please| sorry)?(?=\W*(?:$|[.!]))"
)
_RUSSIAN = re.compile(
    r"на русск(?:ом|ий(?: язык|(?! \w)))|по ?-?русски|(?:po|na) ?-?russki\w*|"
    rf"{_TALK}\b.{{0,20}}\b(?:in|to) russian|(?:in|speak) russian|^\W*russian(?: please)?\W*$"
)
_NOT_THAT = re.compile(
    r"(?<!\w)(?:не (?:надо|нужно|хочу|говорю|понимаю|знаю|читаю)|плохо (?:знаю|говорю|понимаю)|"
    r"don't|do not|can't|cannot|not|no)\W+(?:\w+\W+){0,3}$"
)
_DOCTOR = (
    r"(?:врач\w*|доктор\w*|дерматолог\w*|онколог\w*|педиатр\w*|аллерголог\w*|скор\w+|больниц\w*|"
    r"doctors?|derm(?:atologist)?s?|gp|er|hospital|physician|oncologist|pediatrician|paediatrician)"
)
_FINE = (
    r"(?:вс[ёе] (?:в порядке|хорошо|нормально|ок|чисто|спокойно)|ничего (?:страшного|опасного|серь[её]зного)|"
    r"доброкачествен\w*|не опасн\w+|неопасн\w+|безопасн\w+|можно (?:ухаживать|пользоваться|продолжать)|"
    r"разрешил\w*|все прошло|(?:it's|it is|its|i'm|all|everything(?:'s| is)?|that it's|was) "
    r"(?:all )?(?:fine|ok|okay|good|clear|benign|harmless|nothing serious)|nothing (?:serious|to worry about)|"
    r"benign|harmless|cleared (?:me|it)|all clear|gave me the all-clear)"
)
_CLEARED = re.compile(rf"{_DOCTOR}.{{0,80}}?{_FINE}|{_FINE}.{{0,40}}?{_DOCTOR}", re.DOTALL)
_NOT_SO = re.compile(
    r"(?<!\w)(?:не (?:вс[её]|был\w*|ходил\w*|показ\w+|смотрел\w*|сказал\w*)|ещ[её] не|пока не|"
    r"если|когда|надеюсь|думаю|вдруг|haven't|hasn't|not yet|didn't|if|when|hope|hopefully|unless)(?!\w)"
)
_MEANT_OTHERWISE = re.compile(
    r"(?<!\w)(?:это (?:не|было не) (?:про меня|у меня|обо мне|со мной)|(?:это )?не про меня|я пошутил\w*|"
    r"это (?:была )?шутка|это (?:просто )?(?:образно|выражение|фигура речи|не всерь[её]з)|"
    r"(?:это )?ложная тревога|вы меня не так поняли|я не (?:об|про) эт\w+|это (?:было )?(?:давно|в прошлом)|"
    r"(?:уже|давно) (?:вс[её] )?(?:прошло|зажило|вылечил\w+)|"
    r"(?:that's |it's |that was )?not (?:about )?me|(?:i was |just |only )?(?:joking|kidding)|"
    r"(?:it's |that's |just )?a figure of speech|i didn't mean it|false alarm|you misunderstood|"
    r"(?:that|it) was (?:years|long|ages|months) ago|(?:it's |it )?(?:already )?(?:gone|healed|went away))(?!\w)"
)


_OWN = re.compile(
    r"^\W*(?:а )?у меня (?:уже )?(?:есть|осталось|стоит) (?:кое-что )?сво[ие](?: средства)?\W*$|"
    r"^\W*(?:а )?у меня (?:уже )?(?:есть|осталось) (?:своё|свое|кое-что|что-то|средства)\W*$|"
    r"^\W*i (?:already )?have (?:some )?(?:products(?: already| of my own)?|my own(?: products)?)\W*$"
)

_BECAUSE = re.compile(
    r"^\W*(?:(?:это )?(?:потому,? что|так как|за то|поскольку)|(?:it's )?(?:because|cause|cuz|since)|"
    r"for (?:being|the|your))(?!\w)"
)
_SCORED = re.compile(
    r"\d+|(?<!\w)(?:спасибо|спс|большое|огромное|благодар\w+|оценк\w+|баллов?|балла|ставлю|поставлю|"
    r"твердая|ровно|наверное|пожалуй|десяти|десять|девять|восемь|семь|шесть|четыре|"
    r"thanks?|thank you|rating|score|points?|give|maybe|probably|solid|seven|eight|nine)(?!\w)"
)
_ASSENT = re.compile(
    r"^\W*(?:(?:ну|а|oh|and|all) )?(?:ок|окей|оки|хорошо|ладно|ясно|понятно|понял\w?|угу|ага|принято|супер|круто|"
    r"ok|okay|k|cool|fine|got it|gotcha|i see|alright|right|sure|noted|makes sense|sounds good|продолж\w+|дальше|поехали|continue|go on|let's go on)"
    r"(?:,? (?:тогда|then|ok|ок|дальше|продолж\w+|continue|go on))?\W*$"
)
_DENIALS = re.compile(
    r"^\W*(?:(?:nah|no|nope|нет|не|неа),? )?(?:(?:no|нет|ни|никаких|без) [\w-]+(?: [\w-]+)?(?:,? (?:and|и) |, ?|\W*$)){2,}$"
)
_TELLING = re.compile(r"[^\W\d_]{4,}")


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е").replace("’", "'")


def wished_language(text: str) -> Language | None:
    """The language that a message asks to speak, whatever language it is in."""
    plain = _plain(text)
    for language, pattern in ((Language.EN, _ENGLISH), (Language.RU, _RUSSIAN)):
        for match in pattern.finditer(plain):
            if not _NOT_THAT.search(plain[: match.start()]):
                return language
    return None


def offers_own(text: str) -> bool:
    """Whether a message says that there are products at home, without naming any."""
    return _OWN.search(_plain(text)) is not None


def gives_reason(text: str) -> bool:
    """Whether a message says why, and nothing else."""
    return _BECAUSE.search(_plain(text)) is not None


def reason_beside(text: str) -> str:
    """What stands beside a score and tells why: "8, a bit dear"; empty when nothing does."""
    return text.strip() if _TELLING.search(_SCORED.sub(" ", _plain(text))) else ""


def assents(text: str) -> bool:
    """Whether a message only says that it was read: "ok", "ясно"."""
    return _ASSENT.search(_plain(text)) is not None


def only_denies(text: str) -> bool:
    """Whether a message is a list of what there is not: "no tablets, no treatments"."""
    return _DENIALS.search(_plain(text)) is not None


def says_cleared(text: str) -> bool:
    """Whether a message takes the worry out of an earlier sign: a doctor's word, a mistake."""
    plain = _plain(text)
    if _MEANT_OTHERWISE.search(plain):
        return True
    match = _CLEARED.search(plain)
    return match is not None and not _NOT_SO.search(plain[: match.end()])


_MAN = re.compile(
    r"\bя (?:\w+ )?(?:мужчина|мужик|парень|пацан|юноша)\b|\b(?:мужчина|мужик|парень),? \d\d\b|"
    r"\b\d\d (?:лет|года?),? (?:мужчина|мужик|парень)\b|"
    r"\bi(?:'m| am) (?:a )?(?:\w+ )?(?:man|guy|dude|male|bloke)\b|\b(?:male|man|guy),? \d\d\b|"
    r"\b\d\d(?: ?yo| ?y/o| years old)?,? (?:male|man|guy)\b"
)


def says_man(text: str) -> bool:
    """Whether the person says that he is a man, who need not be asked about pregnancy."""
    return _MAN.search(text.lower().replace("ё", "е").replace("’", "'")) is not None
