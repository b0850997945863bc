"""The gate: which figures must hold, and how far the claims are from being met. Pure but for load.

A threshold looks at the worse bound of the interval (`on = "bound"`, the default) or at the value
(`on = "value"`, where n is too small for the bound to mean much). A `target` is what we claim or
aim for: it is shown, never failed on.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.records import Figure, Run, SuiteResult
from knowledge.errors import UnusableInput


class Threshold(BaseModel):
    """What one figure must keep to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: float | None = None
    at_most: float | None = None
    on: Literal["bound", "value"] = "bound"
    target: float | None = None
    min_n: int = Field(default=1, ge=1, description="fewer observations prove nothing: a failure")

    @model_validator(mode="after")
    def _one_limit(self) -> "Threshold":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least or at_most, not both")
        return self

    def fault(self, figure: Figure) -> str | None:
        """Why the figure does not keep to it; None: it does."""
        seen = figure.worst if self.on == "bound" else figure.value
        if seen is None or figure.n < self.min_n:
            return f"only {figure.n} observations, {self.min_n} needed"
        if self.at_least is not None and seen < self.at_least:
            return f"{self.on} {seen:.4g} is below {self.at_least:g}"
        if self.at_most is not None and seen > self.at_most:
            return f"{self.on} {seen:.4g} is above {self.at_most:g}"
        return None

    def reached(self, figure: Figure) -> bool | None:
        """Whether the value is at the target; None where there is no target."""
        if self.target is None or figure.value is None:
            return None
        if self.at_least is not None:
            return figure.value >= self.target
        return figure.value <= self.target


class Gate(BaseModel):
    """Thresholds by suite and figure, and the suites that must have run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    must_run: tuple[str, ...] = ()
    suites: dict[str, dict[str, Threshold]] = {}

    def of(self, suite: str, figure: str) -> Threshold | None:
        """The threshold of a figure, if there is one."""
        return self.suites.get(suite, {}).get(figure)


def load(path: Path) -> Gate:
    """Read a gate file.

    Raises:
        UnusableInput: It is missing or broken.
    """
    try:
        return Gate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UnusableInput(f"The gate file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        first = str(error).splitlines()[0]
        raise UnusableInput(f"The gate file {path} is not usable: {first}.") from None


def failures(run: Run, gate: Gate, suites: tuple[str, ...] = ()) -> list[str]:
    """One sentence for each figure that does not hold.

    Args:
        run: What was measured.
        gate: What must hold.
        suites: Only these suites were asked for; empty: all.
    """
    found = [sentence for result in run.results for sentence in _of_result(result, gate)]
    due = [name for name in gate.must_run if not suites or name in suites]
    ran = {result.suite for result in run.results if result.status == "ran"}
    because = {result.suite: result.because for result in run.results}
    found += [
        f"{name}: did not run: {because.get(name, 'it was not asked for')}"
        for name in due
        if name not in ran
    ]
    return found


def _of_result(result: SuiteResult, gate: Gate) -> Iterator[str]:
    if result.status != "ran":
        return
    figures = {figure.name: figure for figure in result.figures}
    whose = f"{result.suite} ({result.model})" if result.model else result.suite
    for name, threshold in gate.suites.get(result.suite, {}).items():
        if name not in figures:
            yield f"{whose}: there is no figure called {name!r}"
        elif fault := threshold.fault(figures[name]):
            yield f"{whose}: {name}: {fault}"
