"""Relevance of the product search on a shop whose fit labels the index has never seen.

    .venv/bin/python -m benchmarks.relevance [--rules narrow|wide] [--half test|dev|all]
        [--questions] [--json FILE]

Queries are a concern, a skin type, or both, in Russian and English. A product is relevant when the
shop's editors marked it so; nothing that states a label is indexed. Which questions count, and the
wider rules that were written down before their rankings were read: `relevance_questions`.

nDCG@10 against popularity, BM25 and plain embedding, with what random order gets (its exact mean)
and how much of the way from there to a perfect order is covered; a perfect order always gets 1.
Intervals by bootstrap over questions, the wordings of one question kept together; the lead is
taken question by question, and once more with questions and products both drawn anew, because
questions share products. Weights were chosen on the dev half only.
"""

import argparse
import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import log2
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Okapi
from rich.console import Console
from rich.table import Table

from assistant.models import Registry
from assistant.settings import Settings
from benchmarks.relevance_questions import KINDS, RULES, Question, half_of, hidden, questions
from benchmarks.relevance_questions import labels as labels_of
from eval.metrics import ndcg
from knowledge.catalogue import Catalogue
from knowledge.chroma import ChromaRetriever
from knowledge.embedding import OnnxEmbedder
from knowledge.importing import import_file
from knowledge.mapping import load_mapping
from knowledge.product import Product
from knowledge.retrieval import FloatArray, Query
from knowledge.words import stem, tokens

FILE, MAPPING = "sephora_2288_en_usd.csv", "sephora_usd"
TOP = 10
BASELINES = ("popularity", "BM25", "plain embedding")
LANGUAGES = ("ru", "en", "all")
_DISCOUNTS = np.array([1 / log2(at + 2) for at in range(TOP)])

Ranker = Callable[[str, str, Question], Sequence[str]]
"""(language, wording, question) -> product ids of the pool, best first."""

Result = dict[tuple[str, str, str], dict[str, list[float]]]
"""nDCG@10 of each wording, by (ranker, kind, language) and question."""

Orders = dict[tuple[str, str, str], list[Sequence[str]]]
"""Whole rankings, one a wording, by (ranker, language, question)."""


def plain_text(product: Product) -> str:
    """What a baseline may read: all that the shop says without labels."""
    return " ".join([
        product.brand or "", product.name, product.step, *(n.lower() for n in product.ingredients)
    ])  # fmt: skip


def baselines(
    products: Mapping[str, Product], hearts: Mapping[str, float], embedder: OnnxEmbedder
) -> dict[str, Ranker]:
    ids = list(products)
    words = [[stem(t) for t in tokens(plain_text(products[i]))] for i in ids]
    bm25 = BM25Okapi(words)
    vectors = dict(zip(ids, embedder.embed([plain_text(products[i]) for i in ids]), strict=True))
    asked: dict[str, FloatArray] = {}

    def popularity(_language: str, _wording: str, question: Question) -> Sequence[str]:
        return sorted(question.pool, key=lambda i: (-hearts[i], i))

    def lexical(_language: str, wording: str, question: Question) -> Sequence[str]:
        scores = dict(zip(ids, bm25.get_scores([stem(t) for t in tokens(wording)]), strict=True))
        return sorted(question.pool, key=lambda i: (-scores[i], -hearts[i], i))

    def embedding(_language: str, wording: str, question: Question) -> Sequence[str]:
        if wording not in asked:
            asked[wording] = embedder.embed([wording])[0]
        return sorted(question.pool, key=lambda i: (-float(vectors[i] @ asked[wording]), i))

    return {"popularity": popularity, "BM25": lexical, "plain embedding": embedding}


def ours(retriever: ChromaRetriever, products: Mapping[str, Product]) -> Ranker:
    everything = frozenset(products)

    def search(_language: str, wording: str, question: Question) -> Sequence[str]:
        query = Query(
            text=wording,
            goals=question.goals,
            skin_type=question.skin,
            steps=(question.step,) if question.step else (),
            limit=len(question.pool),
            exclude=everything - question.pool,
        )
        found = retriever.search(query)
        return [one.product.id for one in sorted(found, key=lambda one: -one.score)]

    return search


def rankings(asked: Sequence[Question], rankers: Mapping[str, Ranker]) -> Orders:
    """Every ranker's whole order for every wording."""
    found: Orders = defaultdict(list)
    for question in asked:
        for language, wording in question.wordings:
            for how, ranker in rankers.items():
                found[how, language, question.name].append(ranker(language, wording, question))
    return found


def evaluate(asked: Sequence[Question], orders: Orders) -> Result:
    """nDCG@10 of every ranking."""
    result: Result = defaultdict(lambda: defaultdict(list))
    for how, language, name in orders:
        question = next(one for one in asked if one.name == name)
        ideal = [1.0] * len(question.relevant)
        for order in orders[how, language, name]:
            score = ndcg([float(i in question.relevant) for i in order[:TOP]], ideal, TOP)
            for part in (language, "all"):
                result[how, question.kind, part][name].append(score)
                result[how, "every kind", part][name].append(score)
    return result


def random_ndcg(question: Question) -> float:
    """The mean over all orders of the pool."""
    seen, good = min(TOP, len(question.pool)), min(TOP, len(question.relevant))
    return float(question.share * _DISCOUNTS[:seen].sum() / _DISCOUNTS[:good].sum())


def interval(scores: Mapping[str, Sequence[float]], draws: int = 2000) -> tuple[float, ...]:
    """Mean and 95 % bootstrap interval over questions, wordings kept together."""
    means = np.array([np.mean(values) for values in scores.values()])
    chance = np.random.default_rng(3)
    drawn = means[chance.integers(0, len(means), (draws, len(means)))].mean(axis=1)
    return float(means.mean()), *(float(q) for q in np.percentile(drawn, [2.5, 97.5]))


def best_other(result: Result, kind: str, language: str) -> str:
    """The baseline that ours must beat."""
    return max(BASELINES, key=lambda how: interval(result[how, kind, language])[0])


def lead(result: Result, kind: str, language: str) -> tuple[float, ...]:
    """By how much ours leads the best of the others, question by question."""
    theirs = result[best_other(result, kind, language), kind, language]
    gaps = {
        name: [a - b for a, b in zip(mine, theirs[name], strict=True)]
        for name, mine in result["ours", kind, language].items()
    }
    return interval(gaps)


def redrawn_lead(
    asked: Sequence[Question], orders: Orders, other: str, draws: int = 200
) -> tuple[float, ...]:
    """95 % interval of the lead with questions and products both drawn anew."""
    ids = sorted({i for question in asked for i in question.pool})
    chance = np.random.default_rng(5)
    drawn = [chance.multinomial(len(ids), [1 / len(ids)] * len(ids)) for _ in range(draws)]
    copies = [dict(zip(ids, counts.tolist(), strict=True)) for counts in drawn]
    gaps = np.full((draws, len(asked)), np.nan)
    for at, question in enumerate(asked):
        for draw, times in enumerate(copies):
            good = sum(times[i] for i in question.relevant)
            if good:
                gaps[draw, at] = np.mean(
                    [
                        _copied(mine, times, question, good) - _copied(its, times, question, good)
                        for language in ("ru", "en")
                        for mine, its in zip(
                            orders["ours", language, question.name],
                            orders[other, language, question.name],
                            strict=True,
                        )
                    ]
                )
    means = [np.nanmean(row[chance.integers(0, len(asked), len(asked))]) for row in gaps]
    return tuple(float(q) for q in np.percentile(means, [2.5, 97.5]))


def _copied(order: Sequence[str], times: Mapping[str, int], question: Question, good: int) -> float:
    """nDCG@10 where each product stands in the pool so many times."""
    total, place = 0.0, 0
    for i in order:
        end = min(TOP, place + times[i])
        if i in question.relevant:
            total += float(_DISCOUNTS[place:end].sum())
        place = end
        if place == TOP:
            break
    return total / float(_DISCOUNTS[:good].sum())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--half", choices=["test", "dev", "all"], default="test")
    arguments.add_argument("--rules", choices=list(RULES), default="wide")
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--questions", action="store_true", help="show each question")
    chosen = arguments.parse_args()
    rules = RULES[chosen.rules]
    settings, console = Settings(), Console(width=150)
    path = settings.data_dir / "catalogue" / FILE
    embedder = OnnxEmbedder(Registry.load(settings.model_dir).path_of(settings.embedding_model))
    with tempfile.TemporaryDirectory() as spot:
        store = Path(spot) / "c.sqlite3"
        import_file(path, store, mapping=load_mapping(MAPPING))
        known = labels_of(path, rules)
        labelled = [
            p.model_copy(update={"name": hidden(p.name)}) if rules.named else p
            for p in Catalogue.load(store).products
            if (known[p.id].editors or known[p.id].by_name)
            and chosen.half in ("all", half_of(p.id))
        ]
        products = {p.id: p for p in labelled}
        with path.open(encoding="utf-8", newline="") as file:
            hearts = {r["product_id"]: float(r["hearts"] or 0) for r in csv.DictReader(file)}
        retriever = ChromaRetriever(Catalogue(labelled), embedder, Path(spot) / "i")
        retriever.refresh()
        rankers = baselines(products, hearts, embedder) | {"ours": ours(retriever, products)}
        asked = questions(known, products, rules)
        orders = rankings(asked, rankers)
    result = evaluate(asked, orders)
    console.print(
        f"{len(products)} labelled products ({chosen.half} half, {rules.name} rules), "
        f"{len(asked)} questions"
    )
    show(console, asked, result)
    show_lead(console, asked, result, orders)
    if chosen.questions:
        for question in asked:
            line = {
                how: np.mean(result[how, question.kind, "all"][question.name]) for how in rankers
            }
            console.print(question.kind, question.name, len(question.relevant), len(question.pool),
                          {how: round(float(v), 2) for how, v in line.items()})  # fmt: skip
    if chosen.json:
        rows = {" / ".join(key): interval(scores) for key, scores in result.items() if scores}
        chosen.json.write_text(json.dumps(rows, indent=1))


def _kinds(asked: Sequence[Question]) -> list[tuple[str, list[Question]]]:
    """The kinds that are asked, and all together."""
    parts = [(kind, [q for q in asked if q.kind == kind]) for kind in KINDS]
    return [(kind, part) for kind, part in parts if part] + [("every kind", list(asked))]


def _span(values: Sequence[float]) -> str:
    return "{:.2f} [{:.2f}, {:.2f}]".format(*values)


def show(console: Console, asked: Sequence[Question], result: Result) -> None:
    table = Table("queries", "language", *BASELINES, "ours",
                  title="nDCG@10, mean and 95 % interval")  # fmt: skip
    for kind, _ in _kinds(asked):
        for language in LANGUAGES:
            cells = [_span(interval(result[how, kind, language])) for how in (*BASELINES, "ours")]
            table.add_row(kind, language, *cells)
    console.print(table)


def show_lead(console: Console, asked: Sequence[Question], result: Result, orders: Orders) -> None:
    """What there is to win, what is won, and how sure that is."""
    table = Table("queries", "questions", "relevant", "random", "ours", "of the way to 1",
                  "best other", "lead", "products drawn anew", title="Both languages")  # fmt: skip
    for kind, part in _kinds(asked):
        by_chance: npt.NDArray[np.float64] = np.array([random_ndcg(one) for one in part])
        low, mine = by_chance.mean(), interval(result["ours", kind, "all"])[0]
        other = best_other(result, kind, "all")
        table.add_row(
            kind, str(len(part)), f"{np.mean([one.share for one in part]):.0%}", f"{low:.2f}",
            f"{mine:.2f}", f"{(mine - low) / (1 - low):.0%}", other,
            "{:+.2f} [{:+.2f}, {:+.2f}]".format(*lead(result, kind, "all")),
            "[{:+.2f}, {:+.2f}]".format(*redrawn_lead(part, orders, other)),
        )  # fmt: skip
    console.print(table)


if __name__ == "__main__":
    main()
