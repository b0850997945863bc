"""A shop's file into the catalogue: every bad row reported, the good ones in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from knowledge.catalogue import KEPT, Change, replace
from knowledge.errors import UnusableInput
from knowledge.intake import Intake
from knowledge.mapping import Mapping as Columns
from knowledge.mapping import load_rates, resolve
from knowledge.product import Product
from knowledge.readers import Fault, headers, rows
from knowledge.vocabulary import Step, Tri

REASONS = 1_000
"""Different reasons that are counted apart: a million odd prices must not fill the memory."""
OTHER = "other reasons"

Progress = Callable[[int, int], None]
"""Called with (rows read, lines in the file)."""


@dataclass(slots=True)
class Report:
    """What an import did, and what it could not."""

    good: int = 0
    bad: int = 0
    faults: list[Fault] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    steps: Counter[Step] = field(default_factory=Counter)
    without_ingredients: int = 0
    without_price: int = 0
    change: Change = field(default_factory=Change)

    def note(self, fault: Fault) -> None:
        """Count a bad row; keep it in full while there is room."""
        reason = fault.reason.partition(": ")[0]  # counted without the row's own value
        self._count(f"{fault.field} {reason}"[:120])
        if len(self.faults) < KEPT:
            self.faults.append(fault)

    def note_repeats(self, change: Change) -> None:
        """Rows whose product an earlier row holds: they looked good until they were stored."""
        self.good -= change.repeated
        for number, product_id in change.repeats:
            todo = f"Remove one of the rows with {product_id[:60]}; the first one counts."
            self.note(Fault(number, "id", "occurs twice", todo))
        if more := change.repeated - len(change.repeats):
            self._count("id occurs twice", more)

    def _count(self, reason: str, rows: int = 1) -> None:
        self.bad += rows
        known = reason in self.reasons or len(self.reasons) < REASONS
        self.reasons[reason if known else OTHER] += rows

    def count(self, product: Product) -> None:
        """Count a good row."""
        self.good += 1
        self.steps[product.step] += 1
        self.without_ingredients += product.fragrance_free is Tri.UNKNOWN
        self.without_price += product.price_rub is None


def import_file(
    path: Path,
    store: Path,
    *,
    mapping: Columns | None = None,
    partner: str | None = None,
    rates: Mapping[str, float] | None = None,
    as_of: date | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Replace the operator's (or one partner's) products by those of a file.

    Raises:
        UnusableInput: The file or the mapping cannot be used, or no row is good; nothing changed.
    """
    plan = mapping or Columns()
    names = headers(path, plan.encoding, plan.delimiter, quoted=plan.quoted)
    intake = Intake(
        columns=resolve(mapping, names),
        mapping=plan,
        rates=load_rates().rub_per_unit | dict(rates or {}),
        as_of=as_of,
        partner=partner,
    )
    report = Report()
    good = _good(path, plan, intake, report, progress)
    report.change = replace(store, good, partner=partner, dry_run=dry_run)
    report.note_repeats(report.change)
    return report


def _good(
    path: Path, plan: Columns, intake: Intake, report: Report, progress: Progress | None
) -> Iterator[tuple[int, Product]]:
    """The good products with their row numbers; faults go to the report.

    Raises:
        UnusableInput: At the end, when no row was good.
    """
    lines = _lines(path) if progress else 0
    records = rows(path, plan.encoding, plan.delimiter, quoted=plan.quoted)
    for number, row in enumerate(records, 1):
        found = row if isinstance(row, Fault) else intake.product(row)
        if isinstance(found, Fault):
            report.note(found)
        else:
            report.count(found)
            yield number, found
        if progress and number % 50 == 0:
            progress(number, max(lines, number))
    if not report.good:
        first = report.faults[0] if report.faults else None
        why = f" Row {first.row}: {first.field} {first.reason}." if first else ""
        raise UnusableInput(f"{path.name} holds no usable product: nothing was changed.{why}")


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
