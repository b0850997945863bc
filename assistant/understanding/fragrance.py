"""Whether products without fragrance are asked for. Pure."""

import re
from collections.abc import Sequence

from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention
from assistant.understanding.values import Value

_INDIFFERENT = re.compile(
    r"(?:doesn't|don't|does not|do not|не)\W+(?:bother|mind|annoy|меша|раздража|бес)"
)
_WITHOUT = re.compile(r"(?<!\w)(?:без|without|no)\W+$")


_SMELL = r"(?:отдуш\w*|запах\w*|аромат\w*|парфюм\w*|духами|fragranc\w*|scent\w*|perfum\w*|parfum|smell\w*)"
_REFUSED = re.compile(
    rf"(?<!\w)(?:(?:без|избав\w+|исключ\w+|убер\w+|убрать|уберите|минус|without|no)(?: \w+)? {_SMELL}"
    rf"|от {_SMELL}(?: \w+|,){{0,3}} (?:избав\w+|откаж\w+|увольте|упаси\w*)"
    rf"|{_SMELL}(?:[ ,]+(?:мне|пожалуйста|прошу|бы|лучше|вообще|просьба)){{0,3}}[ ,]+(?:исключ\w+|убрать|убер\w+|не надо|не нужн\w+|не предлаг\w+|не хочу|ни к чему|избегать)"
    rf"|(?:пахуч\w*|душист\w*|ароматн\w*|вонюч\w*)[ ,]+(?:мне |сразу )?(?:мимо|не надо|не нужно|не предлаг\w+|не хочу|не беру|исключ\w+)"
    r"|(?:лишь бы|только бы|главное,?(?: чтоб\w*)?|пусть|чтоб\w*)(?: \w+){0,2} (?:ничем )?не (?:пах(?:л\w*|нет|нут)?|вонял\w*|благоухал\w*)"
    r"|(?:пахнуть|вонять|благоухать)(?: \w+){0,2} не (?:долж\w+|надо|нужно|обязан\w*)|не (?:должн\w+|надо|нужно)(?: \w+){0,2} (?:пахнуть|вонять|благоухать)"
    rf"|can't be doing with (?:\w+ )?{_SMELL}|(?:don't|do not|didn't) (?:want|plan|wish)(?: \w+){{0,3}} to smell"
    rf"|smells? like (?:a )?(?:perfume|flower|candle)(?:\W+\w+){{0,3}}? (?:is|are) a (?:hard |big |firm )?no(?!\w)"
    rf"|{_SMELL}(?:,? please)? (?:out of|left out|is out|are out|off the table)|(?:spare|save) me the {_SMELL}|(?:keep|leave) (?:the |any |all )?{_SMELL} (?:out|away))(?!\w)"
)
"""A wish for no fragrance in words that also stand in a liking ("хочу без отдушек")."""
_FINE = re.compile(
    rf"(?<!\w){_SMELL}(?: \w+)? (?:doesn't|does not|don't|do not|never|не)(?: \w+)? (?:bother\w*|annoy\w*|меша\w+|раздража\w+|беспоко\w+|бесит|волну\w+)(?!\w)"
    rf"|(?<!\w)(?:don't|do not) mind either way(?: \w+){{0,2}} {_SMELL}"
)
_LIKED = re.compile(
    r"(?<!\w)(?<!не )(?:i (?:love|like|adore|enjoy)|люблю|обожаю|прям обожаю)(?:,? (?:when|it|когда|чтоб\w*|чтобы|банка|крем|the|my|a|it's|has|cream|крем\w*|мыло|все|so|nice)){0,5},? "
    r"(?:has parfum|parfum|perfume|пахн\w+|пахл\w+|душист\w+|ароматн\w+|smells)(?!\w)"
)


_WISHED = re.compile(r"без |without |no |unscented|scent-?free|fragrance-?free")


def fragrance_free(
    mentions: Sequence[Mention], context: Context, hits: Sequence[Value] = ()
) -> tuple[bool, Mention] | None:
    """Whether products without fragrance are asked for."""
    told, mentions = _said_outright(mentions, context, hits)
    return told or _by_mentions(mentions, context, hits)


def _said_outright(
    mentions: Sequence[Mention], context: Context, hits: Sequence[Value]
) -> tuple[tuple[bool, Mention] | None, Sequence[Mention]]:
    """What whole phrases say, and the mentions that are left where they say nothing."""
    text = context.text
    if liked := _LIKED.search(text):
        return (False, Mention(liked.start(), liked.end(), "fragrance_ok")), mentions
    refusals = [Mention(m.start(), m.end(), "fragrance_free") for m in _REFUSED.finditer(text)]
    idle = [match.span() for match in _FINE.finditer(text)]
    idle += [(m.start, m.end) for m in (*mentions, *refusals) if _doubtful(text, m)]
    for mention in refusals:
        whose = context.is_self(mention) and not context.is_hypothetical(mention)
        if whose and not _lies_in(mention, idle) and not _of_one(mention, context, hits):
            return (True, mention), mentions
    return None, [m for m in mentions if not _lies_in(m, idle)]


def _by_mentions(
    mentions: Sequence[Mention], context: Context, hits: Sequence[Value]
) -> tuple[bool, Mention] | None:
    for mention in mentions:
        if mention.concept == "fragrance_free" and context.is_self(mention):
            if _is_allergy(mention, mentions, context.text) or _of_one(mention, context, hits):
                continue
            if _INDIFFERENT.search(context.text[mention.start : mention.end]):
                continue
            if not context.is_hypothetical(mention):
                return True, mention
        unwanted = _WITHOUT.search(context.text[: mention.start])
        liked = mention.concept == "fragrance_ok" and context.holds(mention) and not unwanted
        if liked:
            return False, mention
    return None


def _doubtful(text: str, mention: Mention) -> bool:
    """Whether the refusal is itself denied or left open: "не обязательно без отдушек"."""
    head = text[max(0, mention.start - 30) : mention.start]
    tail = text[mention.end : mention.end + 30]
    return bool(
        re.search(
            r"(?<!\w)(?:не обязательно|необязательно|не важно|неважно|всё равно|все равно|или|хоть|not necessarily|or)[ ,]*(?:\w+ )?$",
            head,
        )
        or re.match(
            r"[ ,]*(?:не обязательно|необязательно|или|не принципиально|doesn't matter|or with)",
            tail,
        )
        or (
            re.match(r"[^.!;]*\?", tail)
            and re.search(r"(?:чем|зачем|почему|лучше ли|why|what's)[^.!?]*$", head)
        )
    )


def _lies_in(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    fragrance = mention.concept in ("fragrance_free", "fragrance_ok")
    return fragrance and any(a < mention.end and mention.start < b for a, b in spans)


def _is_allergy(mention: Mention, mentions: Sequence[Mention], text: str) -> bool:
    """For example "Fragrance gives me a rash" is told as an allergy, not as a wish."""
    if _WISHED.search(text[mention.start : mention.end]):
        return False
    return any(m.concept == "allergen" and mention.start <= m.start < mention.end for m in mentions)


def _of_one(mention: Mention, context: Context, hits: Sequence[Value]) -> bool:
    """For example "I hate the smell of coconut": one smell, not all of them."""
    end = context.clause(mention.start)[1]
    return any(
        h.name != "fragrance" and mention.start <= h.start < min(end, mention.end + 14)
        for h in hits
    )
