"""Fail when the pure modules' branch coverage is below the floor that pyproject.toml states."""

import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Covered:
    """Branches of one module."""

    module: str
    covered: int
    branches: int

    @property
    def percent(self) -> float:
        """0..100; a module without branches is covered."""
        return 100 * self.covered / self.branches if self.branches else 100.0


def pure_modules(report: Mapping[str, Any], patterns: Sequence[str]) -> list[Covered]:
    """The measured modules that the patterns name.

    Raises:
        ValueError: A pattern names nothing that was measured: a list that has gone stale.
    """
    files = report["files"]
    stale = [p for p in patterns if not any(fnmatch(name, p) for name in files)]
    if stale:
        raise ValueError(f"[tool.aloe] pure names nothing measured: {', '.join(stale)}")
    return [
        Covered(name, file["summary"]["covered_branches"], file["summary"]["num_branches"])
        for name, file in sorted(files.items())
        if any(fnmatch(name, pattern) for pattern in patterns)
    ]


def total(modules: Sequence[Covered]) -> Covered:
    """All modules taken together."""
    return Covered(
        f"{len(modules)} pure modules",
        sum(m.covered for m in modules),
        sum(m.branches for m in modules),
    )


def main(report: Path, project: Path) -> int:
    """Print the total and what is below the floor; 0 when the total reaches it."""
    rules = tomllib.loads(project.read_text("utf-8"))["tool"]["aloe"]
    try:
        modules = pure_modules(json.loads(report.read_text("utf-8")), rules["pure"])
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    whole, floor = total(modules), rules["branch_floor_percent"]
    for module in (*(m for m in modules if m.percent < floor), whole):
        sys.stdout.write(
            f"{module.module}: {module.covered} of {module.branches} branches, "
            f"{module.percent:.1f} %\n"
        )
    if whole.percent < floor:
        sys.stderr.write(f"The pure modules' branch coverage is below {floor} %.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(__file__).resolve().parent.parent / "pyproject.toml"))
