"""The kind of skin and its sensitivity, read from mentions in their context. Pure."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention
from knowledge.vocabulary import SkinType

_OILY = {"oily": SkinType.OILY, "shine": SkinType.OILY}
_DRY = {"dry": SkinType.DRY, "tight": SkinType.DRY, "flake": SkinType.DRY}
_REST = {"calm_rest": SkinType.NORMAL}
_NAMED = {"combination": SkinType.COMBINATION, "normal": SkinType.NORMAL}
TYPE_OF = {**_OILY, **_DRY, **_REST, **_NAMED}
_SIGNS = frozenset({"shine", "tight", "flake"})
_FOR_SKIN = re.compile(r"(?:для|under|for|на|against)\W+(?:\w+\W+){0,2}$")
_COMPARED = re.compile(r"(?:(?<!\w)чем|\bthan|rather than|instead of|вместо)\W+(?:\w+\W+){0,2}$")
_OBLIQUE = re.compile(r"(?:ых|их|ой|ом|ыми|ими)$")
"""An adjective that goes with the noun after it ("при сухих щеках")."""
_NOT_THIS = re.compile(r"(?<!\w)(?:а не|not)\W+(?:an? )?$")
_GENERALLY = re.compile(r"\W+(?:коже|skin) (?:нуж|подход|полез|вред|можно|нельзя|needs|should)")
"""What a kind of skin needs in general ("комбинированной коже нужен тоник")."""
_MY = re.compile(r"(?<!\w)(?:my|мо[ейя]\w*)\W+(?:\w+\W+)?$")
_CHOICE = re.compile(r"(?<!\w)(?:или|либо|то ли|or|не то|/|vs)(?!\w)")
_IN_ZONE = re.compile(
    r"\W*(?:on|in|around|at|across|в|во|на|у|по|around the)\W+(?:(?:my|the|моей|моем|моих)\W+)?"
)
_BETWEEN = re.compile(r"(?:между|between|in between)\W+(?:\w+\W+)?$")
_KIND = r"(?:dry|oily|normal|combination|combo|сух\w+|жирн\w+|нормальн\w+|комбинир\w+)"
_EITHER_KIND = re.compile(rf"(?<!\w){_KIND},? (?:or|или|то ли|либо) (?:maybe )?{_KIND}(?!\w)")
_WORDS = re.compile(r"[\w'-]+")
_LISTED_NORMAL = re.compile(
    r"(?:[,;:=] ?|(?<=\w)[.!?] ?|\d )(?P<kind>normal|обычная|нормальная)(?= ?[,;.!?] ?\w)"
)
_LEANING = re.compile(r"(?:ближе к|closer to|leaning|bordering on|on the verge of)\W+(?:\w+\W+)?$")
_TENDENCY = re.compile(
    r"(?:склонн\w+ к|тенденци\w+ к|с уклоном в|тяготе\w+ к|prone to|tends? to(?: get| be)?|"
    r"normal to|dry to|to)\W+(?:\w+\W+)?$"
)
_SOMETIMES = re.compile(r"(?:иногда|временами|порой|изредка|редко|sometimes|occasionally|rarely)\W")


@dataclass(frozen=True, slots=True)
class Said:
    """A reading of a slot: the value, where it rests, how sure."""

    value: SkinType | bool | None
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class _Vote:
    kind: SkinType
    zone: str  # "t", "u", "whole" or "" when no zone is named
    named: bool
    mention: Mention


def _parted(mention: Mention, zone: Mention, others: Sequence[Mention]) -> bool:
    """Whether another statement stands between a quality and a zone ("жирная и точки на носу")."""
    low, high = min(mention.end, zone.end), max(mention.start, zone.start)
    return any(low <= other.start and other.end <= high for other in others)


def _zone(
    mention: Mention, zones: Sequence[Mention], others: Sequence[Mention], context: Context
) -> str:
    """Where on the face: the nearest zone of the same clause, before the quality if there is one."""
    start, end = context.clause(mention.start)
    here = [
        zone
        for zone in zones
        if start <= zone.start < max(end, mention.end) and not _parted(mention, zone, others)
    ]
    if not here:
        return ""

    def distance(zone: Mention) -> tuple[int, int]:
        before = zone.end <= mention.start
        gap = max(mention.start - zone.end if before else zone.start - mention.end, 0)
        between = context.text[mention.end : zone.start]
        led = not before and _IN_ZONE.fullmatch(between) is not None
        agrees = not before and gap <= 1 and _OBLIQUE.search(context.text[: mention.end])
        lead = 14 if agrees else 12 if led else 8 if before else 0
        return (int(zone.concept == "zone_whole"), gap - lead)

    # a zone of the face beats "skin", which stands in most sentences
    nearest = min(here, key=distance)
    return {"zone_t": "t", "zone_u": "u", "not_face": "body"}.get(nearest.concept, "whole")


def _for_product(mention: Mention, context: Context) -> bool:
    """For example "крем для сухой кожи" that is owned or named says nothing; one that is wanted does."""
    text = context.text
    head = text[max(0, mention.start - 30) : mention.start]
    if not _FOR_SKIN.search(head):
        return False
    start, end = context.sentence(mention.start)
    return bool(context.cues("owned", start, end)) and not context.cues("request", start, end)


def _counts(mention: Mention, context: Context) -> bool:
    head = context.text[max(0, mention.start - 30) : mention.start]
    if mention.concept == "normal" and _NOT_THIS.search(head):
        return False
    if _GENERALLY.match(context.text, mention.end) and not _MY.search(head):
        return False
    return not (_COMPARED.search(head) or _for_product(mention, context))


def _votes(mentions: Sequence[Mention], context: Context) -> list[_Vote]:
    zones = [m for m in mentions if m.concept in ("zone_t", "zone_u", "zone_whole", "not_face")]
    others = [m for m in mentions if not m.concept.startswith(("zone", "not_face"))]
    votes = []
    for mention in mentions:
        kind = TYPE_OF.get(mention.concept)
        if kind is None or not _counts(mention, context):
            continue
        spoken = context.asserted(mention)
        if not spoken or (context.is_negated(mention) and mention.concept != "normal"):
            continue
        zone = "u" if mention.concept in _REST else _zone(mention, zones, others, context)
        if zone != "body":
            votes.append(_Vote(kind, zone, mention.concept not in (_SIGNS | _REST.keys()), mention))
    return votes


def _undecided(votes: Sequence[_Vote], context: Context) -> bool:
    """For example "то ли сухая, то ли нормальная": two kinds joined by "or", or named after "don't know"."""
    for first, second in itertools.pairwise(votes):
        between = context.text[first.mention.end : second.mention.start]
        if (
            first.kind is not second.kind
            and (_CHOICE.search(between) or _BETWEEN.search(context.text[: first.mention.start]))
            and (len(_WORDS.findall(between)) <= 5)
        ):
            return True
    return False


def listed_normal(text: str) -> list[Mention]:
    """For example "38, normal, crow's feet": the bare word is a kind of skin only as an item of a list."""
    found = _LISTED_NORMAL.finditer(text)
    return [Mention(m.start("kind"), m.end("kind"), "normal") for m in found]


def between_kinds(text: str) -> bool:
    """For example "dry or normal, I have no idea": said outright not to be known."""
    match = _EITHER_KIND.search(text)
    return match is not None and _NOT_KNOWN.search(text, match.end(), match.end() + 40) is not None


def _sometimes(vote: _Vote, context: Context) -> bool:
    start, end = context.clause(vote.mention.start)
    near = context.text[max(start, vote.mention.start - 20) : min(end, vote.mention.end + 12)]
    return bool(_SOMETIMES.search(near + " "))


def _mixed(votes: Sequence[_Vote], context: Context) -> _Vote | None:
    """Greasy in the middle, dry or calm elsewhere."""
    votes = [v for v in votes if not _sometimes(v, context)]
    oily_t = next((v for v in votes if v.kind is SkinType.OILY and v.zone == "t"), None)
    if oily_t and any(v.kind in (SkinType.DRY, SkinType.NORMAL) and v.zone != "t" for v in votes):
        return oily_t
    dry_u = next((v for v in votes if v.kind is SkinType.DRY and v.zone == "u"), None)
    if dry_u and any(v.kind is SkinType.OILY and v.zone != "u" for v in votes):
        return dry_u
    return None


def _said(vote: _Vote, kind: SkinType, confidence: float) -> Said:
    return Said(kind, vote.mention.start, vote.mention.end, confidence)


def _conflict(votes: list[_Vote], context: Context) -> Said | None:
    """Several kinds of the whole face: the correction, the named one, the lasting one."""
    correction = context.cues("correction", votes[0].mention.end, votes[-1].mention.start)
    if correction:
        return _said(votes[-1], votes[-1].kind, 0.9)
    lasting = [v for v in votes if not _seasonal(v, context)]
    if len({v.kind for v in lasting}) == 1:
        return _said(lasting[-1], lasting[-1].kind, 0.8)
    if not lasting:
        return None
    named = [v for v in lasting if v.named and not _tendency(v, context)]
    kinds = {v.kind for v in named}
    if SkinType.COMBINATION in kinds:
        return _said(
            next(v for v in named if v.kind is SkinType.COMBINATION), SkinType.COMBINATION, 0.85
        )
    if len(kinds) == 1:
        return _said(named[-1], named[-1].kind, 0.8)
    if kinds == {SkinType.OILY, SkinType.DRY} or not named:
        return None
    return _said(named[-1], named[-1].kind, 0.5)


def _seasonal(vote: _Vote, context: Context) -> bool:
    start, end = context.clause(vote.mention.start)
    sometimes = _SOMETIMES.search(context.text[max(start, vote.mention.start - 25) : end])
    before = context.cues("seasonal", max(start, vote.mention.start - 40), vote.mention.start)
    return bool(sometimes or before or context.cues("seasonal", vote.mention.end, end))


def _tendency(vote: _Vote, context: Context) -> bool:
    head = context.text[max(0, vote.mention.start - 30) : vote.mention.start]
    return bool(_TENDENCY.search(head)) and not _LEANING.search(head)


def skin_type(mentions: Sequence[Mention], context: Context) -> Said | None:
    """What kind of skin the speaker says to have, or None."""
    votes = _votes(mentions, context)
    if not votes or between_kinds(context.text):
        return None
    if _undecided([v for v in votes if v.named], context):
        return None
    mixed = _mixed(votes, context)
    if mixed:
        return _said(mixed, SkinType.COMBINATION, 0.9)
    whole = [v for v in votes if v.zone in ("", "whole") or v.mention.concept in _NAMED]
    whole = [v for v in whole if not (v.mention.concept == "flake" and not _whole_flake(v, votes))]
    if not whole:
        return None
    kinds = {v.kind for v in whole}
    if len(kinds) == 1:
        vote = next((v for v in whole if v.named), whole[0])
        if all(_seasonal(v, context) for v in whole) and not vote.zone:
            return None
        only_signs = not any(v.named for v in whole)
        if all(_seasonal(v, context) for v in whole) and only_signs:
            return None
        return _said(vote, vote.kind, 0.75 if only_signs else 0.95)
    return _conflict(whole, context)


def _whole_flake(vote: _Vote, votes: Sequence[_Vote]) -> bool:
    """Flakes make a dry skin only over the whole face or beside another sign of dryness."""
    return vote.zone == "whole" or any(
        v.kind is SkinType.DRY and v.mention.concept != "flake" for v in votes
    )


_NOT_KNOWN = re.compile(
    r"(?<!\w)(?:не знаю|понятия не имею|без понятия|не в курсе|не понимаю|не могу сказать|хз|не уверена?|непонятно|"
    r"no idea|don't know|dunno|not sure|no clue|couldn't tell|can't (?:tell|say)|couldn't say|idk)(?!\w)"
)
_NAMED_SENSITIVE = re.compile(
    r"чувств|реактив|нежн|деликат|sensit|reactiv|delicate|гипер|капризн|fussy|fragile"
)


def _to_allergen(mention: Mention, mentions: Sequence[Mention], context: Context) -> bool:
    """A reaction to one named allergen is an allergy, no sensitive skin."""
    if _NAMED_SENSITIVE.search(context.text[mention.start : mention.end]):
        return False
    start, end = context.clause(mention.start)
    return any(
        m.concept == "allergen" and min(start, mention.start) <= m.start < max(end, mention.end)
        for m in mentions
    )


_NOT_SO = re.compile(
    rf"(?<!\w)(?:не|not|hardly|isn't)\W+(?:такая |очень |very |that )?(?:{_NAMED_SENSITIVE.pattern})"
)


def _calm(mention: Mention, context: Context) -> bool:
    """For example "кожа вообще не капризная": named and denied in one breath."""
    start = max(0, mention.start - 16)
    return _NOT_SO.search(context.text, start, mention.end) is not None


def _unknown(mention: Mention, context: Context) -> bool:
    """For example "whether it's sensitive I couldn't tell"."""
    return _NOT_KNOWN.search(context.text, *context.sentence(mention.start)) is not None


def sensitivity(mentions: Sequence[Mention], context: Context) -> Said | None:
    """Whether the speaker calls the skin sensitive: True, False or None (not said)."""
    found: list[Said] = []
    for mention in mentions:
        if mention.concept not in ("sensitive", "not_sensitive"):
            continue
        if not context.asserted(mention) or _for_product(mention, context):
            continue
        if _to_allergen(mention, mentions, context) or _unknown(mention, context):
            continue
        if mention.concept == "not_sensitive":
            found.append(Said(False, mention.start, mention.end, 0.9))
        else:
            denied = context.is_negated(mention) or _calm(mention, context)
            found.append(Said(not denied, mention.start, mention.end, 0.9))
    if not found:
        return None
    if len({said.value for said in found}) > 1:
        corrected = context.cues("correction", found[0].end, found[-1].start)
        return found[-1] if corrected else min(found, key=lambda said: (said.value is True, 0))
    return found[0]
