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
HOLDS, FITS = 2.0, 1.0
"""Gains: the product holds a wanted active; it is merely the wanted step."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One search from the case file."""

    id: str
    entry: Mapping[str, Any]


async def run(bench: Bench) -> list[Record]:
    """Search with the words alone: no goals, no steps, as a person types."""

    async def judge(wish: Wish) -> Record:
        entry = wish.entry
        found = bench.subjects.search(Query(text=entry["query"], limit=TOP))
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
            ok=score >= 0.5,
            why=() if score >= 0.5 else (f"nDCG@10 is {score:.2f}",),
        )

    wishes = [Wish(e["id"], e) for e in cases.read(bench.folder / "retrieval.yaml")]
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
    found = [figures.mean("nDCG@10", [r.got["ndcg"] for r in records], draw)]
    for language in ("ru", "en"):
        part = [r.got["ndcg"] for r in records if r.language == language]
        found.append(figures.mean(f"nDCG@10 {language}", part, draw))
    first = (bool(r.got["gains"] and r.got["gains"][0] == HOLDS) for r in records)
    return [*found, figures.share("first product fits", first)]


SUITE = Suite(name="retrieval", title="Product search", run=run, figures=compute, order=25)
