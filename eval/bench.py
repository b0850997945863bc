"""The bench a suite works at: what is judged, the cases, the journal and the progress."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from eval import cases
from eval.endpoint import Endpoint
from eval.figures import Draw
from eval.records import Json, Record
from eval.subjects import Subjects
from knowledge.errors import AloeError, UnusableInput


class NotRunError(AloeError):
    """A suite cannot run here; the message says why. Never counted as passed."""


class Identified(Protocol):
    """Anything with an id, so that a stopped run can go on where it was."""

    @property
    def id(self) -> str:
        """Unique within the suite."""
        ...


C = TypeVar("C", bound=Identified)


class Journal:
    """Finished records on disk, one JSON line each, so that a stopped run can be resumed."""

    def __init__(self, path: Path, stamp: str) -> None:
        """`stamp` names what was judged (version, model, seed): other stamps are not reused."""
        self._path, self._stamp = path, stamp
        self._done: dict[str, Record] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            entry = json.loads(line)
            if entry["stamp"] == self._stamp:
                self._done[entry["key"]] = Record.model_validate(entry["record"])
        except (ValueError, KeyError):
            return  # the line being written when the run was stopped

    def get(self, key: str) -> Record | None:
        """The record of an earlier, interrupted run."""
        return self._done.get(key)

    def add(self, key: str, record: Record) -> None:
        """Append one record; a crash loses at most the line being written."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        entry: Json = {"stamp": self._stamp, "key": key, "record": record.model_dump(mode="json")}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _silent(suite: str, done: int, total: int) -> None:
    """Report no progress."""


@dataclass(slots=True)
class Bench:
    """Everything a suite may use."""

    subjects: Subjects
    seed: int = 0
    fast: bool = False
    data_dir: Path = Path("../shared/data")
    folder: Path = cases.FOLDER
    split: cases.Split = cases.Split.TEST  # matters to suites that have two sets
    journal: Journal | None = None
    person_model: Endpoint | None = None  # words what simulated people say; None: phrases alone
    progress: Callable[[str, int, int], None] = field(default=_silent)

    @property
    def draw(self) -> Draw:
        """How intervals are drawn."""
        return Draw(seed=self.seed)

    def cases(self, name: str, *, fast: int | None = None) -> list[cases.Case]:
        """Cases of a file; in a fast run `fast` of them, spread evenly over the file."""
        return self.some(cases.load(name, self.folder), fast)

    def some(self, items: Sequence[C], fast: int | None) -> list[C]:
        """All items, or in a fast run `fast` of them, spread evenly."""
        if not self.fast or fast is None or fast >= len(items):
            return list(items)
        return [items[i * len(items) // fast] for i in range(fast)]

    async def each(
        self,
        suite: str,
        items: Sequence[C],
        judge: Callable[[C], Awaitable[Record]],
        *,
        parallel: int = 1,
    ) -> list[Record]:
        """Judge every item, in order of the items, with progress and journal.

        Args:
            suite: Its name, for the journal and the progress.
            items: What to judge; at least one.
            judge: Judges one item.
            parallel: How many at a time; 1 wherever time is a figure.

        Raises:
            UnusableInput: There is no item.
        """
        if not items:
            raise UnusableInput(f"The suite {suite} has no cases; that is not a pass.")
        gate, done = asyncio.Semaphore(parallel), 0

        async def one(item: C) -> Record:
            nonlocal done
            async with gate:
                key = f"{suite}/{item.id}"
                record = self.journal.get(key) if self.journal else None
                if record is None:
                    record = await judge(item)
                    if self.journal:
                        self.journal.add(key, record)
                done += 1
                self.progress(suite, done, len(items))
                return record

        return list(await asyncio.gather(*(one(item) for item in items)))
