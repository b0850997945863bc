"""Runs suites for each model and gathers one run; a suite that cannot run says why."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from eval.bench import Bench, NotRunError
from eval.cases import Split
from eval.records import Run, SuiteResult
from eval.suite import Suite
from knowledge.errors import MissingPart

Opened = Callable[[str], AbstractAsyncContextManager[Bench]]
"""Opens the bench for a model id; closing it frees the model."""


async def evaluate(
    suites: Sequence[Suite],
    models: Sequence[str],
    bench_for: Opened,
    *,
    environment: dict[str, str],
    command: str = "",
) -> Run:
    """Every suite once; suites that use the language model once for each model.

    Raises:
        UnusableInput: A suite has no cases, or its case files are broken.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    results: list[SuiteResult] = []
    seed, fast, split = 0, False, Split.TEST
    for index, model in enumerate(models):
        async with bench_for(model) as bench:
            seed, fast, split = bench.seed, bench.fast, bench.split
            due = [suite for suite in suites if suite.uses_model or index == 0]
            results += [await one(suite, bench, model) for suite in due]
    return Run(
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.perf_counter() - clock, 1),
        seed=seed,
        fast=fast,
        split=split.value,
        command=command,
        environment=environment,
        results=tuple(results),
    )


async def one(suite: Suite, bench: Bench, model: str) -> SuiteResult:
    """Run one suite and compute its figures."""
    clock, work = time.perf_counter(), time.process_time()
    of_model = model if suite.uses_model else ""
    try:
        records = await suite.run(bench)
    except (NotRunError, MissingPart) as missing:
        return SuiteResult(
            suite=suite.name,
            title=suite.title,
            model=of_model,
            status="not run",
            because=missing.message,
        )
    return SuiteResult(
        suite=suite.name,
        title=suite.title,
        model=of_model,
        status="ran",
        seconds=round(time.perf_counter() - clock, 1),
        cpu_seconds=round(time.process_time() - work, 1),
        figures=tuple(suite.figures(records, bench.draw)),
        records=tuple(records),
    )
