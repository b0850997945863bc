"""The second reader: what rules miss it proposes, what they invent it doubts.

Without the embedding model's file there is no second reader, and the rules stand alone.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from typing import Any

import numpy as np

from assistant.profile import Act, Command, Profile, Slot
from assistant.understanding import skin
from assistant.understanding.draft import Draft
from assistant.understanding.learned import allergens
from assistant.understanding.learned.heads import Heads, sigmoid
from assistant.understanding.learned.labels import (
    LABELS,
    SLOTS,
    of_slot,
    said,
    slot_of,
    value_of,
)
from assistant.understanding.learned.pieces import windows
from assistant.understanding.learned.signs import Ruled, Seen, answers, rows
from knowledge.retrieval import Embedder, FloatArray, TunableEmbedder

DOUBTFUL, SURE = 0.55, 0.9
"""Confidence of a reading that is asked back, and of one that is not."""
BLOCKS = ("dense", "tuned", "sparse", "bias")
TUNED = "use-multilingual-3, tuned to messages"
LEAST_WORDS = 2
MINOR, ADULT = "cautions.minor", 18
POSSIBLE = 0.03
"""Probability from which another reader's guess is worth a question: see decision 0301."""
_DEFINES = re.compile(
    r"\W*(?:(?:what(?: is| are|'s| causes)|что так(?:ое|ие)|откуда берутся|отчего бывает)"
    r"(?! (?:good|best|better|right|wrong|up|there|your|this|that|it|on|с|со|у)\b)"
    r"(?: [\w-]+){1,3}|what does (?:[\w-]+ ){1,3}mean)\W*",
    re.IGNORECASE,
)
"""Who asks what a word means says nothing about the own skin."""
_KINDS = (
    r"(?:oily|dry|combination|combo|normal|жирн\w*|сух\w*|комби\w*|смешан\w*|нормальн\w*|обычн\w*)"
)
_KIND = re.compile(
    r"(?<!\w)(?:(?:my )?skin(?: type)?(?: is|'s)|i have(?: an?| got)?|i've got|кожа(?: у меня)?(?: лица)?|у меня)"
    rf"[ :–—-]+(?:\w+ )?{_KINDS}|(?<!\w){_KINDS}[- ](?:sensitive |чувствительная )?(?:skin|кожа)(?!\w)"
)
_NAMED = re.compile(r"чувств|реактивн|sensit|reactive", re.IGNORECASE)
_NO_SUCH = re.compile(
    r"\W*(?:and |и |also )?(?:no|not|нет|без|ни|не) \w+(?: \w+)?\W*|\W*\w+(?:,? слава богу,?)?(?: у меня)?(?: пока| еще| совсем)*(?: у меня)? нет\W*"
)
_OWN = re.compile(r"\b(?:i|my|me|мне|меня|мой|моя|мо[её]|мои|у)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judge:
    """How the signs of one slot are weighed.

    Attributes:
        weights: (len(signs.NAMES) + 1,), the bias last.
        add: Least probability of a value that rules did not read.
        keep: Least probability of a value that rules did read.
        sure: Probability from which a reading need not be asked back.
    """

    weights: FloatArray
    add: float
    keep: float
    sure: float

    def __call__(self, signs: FloatArray) -> FloatArray:
        """Probabilities of the labels whose signs are given, one row each."""
        return sigmoid(signs @ self.weights[:-1] + self.weights[-1])


class LearnedReader:
    """Reads skin type, sensitivity, goals and cautions beside the rules.

    Args:
        embedder: Sentence embeddings, the model that the weights were fitted with.
        tuned: The same model with the weights that were tuned for these labels (decision 0303).
        heads: Probabilities of labels for short texts.
        judges: How rules, context and probabilities are weighed, for each slot.
    """

    def __init__(
        self, embedder: Embedder, tuned: Embedder, heads: Heads, judges: Mapping[Slot, Judge]
    ) -> None:
        self.heads = heads
        self._embedder, self._tuned, self._judges = embedder, tuned, judges

    @classmethod
    def load(cls, embedder: TunableEmbedder) -> "LearnedReader":
        """The reader with the weights that ship with the product."""
        folder = resources.files("assistant.understanding").joinpath("data")
        packed = np.load(BytesIO(folder.joinpath("reader.npz").read_bytes()))
        heads = Heads(*(packed[n].astype(np.float32) for n in BLOCKS))
        encoder = np.load(BytesIO(folder.joinpath("encoder.npz").read_bytes()))
        tuned = embedder.tuned({name: encoder[name] for name in encoder.files}, TUNED)
        loaded: dict[str, Any] = json.loads(folder.joinpath("reader.json").read_text("utf-8"))
        judges = {
            Slot(slot): Judge(np.array(j["weights"], np.float32), j["add"], j["keep"], j["sure"])
            for slot, j in loaded["judges"].items()
        }
        return cls(embedder, tuned, heads, judges)

    def look(self, text: str) -> Seen:
        """Probabilities of all labels for the windows of a normalised text."""
        spans = windows(text)
        parts = [text[a:b].strip() for a, b in spans]
        vectors, tuned = self._embedder.embed(parts), self._tuned.embed(parts)
        return Seen(spans, self.heads(parts, vectors, tuned))

    def read(self, draft: Draft, profile: Profile) -> tuple[Command, ...]:
        """The draft's commands, with what this reader adds, doubts and drops."""
        text = draft.context.text
        if len(draft.reading.pieces) < LEAST_WORDS or asks_for_meaning(text):
            return draft.commands
        ruled = Ruled.of(draft.commands)
        seen = self.look(text)
        signs = rows(draft, seen, ruled)
        commands = list(draft.commands)
        for slot in SLOTS:
            if _answered(slot, draft):
                continue
            judge = self._judges[slot]
            columns = of_slot(slot)
            p = dict(zip(columns, map(float, judge(signs[list(columns)])), strict=True))
            p |= {
                c: 1.0
                for c in columns
                if LABELS[c] in ruled.held
                and (_bound(slot, LABELS[c], draft) or _listed(ruled.held[LABELS[c]], draft))
            }
            chosen = _chosen(slot, p, judge, ruled)
            commands = _without(
                commands, slot, {LABELS[c] for c in p} - {LABELS[c] for c in chosen}
            )
            commands += _added(draft, seen, chosen, ruled, judge, profile)
        if draft.hits and not _none_but_others(draft):
            judge = self._judges[Slot.ALLERGIES]
            likely = judge(allergens.rows(draft, seen)).tolist()
            commands = allergens.agreed(draft, commands, likely, judge.add, judge.keep)
        return tuple(commands)

    def possible(self, draft: Draft, guesses: Sequence[Command]) -> tuple[Command, ...]:
        """The guesses of another reader that are not out of the question for this one."""
        if not guesses:
            return ()
        signs = rows(draft, self.look(draft.context.text), Ruled.of(draft.commands))
        likely = {
            label: float(self._judges[slot_of(label)](signs[[column]])[0])
            for column, label in enumerate(LABELS)
        }
        return tuple(
            guess
            for guess in guesses
            if guess.slot is not None
            and max(likely.get(label, 0) for label in said(guess.slot, guess.value)) >= POSSIBLE
        )


def asks_for_meaning(text: str) -> bool:
    """Whether it is a question about a word or a cause, and about nobody."""
    return _DEFINES.fullmatch(text) is not None and _OWN.search(text) is None


def _bound(slot: Slot, label: str, draft: Draft) -> bool:
    """Whether a reading of the rules stands whatever the signs say: it answers what was asked,
    follows from an age, or names the skin in so many words: "I have oily skin", "it's not sensitive" (decision 0303).
    """
    if slot in (Slot.SKIN_TYPE, Slot.SENSITIVE) and any(
        command.slot is slot and _plainly(command, draft) for command in draft.commands
    ):
        return True
    whole = draft.asked == slot and any(
        c.slot is slot and c.evidence == draft.reading.original for c in draft.commands
    )  # "not at all, that's my sister" is read as an answer, not by its words
    return whole or answers(draft, slot) or label == MINOR


def _plainly(command: Command, draft: Draft) -> bool:
    """Whether a kind of skin or its sensitivity is named by its name."""
    text, words = draft.context.text, command.evidence.lower().replace("ё", "е")
    at = text.find(words)
    if at < 0:  # a slip of the pen was mended: "чюствительная", "комбинированая"
        kinds = skin.TYPE_OF if command.slot is Slot.SKIN_TYPE else {"sensitive": True}
        found = [m for m in draft.mentions if kinds.get(m.concept) == command.value]
        if not found:
            return False
        at, words = found[0].start, text[found[0].start : found[0].end]
    if command.slot is Slot.SENSITIVE:
        return _NAMED.search(words) is not None
    return _KIND.search(text, max(0, at - 25), at + len(words) + 12) is not None


def _listed(command: Command, draft: Draft) -> bool:
    """Whether a kind of skin is one word, and an item of a list about oneself, with nothing around
    it that could turn it ("bumpy texture, oily"): what is said so plainly stands.
    """
    if command.slot is not Slot.SKIN_TYPE or len(command.evidence.split()) > 1:
        return False
    word = re.escape(command.evidence)
    item = rf"(?:^|[,.;:?!=\n])\s*{word}(?:[ -](?:af|ish|skin|asf))?\s*(?:[,.;!\n]|$)"
    return re.search(item, draft.reading.original, re.IGNORECASE) is not None


def _answered(slot: Slot, draft: Draft) -> bool:
    """Whether a few words answer the question about this slot ("the third one", "не знаю")."""
    return answers(draft, slot) and any(c.slot is slot for c in draft.commands)


def _chosen(slot: Slot, p: Mapping[int, float], judge: Judge, ruled: Ruled) -> dict[int, float]:
    """Labels that hold, with their probabilities; one at most where the slot has one value."""
    held = {
        c: v for c, v in p.items() if v >= (judge.keep if LABELS[c] in ruled.held else judge.add)
    }
    if slot in (Slot.GOALS, Slot.CAUTIONS) or len(held) < 2:
        return held
    best = max(held, key=held.__getitem__)
    return {best: held[best]}


def _without(commands: Iterable[Command], slot: Slot, labels: set[str]) -> list[Command]:
    """The commands without those that set one of these labels."""
    values = [value_of(label) for label in labels]
    return [
        c
        for c in commands
        if not (c.slot is slot and c.act in (Act.SET, Act.CORRECT) and c.value in values)
    ]


def _added(
    draft: Draft,
    seen: Seen,
    chosen: Mapping[int, float],
    ruled: Ruled,
    judge: Judge,
    profile: Profile,
) -> list[Command]:
    found = []
    for column, p in chosen.items():
        label = LABELS[column]
        if label in ruled.held:
            continue
        slot, value = slot_of(label), value_of(label)
        if label == MINOR and _grown_up(draft):
            continue
        span = seen.windows[seen.best(column)]
        if slot is Slot.GOALS and (
            _of_others(draft, span)
            or (label in ruled.denied and (p < judge.sure or _ruled_out(draft, span)))
        ):
            continue
        words = draft.reading.evidence(*span)
        act = Act.CORRECT if _changes(profile, slot, value) else Act.SET
        found.append(
            Command.model_validate(
                {
                    "act": act,
                    "slot": slot,
                    "value": value,
                    "evidence": words,
                    "confidence": SURE if p >= judge.sure else DOUBTFUL,
                }
            )
        )
    return found


def _of_others(draft: Draft, span: tuple[int, int]) -> bool:
    """Whether a piece names somebody else, and nothing in it the speaker."""
    return bool(draft.context.cues("other", *span)) and not draft.context.cues("self", *span)


def _none_but_others(draft: Draft) -> bool:
    """For example "mum is allergic to honey, I have nothing of the kind"."""
    none = any(c.act is Act.NONE and c.slot is Slot.ALLERGIES for c in draft.commands)
    return none and draft.context.has("other")


def _grown_up(draft: Draft) -> bool:
    """Whether the message tells an age of 18 or more: school and fifteen were long ago, or another's."""
    return any(
        c.slot is Slot.AGE and isinstance(c.value, int) and c.value >= ADULT for c in draft.commands
    )


def _ruled_out(draft: Draft, span: tuple[int, int]) -> bool:
    """Whether a piece is an item of a list of what is not there: "no pimples, no wrinkles"."""
    return _NO_SUCH.fullmatch(draft.context.text[span[0] : span[1]]) is not None


def _changes(profile: Profile, slot: Slot, value: object) -> bool:
    old = getattr(profile, slot.value)
    return old is not None and not isinstance(old, tuple) and old != value


def texts_of(spans: Sequence[tuple[int, int]], text: str) -> list[str]:
    """The words of some spans."""
    return [text[a:b].strip() for a, b in spans]
