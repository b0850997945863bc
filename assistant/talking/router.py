"""What kind of remark a message is, by what it is like; nothing when it is like none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml

from knowledge.asked import load_asked
from knowledge.errors import MissingPart
from knowledge.likeness import Phrasebook
from knowledge.retrieval import Embedder

NONE = "none"
"""The label of everything that is no small talk: facts about one's skin, answers to questions."""

TOPIC = "topic:"
"""Labels of questions about care begin so, followed by the id of what answers them."""

SURE, LIKELY = 0.28, 0.18
"""Above SURE a remark goes before what else the message may mean (88 % of examples left out of the
book are right there), above LIKELY and MARGIN it is taken where nothing else was understood (86 %).
"""
MARGIN = 0.04
"""Two kinds closer than this are a toss-up."""
_MOST_CHARS = 400


@dataclass(frozen=True, slots=True)
class Routed:
    """A kind of remark (a label of examples.yaml, or a topic) and how surely it is one."""

    label: str
    score: float

    @property
    def sure(self) -> bool:
        """Whether it is a remark even if the message could mean something else."""
        return self.score >= SURE

    @property
    def topic(self) -> str | None:
        """The id of the topic asked about, if the remark is a question about care."""
        return self.label.removeprefix(TOPIC) if self.label.startswith(TOPIC) else None


def load_phrases() -> dict[str, list[str]]:
    """Label to its example phrases in both languages, topics included.

    Raises:
        MissingPart: The file is not there or is not what it should be.
    """
    text = files(__package__).joinpath("examples.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    if not isinstance(found, dict) or NONE not in found:
        raise MissingPart("The examples of small talk are broken: reinstall the package.")
    phrases = {label: _lines(by_language) for label, by_language in found.items()}
    return phrases | {f"{TOPIC}{topic}": list(asked) for topic, asked in load_asked().items()}


def _lines(by_language: Mapping[str, str]) -> list[str]:
    lines = [line.strip() for text in by_language.values() for line in text.splitlines()]
    return [line for line in lines if line]


class Router:
    """Recognises remarks; implements ports.Routes.

    Args:
        embedder: Sentence embeddings, or None to compare letters and words alone.
        phrases: Label to example phrases; the built-in ones by default.
    """

    def __init__(
        self, embedder: Embedder | None, phrases: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._book = Phrasebook(phrases or load_phrases(), embedder)

    def route(self, text: str) -> Routed | None:
        """The kind of remark that a message is; None when it is no remark or too unlike all."""
        best, second = self._book.like(text[:_MOST_CHARS])[:2]
        torn = best.score < SURE and best.score - second.score < MARGIN
        if best.label == NONE or best.score < LIKELY or torn:
            return None
        return Routed(best.label, best.score)
