"""Remarks beside the consultation: how many are recognised, and what is taken for one by mistake.

    .venv/bin/python -m benchmarks.talk [dev|test|fresh]

Right: the reply that was expected. Wrong: another reply. Left: no remark was recognised, so the
message is handled as before. `facts taken for remarks` counts messages of eval/cases/extraction_*
that say something about skin and would get a reply to a remark instead.
"""

import argparse
import asyncio
import statistics
import time
from collections import Counter

from rich.console import Console
from rich.table import Table

from assistant.models import Registry
from assistant.settings import Settings
from assistant.talking import Router
from assistant.understanding import Understander
from eval.cases import Case, load
from eval.metrics import wilson
from knowledge.embedding import OnnxEmbedder

WITH_FACTS = {
    "dev": "extraction_dev.jsonl",
    "test": "extraction_test.jsonl",
    "fresh": "extraction_fresh.jsonl",
}


def expected(case: Case) -> str:
    """The label that the router should find."""
    says = str(case.expected["says"])
    return f"topic:{says}" if case.purpose == "knowledge" else says


def judge(router: Router, case: Case) -> tuple[str, float]:
    """(right, wrong or left; seconds)."""
    started = time.perf_counter()
    routed = router.route(case.input["text"])
    took = time.perf_counter() - started
    want = expected(case)
    if routed is None:
        return ("right" if want == "none" else "left"), took
    return ("right" if routed.label == want else "wrong"), took


async def taken(router: Router, cases: list[Case]) -> int:
    """Messages with facts that rules read nothing in, and that surely look like a remark."""
    understander = Understander(None)
    count = 0
    for case in cases:
        understood = await understander.understand(case.input["text"])
        filled = any(command.slot is not None for command in understood.commands)
        facts = set(case.expected) - {"language"}
        routed = router.route(understood.question or case.input["text"])
        count += bool(facts and not filled and routed and routed.sure and not routed.topic)
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", default="dev", choices=("dev", "test", "fresh"))
    part = parser.parse_args().part
    settings, console = Settings(), Console()
    path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    cases = load(f"small_talk_{part}.jsonl")
    facts = load(WITH_FACTS[part])
    table = Table("features", "language", "n", "right", "95 %", "wrong", "left", "ms")
    for name, router in (("all", Router(OnnxEmbedder(path))), ("letters only", Router(None))):
        for language in ("ru", "en"):
            judged = [judge(router, case) for case in cases if case.language == language]
            counts = Counter(outcome for outcome, _ in judged)
            n, right = len(judged), counts["right"]
            low, high = wilson(right, n)
            ms = 1000 * statistics.median(took for _, took in judged)
            shares = [f"{counts[key] / n:.0%}" for key in ("right", "wrong", "left")]
            table.add_row(
                name, language, str(n), shares[0], f"{low:.0%}–{high:.0%}", *shares[1:], f"{ms:.1f}"
            )
        mistaken = asyncio.run(taken(router, facts))
        console.print(f"{name}: facts taken for remarks {mistaken} of {len(facts)}")
    console.print(table)


if __name__ == "__main__":
    main()
