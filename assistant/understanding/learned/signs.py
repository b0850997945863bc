"""What speaks for and against each label of a message: rules, context and probabilities. Pure.

One row of numbers for each label; the weights that judge the rows are shared by the labels of a
slot, so that a goal with few examples is judged by what was learned of all goals.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.profile import Act, Command, Slot
from assistant.understanding import reactions
from assistant.understanding.draft import Draft
from assistant.understanding.learned.heads import log_odds
from assistant.understanding.learned.labels import LABELS, TOLD, concepts_of, of_slot, said, slot_of
from assistant.understanding.learned.pieces import Span
from assistant.understanding.lexicon import Mention
from knowledge.retrieval import FloatArray

NAMES = (
    "set by rules", "confidence of rules", "denied by rules", "mentioned only",
    "mentioned of others", "mentioned of the past", "mentioned as denied", "mentioned as asked",
    "best piece", "whole message", "best rival", "piece of others", "piece of the past",
    "piece denied", "piece asked", "rival stands here", "other slot stands here",
    "question mark", "set, best piece", "slot set otherwise", "pieces", "answers this slot",
    "fought here", "only signs, fought here", "tells of an allergy here", "a reaction here",
    "others in the message", "self in the message", "others here", "self here", "past here",
    "denial here", "school or age here",
)  # fmt: skip


FEW_WORDS = 5
"""Longest answer that is taken to be about nothing but the question."""
_NAMED = 0.8  # rules are surer of a kind of skin that is named than of one only described
_FIGHT = re.compile(
    r"(?<!\w)(?:убрать|убери\w*|убира\w+|избав\w+|достал\w*|надоел\w*|бес[ия]т|замучил\w*|ненави\w+|хочу|хочется|хотелось|хотел\w*|борюсь|борьб\w+|побед\w+|"
    r"приглуш\w+|сделать|снять|скрыть|спрят\w+|как|чем|что делать|помог\w+|против|меньше|прочь|"
    r"gone|stop|hate|sick of|tired of|lose|tone|kill\w*|fix|rid|want|love to|need|help|control|reduce|less|calm|tame|tackle|fade|fed up|fight\w*|wish|how (?:do|can|to)|bother\w*|annoy\w*|away|down)(?!\w)"
)


_DENIAL = re.compile(
    r"(?<!\w)(?:не|нет|ни|без|никогда|not|no|never|none|without|\w+n't|nope|refused|отказал\w*)(?!\w)"
)
_YOUTH = re.compile(
    r"(?<!\w)(?:школ\w*|класс\w*|девят\w+|восьм\w+|1[0-7]|grade\w*|school|teen\w*|year \d+)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules said, by label."""

    held: Mapping[str, Command]
    denied: frozenset[str]

    @classmethod
    def of(cls, commands: Sequence[Command]) -> "Ruled":
        """Sort the commands of a draft."""
        held: dict[str, Command] = {}
        denied: set[str] = set()
        for command in commands:
            if command.slot is None or command.value is None:
                continue
            names = said(command.slot, command.value)
            if command.act in (Act.SET, Act.CORRECT):
                held |= dict.fromkeys(names, command)
            elif command.act is Act.DENY:
                denied |= set(names)
        return cls(held, frozenset(denied))


@dataclass(frozen=True, slots=True)
class Seen:
    """Probabilities (windows, labels) of the windows of a message; the last is the whole."""

    windows: Sequence[Span]
    p: FloatArray

    def best(self, column: int) -> int:
        """The window that speaks most for a label; the whole message only if it is the only one."""
        part = self.p[:-1, column] if len(self.windows) > 1 else self.p[:, column]
        return int(part.argmax())


def rows(draft: Draft, seen: Seen, ruled: Ruled) -> FloatArray:
    """Signs for every label: (labels, len(NAMES))."""
    contexts = [_context(draft, window) for window in seen.windows]
    around = [_around(draft, window) for window in seen.windows]
    odds = log_odds(seen.p)
    return np.array(
        [_row(draft, seen, odds, contexts, around, ruled, column) for column in range(len(LABELS))],
        dtype=np.float32,
    )


def _row(
    draft: Draft,
    seen: Seen,
    odds: FloatArray,
    contexts: Sequence[list[bool]],
    around: Sequence[list[bool]],
    ruled: Ruled,
    column: int,
) -> list[float]:
    label = LABELS[column]
    slot = slot_of(label)
    at = seen.best(column)
    rivals = [i for i in of_slot(slot) if i != column]
    words = draft.reading.evidence(*seen.windows[at])
    held = ruled.held.get(label)
    mentioned = [] if held else _mentioned(draft, label)
    here = {slot_of(n) for n, c in ruled.held.items() if n != label and c.evidence in words}
    fought = _fought(draft, seen, at)
    told = odds[:, TOLD]
    return [
        float(held is not None),
        held.confidence if held else 0.0,
        float(label in ruled.denied),
        *map(float, _ways(draft, mentioned)),
        float(odds[at, column]),
        float(odds[-1, column]),
        float(odds[at, rivals].max()),
        *map(float, contexts[at]),
        float(slot in here),
        float(bool(here - {slot})),
        float("?" in words),
        float(odds[at, column]) if held else 0.0,
        float(any(slot_of(name) is slot for name in ruled.held if name != label)),
        min(len(seen.windows), 12) / 6,
        float(answers(draft, slot)),
        float(fought),
        float(fought and held is not None and held.confidence < _NAMED),
        float(told[at]),
        float(_reaction(draft, seen.windows[at])),
        *map(float, around[at]),
    ]


def answers(draft: Draft, slot: Slot) -> bool:
    """Whether a message is so short that it is about nothing but the question.

    People who are asked what they want tell of much else too, so a long message is judged like any other.
    """
    return draft.asked == slot and len(draft.context.text.split()) <= FEW_WORDS


def _fought(draft: Draft, seen: Seen, at: int) -> bool:
    """Whether something is wanted gone in the sentence of a window, or just after it."""
    start, end = seen.windows[at]
    until = draft.context.sentence(max(start, end - 1))[1]
    return bool(_FIGHT.search(draft.context.text, start, until))


def _reaction(draft: Draft, window: Span) -> bool:
    """Whether a window tells of a reaction, in a message that names an allergen or an allergy."""
    text = draft.context.text
    return bool(reactions.REACTS.search(text, *window)) and bool(
        draft.hits or reactions.ALLERGY.search(text)
    )


def _around(draft: Draft, window: Span) -> list[bool]:
    """Whom and when the words of the message and of a window speak of."""
    context = draft.context
    return [
        context.has("other"),
        context.has("self"),
        bool(context.cues("other", *window)),
        bool(context.cues("self", *window)),
        bool(context.cues("past", *window) or context.cues("past_here", *window)),
        bool(_DENIAL.search(context.text, *window)),
        bool(_YOUTH.search(context.text, *window)),
    ]


def _mentioned(draft: Draft, label: str) -> list[Mention]:
    concepts = concepts_of(label)
    return [mention for mention in draft.mentions if mention.concept in concepts]


def _ways(draft: Draft, mentions: Sequence[Mention]) -> list[bool]:
    context = draft.context
    return [
        bool(mentions),
        any(not context.is_self(m) for m in mentions),
        any(context.is_past(m) for m in mentions),
        any(context.is_negated(m) for m in mentions),
        any(context.is_asked(m) or context.is_hypothetical(m) for m in mentions),
    ]


def _context(draft: Draft, window: Span) -> list[bool]:
    """The context at the end of a window, where all that it says has been said."""
    end = max(window[0] + 1, len(draft.context.text[: window[1]].rstrip(" ,.;:!?\n")))
    mention = Mention(end - 1, end, "")
    context = draft.context
    return [
        not context.is_self(mention),
        context.is_past(mention),
        context.is_negated(mention),
        context.is_asked(mention) or context.is_hypothetical(mention),
    ]


def slots_set(commands: Sequence[Command]) -> set[Slot]:
    """Slots that some command fills."""
    return {c.slot for c in commands if c.slot and c.act in (Act.SET, Act.CORRECT)}
