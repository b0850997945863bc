"""Circumstances that narrow what may be recommended. Pure."""

import re
from collections.abc import Sequence

from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention
from assistant.understanding.values import Value
from knowledge.vocabulary import Caution

ADULT = 18
_SCHOOL = re.compile(
    r"(?<!\w)(?:(?:учусь|хожу|я) (?:еще )?(?:в|во) (?:школ\w*|\w+ класс\w*)|(?:в )?(?:[5-9]|10|11)-?\w{0,2} класс\w*|"
    r"в (?:пятом|шестом|седьмом|восьмом|девятом|десятом|одиннадцатом) классе|школьниц[аы]|школьник|девятиклассни\w+|"
    r"восьмиклассни\w+|десятиклассни\w+|семиклассни\w+|несовершеннолетн\w+|я подросток|сдаю огэ|"
    r"(?:i'm|im|i am) (?:a |in |still in )(?:high ?school|middle school|teen(?:ager)?|minor|freshman in high school|sophomore in high school|"
    r"(?:\d+)th grade(?:r)?|year (?:7|8|9|10|11))|(?:in )?(?:6|7|8|9|10|11)th grade(?:r)?|(?:seventh|eighth|ninth|tenth|sixth) grade(?:r)?|"
    r"under ?age|my gcses)(?!\w)"
)
_MINOR_WRONG = re.compile(
    r"(?:как|like) .{0,20}$|(?:был[аи]?|раньше|когда|when i was|as an?|back in|with)\W+(?:\w+\W+){0,2}$"
)
_CAUTIONS = {c.value: c for c in Caution if c is not Caution.MINOR}
_RECENT = re.compile(
    r"(?<!\w)(?:недавн\w+|только что|вчера|позавчера|сегодня|на днях|на той неделе|на прошлой неделе|на этой неделе|"
    r"(?:\w+ )?(?:дн\w+|недел\w+) назад|(?:пару|три|два|пять|\d+) дн\w+|(?:две|три|пару|\d) недел\w+ назад|месяц назад|"
    r"полторы недели|после|прошл\w+ (?:неделе|неделю|месяц\w*)|свежий|свежая|заживает|восстанавлива\w*|как раз|"
    r"сделал\w*|делал\w*|прошл\w+ курс|курс\w*|колол\w*|вколола|удалил\w*|убрал\w*|увеличил\w*|хожу на|была на|был на|"
    r"just|recent\w*|yesterday|today|last (?:week|weekend|month|night|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"this (?:week|morning|weekend|month)|(?:\w+ )?(?:days?|weeks?) ago|a month ago|(?:few|couple of|couple|two|three|\d+) days|"
    r"after|post|healing|recovering|had|got|did|done|getting over|fresh|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"weeks? (?:post|after|out)|days? (?:post|after|out)|the other day|in (?:the )?(?:last|past))(?!\w)"
)
_LONG_AGO = re.compile(
    r"(?<!\w)(?:(?:год|года|лет|(?:[2-9]|\d\d|пару|несколько|два|три|четыре|пять|шесть|семь|восемь|девять) месяц\w*|полгода|полтора года) назад|"
    r"в прошлом году|давно|когда-то|раньше|years? ago|last year|(?:two|three|four|five|six|seven|eight|nine|ten|several|few|[2-9]|\d\d) months ago|"
    r"long (?:time )?ago|ages ago|back in|when i was|in (?:19|20)\d\d|в (?:19|20)\d\d|прошлой (?:весной|зимой|осенью)|прошлым летом|last (?:summer|winter|spring|fall|autumn))(?!\w)"
)
_YEARS_AGO = re.compile(
    r"(?<!\w)(?:(?:год|года|лет) назад|лет \w+ назад|полтора года назад|в прошлом году|в позапрошлом году|давно|давным|когда-то|years? ago|last year|ages ago|long (?:time )?ago|"
    r"when i was|as a teen\w*|back in|in (?:high school|college|my teens|20\d\d)|в (?:школе|юности|универе|20\d\d|\d\d лет)|(?:[7-9]|1[0-9]|семь|восемь|девять|десять|eight|nine|ten|seven) (?:месяц\w*|months) (?:назад|ago)|лет в \d+)(?!\w)"
)
_PLANNED = re.compile(
    r"(?<!\w)(?:думаю|планирую|собираюсь|хочу|может|врач (?:предлага\w+|советует|хочет)|предлага\w+|записал\w*|запишусь|боюсь|стоит ли|сто[иу]т|можно|нужен ли|"
    r"лучше ли|читала|слышала|говорят|рекомендуют|советуют|отказал\w*|не решаюсь|мечтаю|"
    r"thinking (?:about|of)|planning|considering|want(?:ed)? to|might|maybe|suggested|recommended|recommends|wants me|booked|scared|going to|should i|"
    r"is it worth|would like|afraid|refus\w+|heard|debating|instead of|rather than|don't want|can i|tempted|saving up|next (?:week|month|year))(?!\w)"
)
_NO_LONGER = re.compile(
    r"(?:уже не|больше не|свернул\w*|завершил\w*|прекратил\w*|закончил\w*|закончила|завершила|перестала|бросила|отлучила|родила|no longer|stopped|finished|done|weaned|not anymore|done with|quit)\W+(?:\w+\W+){0,2}$"
)
_TAKING = re.compile(
    r"(?<!\w)(?:я|мне|пью|принимаю|сижу|на|месяц|i|i'm|my|me|taking|on|while|during)(?!\w)"
)
_SOMEDAY = re.compile(
    r"(?:через|in) (?:пару|несколько|\w+|a few) (?:лет|года?|years?)|когда-нибудь|someday|one day|"
    r"не планиру|not planning|не собира|пока нет"
)
_ONLY_IF = re.compile(
    r"(?<!\w)(?:(?:if|when|once|in case|should) i (?:ever |do |actually )?(?:get|become|fall|got|were)|"
    r"(?:know|ask\w*|asking|tell you|matters?|care) (?:if|whether|that) i(?:'m| am)|"
    r"(?:знать|спрашива\w*|важно)\W+(?:что |про |о |мою |моей )?)\W*(?:\w+\W+)?$"
)
"""What stands before a pregnancy that is only thought of, or asked about."""
_NOT_PREGNANT_NOW = re.compile(
    r"(?<!\w)(?:планиру\w*|хочу|хотим|хотела|мечта\w*|готов\w* к|подготов\w*|до|после|перед|во время|"
    r"прошл\w+|при прошлой|в прошлую|с первой|первая|была|от|осталис\w* от|since my|after|post|before|"
    r"during my|was|planning|trying|want|postpartum|with my (?:first|second|last))\W+(?:\w+\W+){0,2}$"
)


_DENIED_OUTRIGHT = re.compile(
    r"(?<!\w)(?:не|not|isn't|aren't|wasn't|never|i'm no|no)\s+(?:(?:была|являюсь|сейчас|currently|even|actually|yet)\s+)?$"
)
"""Right before "pregnant": whatever else the sentence denies."""
_NOT_TO_BE = re.compile(
    r"[^.!?]{0,40}?(?:закончил\w+|позади|исключен\w*|не грозит|невозможн\w+|в прошлом|быть не может|out of the question|"
    r"impossible|not (?:possible|an option|on the cards)|behind me|can't happen|long over|no longer possible)"
)
"""Right after it: nothing that is or can be."""


def cautions(mentions: Sequence[Mention], context: Context, years: int | None) -> list[Value]:
    """Circumstances that narrow what may be recommended."""
    found: dict[str, Value] = {}
    for mention in mentions:
        if mention.concept not in _CAUTIONS or mention.concept in found:
            continue
        if _caution_holds(mention, mentions, context):
            found[mention.concept] = Value(mention.concept, mention.start, mention.end)
    school = _SCHOOL.search(context.text)
    if school and years is None and not _MINOR_WRONG.search(context.text[: school.start()][-40:]):
        mention = Mention(school.start(), school.end(), "minor")
        if context.is_self(mention) or re.match(r"i'm|im|i am|я |учусь|хожу", school.group()):
            found["minor"] = Value("minor", school.start(), school.end())
    if years is not None and years < ADULT:
        found["minor"] = Value("minor", 0, len(context.text))
    return list(found.values())


def _caution_holds(mention: Mention, mentions: Sequence[Mention], context: Context) -> bool:
    start, end = context.sentence(mention.start)
    clause = context.clause(mention.start)
    sentence, near = context.text[start:end], context.text[clause[0] : clause[1]]
    head = context.text[start : mention.start]
    if not context.is_self(mention):
        return False
    stopped = bool(_NO_LONGER.search(head)) and mention.concept != "isotretinoin"
    if context.is_negated(mention) or stopped:
        return bool(re.search(r"не знаю|не уверена|might|not sure", near))
    kind = mention.concept
    if kind == "recent_procedure":
        return _procedure(sentence, near)
    if kind == "isotretinoin":
        return _isotretinoin(sentence, near)
    if kind == "eczema_prone":
        return not context.is_asked(mention) or bool(context.cues("self", start, end))
    if kind == "trying_to_conceive":
        return not _SOMEDAY.search(sentence)
    if kind == "pregnancy":
        return _pregnant(mention, mentions, context)
    return not context.is_past(mention) or bool(re.search(r"still|до сих пор|еще", near))


def _pregnant(mention: Mention, mentions: Sequence[Mention], context: Context) -> bool:
    start, _ = context.sentence(mention.start)
    clause = context.clause(mention.start)
    near, head = context.text[clause[0] : clause[1]], context.text[start : mention.start]
    planned = any(
        m.concept == "trying_to_conceive" and m.start <= mention.start < m.end + 25
        for m in mentions
    )
    if planned or re.search(r"(?:лет|года?|years?) (?:назад|ago)", near) or _ONLY_IF.search(head):
        return False
    if _DENIED_OUTRIGHT.search(head) or _NOT_TO_BE.match(context.text, mention.end):
        return False
    if _NOT_PREGNANT_NOW.search(head):
        again = re.search(
            r"(?:сейчас|now|уже|на \d+ нед|вторая|второй раз|again|опять|снова)", near
        )
        return bool(again) and not re.search(r"планиру|хочу|trying", head[-30:])
    return not context.is_past(mention)


def _procedure(sentence: str, near: str) -> bool:
    if _LONG_AGO.search(sentence) and not re.search(
        r"(?:вчера|недел\w+ назад|дн\w+ назад|weeks? ago|days? ago|yesterday)", sentence
    ):
        return False
    if _PLANNED.search(near) and not re.search(
        r"(?:сделал\w*|вчера|назад|недавно|yesterday|ago|last week|just had|had a|got a)", near
    ):
        return False
    return bool(_RECENT.search(sentence))


def _isotretinoin(sentence: str, near: str) -> bool:
    if _YEARS_AGO.search(sentence):
        return bool(
            re.search(
                r"(?:сейчас снова|опять пью|снова пью|back on|again now|second (?:round|course) now)",
                sentence,
            )
        )
    if sentence.rstrip().endswith("?") and not _TAKING.search(sentence):
        return False
    if _PLANNED.search(near):
        return bool(
            re.search(
                r"(?:пью|принимаю|сижу на|допиваю|taking|i'm on|currently|started|start(?:ing)? (?:on )?(?:monday|tomorrow|next)|с понедельника|со следующей|завтра начинаю|закончил\w*|finished)",
                sentence,
            )
        )
    return not re.search(r"(?:ни разу|никогда|never) ", sentence)
