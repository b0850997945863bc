"""Allergens that a message names and clears: borne well, disproved, another's, a picture. Pure.

A missed allergy is worse than one too many: a mention is spared by plain words alone, and never
where the same thing is named again without them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from assistant.understanding import reactions
from knowledge.allergens import load_allergens, resolve

Hit = tuple[str, int, int]

_PART = re.compile(r"[.!?;\n…]+|(?:,\s*|\s)(?:but|however|но|а вот|зато|однако)\s|\)\)+")
_FINE_AFTER = re.compile(
    r"\W{0,3}(?:-wise )?(?:(?:масл\w+|кислот\w+|oil|acid|water|butter|i|я|у меня|мне|вот|на коже|on the skin)\W+){0,3}"
    r"(?:(?:is|are|was|were|works?)\W+)?(?:(?:totally|perfectly|absolutely|just|абсолютно|совершенно|вполне|all)\W+)?"
    r"(?:fine|bliss|lovely|heaven|ok|okay|no problem|not a problem|(?:doesn't|does not|don't|never) bother\w*|tolerate (?:\w+ )?(?:fine|well)|can (?:take|have|eat|use)"
    r"|and i (?:are|get along)(?: \w+){0,2} (?:friends|fine|well)|норм|нормально|ок|окей|без проблем|переношу|прекрасно|супер|обожаю|кожа (?:дружит|любит)|(?:ем|пью|терплю|мажу) спокойно|спокойно (?:ем|пью|терплю|мажу|переношу)|подходит|не беспокоит|на ура|дружу"
    r"|(?:(?:doesn't|does not|don't|didn't|nothing|no reaction|ничего|ни разу|(?:вроде |точно |пока )?нет)(?!\W+(?:they|it|both|они|оба)\b)(?=\W*(?:[,.;!]|$))))"
    r"(?!\w)(?!\W*(?:\?|ли\b|не\b|not\b|in\b|в\b|until\b|till\b|only\b|пока\b|только\b))"
)
_FINE_BEFORE = re.compile(
    r"(?<!не )(?<!not )(?<!n't )(?<!n't be )(?<!\w)(?:(?:fine|ok|okay|no problems?) with|can (?:take|have|eat|use|handle|tolerate)|i eat|дружу с|нет проблем с|спокойно (?:ем|переношу|мажу))\W+(?:(?!not|but|no)\w+\W+)?$"
)
_STILL = re.compile(
    r"(?<!\w)(?:but|yet|until|till|except|но|пока|только|а)\W.{0,40}?(?<!\w)(?:it|skin|face|toner|cream|not|не|кож\w+|лиц\w+|крем\w*|тоник\w*|него|не[её])(?!\w)"
)
_DISPROVED = re.compile(
    r"(?<!\w)(?:came (?:back|out|up) (?:clean|clear|negative|fine)|tests? (?:\w+ ){0,2}(?:is|was|were|says?) (?:clean|clear|negative|no)|tests? (?:\w+ ){0,2}no|cleared (?:it|them|that)|ruled (?:it |that |them )?out|ruled (?:the )?\w+ out|without a (?:\w+ of )?(?:trouble|problem|reaction)|(?:it|that)'s clean|was innocent|outgrew|outgrown|grew out of"
    r"|no longer allergic|isn't an allergy|wasn't an allergy|i don't react|never reacts?|eat it (?:daily|fine|happily)"
    r"|не подтверд\w+|исключили|исключила врач|опроверг\w*|перерос\w*|больше не аллерги\w+|(?:тест|проб|анализ)\w* (?:\w+ ){0,2}(?:отрицательн|чист)\w*|(?:тест|проб)\w*\W+(?:\w+\W+){0,2}(?:чисто|пусто|не он\w?)|ничего не (?:показал|выявил|нашл)\w*|не виноват\w*|реакций (?:ноль|нет)|не реагирую"
    r"|(?:ем|пью|мажу|пользуюсь) (?:\w+ ){0,3}(?:спокойно|ложк\w+)|спокойно (?:ем|пью|мажу|пользуюсь))(?!\w)"
)
_OTHERS = re.compile(
    r"(?<!\w)(?:не|not|never|hasn't|haven't|isn't|can't|cannot|other|others|rest|else|everything|остальн\w*|друг\w+|все|всё)\W+(?:\w+\W+){0,3}$"
)
_POSITIVE = re.compile(
    r"(?<!\w)(?:positive|confirmed|(?<!не )подтверд\w+|положительн\w+|still|до сих пор)(?!\w)"
)
_NEXT = re.compile(r"\W*(?:(?:to|for|on|на|по|a|an|the|any|my|аллерги\w+)\W+){0,3}$")
_JOKE = re.compile(r"(?<!\w)(?:шучу|шутка|just kidding|kidding|jk|joking)(?!\w)")
_NONE_AT_ALL = re.compile(
    r"(?:so|which means|в общем|короче|итого)[\s,]+(?:no allerg\w+|(?:нет )?аллерги\w+(?: нет)?)\W*$"
)
_CLIENT = re.compile(
    r"(?<!\w)(?:client of mine|for (?:a|my) client|(?:для|про|насчет) (?:\w+ )?(?:клиентк?\w*|пациентк?\w*)|у (?:моей |моего )?(?:клиентк\w+|клиента|пациентк\w+|пациента))(?!\w)"
)
_RELATIVE = re.compile(
    r"(?:(?<!\w)my (?:\w+ )?(?:brother|sister|mom|mum|mother|dad|father|husband|wife|son|daughter|boyfriend|girlfriend|friend|kid|flatmate|roommate|aunt|uncle|cousin|gran\w*|partner|colleague)"
    r"(?: from work)?(?:'s| is| has| can'?t| cannot| gets?| swells?| reacts?)(?:(?!\bi\b|\bi'm\b|\bmy\b|\bme\b|\bbut\b)[^.;!?]){0,40}"
    r"|у (?:\w+ )?(?:свекр\w+|свекор\w*|тещ\w+|тест[яю]|внук\w*|внучк\w+|племян\w+|коллег\w+|сосед\w*|дяди|тети|дед\w*) (?:аллерги\w+ )?на )$"
)
_ME_TOO = re.compile(
    r"(?<!\w)(?:me too|same here|so (?:do|am) i|и (?:у меня|я)|я тоже|у меня тоже|мне тоже|both of us|as do i|me as well|like me|как (?:и )?(?:у меня|я)|inherit\w*|унаследова\w+|the whole family|вся семья|семейн\w+)(?!\w)"
)
_ME = re.compile(r"(?<!\w)(?:i|i'm|i've|me|my|мне|меня|я|моя|мой)(?!\w)")
_PICTURED = frozenset(
    {"citrus", "orange", "lemon", "strawberry", "tomato", "beet", "shellfish", "nettle", "oat"}
    | {"milk", "egg", "potato", "corn", "rice", "berries", "cherry", "peach", "cocoa", "chocolate"}
    | {"colloidal oatmeal", "raspberry", "wine", "coffee", "pepper", "plum", "apricot", "tea"}
)
_LIKE = re.compile(
    r"(?<!\w)(?:(?:like|into|colou?r of|red as|resembl\w+)\W+(?:(?:an?|the|some)\W+)?|(?:как|словно|будто|цвета|превраща\w+ в|(?:делает|делают) из меня)\W+)(?:\w+\W+)?$"
)
_SUCH_AS = re.compile(
    r"(?:things?|stuff|products?|oils?|foods?|fruits?|(?:any|some)thing|ingredients?|plants?|extracts?|таки\w+|продукт\w+|вещ\w+|фрукт\w+|масл\w+|средств\w+|экстракт\w+)\W+(?:like|как)\W+(?:\w+\W+)?$"
)
_PICTURE = re.compile(
    r"апельсинов\w+ корк\w*|(?:left|turn\w*|went|dyed?|painted) (?:me |my \w+ |it )?(?:all )?orange|(?:orange|lime|lavender|magnolia|peach|rose|cherry|mint|olive|lilac) (?:green |pink |red )?(?:walls?|top|shirt|dress|paint|sweater|nails?|colou?r\w*)|(?:tea|wine|coffee) (?:spilt|spilled)|(?:spilt|spilled) (?:\w+ )?(?:tea|wine|coffee)|(?:чай|кофе|вино) (?:проли\w+|расплеска\w+)|(?:проли\w+|расплеска\w+) (?:чай|кофе|вино)|хоть (?:\w+ )?крапив\w+|крапив\w+ натр\w+|orange[ -]peel|beet(?:root)?[- ](?:red|faced)|boiled prawns?|"
    r"(?:малинов|вишнев|клубничн|персиков|шоколадн|свекольн)\w+ (?:цвет|оттен|пятн|отметин|тон|щек|кож|лиц)\w*"
)
_STRONG = frozenset(
    {"acids", "aha", "salicylic acid", "glycolic acid", "lactic acid", "mandelic acid"}
    | {"vitamin c", "retinol", "azelaic acid"}
)
_STINGS = re.compile(r"щипл\w*|щип[её]т|жж[её]т|stings?|burn\w*")
_TAKEN = re.compile(
    r"(?<!аллергия )(?<!аллергии )(?<!реакция )(?<!\w)(?:пью|на|с|со|курс\w*|принима\w+|on|mg|taking|takes?|off|course of)\W+(?:\w+\W+)?$"
)
_SUSPECT = re.compile(
    r"(?<!\w)(?:suspect\w*|thought|think it was|(?:was|were) (?:convinced|sure)|blam\w+|to blame|подозрева\w+|думал\w*|грешил\w*|казалось|винил\w*)(?!\w)"
)
_NOT_IT = re.compile(r"(?<!\w)(?:(?:,|and|but) not|(?:,|а|и) не)\W+(?:(?:the|my|на|от)\W+)?$")
_AND = re.compile(r".*(?:,|and|и|&)\s*(?:the |на )?")
_NO_ALLERGY_BUT = re.compile(
    r"(?<!\w)(?:(?:not|isn't|wasn't)(?: that i'm| that i am| an| really| actually)? allerg\w+|не аллерги\w+|it's not that i'm allergic)\W"
    r".*?(?<!\w)(?:just|only|simply|prefer\w*|просто|запах|вкус)(?!\w)|which is not an allergy"
)
_NONE_OF = re.compile(
    r"(?<!\w)(?:(?:reacted|react|reaction|allergic|trouble|problems?) (?:to|with|from) (?:none|neither|not one) of (?:those|these|them)|none of (?:those|these|them) (?:ever )?(?:bother|hurt|did)\w*|ни на что из (?:этого|них)|ни на одно)(?!\w)"
)
_ONLY_SMELL = re.compile(
    r"\W+(?:\w+\W+){0,4}?(?:просто|just|only|purely) (?:(?:по|из-за|the|for|because|of|don't|like) ){0,3}(?:запах|вкус|текстур|smell|taste|texture|feel)\w*"
)
_FOR_EXAMPLE = re.compile(
    r"\W*(?:(?:типа|вроде|такие|как|а именно|особенно|конкретно|в частности|like|such|as|especially|namely|mainly)\W+){1,2}"
)
_EATEN = re.compile(
    r"\W{1,2}(?:(?:я|i)\W+)?(?:ем|пью|eat (?:it|them)(?: daily| every day| happily)?)(?=\W*[,.;!]|\W*$|\s(?:и|а|но|but|and)\s)(?!\s+-)"
)
_THEY_SAY = re.compile(
    r"(?<!\w)(?:говорят|пишут|читал\w*|слышал\w*|у людей|they say|people say|everyone says|i(?:'ve)? read|thinks? i'm)(?!\w)"
)
_NEVER_ME = re.compile(
    r"(?<!\w)(?:у меня (?:такого |этого |ни разу |вроде |как раз |все ){0,3}(?:не было|ни разу|норм\w*)|ни разу|меня не (?:трогает|берет)|i(?:'ve)? never|never (?:had|did) (?:it )?(?:to )?me|i disagree)(?!\w)"
)
_ASKED_FOR = re.compile(
    r"(?<!\w)(?:please|подскаж\w+|посоветуй\w*|хочу|ищу|нужен|нужны|нужна|want|need|looking|recommend|wear|use|беру|пользуюсь|давайте)(?!\w)"
)
_OWN_MILK = re.compile(
    r"(?<!\w)(?:my|breast|mother's|грудн\w+|моим|мое|моего|своим) ?(?:milk|молок\w)$"
)
_NOT_FOR_MOTHERS = frozenset(
    {"retinoids", "retinol", "tretinoin", "adapalene", "salicylic acid", "acids"}
)
_MOTHER = re.compile(
    r"(?<!\w)(?:pregnan\w*|nursing|breast-?feed\w*|baby|expecting|беременн\w*|кормлю|кормящ\w*|гв|малыш\w*|ребен\w+)(?!\w)"
)
_KIN = (
    r"(?:brother|sister|sis|mom|mum|mother|dad|father|husband|wife|son|daughter|boyfriend|girlfriend|friend|kid|child|flatmate|roommate"
    r"|aunt|auntie|uncle|cousin|gran\w*|nan|partner|colleague|twin|niece|nephew|bestie|neighbou?r)"
)
_KIN_RU = (
    r"(?:муж(?:а|у|ем|ик)?|жен(?:а|ы|е|у)|сын(?:а|у|ок|ишк\w)?(?:-\w+)?|доч(?:ь|к\w|ери|ка-\w+)|мам(?:а|ы|е|у)|пап(?:а|ы|е|у)|сестр(?:а|ы|е|у)|сестренк\w"
    r"|брат(?:а|у)?|подруг(?:а|и|е|у)|подружк\w|друг(?:а|у)|бабушк\w|дедушк\w|тет(?:я|и|е|ю)|дяд(?:я|и|е)|свекров\w|тещ\w|коллег\w|сосед\w+|племянни\w+|внук\w?|внучк\w|парн(?:я|ю)|двойняшк\w|близнец\w?|ребен\w+)"
)
_OTHER = re.compile(
    rf"(?<!\w)(?:(?:my|our) (?:\w+ ){{0,2}}?{_KIN}(?:'s)?|{_KIN_RU}|she|he|she's|he's|у не[ег]о?|она|(?<!не )он)(?!\w)"
)
_SELF = re.compile(
    rf"(?<!\w)(?:i|i'm|i've|i'd|me|mine|myself|my(?! (?:\w+ ){{0,2}}?{_KIN})|я|мне|(?<!он у )(?<!она у )меня|мной|мо(?:я|е|и|ей|ем|ю)(?! (?:\w+ )?{_KIN_RU})|сам|сама|самой)(?!\w)"
)
_FIRST_PERSON = re.compile(
    r"(?<!\w)\w{2,}(?:юсь|усь)(?!\w)|(?<!\w)(?:опухаю|чихаю|реагирую|краснею)(?!\w)"
)
_HANDS_OVER = re.compile(
    r"'?s?\W+(?:\w+\W+)?(?:gave|bought|brought|got|recommend\w*|says?|said|thinks?|told|swears|uses?|подар\w+|купил\w*|дал\w?|принес\w*|привез\w*|посовет\w+|говорит|сказал\w?|намаз\w+|пользу\w+|притащ\w+|отдал\w?)(?!\w)"
)
_ASKING_FOR = re.compile(
    rf"(?<!\w)(?:asking (?:for|on behalf of) (?:my|a|an) (?:\w+ )?{_KIN}|(?:спрашиваю|вопрос|подбираю|ищу) (?:для|за) (?:мо\w+ )?{_KIN_RU})(?!\w)"
)
_GAVE_ME = re.compile(r".*(?<!\w)(?:gave|gives?|makes?|made|дал\w?|дает)\W+(?:me|мне|у меня)(?!\w)")
_HIS = re.compile(
    rf"\W{{1,3}}(?:(?:no|nah|нет|wait|oh)\W+){{0,2}}(?:that's|that is|это)\W+(?:(?:my|у|мо\w+)\W+)?(?:{_KIN}|{_KIN_RU})(?!\w)"
    rf"|\W+(?:тоже )?у (?:нее|него|них|{_KIN_RU})(?!\w)"
)
_STOP = re.compile(r"[.!?;\n]+")
_SO_NO = re.compile(r"(?<!\w)(?:so|hence|therefore|так что|поэтому|значит)(?!\w)[^.!?;]*$")
_EXCEPT = re.compile(r"(?<!\w)(?:кроме|except|besides|apart from)\W+$")
_ALL = re.compile(r"(?<!\w)(?:все|всё|любые|all|any|every)(?!\w)")


def without_spared(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that the message itself clears."""
    if not hits:
        return []
    if "zinc oxide" in {hit[0] for hit in hits}:  # "zinc, the oxide I mean"
        hits = [("zinc oxide", *hit[1:]) if hit[0] == "zinc" else hit for hit in hits]
    suspects = {*_suspects(text, hits), *_named_closer(text, hits), *_beside_found(text, hits)}
    hits = [hit for hit in hits if hit not in suspects]
    clear = {
        *_disproved(text, hits),
        *_disliked(text, hits),
        *_none_of(text, hits),
        *(hit for hit in hits if _borne(text, hit) or _of_others(text, hit) or _picture(text, hit)),
        *(hit for hit in hits if _eaten(text, hit, hits) or _heard_of(text, hit)),
        *(hit for hit in hits if _wanted(text, hit)),
        *(hit for hit in hits if _taken(text, hit) or _joke(text, hit)),
        *_only_sting(text, hits),
        *_said_by_the_group(text, hits),
    }
    return [hit for hit in hits if hit not in clear or _told_again(text, hit, clear, hits)]


def _suspects(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """What was only suspected before the search ended at another: "thought nickel, it was MIT"."""
    found = [hit for hit in hits if reactions.found_out(text, hit[1], hit[2])]
    if not found:
        return
    first, names = min(hit[1] for hit in found), {hit[0] for hit in found}
    thought = {
        hit[0]
        for hit in hits
        if hit[1] < first
        and _SUSPECT.search(text[: hit[1]])
        and not _POSITIVE.search(text[hit[2] : first])
    }
    listed = {
        hit[0] for hit in hits if hit[1] > first and _AND.fullmatch(text[first : hit[1]][-5:])
    }
    for hit in hits:
        if hit[0] not in names | listed and (hit[0] in thought or _NOT_IT.search(text[: hit[1]])):
            yield hit


def _beside_found(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Other mentions of what a search found: one says it all."""
    found = [hit for hit in hits if reactions.found_out(text, hit[1], hit[2])]
    names = {hit[0] for hit in found}
    yield from (hit for hit in hits if hit[0] in names and hit not in found)


def _disliked(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """For example "not allergic, I just find it sticky": all of a sentence that tells no reaction."""
    for hit in hits:
        start, _ = _part(text, hit[1])
        sentence = text[start : start + len(_sentence_rest(text, start))]
        told = reactions.REACTS.search(sentence)
        if (_NO_ALLERGY_BUT.search(sentence) and not told) or _ONLY_SMELL.match(text, hit[2]):
            yield hit
    for match in _NO_ALLERGY_BUT.finditer(text):
        start, end = _part(text, match.start())
        if not any(start <= hit[1] < end for hit in hits) and not reactions.REACTS.search(text):
            yield from [hit for hit in hits if hit[1] < start][-1:]


def _named_closer(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """A group beside the member that is meant: "preservatives such as parabens";
    all that the bee makes beside the bee.
    """
    ordered = sorted(hits, key=lambda hit: hit[1])
    for hit, after in pairwise(ordered):
        between = text[hit[2] : after[1]]
        if _within_group(after[0], hit[0]) and _FOR_EXAMPLE.fullmatch(between):
            yield hit
    for bee in (hit for hit in hits if hit[0] == "bee products"):
        for hit in hits:
            if hit[0] in {"honey", "beeswax", "propolis", "royal jelly"} and re.fullmatch(
                r"[^.!?;:]{0,20}:[^.!?;]*", text[bee[2] : hit[1]]
            ):
                yield hit


def _within_group(name: str, group: str) -> bool:
    """Whether one name stands for a member of what the other stands for."""
    meant, wide = resolve(name), resolve(group)
    if meant is None or wide is None or name == group:
        return False
    book = load_allergens()
    return meant.name == wide.name or (
        wide.name in book.groups
        and (
            meant.name in {member.id for member in book.members(wide.name)}
            or bool(book.contains([name], group))
        )
    )


def _none_of(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """For example "silicones, sulphates: reacted to none of those": all that stands before."""
    for match in _NONE_OF.finditer(text):
        yield from (hit for hit in hits if hit[1] < match.start())


def _eaten(text: str, hit: Hit, hits: Sequence[Hit]) -> bool:
    """For example "мед ем, а от воска сыпь": nothing of a reaction before the next name."""
    eaten = _EATEN.match(text, hit[2])
    if eaten is None:
        return False
    until = min([h[1] for h in hits if h[1] > hit[1]], default=len(text))
    rest = text[eaten.end() : min(until, eaten.end() + len(_sentence_rest(text, eaten.end())))]
    return not reactions.REACTS.search(rest) and not reactions.ALLERGY.search(
        text[hit[1] - 25 : hit[1]]
    )


def _heard_of(text: str, hit: Hit) -> bool:
    """For example "they say X swells, I never had it"."""
    start, _ = _part(text, hit[1])
    after = text[hit[2] :]
    never = _NEVER_ME.search(after[:120])
    return bool(never and _THEY_SAY.search(text[start : hit[2] + 40]))


def _wanted(text: str, hit: Hit) -> bool:
    """Filters that are asked for, milk of the own breast, a thing kept from a child that is nursed."""
    around = text[slice(*_part(text, hit[1]))]
    if hit[0] == "mineral sunscreens":
        return bool(_ASKED_FOR.search(around))
    if hit[0] == "milk" and _OWN_MILK.search(text[: hit[2]]):
        return True
    return (
        hit[0] in _NOT_FOR_MOTHERS
        and bool(_MOTHER.search(around))
        and not reactions.REACTS.search(around)
    )


def _told_again(text: str, hit: Hit, clear: set[Hit], hits: Sequence[Hit]) -> bool:
    """Whether the same word stands elsewhere, where nothing clears it, or a pronoun for it."""
    if _picture(text, hit):
        return False
    if reactions.of_pronoun(text, hit[1], hit[2]) and not _of_others(text, hit):
        return True
    stem = text[hit[1] : hit[2]][:5]
    spans = [(h[1], h[2]) for h in hits if h in clear or h[0] != hit[0]]
    places = (m.start() for m in re.finditer(rf"(?<!\w){re.escape(stem)}", text))
    return any(not any(a <= at < b for a, b in spans) for at in places)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    cuts = [0, *(m.end() for m in _PART.finditer(text)), len(text)]
    return ((a, b) for a, b in pairwise(cuts) if a < b)


def _part(text: str, at: int) -> tuple[int, int]:
    return next((p for p in _parts(text) if p[0] <= at < p[1]), (0, len(text)))


def _sentence_rest(text: str, at: int) -> str:
    return re.split(r"[.!?\n]", text[at:], maxsplit=1)[0]


def _borne(text: str, hit: Hit) -> bool:
    """For example "rose water is fine", "с миндальной дружу"."""
    _, start, end = hit
    after = _FINE_AFTER.match(text, end)
    if after:
        return not _STILL.match(text, after.end(), after.end() + 60) and not (
            _STILL.search(_sentence_rest(text, after.end()))
        )
    if _FINE_BEFORE.search(text[:start]):
        return not _STILL.search(_sentence_rest(text, end))
    around = text[slice(*_part(text, start))]
    return bool(
        _EXCEPT.search(text[:start])
        and _ALL.search(around)
        and not reactions.denies(around)
        and not re.search(r"(?<!\w)(?:нет|no|can|fine|переношу|tolerate|нормально)(?!\w)", around)
    )


def _disproved(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The allergen that a test, the years or the speaker's own trial cleared: the nearest one."""
    parts = list(_parts(text))
    for index, (start, end) in enumerate(parts):
        found = _DISPROVED.search(text, start, end)
        if (
            found is None
            or _OTHERS.search(text[start : found.start()])
            or _POSITIVE.search(text[start:end].replace(found.group(), ""))
        ):
            continue
        here = [hit for hit in hits if start <= hit[1] < end]
        after = [h for h in here if h[1] >= found.end() and _NEXT.match(text[found.end() : h[1]])]
        before = [hit for hit in here if hit[1] < found.start()]
        if after:
            yield after[0]
        elif before:
            yield max(before, key=lambda hit: hit[1])
        elif not here and index:
            last = [hit for hit in hits if hit[1] < start]
            if last and last[-1][1] >= parts[max(0, index - 2)][0] and _suspected(text, last[-1]):
                yield max(last, key=lambda hit: hit[1])


def _suspected(text: str, hit: Hit) -> bool:
    """Whether the sentence tells of no reaction but of what others said or supposed."""
    around = text[slice(*_part(text, hit[1]))]
    supposed = reactions.ALLERGY.search(around) or _SUSPECT.search(around)
    return bool(supposed) and not re.search(r"чеш|сып|зуд|itch|rash|hives|swell", around)


def _of_others(text: str, hit: Hit) -> bool:
    around = text[slice(*_part(text, hit[1]))]
    if _ME_TOO.search(text):
        return False
    if _GAVE_ME.match(_sentence_rest(text, hit[2])):
        return False
    if _RELATIVE.search(text[: hit[1]]) or _another_has_it(text, hit):
        return True
    if _ASKING_FOR.search(text) and not _ME.search(_ASKING_FOR.sub("", around)):
        return True
    return bool(_CLIENT.search(text)) and not _ME.search(_CLIENT.sub("", around))


def _another_has_it(text: str, hit: Hit) -> bool:
    """Whether the person named last before it, or right after it, is another who reacts."""
    start = max((m.end() for m in _STOP.finditer(text, 0, hit[1])), default=0)
    stop = _STOP.search(text, hit[2])
    end = stop.start() if stop else len(text)
    if _HIS.match(text, hit[2]):
        return True
    sentence = text[start:end]
    if _FIRST_PERSON.search(sentence):
        return False
    people = [*_SELF.finditer(text, start, hit[1]), *_OTHER.finditer(text, start, hit[1])]
    if not people:
        return False
    last = max(people, key=lambda match: match.end())
    if not _OTHER.fullmatch(last.group()) or _HANDS_OVER.match(text, last.end()):
        return False
    return bool(reactions.ALLERGY.search(sentence) or reactions.REACTS.search(sentence))


def _picture(text: str, hit: Hit) -> bool:
    """For example "red as a tomato", "rash like nettles", «апельсиновая корка»."""
    if any(m.start() < hit[2] and hit[1] < m.end() for m in _PICTURE.finditer(text)):
        return True
    before = text[: hit[1]]
    return hit[0] in _PICTURED and bool(_LIKE.search(before)) and not _SUCH_AS.search(before)


def _taken(text: str, hit: Hit) -> bool:
    """A medicine that is taken now, where no reaction to it is told."""
    return hit[0] == "isotretinoin" and bool(_TAKEN.search(text[: hit[1]]))


def _joke(text: str, hit: Hit) -> bool:
    start, _ = _part(text, hit[1])
    sentence = text[start : start + len(_sentence_rest(text, start))]
    joke = _JOKE.search(sentence)
    return bool(joke and start + joke.start() > hit[1]) or bool(
        _NONE_AT_ALL.search(text) and not re.search(r"other|друг\w+|itch|rash|чеш|сып", text)
    )


def _only_sting(text: str, hits: Sequence[Hit]) -> Iterable[Hit]:
    """Strong actives that sting, and do nothing else, do what they do to everybody."""
    if reactions.ALLERGY.search(text) or not _STINGS.search(text):
        return ()
    if reactions.REACTS.search(_STINGS.sub("", text)):
        return ()
    return [hit for hit in hits if hit[0] in _STRONG]


def _said_by_the_group(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """For example "allergic to nuts, so no almond oil": the group that was named covers it."""
    for hit in hits:
        if _SO_NO.search(text[: hit[1]]):
            earlier = {other[0] for other in hits if other[1] < hit[1]}
            if any(_within_group(hit[0], name) for name in earlier):
                yield hit


__all__ = ["Hit", "without_spared"]
