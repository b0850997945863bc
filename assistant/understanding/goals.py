"""What the speaker wants to care about or complains of. Pure."""

import re
from collections.abc import Sequence

from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention
from knowledge.vocabulary import Concern

GOAL_OF = {concern.value: concern for concern in Concern} | {"oil_goal": Concern.OILINESS}
# After a cause or a preposition the word is no complaint of its own.
_REACTS = re.compile(
    r"красне|покрасне|сып|обсып|высып|шелуш|break|broke|red|flak|rash|bump|inflam|воспал"
)
_SO_THAT_NOT = re.compile(
    r"(?<!\w)(?:чтоб\w*|so (?:that )?(?:it|they|my \w+) (?:do|does|did|would|will)(?:n't| not))(?: [\w-]+){0,4}? (?:не |больше не )?$"
)
_NONE_LUCKILY = re.compile(
    r"\W*(?:слава богу|к счастью|тьфу[- ]тьфу)\W+(?:у меня )?(?:пока |еще |совсем |вроде )*(?:нет|не было)(?!\w)"
)
_AS_CAUSE = re.compile(r"(?:из-за|because of|caused by)\W+(?:\w+\W+)?$")


def _denied(mention: Mention, context: Context) -> bool:
    if _NONE_LUCKILY.match(context.text, mention.end):
        return True
    return context.is_negated(mention) and not _wished_away(mention, context)


def _wished_away(mention: Mention, context: Context) -> bool:
    """For example "хочу, чтобы щёки не шелушились": what is wished gone is there."""
    return _SO_THAT_NOT.search(context.text, 0, mention.start) is not None


def _owned(mention: Mention, context: Context) -> bool:
    """For example "пользуюсь кремом от морщин": a product in use, no new wish."""
    clause = context.clause(mention.start)
    owned = list(context.cues("owned", clause[0], mention.start))
    if not owned or context.cues("request", clause[0], clause[1]):
        return False
    return mention.concept == "sun_protection"


def goals(mentions: Sequence[Mention], context: Context) -> list[tuple[Concern, Mention]]:
    """Goals with the mention each rests on, in order of first mention."""
    found: dict[Concern, Mention] = {}
    for mention in mentions:
        concern = GOAL_OF.get(mention.concept)
        if concern is None or concern in found:
            continue
        denies = _denied(mention, context)
        if not _told(mention, context) or denies:
            continue
        if _owned(mention, context) or _reaction(mention, mentions, context):
            continue
        found[concern] = mention
    return list(found.items())


def _reaction(mention: Mention, mentions: Sequence[Mention], context: Context) -> bool:
    """Redness or rash that a product or an allergen brings on is a reaction, no complaint."""
    said = context.text[mention.start : mention.end]
    if not _REACTS.match(said):
        return False
    clause = context.clause(mention.start)
    return any(
        m.concept in ("sensitive", "allergen") and clause[0] <= m.start < clause[1]
        for m in mentions
    ) or bool(re.match(r"\W*(?:out )?in (?:hives|a rash|rash)", context.text[mention.end :]))


def denied(mentions: Sequence[Mention], context: Context) -> list[tuple[Concern, Mention]]:
    """Goals that the speaker says not to have."""
    return [
        (GOAL_OF[m.concept], m)
        for m in mentions
        if m.concept in GOAL_OF and context.asserted(m) and _denied(m, context)
    ]


def _told(mention: Mention, context: Context) -> bool:
    # marks come after: what they come from may well be over
    last = mention
    if mention.concept == "post_acne":
        last = Mention(mention.end - 1, mention.end, mention.concept)
    if not context.is_self(mention) or context.is_past(last):
        return False
    if context.is_hypothetical(mention):
        return mention.concept == "sun_protection"
    if mention.concept == "sun_protection" and _plain_question(mention, context):
        return False
    return not context.is_asked(mention)


def _plain_question(mention: Mention, context: Context) -> bool:
    """For example "А в пасмурно солнцезащитный надо?" asks about sunscreen, it does not ask for one."""
    start, end = context.sentence(mention.start)
    sentence = context.text[start:end]
    return sentence.rstrip().endswith("?") and not re.search(
        r"(?<!\w)(?:посовет\w*|как(?:ой|ую|ая|ие)|ищу|хочу|подбер\w*|порекоменд\w*|recommend\w*|which|what|need|looking|suggest\w*|any)(?!\w)",
        sentence,
    )
