"""The rows of an evaluation, and proportions with their intervals."""

from dataclasses import asdict, dataclass, field
from typing import Any

from vision.metrics import Estimate, Floats, Ints


@dataclass
class Report:
    """Rows of (section, what, figure) and the arrays behind the pictures."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    confusions: dict[str, Ints] = field(default_factory=dict)
    risks: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)

    def add(self, section: str, what: str, value: Estimate | float | str) -> None:
        """Note a figure for the table and for the JSON."""
        shown = str(value) if isinstance(value, (Estimate, str)) else f"{100 * value:.1f} %"
        self.rows.append((section, what, shown))
        kept = asdict(value) if isinstance(value, Estimate) else value
        self.figures.setdefault(section, {})[what] = kept


def share(hits: list[bool]) -> Estimate:
    """A proportion with its Wilson 95 % interval, which holds at 0 and 100 % too."""
    n = len(hits)
    if n == 0:
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    z, p = 1.959964, sum(hits) / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5)
    return Estimate(p, max(0.0, middle - half), min(1.0, middle + half), n)
