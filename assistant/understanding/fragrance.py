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


_WISHED = re.compile(r"без |without |no |unscented|scent-?free|fragrance-?free")


def fragrance_free(
    mentions: Sequence[Mention], context: Context, hits: Sequence[Value] = ()
) -> tuple[bool, Mention] | None:
    """Whether products without fragrance are asked for."""
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
