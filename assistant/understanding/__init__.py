"""From a message to typed commands: rules, a learned reader, the language model for the rest."""

from assistant.understanding.learned import LearnedReader
from assistant.understanding.model import system_prompt
from assistant.understanding.understand import Understander, Understood, profile_of


def system_prompts() -> tuple[str, ...]:
    """Fixed prompt prefixes that are worth keeping in the model's cache."""
    return (system_prompt(),)


__all__ = ["LearnedReader", "Understander", "Understood", "profile_of", "system_prompts"]
