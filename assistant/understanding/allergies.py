"""What the speaker is allergic to. Pure."""

import re
from collections.abc import Sequence

from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention
from assistant.understanding.reactions import (
    ALLERGY,
    ALLERGY_STOP,
    NO_ALLERGY,
    REACTION,
    REACTS,
    WISH_WITHOUT,
    found_out,
    of_pronoun,
)
from assistant.understanding.values import Value

_LIST = re.compile(r"\W*(?:(?:и|а|еще|также|and|or|или|плюс|also|на|к|to)\W+){0,4}")
_ME_TOO = re.compile(
    r"(?<!\w)(?:me too|same here|so (?:do|am) i|и (?:у меня|мне) тоже|мне тоже|у меня тоже)(?!\w)"
)
"""What somebody else is allergic to, and the speaker as well."""
_I_AM = re.compile(
    r"\W*(?:(?:please|thanks|пожалуйста)\W+)?(?:(?:because|as|since|cause|потому что|ведь|так как|тк)\W+)?(?:i'm|i am|у меня|я)\W+"
    r"(?:(?:very|so|badly|highly|seriously|страшный|жуткий|сильная|на не\w+|на них|к не\w+)\W+){0,2}(?:allerg|аллерг)"
)
"""Right after what is not wanted: "without oxybenzone, I'm allergic"."""
_BANNED = re.compile(
    r"(?<!\w)(?:banned|forbidden|not allowed|off the menu|запрещен\w?|под запретом|не держат|не держим|убрали)(?!\w)[^.!?;]{0,30}(?<!\w)(?:because of me|on my account|из-за меня)(?!\w)"
)
_EQUALS = re.compile(
    r"\s*[?:=>-]+\s*(?:(?:instant|just|straight|сразу|одна|только|сплошн\w+)\W+)?" + REACTS.pattern
)
"""Right after the name: "lanolin? rash", «мед: сыпь»."""
_THEN = re.compile(
    r"\W+(?:я )?(?:ем|поем|съем|мажу|наношу|намажу)\W+(?:(?:и|потом|сразу|хожу|вся|весь)\W+){0,3}(?:"
    + REACTS.pattern
    + ")"
)
_AND_I = re.compile(
    r"(?<!\w)(?:а|и|but|and|while) (?:я|i)(?: am)? (?:only |just |только |лишь )?(?:от|на|to|from)\W+$"
)
"""Before what the speaker reacts to, where the reaction was told of another."""
_NEITHER = re.compile(r"\W*(?:ни|nor|neither)\W+")
_VAGUE = re.compile(
    r"(?:все|всё|что|нет|много\w*|какие|какой|какую|кучу|разн\w+|некотор\w+|something|everything|anything|some|most|many|things?|stuff|nothing|the|my|косметик\w*|крем\w*|продукт\w*|products?|нов\w+|лиц\w+|кож\w+|весн\w+|солнц\w+|sun|spring|certain|lots|mornings?|mondays?|boss|work|people|idiots?|stupidity|утр\w+|понедельник\w*|работ\w+|(?:bad )?jokes?|люд\w+|глупост\w*|тупост\w*|начальни\w+)"
)
_WITHOUT = re.compile(r"(?<!\w)(?:без|without)\W+$")
"""Products without fragrance are a wish, also in answer to the question about allergies."""


def told(
    context: Context, original_hits: Sequence[tuple[str, int, int]], *, asked: bool
) -> list[Value]:
    """Canonical names of what the speaker is allergic to."""
    found: dict[str, Value] = {}
    for name, start, end in original_hits:
        mention = Mention(start, end, "allergen")
        if found_out(context.text, start, end):
            found.setdefault(name, Value(name, start, end))
            continue
        if not (
            context.is_self(mention) or _ME_TOO.search(context.text, end)
        ) or context.is_hypothetical(mention):
            continue
        wished = name == "fragrance" and _WITHOUT.search(context.text[:start])
        if _allergic(context, start, end, asked=asked and not wished):
            found.setdefault(name, Value(name, start, end))
    for name, start, end in sorted(original_hits, key=lambda hit: hit[1]):
        listed = any(
            0 <= start - v.end <= 12 and _LIST.fullmatch(context.text[v.end : start])
            for v in found.values()
        )
        if listed:  # "rash from lavender, limonene and coconut"
            found.setdefault(name, Value(name, start, end))
    for name, start, end in original_hits:  # "ни ланолина, ни меда, чешусь"
        if any(_NEITHER.fullmatch(context.text[end : v.start]) for v in [*found.values()]):
            found.setdefault(name, Value(name, start, end))
    return list(found.values())


def _allergic(context: Context, start: int, end: int, *, asked: bool) -> bool:
    sentence = context.sentence(start)
    text = context.text[sentence[0] : sentence[1]]
    at, to = start - sentence[0], end - sentence[0]
    none = NO_ALLERGY.search(text)
    if none and not re.search(
        r"(?<!\w)(?:кроме|except|besides|apart from|other than|но|but|only|только)(?!\w)", text
    ):
        listed = text[none.start() : to]
        if none.start() <= at and not re.search(r"[,](?! ?(?:ни|nor|or|или))", listed):
            return False
        if none.start() > at:
            return False
    for cue in ALLERGY.finditer(text):
        if cue.end() <= at and not ALLERGY_STOP.search(text[cue.end() : at]):
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
            and not ALLERGY_STOP.search(text[to : cue.start()])
            and cue.start() - to < 40
        ):
            return not re.match(r"\W*(?:\w+ )?(?:нет|нету|не было|не )", text[cue.end() :])
    return (
        asked
        or _said_outright(text, at, to)
        or _reacts_to(text, at, to)
        or bool(_EQUALS.match(context.text, end))
        or of_pronoun(context.text, start, end)
    )


def _said_outright(text: str, at: int, to: int) -> bool:
    """Whether a phrase around the name tells of a reaction or of a ban for the speaker's sake."""
    if _THEN.match(text, to) or _I_AM.match(text, to) or _BANNED.search(text, to):
        return True
    before = text[:at]
    return bool(_AND_I.search(before) and (ALLERGY.search(before) or REACTS.search(before)))


def _reacts_to(text: str, at: int, to: int) -> bool:
    if WISH_WITHOUT.search(text[:at]):
        return False
    reach = text[max(0, at - 45) : min(len(text), to + 45)]
    if not REACTS.search(reach):
        return False
    return (
        bool(REACTION.search(text[max(0, at - 25) : at]))
        or bool(
            re.match(
                r"\W*(?:\w+\W+){0,2}?(?:gives?|gave|makes?|made|causes?d?|brings?|brought|leaves?|left|вызыва\w+|вызвал\w*|sends?|sent|дает|да[её]т|дал[аио]?)",
                text[to:],
            )
        )
        or bool(re.match(r"\W*(?:меня|мне|me)?\W*" + REACTS.pattern, text[to:]))
    )


def is_vague(name: str) -> bool:
    """Whether a said allergen names nothing in particular."""
    return bool(_VAGUE.match(name))
