"""What a suite is, and where the suites are found: every module of eval/suites holds one."""

import importlib
import pkgutil
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from eval import suites
from eval.bench import Bench
from eval.figures import Draw
from eval.records import Chart, Figure, Record
from knowledge.errors import UnusableInput


def _no_charts(_records: Sequence[Record]) -> list[Chart]:
    """Charts of a suite that has none of its own."""
    return []


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite: how to get its records and how to compute its figures from them.

    Attributes:
        name: Its name on the command line.
        title: Its name on the page.
        run: Judges the cases; raises NotRunError where something it needs is not there.
        figures: Figures from records alone, so that anyone can compute them again.
        charts: Pictures from records alone.
        uses_model: Whether the language model matters; if so it runs once for each model.
        order: Place in a run: cheap and decisive suites come first.
    """

    name: str
    title: str
    run: Callable[[Bench], Coroutine[Any, Any, list[Record]]]
    figures: Callable[[Sequence[Record], Draw], list[Figure]]
    charts: Callable[[Sequence[Record]], list[Chart]] = _no_charts
    uses_model: bool = False
    order: int = 50


def available() -> dict[str, Suite]:
    """All suites by name, in running order."""
    modules = pkgutil.iter_modules(suites.__path__)
    found = [importlib.import_module(f"{suites.__name__}.{m.name}").SUITE for m in modules]
    return {suite.name: suite for suite in sorted(found, key=lambda s: (s.order, s.name))}


def chosen(names: Sequence[str]) -> list[Suite]:
    """The named suites, or all of them where none is named.

    Raises:
        UnusableInput: A name is not that of a suite.
    """
    known = available()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnusableInput(f"No such suite: {', '.join(unknown)}. There are: {', '.join(known)}.")
    return [known[name] for name in names] if names else list(known.values())
