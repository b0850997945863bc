"""A language model in the person's role: it rewords what the rule-based person says.

The facts stay those of the rule-based person, so that labels stay true; only the wording varies.
"""

from collections.abc import Mapping
from typing import Any

from eval.endpoint import Endpoint
from eval.playing import Said

SYSTEM = """You play a person who chats with a skin-care consultant. Rewrite the message in your own
words, in the same language, keeping every fact, number and product name and adding none.
You are: {who}. Your temper: {temper}. Answer with the message only."""


async def reworded(said: Said, persona: Mapping[str, Any], endpoint: Endpoint, seed: int) -> Said:
    """The same statement in other words; unchanged where the model answers with nothing."""
    system = SYSTEM.format(who=persona["who"], temper=persona["temper"])
    text = (await endpoint.ask(system, said.text, seed=seed)).strip().strip('"')
    lost = [number for number in _numbers(said.text) if number not in text]
    if not text or lost:
        return said
    return Said(text, said.facts, said.retract, said.language, said.answers)


def _numbers(text: str) -> list[str]:
    return [word for word in "".join(c if c.isdigit() else " " for c in text).split() if word]
