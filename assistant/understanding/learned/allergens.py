"""Which of the allergens that a message names the speaker is allergic to. Pure.

Each named allergen is a candidate; its signs are the rules' verdict, the words around it and how
much the pieces it stands in sound like somebody who tells of an allergy.
"""

import re
from collections.abc import Sequence

import numpy as np

from assistant.profile import Act, Command, Slot
from assistant.understanding import reactions
from assistant.understanding.draft import Draft
from assistant.understanding.learned.heads import log_odds
from assistant.understanding.learned.labels import TOLD
from assistant.understanding.learned.signs import Seen
from assistant.understanding.lexicon import Mention
from assistant.understanding.values import Value
from knowledge.retrieval import FloatArray

NAMES = (
    "read by rules", "best piece", "whole message", "next piece", "allergy word in the sentence",
    "allergy word in the message", "reaction word in the sentence", "reaction word in the message",
    "reaction word soon after", "forbidden", "denied in the sentence", "denied in the message",
    "wished away", "liked", "of others", "of the past", "asked or supposed", "question mark",
    "denied by its clause", "asked about", "names read by rules", "names",
    "disproved", "only disliked", "named as a sign of test", "others in the message",
    "self in the message", "equals a reaction", "right after a cue",
)  # fmt: skip
_FORBIDDEN = re.compile(
    r"(?<!\w)(?:нельзя|никак|категорически|противопоказан\w*|под запретом|вычеркн\w+|без вариантов|не друг|каждый раз|выписыва\w+|запретил\w*|мимо|исключ\w+|не мо[йяё]|враг\w*|ч[её]рн\w+ списк\w*|блэклист\w*|туда же|тоже|"
    r"no-go|no go|banned|never again|every time|can't have|can't go near|avoid|is out|are out|are a no|is a no|enemy|neither|so does|so do|too|off|confirmed|tested|patch|crosses|no no)(?!\w)"
)
_LIKED = re.compile(
    r"(?<!\w)(?:люблю|обожаю|нравится|пользуюсь|нормально|без проблем|можно|fine|love|like|no problem|use|using|ok|okay|with|для|ищу|хочу|want|need)(?!\w)"
)
_DISPROVED = re.compile(
    r"(?<!\w)(?:не аллерги\w+|аллергии нет|опроверг\w*|не подтверди\w+|подозрева\w+|предполага\w+|пусто|чисто|ноль|ни разу|реакций нет|внуша\w+|перепровер\w+|мажу спокойно|ем спокойно|ложк\w+|оказалось|показалось|думал\w*|казалось|прошл\w+|перерос\w*|"
    r"no allergy|not an allergy|not allergic|no reaction|never reacted|came back (?:clean|negative|fine|clear)|clear|negative|"
    r"innocent|blam\w+|suspect\w+|culprit|zilch|nothing|nada|says no|was never|free to go|wasn't|tested clean|tolerate just fine|got over|turned out|outgrew|grew out|thought i was|used to be|prefer\w*|preference)(?!\w)"
)
_DISLIKED = re.compile(
    r"(?<!\w)(?:запах\w*|вкус\w*|бес[ия]т|не люблю|не нравится|ненавижу|вредн\w+|опасн\w+|smell\w*|taste\w*|hate|dislike|don't like|not a fan|read bad|dangerous|bad for)(?!\w)"
)
_TESTED = re.compile(
    r"(?<!\w)(?:test\w*|patch\w*|positive|crosses|плюс|проб[аыу]\w*|тест\w*|аллерголог\w*|allergist|dermatologist|derm|confirmed|known)(?!\w)"
)
_EQUALS = re.compile(r"\W*(?:[=:—–-]|->|→|это|means|equals)\W*(?:\w+\W+){0,3}?$")
_LEADS = re.compile(
    r"(?:аллерги\w*(?: у меня)?(?: есть)? на|allerg\w+ to|от|после|с|на|react\w*(?: badly)? to|из аллергий|не переношу|intolerant to|tolerate)\W+(?:\w+\W+)?$"
)
_SOON = 40


def rows(draft: Draft, seen: Seen) -> FloatArray:
    """Signs of every named allergen: (len(draft.hits), len(NAMES))."""
    held = set(_held(draft.commands))
    return np.array([_row(draft, seen, hit, held) for hit in draft.hits], dtype=np.float32).reshape(
        -1, len(NAMES)
    )


def _held(commands: Sequence[Command]) -> list[str]:
    return [
        str(name)
        for c in commands
        if c.slot is Slot.ALLERGIES
        and c.act in (Act.SET, Act.CORRECT)
        and isinstance(c.value, tuple)
        for name in c.value
    ]


def _row(draft: Draft, seen: Seen, hit: Value, held: set[str]) -> list[float]:
    text, context = draft.context.text, draft.context
    start, end = context.sentence(hit.start)
    sentence = text[start:end]
    mention = Mention(hit.start, hit.end, "")
    odds = log_odds(seen.p[:, TOLD])
    inside = [i for i, (a, b) in enumerate(seen.windows[:-1]) if a <= hit.start < b] or [-1]
    later = [i for i, (a, _) in enumerate(seen.windows[:-1]) if a > hit.start] or [-1]
    after = text[hit.end : hit.end + _SOON]
    return [
        float(hit.name in held),
        float(odds[inside].max()),
        float(odds[-1]),
        float(odds[later[0]]),
        *(float(bool(found.search(where))) for found in (reactions.ALLERGY, reactions.REACTS) for where in (sentence, text)),
        float(bool(reactions.REACTS.search(after))),
        float(bool(_FORBIDDEN.search(sentence))),
        *(float(reactions.denies(where)) for where in (sentence, text)),
        float(bool(reactions.WISH_WITHOUT.search(text[: hit.start]))),
        float(bool(_LIKED.search(sentence))),
        float(not context.is_self(mention)),
        float(context.is_past(mention)),
        float(context.is_asked(mention) or context.is_hypothetical(mention)),
        float("?" in sentence),
        float(context.is_negated(mention)),
        float(draft.asked in (Slot.ALLERGIES, Slot.CAUTIONS)),
        min(len(held), 3.0),
        min(len(draft.hits), 4.0),
        float(bool(_DISPROVED.search(text))),
        float(bool(_DISLIKED.search(sentence))),
        float(bool(_TESTED.search(text))),
        float(context.has("other")),
        float(context.has("self")),
        float(_equals(text, hit)),
        float(bool(_LEADS.search(text[max(0, hit.start - 30) : hit.start]))),
    ]  # fmt: skip


def _equals(text: str, hit: Value) -> bool:
    """For example "SLS = rash": a sign of equality between an allergen and a reaction."""
    found = reactions.REACTS.search(text, hit.end, hit.end + _SOON)
    return found is not None and bool(_EQUALS.search(text[hit.end : found.start()]))


def _told_at_all(draft: Draft, hit: Value) -> bool:
    """Whether anything in the message speaks of a reaction, a ban or a test: what merely stands on the
    shelf ("The Ordinary Niacinamide держу") or is asked not to smell ("fragrance free") does not.
    """
    if draft.asked in (Slot.ALLERGIES, Slot.CAUTIONS):
        return True
    text = draft.context.text
    if hit.name == "fragrance":
        text = text[slice(*draft.context.sentence(hit.start))]
    patterns = (reactions.ALLERGY, reactions.REACTS, _FORBIDDEN, _TESTED)
    return any(pattern.search(text) for pattern in patterns)


def agreed(
    draft: Draft, commands: Sequence[Command], p: Sequence[float], add: float, keep: float
) -> list[Command]:
    """The commands with allergies as judged: what no candidate stands for stays as it is."""
    held = set(_held(commands))
    text = draft.context.text
    dropped = {
        h.name
        for h, q in zip(draft.hits, p, strict=True)
        if q < keep
        and not reactions.of_pronoun(text, h.start, h.end)
        and not reactions.comes_of(text, h.start, draft.context.sentence(h.start))
    }
    kept = {h.name for h, q in zip(draft.hits, p, strict=True) if q >= keep}
    found = [
        c
        for c in commands
        if not (c.slot is Slot.ALLERGIES and set(_held([c])) and set(_held([c])) <= dropped - kept)
    ]
    for hit, q in zip(draft.hits, p, strict=True):
        if q >= add and hit.name not in held and _told_at_all(draft, hit):
            held.add(hit.name)
            found.append(
                Command(
                    act=Act.SET,
                    slot=Slot.ALLERGIES,
                    value=(hit.name,),
                    evidence=draft.reading.evidence(hit.start, hit.end),
                    confidence=0.9 if q >= 0.8 else 0.7,
                )
            )
    return found
