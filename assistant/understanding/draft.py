"""A message as the rules leave it for whoever reads on. Pure."""

from dataclasses import dataclass

from assistant.profile import Command
from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention
from assistant.understanding.normalise import Reading
from assistant.understanding.values import Value
from knowledge.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Draft:
    """What the rules read: commands, and the material for whoever reads on."""

    reading: Reading
    context: Context
    mentions: tuple[Mention, ...]
    commands: tuple[Command, ...]
    language: Language | None
    question: str | None
    asked: str | None = None
    hits: tuple[Value, ...] = ()  # allergens named, whoever bears them
