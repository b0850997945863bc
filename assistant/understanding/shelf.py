"""Products that the speaker owns, in the speaker's own words. Pure."""

import re

_USES = re.compile(
    r"(?<!\w)(?:(?:из ухода|из своего|из средств|в уходе|дома|у меня|на полке) есть|пользуюсь|использую|умываюсь|мажу(?:сь)?|наношу|крашусь|у меня (?:уже )?есть|сейчас есть|есть (?=крем|тоник|сыворотк|гель|пенк|spf|спф)|на полке|в уходе|мой уход|из ухода|стоит|стоят|"
    r"(?:i |i'm |currently |now |been )?(?:use|using)|i (?:already )?(?:have|own)|got|wash with|washing with|cleanse with|on my shelf|i've got|currently on|moisturi[sz]e with|just a|only have)\s+",
    re.IGNORECASE,
)
_AT_HAND = re.compile(
    r"(?:у меня (?:уже |и так )?есть|(?:уже|и так) есть|already have (?:one|it)|got one already)[,:—-]+\s+"
    r"(?P<name>(?:[A-ZА-ЯЁ][\w'’.&-]*\s?){1,4})"
)
"""A product named after the word that it is there: "I already have one, Nivea Soft"."""
_STOP = re.compile(
    r"[.;!?\n]|,?\s(?:но|а|потому|кожа|когда|чтобы|но\b|бюджет|мне|но|but|because|since|which|and i|and my|my skin|skin|when|for my|it|so|every|утром и|on my)\b|\s[-–—]\s",
    re.IGNORECASE,
)
_PRODUCT = re.compile(
    r"(?:крем|сыворотк|тоник|пенк|гель|маск|скраб|мыло|лосьон|масло|спф|spf|санскрин|мицелляр|патч|пудр|молочк|бальзам|эссенци|эмульси|пилинг|умывалк|флюид|вод[аы]|"
    r"cream|serum|toner|cleanser|foam|gel|mask|scrub|soap|lotion|oil|sunscreen|balm|essence|mist|wash|moisturi[sz]er|vaseline|retinol|niacinamide|bar of|water|wipes)",
    re.IGNORECASE,
)
_BRAND = re.compile(
    r"\b(?!I['’])[A-Z][A-Za-z'’.-]+|\b[A-Z]{2,}\b|«[^»]+»|\"[^\"]+\"|(?<!^)(?<!\. )\b[А-ЯЁ][а-яё]{3,}"
)
_TRIM = re.compile(
    r"^(?:только|лишь|уже|сейчас|всякие|обычным|обычный|какой-то|just|only|a|an|the|some|my|от|по|лицо|is|with)\s+",
    re.IGNORECASE,
)
_OWN = re.compile(r"^(?:own|сво(?:й|я|ё|е|и|ю|его|ей))\s+\S+$", re.IGNORECASE)
"""Somebody's own cream is no name of one."""
_NEGATED = re.compile(
    r"(?:не|ничем не|don't|do not|never|nothing|stopped|перестала)\s+(?:\w+\s+)?$", re.IGNORECASE
)
_ASKED = re.compile(r"\b(?:can|could|should|may|must|shall|do|would|if)\s+$", re.IGNORECASE)
"""Before "I use": a question or a thought, and nothing that is owned."""
_WHEN = re.compile(
    r"\s+(?:каждый день|ежедневно|утром|вечером|по утрам|на ночь|every day|daily|at night|twice a day|in the morning)$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r",\s*|\s+(?:и|and|плюс|plus|\+|&)\s+")


def owned(original: str, *, asked: bool = False) -> list[str]:
    """Names of products the message says the speaker has or uses."""
    found: list[str] = []
    for match in _USES.finditer(original):
        before = original[: match.start()]
        if _NEGATED.search(before) or _ASKED.search(before):
            continue
        found += _items(original[match.end() :], named_only=True)
    found += [match["name"].strip() for match in _AT_HAND.finditer(original)]
    if not found and asked:
        head = re.sub(
            r"^\W*(?:у меня|да|пока|сейчас|i have|yes|well)\s+", "", original, flags=re.IGNORECASE
        )
        found = _items(head, named_only=False)
    return list(dict.fromkeys(found))


def _items(rest: str, *, named_only: bool) -> list[str]:
    stop = _STOP.search(rest)
    phrase = rest[: stop.start()] if stop else rest
    items = []
    for piece in _SPLIT.split(phrase):
        name = _WHEN.sub("", piece.strip(" \"'«».,"))
        while (trimmed := _TRIM.sub("", name)) != name:
            name = trimmed
        name = _OWN.sub("", name)
        specific = _BRAND.search(name) or (_PRODUCT.search(name) and len(name.split()) >= 2)
        if name and len(name) <= 80 and (specific or (not named_only and len(name.split()) <= 8)):
            items.append(name)
    return items
