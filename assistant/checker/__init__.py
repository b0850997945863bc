"""Grounded or silent: what a text to a person must not contain. Pure."""

from collections.abc import Sequence

from assistant.checker.amounts import numbers
from assistant.checker.fault import Fault, Grounds
from assistant.checker.ingredients import ingredients
from assistant.checker.likeness import suspicious
from assistant.checker.named import names
from assistant.checker.shape import sentences, shape
from assistant.checker.tongue import manners, script
from knowledge.claims import ClaimRule
from knowledge.vocabulary import Language

__all__ = ["Fault", "Grounds", "check", "sentences"]


def check(
    text: str, language: Language, grounds: Grounds, rules: Sequence[ClaimRule]
) -> tuple[Fault, ...]:
    """All faults of a text that the model worded; empty when it may be shown."""
    faults = [*script(text, language, grounds), *manners(text, language)]
    faults += [*numbers(text, grounds), *names(text, language, grounds)]
    faults += [*ingredients(text, grounds), *shape(text)]
    faults += [
        Fault(rule.id, words)
        for rule in rules
        if (words := rule.broken_by(text, language)) is not None
    ]
    if not faults:
        faults = [Fault("resembles", said) for said in suspicious(sentences(text), language)]
    return tuple(faults)
