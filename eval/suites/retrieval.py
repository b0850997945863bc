"""Product search: wishes in people's words, relevance judged by what a product holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval import cases, figures, metrics
from eval.bench import Bench
from eval.figures import Draw
from eval.records import Figure, Record
from eval.suite import Suite
from knowledge.product import Product
from knowledge.retrieval import Query

TOP = 10
WORDS, HEARD = "by words", "with goals"
HOLDS, FITS = 2.0, 1.0
"""Gains: the product holds a wanted active; it is merely the wanted step."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One search from the case file."""

    id: str
    entry: Mapping[str, Any]
    kind: str


async def run(bench: Bench) -> list[Record]:
    """Search by a person's words alone, then with the goals in them, as the product does."""

    async def judge(wish: Wish) -> Record:
        entry = wish.entry
        found = bench.subjects.search(
            Query(
                text=entry["query"],
                goals=entry.get("goals", ()) if wish.kind == HEARD else (),
                limit=TOP,
            )
        )
        ranked = sorted(found, key=lambda scored: -scored.score)[:TOP]
        gains = [gain(scored.product, entry) for scored in ranked]
        ideal = sorted((gain(p, entry) for p in bench.subjects.catalogue().values()), reverse=True)
        score = metrics.ndcg(gains, ideal, TOP)
        return Record(
            id=wish.id,
            language=entry["language"],
            purpose=entry["query"],
            input={"query": entry["query"]},
            expected={"ideal": ideal[:TOP], "actives": entry.get("actives", [])},
            got={"found": [s.product.name for s in ranked], "gains": gains, "ndcg": score},
            tags={"kind": wish.kind},
            ok=score >= 0.5,
            why=() if score >= 0.5 else (f"nDCG@10 is {score:.2f}",),
        )

    entries = cases.read(bench.folder / "retrieval.yaml")
    wishes = [Wish(f"{e['id']} {kind}", e, kind) for kind in (WORDS, HEARD) for e in entries]
    return await bench.each("retrieval", wishes, judge)


def gain(product: Product, entry: Mapping[str, Any]) -> float:
    """How relevant a product is to a wish, by its step and what it holds."""
    steps, actives = entry.get("steps", ()), entry.get("actives", ())
    fits = not steps or product.step in steps
    holds = any(a.active in actives for a in product.actives)
    if not actives:
        return HOLDS if fits else 0.0
    if steps:
        return (HOLDS if holds else FITS) if fits else 0.0
    return HOLDS if holds else 0.0


def compute(records: Sequence[Record], draw: Draw) -> list[Figure]:
    """nDCG@10 overall and by language, and whether the first product found is relevant."""
    found = []
    for kind in (WORDS, HEARD):
        mine = [r for r in records if r.tags["kind"] == kind]
        found.append(figures.mean(f"nDCG@10 {kind}", [r.got["ndcg"] for r in mine], draw))
        for language in ("ru", "en"):
            part = [r.got["ndcg"] for r in mine if r.language == language]
            found.append(figures.mean(f"nDCG@10 {kind} {language}", part, draw))
        first = (bool(r.got["gains"] and r.got["gains"][0] == HOLDS) for r in mine)
        found.append(figures.share(f"first product fits {kind}", first))
    return found


SUITE = Suite(name="retrieval", title="Product search", run=run, figures=compute, order=25)
