"""Opens the bench for a model: the product in a folder of its own, progress, and the journal."""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from assistant.settings import Settings
from eval import environment
from eval.bench import Bench, Journal
from eval.cases import Split
from eval.endpoint import Endpoint
from eval.product import RealProduct


class Opening:
    """Benches of one run; nothing is written to the operator's own data folder."""

    def __init__(self, settings: Settings, *, fast: bool, seed: int, report: Path | None) -> None:
        """`report` None: no journal, so an interrupted run starts again."""
        self._settings, self._fast = settings, fast
        self._journal = report / "journal.jsonl" if report else None
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self.seed = seed
        self.person_model: Endpoint | None = None
        self.split = Split.TEST
        self._tasks: dict[str, TaskID] = {}

    @contextmanager
    def progress(self) -> Iterator[None]:
        """Show progress while inside."""
        with self._bars:
            yield

    def done(self) -> None:
        """The run is complete: nothing is left to resume."""
        if self._journal:
            self._journal.unlink(missing_ok=True)

    @asynccontextmanager
    async def bench(self, model: str) -> AsyncIterator[Bench]:
        """A bench with the product wired as in production, in a temporary data folder."""
        with tempfile.TemporaryDirectory(prefix="aloe-eval-") as home:
            settings = self._settings.model_copy(
                update={"language_model": model, "data_home": Path(home), "database_url": None}
            )
            async with RealProduct.open(settings) as product:
                yield Bench(
                    subjects=product,
                    seed=self.seed,
                    fast=self._fast,
                    split=self.split,
                    data_dir=self._settings.data_dir,
                    person_model=self.person_model,
                    journal=Journal(self._journal, self._stamp(model)) if self._journal else None,
                    progress=lambda suite, done, total: self._step(f"{suite} {model}", done, total),
                )

    def _stamp(self, model: str) -> str:
        chosen = f"{model} {self.seed} {self._fast} {self.split}"
        what = f"{environment.fingerprint()} {chosen} {self._settings.model_dump_json()}"
        return hashlib.sha256(what.encode()).hexdigest()[:16]

    def _step(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=total)
        self._bars.update(self._tasks[what], completed=done, total=total)
