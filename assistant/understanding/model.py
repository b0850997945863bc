"""The language model's part: skin facts in words that no lexicon has.

It is asked only where rules found nothing and words are left over. It answers in JSON that a
grammar holds to the schema; each value quotes the words it rests on. Quotes that are not in the message,
or stand in a denial, the past or somebody else's clause, are dropped; the rest is asked back.
"""

import asyncio
import json
import re
from typing import Any

import prompts
from assistant.language import LanguageModel, LanguageModelError, Message
from assistant.profile import Act, Command, Slot
from assistant.understanding.clauses import Context
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import Mention
from knowledge.vocabulary import Concern, SkinType

CONFIDENCE = 0.5  # below SURE: the person is asked whether it was meant
MAX_TOKENS = 72
LEAST_WORDS, MOST_WORDS = 3, 60
_WORD = re.compile(r"[^\W\d_]{2,}")
_ITEM = re.compile(r"\{[^{}]*\}")
# Without a word of the face there is nothing to find: small models invent something all the same.
_FACE = re.compile(
    r"(?<!\w)(?:кож|лиц|физионом|щек|щёк|лоб|лбу|лба|нос|подбород|скул|глаз|век|шее|шея|губ|морд|"
    r"skin|face|cheek|forehead|nose|chin|jaw|eye|t[ -]?zone|neck|lips?\b|complexion)",
    re.IGNORECASE,
)
_SENSITIVE = {"sensitive": True, "not_sensitive": False}
_LABELS = (*(kind.value for kind in SkinType), *_SENSITIVE, *(goal.value for goal in Concern))
SCHEMA: dict[str, Any] = {
    "type": "array",
    "maxItems": 2,
    "items": {
        "type": "object",
        "properties": {
            "words": {"type": "string", "minLength": 3, "maxLength": 60},
            "label": {"enum": list(_LABELS)},
        },
        "required": ["words", "label"],
        "additionalProperties": False,
    },
}


def system_prompt() -> str:
    """The fixed prefix of every request."""
    return prompts.render("understand")


def worth_asking(draft: Draft, text: str, *, asked: str | None) -> bool:
    """Whether words are left that rules made nothing of."""
    if draft.commands or draft.question is not None:
        return False
    if asked is not None and asked.startswith(
        ("confirm:", "finding:", "rating", "photo", "skin_test")
    ):
        return False
    enough = LEAST_WORDS <= len(_WORD.findall(text)) <= MOST_WORDS
    return enough and _FACE.search(draft.context.text) is not None


async def ask(
    model: LanguageModel, draft: Draft, text: str, *, person: str, budget_s: float
) -> tuple[Command, ...]:
    """Doubtful commands that the model read until it was done, failed or took too long."""
    messages = [Message("system", system_prompt()), Message("user", f"Message: {text[:600]}")]
    pieces: list[str] = []
    try:
        async with asyncio.timeout(budget_s):
            stream = model.stream(messages, max_tokens=MAX_TOKENS, schema=SCHEMA, person=person)
            async for piece in stream:
                pieces.append(piece)  # noqa: PERF401 - what came before a timeout still counts
    except (TimeoutError, LanguageModelError):
        pass  # items that were whole by then are as good as ever
    return read_items(whole_items("".join(pieces)), draft.context, text)


def whole_items(written: str) -> list[dict[str, str]]:
    """The items written to their end, labels known: a reply may be cut off, or not be JSON."""
    found = []
    for item in _ITEM.findall(written):
        try:
            read = json.loads(item)
        except ValueError:
            continue
        if read.get("label") in _LABELS and isinstance(read.get("words"), str):
            found.append(read)
    return found


def read_items(items: list[dict[str, str]], context: Context, text: str) -> tuple[Command, ...]:
    """Commands for the items whose words stand in the message and speak of the person now.

    The context's text is looked at, not the message: orders to the machine are blanked out there.
    """
    commands: dict[tuple[Slot | None, object], Command] = {}
    said = context.text.lower()
    for item in items:
        words = item["words"].strip()
        at = said.find(words.lower())
        if at < 0 or not _speaks_of_self(context, at, at + len(words)):
            continue
        evidence = words if words in text else text[at : at + len(words)]
        command = _command(item["label"], evidence)
        commands.setdefault((command.slot, command.value), command)
    return tuple(commands.values())


def _speaks_of_self(context: Context, start: int, end: int) -> bool:
    # The last words decide: a quote may begin with whose skin it is.
    mention = Mention(max(start, end - 1), end, "model")
    clause = context.clause(start)
    return (
        context.is_self(mention)
        and not context.cues("other", clause[0], end)
        and not context.is_past(mention)
        and not context.is_negated(mention)
        and not context.is_hypothetical(mention)
    )


def _command(label: str, words: str) -> Command:
    value: object = (label,)
    slot = Slot.GOALS
    if label in set(SkinType):
        slot, value = Slot.SKIN_TYPE, label
    elif label in _SENSITIVE:
        slot, value = Slot.SENSITIVE, _SENSITIVE[label]
    return Command.model_validate(
        {"act": Act.SET, "slot": slot, "value": value, "evidence": words, "confidence": CONFIDENCE}
    )
