"""Age, cautions, allergies, fragrance and products owned, read from a message. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding import numbers
from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention
from knowledge.allergens import find_in_text
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
    r"(?<!\w)(?:недавно|только что|вчера|позавчера|сегодня|на днях|на той неделе|на прошлой неделе|на этой неделе|"
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
_FEW_PRESENT = re.compile(
    r"(?<!\w)(?:пью|принимаю|на|курс\w*|сижу|месяц|допиваю|назначил\w*|начала|начал|стартую|taking|on|been on|started|start|month|mg|мг|prescribed|finish\w*|закончил\w*|закончила)(?!\w)"
)
_NO_LONGER = re.compile(
    r"(?:уже не|больше не|свернул\w*|завершил\w*|прекратил\w*|закончил\w*|закончила|завершила|перестала|бросила|отлучила|родила|no longer|stopped|finished|done|weaned|not anymore|done with|quit)\W+(?:\w+\W+){0,2}$"
)
_ALLERGY = re.compile(
    r"(?<!\w)(?:аллерги\w*|аллергик\w*|непереносим\w*|can't have|(?:must|have to|need to|gotta) avoid|deathly|no-go|bad reaction|не переношу|не переносит|"
    r"allerg\w+|(?:positive )?patch test(?:ed)?(?: positive)?|положительн\w+ (?:проб\w*|тест)|intoleran\w+|can't (?:do|use|tolerate|have|handle|touch)|cannot (?:use|tolerate)|anaphyla\w*|анафилак\w*|реакция на|реагирую на|reaction to|react (?:badly )?to|sensitive to|чувствительность к)(?!\w)"
)
_REACTION = re.compile(
    r"(?<!\w)(?:от|на|after|from|with|whenever|when|to|gives?|makes?|causes?|после)(?!\w)"
)
_REACTS = re.compile(
    r"(?<!\w)(?:чеш\w+|чес\w+|сып\w+|обсып\w+|высып\w+|пятнами|опух\w+|отек\w*|крапивниц\w*|зуд\w*|красне\w+|сыпь|щипл\w+|щипет|щиплет|жжет|раздраж\w+|волдыр\w+|задыха\w+|покрыва\w+|распух\w+|раздува\w+|слез\w+|чиха\w+|реагир\w+|ужасн\w+ реакци\w+|реакци\w+|"
    r"rash\w*|hives|itch\w*|swell\w*|swollen|break\w* (?:me )?out|blister\w*|react\w*|burn\w*|welts|irritat\w*|red|bumps|wheez\w*|flare\w*|stings?|blow\w* up|puffs?|puff up|bad time)(?!\w)"
)
_NO_ALLERGY = re.compile(
    r"(?<!\w)(?:(?:аллерги\w*|реакци\w*|непереносимост\w*)(?: \w+){0,4}? (?:нет|нету|не (?:было|замеча\w*|знаю|имею|наблюда\w*|выявл\w*|страда\w*))|(?:нет|без|нету|никак\w+|отсутству\w+)(?: \w+){0,2}? аллерги\w*|не аллергик|"
    r"no (?:known |real |other )?allerg\w+|(?:not|isn't|aren't) allergic|without allerg\w+|don't have (?:any )?allerg\w+|allerg\w+:? (?:none|nope|no|n/a)|never had (?:any )?allerg\w+|non-?allergic|zero allerg\w+|allergic to nothing)(?!\w)"
)
_WISH_WITHOUT = re.compile(
    r"(?:без|without|no|free of|не люблю|don't like|hate)\W+(?:\w+\W+){0,2}$"
)
_OUTSIDE = re.compile(
    r"(?<!\w)(?:кош\w*|кот\w*|собак\w*|шерст\w*|пыл\w*|пыльц\w*|берез\w*|амброз\w*|полын\w*|тополин\w*|cats?|dogs?|dust|pollen|hay ?fever|ragweed|grass|penicillin|пенициллин\w*|антибиотик\w*|ibuprofen|aspirin pills|mold|plesen\w*|плесень|насеком\w*|цветен\w*|поллиноз)(?!\w)"
)
_ALLERGY_STOP = re.compile(
    r"[.!?;\n]|(?<!\w)(?:а (?:так|вот|еще|ещё|кожа)|но|но кож\w*|бюджет\w*|кожа|лицо|мне|i'm|but|my|budget|skin|hoping|want|need|looking|хочу|ищу|нужн\w*|возраст|please|пользуюсь|use)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a list slot with where it rests."""

    name: str
    start: int
    end: int
    confidence: float = 0.95


def age(context: Context, *, asked: bool = False) -> numbers.Found | None:
    """The speaker's own age."""
    own = []
    for found in numbers.ages(context.text, asked=asked):
        mention = Mention(found.start, max(found.end - 1, found.start + 1), "age")
        head = context.text[max(0, found.start - 40) : found.start + 6]
        told_self = re.search(r"(?<!\w)(?:мне|i'm|im|i am|мой возраст|my age)(?!\w)", head)
        if (told_self or context.is_self(mention)) and not _not_mine(context, found):
            own.append(found)
    if not own:
        return None
    now = [
        f
        for f in own
        if re.search(
            r"(?:пока|сейчас|now|so|still|а пока)\W*(?:мне )?$",
            context.text[max(0, f.start - 12) : f.start],
        )
    ]
    soon = [
        f
        for f in own
        if re.search(
            r"(?:скоро|turning|about to|через|almost|исполнится)\W*(?:be )?$",
            context.text[max(0, f.start - 18) : f.start + 12],
        )
    ]
    rest = [f for f in own if f not in soon] or own
    return (now or rest)[0]


def _not_mine(context: Context, found: numbers.Found) -> bool:
    head = context.text[max(0, found.start - 30) : found.start]
    tail = context.text[found.end : found.end + 25]
    if re.search(
        r"(?:выгляжу на|дают|look|feel like|с|до|после|в|лет в|since|until|when i was|at|by|последние|уже|already|for|for the last|over|past)\W*$",
        head,
    ) and not re.search(r"(?:мне|i'm|i am) (?:уже|already|за|over|past)\W*$", head):
        said = context.text[found.start : found.end]
        return not re.match(
            r"(?:мне|i'm|im|i am|i|возраст|aged?|just turned|turned|over|past|за|под)", said
        )
    return bool(
        re.match(
            r"\W*(?:назад|ago|подряд|мучаюсь|борюсь|пользуюсь|страдаю|experience|стаж\w*|как )",
            tail,
        )
    )


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
    if planned or re.search(r"(?:лет|года?|years?) (?:назад|ago)", near):
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


def allergies(
    context: Context, original_hits: Sequence[tuple[str, int, int]], *, asked: bool
) -> list[Value]:
    """Canonical names of what the speaker is allergic to."""
    found: dict[str, Value] = {}
    for name, start, end in original_hits:
        mention = Mention(start, end, "allergen")
        if not context.is_self(mention) or context.is_hypothetical(mention):
            continue
        if _allergic(context, start, end, asked=asked):
            found.setdefault(name, Value(name, start, end))
    for name, start, end in sorted(original_hits, key=lambda hit: hit[1]):
        listed = any(
            0 <= start - v.end <= 12 and _LIST.fullmatch(context.text[v.end : start])
            for v in found.values()
        )
        if listed:  # "rash from lavender, limonene and coconut"
            found.setdefault(name, Value(name, start, end))
    return list(found.values())


def _allergic(context: Context, start: int, end: int, *, asked: bool) -> bool:
    sentence = context.sentence(start)
    text = context.text[sentence[0] : sentence[1]]
    at, to = start - sentence[0], end - sentence[0]
    none = _NO_ALLERGY.search(text)
    if none and not re.search(
        r"(?<!\w)(?:кроме|except|besides|apart from|other than|но|but|only|только)(?!\w)", text
    ):
        listed = text[none.start() : to]
        if none.start() <= at and not re.search(r"[,](?! ?(?:ни|nor|or|или))", listed):
            return False
        if none.start() > at:
            return False
    for cue in _ALLERGY.finditer(text):
        if cue.end() <= at and not _ALLERGY_STOP.search(text[cue.end() : at]):
            if (
                re.search(
                    r"(?<!\w)(?:не|not|no|нет|never)[^\w,;:]+(?:\w+[^\w,;:]+)?$",
                    text[max(0, cue.start() - 14) : cue.start()],
                )
                and "перенош" not in cue.group()
            ):
                return bool(
                    re.search(
                        r"(?<!\w)(?:кроме|except|besides|apart from|only|только)(?!\w)", text[:at]
                    )
                )
            return True
        if (
            to <= cue.start()
            and not _ALLERGY_STOP.search(text[to : cue.start()])
            and cue.start() - to < 40
        ):
            return not re.match(r"\W*(?:\w+ )?(?:нет|нету|не было|не )", text[cue.end() :])
    return asked or _reacts_to(text, at, to)


def _reacts_to(text: str, at: int, to: int) -> bool:
    if _WISH_WITHOUT.search(text[:at]):
        return False
    reach = text[max(0, at - 45) : min(len(text), to + 45)]
    if not _REACTS.search(reach):
        return False
    return (
        bool(_REACTION.search(text[max(0, at - 25) : at]))
        or bool(
            re.match(
                r"\W*(?:\w+\W+){0,2}?(?:gives?|makes?|causes?|brings?|leaves?|вызыва\w+|sends?|дает|да[её]т)",
                text[to:],
            )
        )
        or bool(re.match(r"\W*(?:меня|мне|me)?\W*" + _REACTS.pattern, text[to:]))
    )


def outside(text: str, start: int, end: int) -> bool:
    """Whether an allergen is one that no cosmetic carries (cats, pollen)."""
    return bool(_OUTSIDE.search(text[start:end]))


def allergen_hits(text: str) -> list[tuple[str, int, int]]:
    """Allergens named in a normalised text: canonical name and range."""
    hits = [
        (name, match.start(), match.end())
        for word, name in _SPECIFIC.items()
        for match in re.finditer(rf"(?<!\w){word}\w{{0,2}}(?!\w)", text)
    ]
    taken = [(start, end) for _, start, end in hits]
    for name, said in find_in_text(text):
        at = text.find(said.lower())
        if at < 0 or name in _NOT_IN_COSMETICS or outside(text, at, at + len(said)):
            continue
        if any(start < at + len(said) and at < end for start, end in taken):
            continue
        # a group is reported by the very ingredient that was named, where that is one
        exact = (
            said.lower()
            if name in _GROUPS and said.isascii() and said.lower() not in name
            else name
        )
        hits.append((exact, at, at + len(said)))
    return hits


def fragrance_free(mentions: Sequence[Mention], context: Context) -> tuple[bool, Mention] | None:
    """Whether products without fragrance are asked for."""
    for mention in mentions:
        if mention.concept == "fragrance_free" and context.is_self(mention):
            if _is_allergy(mention, mentions):
                continue
            if not context.is_hypothetical(mention):
                return True, mention
        liked = mention.concept == "fragrance_ok" and context.holds(mention)
        if liked:
            return False, mention
    return None


_LIST = re.compile(r"\W*(?:(?:и|а|еще|также|and|or|или|плюс|also|на|к|to)\W+){0,4}")
_SPECIFIC = {
    "гераниол": "geraniol",
    "geraniol": "geraniol",
    "изоэвгенол": "isoeugenol",
    "isoeugenol": "isoeugenol",
    "эвгенол": "eugenol",
    "eugenol": "eugenol",
    "дубов\\w+ м(?:ох|ха|ху)": "oakmoss",
    "oak ?moss": "oakmoss",
    "цитронеллол": "citronellol",
    "citronellol": "citronellol",
    "кумарин\\w*": "coumarin",
    "coumarin": "coumarin",
    "amyl cinnamal": "amyl cinnamal",
    "hexyl cinnamal": "hexyl cinnamal",
    "фарнезол": "farnesol",
    "farnesol": "farnesol",
}
_TAKING = re.compile(
    r"(?<!\w)(?:я|мне|пью|принимаю|сижу|на|месяц|i|i'm|my|me|taking|on|while|during)(?!\w)"
)
_SOMEDAY = re.compile(
    r"(?:через|in) (?:пару|несколько|\w+|a few) (?:лет|года?|years?)|когда-нибудь|someday|one day|"
    r"не планиру|not planning|не собира|пока нет"
)
_NOT_PREGNANT_NOW = re.compile(
    r"(?<!\w)(?:планиру\w*|хочу|хотим|хотела|мечта\w*|готов\w* к|подготов\w*|до|после|перед|во время|"
    r"прошл\w+|при прошлой|в прошлую|с первой|первая|была|от|осталис\w* от|since my|after|post|before|"
    r"during my|was|planning|trying|want|postpartum|with my (?:first|second|last))\W+(?:\w+\W+){0,2}$"
)
_NOT_IN_COSMETICS = frozenset({"animals", "pollen", "dust", "cats", "dogs"})
_GROUPS = frozenset({"isothiazolinones", "parabens", "formaldehyde releasers", "sulfates"})
_VAGUE = re.compile(
    r"(?:все|всё|что|нет|много\w*|какие|какой|какую|кучу|разн\w+|некотор\w+|something|everything|anything|some|most|many|things?|stuff|nothing|the|my|косметик\w*|крем\w*|продукт\w*|products?|нов\w+|лиц\w+|кож\w+|весн\w+|солнц\w+|sun|spring|certain|lots)"
)


def _is_allergy(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """For example "Fragrance gives me a rash" is told as an allergy, not as a wish."""
    return any(m.concept == "allergen" and mention.start <= m.start < mention.end for m in mentions)


def denies(text: str) -> bool:
    """Whether the message says that there is no allergy."""
    return bool(_NO_ALLERGY.search(text))


def is_vague(name: str) -> bool:
    """Whether a said allergen names nothing in particular."""
    return bool(_VAGUE.match(name))
