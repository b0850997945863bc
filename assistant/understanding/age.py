"""The speaker's own age. Pure."""

import re

from assistant.understanding import numbers
from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention

_SELF_AFTER = re.compile(r"\W*(?:лет |годиков )?мне(?!\w)")
_REVERSED = re.compile(r"(?:^|[.!?,;]\s*)(?P<n>[1-9]\d) мне(?=\W*(?:$|[.,!?;)]))")
"""An age said the other way round: "27 мне"."""
_MENDED = re.compile(
    r"[\W_]{1,6}(?:тьфу|ой|ой нет|ах нет|нет|вернее|точнее|то есть|wait|no|sorry|oops|er+|scratch that)"
    r"[\W_]{1,4}(?:(?:мне|уже|i'm|i am|make that|i mean) )?(?P<n>[1-9]\d)(?!\d)"
)
"""A slip put right in the same breath: "43... тьфу, 44"."""
_COUNTED = 10
_THEN = re.compile(
    r"(?<!\w)(?:had|was|were|used to|looked|felt|started|got|была|был|было|были|начал\w*|имела)(?!\w)"
)


def own_age(context: Context, *, asked: bool = False) -> numbers.Found | None:
    """The speaker's own age."""
    own: list[numbers.Found] = []
    plain: list[numbers.Found] = []
    for found in numbers.ages(context.text, asked=asked):
        mention = Mention(found.start, max(found.end - 1, found.start + 1), "age")
        head = context.text[max(0, found.start - 40) : found.start + 6]
        told_self = re.search(
            r"(?<!\w)(?:мне|i'm|im|i am|мой возраст|my age|for me|me,|age|aged|возраст)(?!\w)", head
        )
        said = context.text[found.start : found.end]
        if re.search(rf"(?<!\w)(?:не|not|isn't|n't) {found.value}(?!\d)", said):
            continue  # "not 16 but 19": the other number is meant
        if found.value < _COUNTED and re.search(r"(?<!\w)(?:а не|not)(?!\w)", said):
            continue  # "four, not three" counts thousands
        alone = not context.cues("other", context.sentence(found.start)[0], found.start)
        told_self = told_self or _SELF_AFTER.match(context.text, found.end)
        if (told_self or alone or context.is_self(mention)) and not _not_mine(context, found):
            own.append(found)
            if told_self:
                plain.append(found)
    if not own:
        return _number(_REVERSED.search(context.text))
    if plain and len(plain) < len(own) and own[0] not in plain:
        own = plain
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
    chosen = (now or rest)[0]
    return _number(_MENDED.match(context.text, chosen.end)) or chosen


def _number(match: re.Match[str] | None) -> numbers.Found | None:
    if match is None:
        return None
    return numbers.Found(int(match["n"]), match.start("n"), match.end("n"))


def _not_mine(context: Context, found: numbers.Found) -> bool:
    head = context.text[max(0, found.start - 30) : found.start]
    tail = context.text[found.end : found.end + 25]
    if re.search(
        r"(?:выгляжу на|дают|look|feel like|act|с|до|лет в|since|until|when i was|by|последние|уже|already|for|for the last|over|past)\W*$",
        head,
    ) and not re.search(r"(?:мне|i'm|i am) (?:уже|already|за|over|past)\W*$", head):
        said = context.text[found.start : found.end]
        return not re.match(
            r"(?:мне|i'm|im|i am|i|возраст|aged?|just turned|turned|over|past|за|под)", said
        )
    if re.search(r"(?<!\w)(?:at|в|in my|после)\W*$", head) or re.match(
        r"(?:at|в|in my|после) ", context.text[found.start : found.end]
    ):
        clause = context.clause(found.start)
        if _THEN.search(context.text, clause[0], clause[1]):
            return True
    return bool(
        re.match(
            r"\W*(?:назад|ago|подряд|мучаюсь|борюсь|пользуюсь|страдаю|experience|стаж\w*|как )",
            tail,
        )
    )
