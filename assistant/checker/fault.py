"""What the checker is told and what it answers. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from knowledge.words import keys


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence may not be shown: a rule's id and the words that break it."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a text may mention.

    Args:
        names: Product names, brands and ingredients that exist, or whole facts.
        prices: Prices in RUB that exist.
        numbers: Other numbers that come from decided facts, as they are written.
    """

    names: Collection[str] = ()
    prices: Collection[int] = ()
    numbers: Collection[str] = ()

    @property
    def text(self) -> str:
        """All names as one text, folded."""
        return " ; ".join(self.names).casefold().replace("ё", "е")

    def holds(self, words: str) -> bool:
        """Whether some name holds these words, or all of their stems occur in names."""
        if words.casefold().replace("ё", "е") in self.text:
            return True
        said = set(keys(words))
        return bool(said) and said <= set(keys(self.text))
