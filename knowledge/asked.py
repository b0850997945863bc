"""How people ask about the topics of the facts, for recognition by likeness."""

from functools import lru_cache
from pathlib import Path

from knowledge.errors import UnusableInput
from knowledge.facts import load_facts, parsed

_FILE = Path(__file__).parent / "data" / "asked.yaml"


@lru_cache(maxsize=1)
def load_asked(path: Path = _FILE) -> dict[str, tuple[str, ...]]:
    """Topic id to phrases, Russian and English.

    Raises:
        UnusableInput: The file is broken or speaks of a topic that does not exist.
    """
    known = {topic.id for topic in load_facts().topics}
    found = parsed(path)
    if not isinstance(found, dict) or not all(
        topic in known and isinstance(phrases, list) and phrases and all(map(str.strip, phrases))
        for topic, phrases in found.items()
    ):
        raise UnusableInput(f"{path.name} must map known topics to lists of phrases.")
    return {topic: tuple(phrases) for topic, phrases in found.items()}
