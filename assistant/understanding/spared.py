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
    r"(?:fine|ok|okay|no problem|not a problem|(?:doesn't|does not|don't|never) bother\w*|tolerate (?:\w+ )?(?:fine|well)|can (?:take|have|eat|use)"
    r"|норм|нормально|ок|окей|без проблем|переношу|(?:ем|пью|терплю|мажу) спокойно|спокойно (?:ем|пью|терплю|мажу|переношу)|подходит|не беспокоит|на ура|дружу)"
    r"(?!\w)(?!\W*(?:\?|ли\b|не\b|not\b|in\b|в\b|until\b|till\b|only\b|пока\b|только\b))"
)
_FINE_BEFORE = re.compile(
    r"(?<!не )(?<!not )(?<!n't )(?<!n't be )(?<!\w)(?:(?:fine|ok|okay|no problems?) with|can (?:take|have|eat|use|handle|tolerate)|i eat|дружу с|нет проблем с|спокойно (?:ем|переношу|мажу))\W+(?:(?!not|but|no)\w+\W+)?$"
)
_STILL = re.compile(
    r"(?<!\w)(?:but|yet|until|till|except|но|пока|только|а)\W.{0,40}?(?<!\w)(?:it|skin|face|toner|cream|not|не|кож\w+|лиц\w+|крем\w*|тоник\w*|него|не[её])(?!\w)"
)
_DISPROVED = re.compile(
    r"(?<!\w)(?:came (?:back|out|up) (?:clean|clear|negative|fine)|tests? (?:\w+ ){0,2}(?:is|was|were|says?) (?:clean|clear|negative|no)|ruled out|was innocent|outgrew|outgrown|grew out of"
    r"|no longer allergic|isn't an allergy|wasn't an allergy|i don't react|never reacts?|eat it (?:daily|fine|happily)"
    r"|не подтверд\w+|исключили|исключила врач|опроверг\w*|перерос\w*|больше не аллерги\w+|(?:тест|проб|анализ)\w* (?:\w+ ){0,2}(?:отрицательн|чист)\w*|реакций (?:ноль|нет)|не реагирую"
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
    r"(?<!\w)(?:me too|same here|so (?:do|am) i|и (?:у меня|я)|я тоже|у меня тоже|мне тоже|both of us)(?!\w)"
)
_ME = re.compile(r"(?<!\w)(?:i|i'm|i've|me|my|мне|меня|я|моя|мой)(?!\w)")
_PICTURED = frozenset(
    {"citrus", "orange", "lemon", "strawberry", "tomato", "beet", "shellfish", "nettle", "oat"}
    | {"milk", "egg", "potato", "corn", "rice", "berries", "cherry", "peach", "cocoa", "chocolate"}
    | {"colloidal oatmeal", "raspberry", "wine", "coffee", "pepper"}
)
_LIKE = re.compile(
    r"(?<!\w)(?:(?:like|into|colou?r of|red as|resembl\w+)\W+(?:(?:an?|the|some)\W+)?|(?:как|словно|будто|цвета|превраща\w+ в|(?:делает|делают) из меня)\W+)(?:\w+\W+)?$"
)
_SUCH_AS = re.compile(
    r"(?:things?|stuff|products?|oils?|foods?|fruits?|(?:any|some)thing|ingredients?|plants?|extracts?|таки\w+|продукт\w+|вещ\w+|фрукт\w+|масл\w+|средств\w+|экстракт\w+)\W+(?:like|как)\W+(?:\w+\W+)?$"
)
_PICTURE = re.compile(
    r"апельсинов\w+ корк\w*|orange[ -]peel|beet(?:root)?[- ](?:red|faced)|boiled prawns?|"
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
_SO_NO = re.compile(r"(?<!\w)(?:so|hence) (?:no|not|nothing with)\W+$")
_EXCEPT = re.compile(r"(?<!\w)(?:кроме|except|besides|apart from)\W+$")
_ALL = re.compile(r"(?<!\w)(?:все|всё|любые|all|any|every)(?!\w)")


def without_spared(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that the message itself clears."""
    if not hits:
        return []
    clear = {
        *_disproved(text, hits),
        *(hit for hit in hits if _borne(text, hit) or _of_others(text, hit) or _picture(text, hit)),
        *(hit for hit in hits if _taken(text, hit) or _joke(text, hit)),
        *_only_sting(text, hits),
        *_said_by_the_group(text, hits),
    }
    return [hit for hit in hits if hit not in clear or _told_again(text, hit, clear)]


def _told_again(text: str, hit: Hit, clear: set[Hit]) -> bool:
    """Whether the same word stands elsewhere, where nothing clears it, or a pronoun for it."""
    if reactions.of_pronoun(text, hit[1], hit[2]) and not _of_others(text, hit):
        return True
    stem = text[hit[1] : hit[2]][:5]
    spans = [(a, b) for _, a, b in clear]
    places = (m.start() for m in re.finditer(rf"(?<!\w){re.escape(stem)}", text))
    return not _picture(text, hit) and any(not any(a <= at < b for a, b in spans) for at in places)


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
    return bool(reactions.ALLERGY.search(around)) and not re.search(
        r"чеш|сып|зуд|itch|rash|hives|swell", around
    )


def _of_others(text: str, hit: Hit) -> bool:
    around = text[slice(*_part(text, hit[1]))]
    if _ME_TOO.search(text):
        return False
    if _RELATIVE.search(text[: hit[1]]):
        return True
    return bool(_CLIENT.search(text)) and not _ME.search(_CLIENT.sub("", around))


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
            meant = resolve(hit[0])
            book = load_allergens()
            for name in {other[0] for other in hits if other[1] < hit[1]}:
                wide = resolve(name)
                if (
                    meant is not None
                    and wide is not None
                    and wide.name in book.groups
                    and meant.name in {group.id for group in book.members(wide.name)}
                ):
                    yield hit


__all__ = ["Hit", "without_spared"]
