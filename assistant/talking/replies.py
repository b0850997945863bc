"""A written reply to each kind of remark, and what happens after it. Pure."""

import zlib
from dataclasses import dataclass
from enum import StrEnum

from assistant.profile import Profile
from assistant.texts import Texts

_SKIN_TEST = "skin_test"


class Then(StrEnum):
    """What follows a reply."""

    GO_ON = "go_on"  # the open question again, in short
    STAY = "stay"  # nothing: the person speaks next
    ASK_AGAIN = "ask_again"  # the last question or routine, since that was asked for
    SHORTER = "shorter"  # the routine that stands, in fewer steps
    CHEAPER = "cheaper"  # the same for less money
    SUMMARY = "summary"  # what is known about the person
    TEST = "test"  # the self-test for the skin type
    CLOSE = "close"  # the conversation rests
    REFER = "refer"  # somebody else must help


@dataclass(frozen=True, slots=True)
class Situation:
    """What a reply may depend on.

    Args:
        asked: The question that is open, as in DialogueState.asked.
        fresh: Nothing is known of the person yet.
        standing: A routine was given.
        said: The remark, which decides between variants.
    """

    asked: str | None
    profile: Profile
    fresh: bool
    said: str
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A reply to a remark; `words`: how a good model may word it instead, see Speaker."""

    text: str
    then: Then
    words: str | None = None


_WISHES = {"too_long": Then.SHORTER, "cheaper": Then.CHEAPER}
_FREE = frozenset({"off_topic", "bored"})
"""Remarks about anything in the world: a good model finds a warmer sentence than a written one."""
_THEN = {
    "bye": Then.CLOSE,
    "wait": Then.STAY,
    "crisis": Then.REFER,
    "repeat": Then.ASK_AGAIN,
    "delete": Then.STAY,
    "wrong": Then.STAY,
}


def reply(label: str, situation: Situation, say: Texts) -> Said | None:
    """The reply to a remark; None where no text is written for its label."""
    if label == "my_skin_type":
        return _skin_type(situation, say)
    if label == "explain":
        key = f"talk-explain-{_about(situation.asked)}"
        known = key in say.keys
        return Said(say(key if known else "talk-explain"), Then.STAY if known else Then.ASK_AGAIN)
    if label == "why_ask" and f"talk-why_ask-{_about(situation.asked)}" in say.keys:
        return Said(say(f"talk-why_ask-{_about(situation.asked)}"), Then.GO_ON)
    if label == "summary":
        return Said("", Then.SUMMARY)
    if situation.standing and label in _WISHES:
        return Said("", _WISHES[label])
    if label == "hello":
        return Said(say("talk-hello" if situation.fresh else "talk-hello-2"), Then.GO_ON)
    if f"talk-{label}" not in say.keys:
        return None
    return Said(
        variant(f"talk-{label}", situation.said, say),
        _THEN.get(label, Then.GO_ON),
        words="remark" if label in _FREE else None,
    )


def variant(key: str, said: str, say: Texts) -> str:
    """One of the texts `key`, `key-2`, `key-3`..., the same for the same remark."""
    keys = [key]
    while f"{key}-{len(keys) + 1}" in say.keys:
        keys.append(f"{key}-{len(keys) + 1}")
    return say(keys[zlib.crc32(said.encode()) % len(keys)])


def _about(asked: str | None) -> str:
    asked = asked or ""
    return _SKIN_TEST if asked.startswith(_SKIN_TEST) else asked


def _skin_type(situation: Situation, say: Texts) -> Said:
    known = situation.profile.skin_type
    if known is not None:
        kind = say(f"skin_type-{known.value}")
        return Said(say("talk-my_skin_type-known", type=kind), Then.GO_ON)
    return Said(say("talk-my_skin_type"), Then.TEST)
