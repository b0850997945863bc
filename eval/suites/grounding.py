"""Grounding: does the checker stop what must not be said, and let through what may be?"""

from collections.abc import Sequence

from eval import figures
from eval.bench import Bench
from eval.cases import Case
from eval.figures import Draw
from eval.records import Figure, Record
from eval.suite import Suite
from knowledge.vocabulary import Language


async def run(bench: Bench) -> list[Record]:
    """Show every text to the checker with what it may mention."""

    async def judge(case: Case) -> Record:
        given = case.input
        broken = bench.subjects.check(
            given["text"],
            language=Language(case.language),
            names=given.get("names", ()),
            prices=given.get("prices", ()),
            numbers=given.get("numbers", ()),
        )
        passes = not broken
        ok = passes == case.expected["passes"]
        why = () if ok else ("let through" if passes else f"stopped by {', '.join(broken)}",)
        return Record(
            id=case.id,
            language=case.language,
            purpose=case.purpose,
            input=given,
            expected=case.expected,
            got={"passes": passes, "rules": list(broken)},
            ok=ok,
            why=why,
        )

    texts = bench.cases(f"grounding_{bench.split}.jsonl")
    return await bench.each("grounding", texts, judge)


def compute(records: Sequence[Record], _draw: Draw) -> list[Figure]:
    """Bad texts stopped, good texts stopped, by language too."""
    found = []
    for which, mine in (("", records), *((f" {name}", _in(records, name)) for name in Language)):
        bad = (not r.got["passes"] for r in mine if not r.expected["passes"])
        good = (not r.got["passes"] for r in mine if r.expected["passes"])
        found.append(figures.share(f"bad texts stopped{which}", bad))
        found.append(figures.share(f"good texts stopped{which}", good, better="lower"))
    return found


def _in(records: Sequence[Record], language: Language) -> list[Record]:
    return [r for r in records if r.language == language]


SUITE = Suite(name="grounding", title="Grounding of replies", run=run, figures=compute, order=22)
