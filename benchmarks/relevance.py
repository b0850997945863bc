"""Relevance of the product search on a shop whose fit labels the index has never seen.

    .venv/bin/python -m benchmarks.relevance [--half test|dev|all] [--json FILE]

Queries are a concern or a skin type, alone and within a step, in Russian and English. A product is
relevant when the shop's editors marked it so ("Good for: …", skin-type flags); the mapping does not
read these columns. The pool of a query is the products that carry labels of that kind at all.
nDCG@10 against popularity, BM25 and plain embedding; intervals by bootstrap over queries, with the
wordings of one question kept together; the lead is taken question by question. Weights were chosen
on the dev half only.
"""

import argparse
import ast
import csv
import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rank_bm25 import BM25Okapi
from rich.console import Console
from rich.table import Table

from assistant.models import Registry
from assistant.settings import Settings
from eval.metrics import ndcg
from knowledge.catalogue import Catalogue
from knowledge.chroma import ChromaRetriever
from knowledge.embedding import OnnxEmbedder
from knowledge.importing import import_file
from knowledge.mapping import load_mapping
from knowledge.product import Product
from knowledge.retrieval import FloatArray, Query
from knowledge.vocabulary import Concern, SkinType, Step
from knowledge.words import stem, tokens

FILE, MAPPING = "sephora_2288_en_usd.csv", "sephora_usd"
TOP = 10
BASELINES = ("popularity", "BM25", "plain embedding")
LEAST = 4
"""Relevant products in the pool below which a question says nothing."""

CONCERNS = {
    "Good for: Acne/Blemishes": (Concern.ACNE, ("от прыщей и воспалений", "проблемная кожа, акне"),
                                 ("for acne and blemishes", "breakouts and pimples")),
    "Good for: Pores": (Concern.ENLARGED_PORES, ("от расширенных пор", "сузить поры"),
                        ("for large pores", "minimise pores")),
    "Good for: Redness": (Concern.REDNESS, ("от покраснений", "успокоить красную кожу"),
                          ("for redness", "calm red irritated skin")),
    "Good for: Dark spots": (Concern.PIGMENTATION, ("от пигментных пятен", "осветлить пигментацию"),
                             ("for dark spots", "fade pigmentation")),
    "Good for: Dullness/Uneven Texture": (
        Concern.DULLNESS, ("от тусклого цвета лица", "хочу сияние и ровную кожу"),
        ("for dull uneven skin", "glow and radiance")),
    "Good for: Dryness": (Concern.DRYNESS, ("от сухости", "увлажнить обезвоженную кожу"),
                          ("for dryness", "hydrate dehydrated skin")),
    "Good for: Anti-Aging": (Concern.WRINKLES, ("от морщин", "антивозрастной уход"),
                             ("for wrinkles", "anti-aging care")),
    "Good for: Loss of firmness": (Concern.FIRMNESS, ("для упругости", "подтянуть овал лица"),
                                   ("for firmness", "lifting sagging skin")),
    "Good for: Dark Circles": (Concern.DARK_CIRCLES, ("от тёмных кругов", "синяки под глазами"),
                               ("for dark circles", "circles under my eyes")),
}  # fmt: skip
SKINS = {
    SkinType.DRY: (("для сухой кожи", "у меня сухая кожа"), ("for dry skin", "my skin is dry")),
    SkinType.OILY: (("для жирной кожи", "у меня жирная кожа"),
                    ("for oily skin", "my skin is oily")),
    SkinType.COMBINATION: (("для комбинированной кожи", "у меня комбинированная кожа"),
                           ("for combination skin", "my skin is combination")),
    SkinType.NORMAL: (("для нормальной кожи", "у меня нормальная кожа"),
                      ("for normal skin", "my skin is normal")),
}  # fmt: skip
DRIER, OILIER = "Best for Dry, Combo, Normal Skin", "Best for Oily, Combo, Normal Skin"
BEST = {
    SkinType.DRY: {DRIER},
    SkinType.OILY: {OILIER},
    SkinType.COMBINATION: {DRIER, OILIER},
    SkinType.NORMAL: {DRIER, OILIER},
}
STEPS = (None, *(step for step in Step if step is not Step.OTHER))


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its wordings share an answer."""

    name: str
    kind: str
    goals: tuple[Concern, ...]
    skin: SkinType | None
    step: Step | None
    wordings: tuple[tuple[str, str], ...]
    pool: frozenset[str]
    relevant: frozenset[str]


Ranker = Callable[[str, str, Question], Sequence[str]]
"""(language, wording, question) -> product ids of the pool, best first."""


def labels(path: Path) -> dict[str, Mapping[str, object]]:
    """Editors' marks of each product: highlights, and skin types where they differ at all."""
    found: dict[str, Mapping[str, object]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            flags = {skin.value: row[f"st_{skin}"] == "1.0" for skin in SKINS}
            found[row["product_id"]] = {
                "marks": set(ast.literal_eval(row["highlights"] or "[]")),
                **flags,
                "informative": len(set(flags.values())) > 1,
            }
    return found


def questions(
    known: Mapping[str, Mapping[str, object]], products: Mapping[str, Product]
) -> list[Question]:
    made = []
    goods = {i for i, x in known.items() if any(str(m).startswith("Good for") for m in x["marks"])}
    for mark, (concern, ru, en) in CONCERNS.items():
        relevant = {i for i in goods if mark in known[i]["marks"]}
        made += _per_step("concern", (concern,), None, ru, en, goods, relevant, products)
    bests = {DRIER, OILIER}
    typed = {i for i, x in known.items() if x["informative"] or x["marks"] & bests}
    for skin, (ru, en) in SKINS.items():
        relevant = {
            i
            for i in typed
            if BEST[skin] & known[i]["marks"] or (known[i]["informative"] and known[i][skin.value])
        }
        made += _per_step("skin type", (), skin, ru, en, typed, relevant, products)
    return made


def _per_step(kind, goals, skin, ru, en, pool, relevant, products):  # noqa: ANN001, ANN202
    wordings = tuple(("ru", w) for w in ru) + tuple(("en", w) for w in en)
    for step in STEPS:
        here = frozenset(i for i in pool if i in products and step in (None, products[i].step))
        good = frozenset(relevant) & here
        if LEAST <= len(good) < len(here) - LEAST:
            name = f"{(goals or (skin,))[0]} {step or 'any'}"
            yield Question(name, kind, goals, skin, step, wordings, here, good)


def half_of(product_id: str) -> str:
    return "dev" if hashlib.blake2b(product_id.encode(), digest_size=1).digest()[0] % 2 else "test"


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

    def popularity(_language: str, _wording: str, question: Question) -> Sequence[str]:
        return sorted(question.pool, key=lambda i: (-hearts[i], i))

    def lexical(_language: str, wording: str, question: Question) -> Sequence[str]:
        scores = dict(zip(ids, bm25.get_scores([stem(t) for t in tokens(wording)]), strict=True))
        return sorted(question.pool, key=lambda i: (-scores[i], -hearts[i], i))

    def embedding(_language: str, wording: str, question: Question) -> Sequence[str]:
        vector: FloatArray = embedder.embed([wording])[0]
        return sorted(question.pool, key=lambda i: (-float(vectors[i] @ vector), i))

    return {"popularity": popularity, "BM25": lexical, "plain embedding": embedding}


def ours(retriever: ChromaRetriever, products: Mapping[str, Product]) -> Ranker:
    everything = frozenset(products)

    def search(_language: str, wording: str, question: Question) -> Sequence[str]:
        query = Query(
            text=wording,
            goals=question.goals,
            skin_type=question.skin,
            steps=(question.step,) if question.step else (),
            limit=TOP,
            exclude=everything - question.pool,
        )
        found = retriever.search(query)
        return [one.product.id for one in sorted(found, key=lambda one: -one.score)]

    return search


def interval(scores: Mapping[str, Sequence[float]], draws: int = 2000) -> tuple[float, ...]:
    """Mean and 95 % bootstrap interval over questions, wordings kept together."""
    means = np.array([np.mean(values) for values in scores.values()])
    chance = np.random.default_rng(3)
    drawn = means[chance.integers(0, len(means), (draws, len(means)))].mean(axis=1)
    return float(means.mean()), *(float(q) for q in np.percentile(drawn, [2.5, 97.5]))


def lead(result: "Result", kind: str, language: str) -> tuple[str, tuple[float, ...]]:
    """The best of the others and by how much ours leads it, question by question."""
    others = {how: result[how, kind, language] for how in BASELINES}
    best = max(others, key=lambda how: interval(others[how])[0])
    mine = result["ours", kind, language]
    gaps = {
        name: [a - b for a, b in zip(mine[name], values, strict=True)]
        for name, values in others[best].items()
    }
    return best, interval(gaps)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--half", choices=["test", "dev", "all"], default="test")
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--questions", action="store_true", help="show each question")
    chosen = arguments.parse_args()
    settings, console = Settings(), Console(width=120)
    path = settings.data_dir / "catalogue" / FILE
    embedder = OnnxEmbedder(Registry.load(settings.model_dir).path_of(settings.embedding_model))
    with tempfile.TemporaryDirectory() as spot:
        store = Path(spot) / "c.sqlite3"
        import_file(path, store, mapping=load_mapping(MAPPING))
        known = labels(path)
        labelled = [
            p
            for p in Catalogue.load(store).products
            if (known[p.id]["marks"] or known[p.id]["informative"])
            and chosen.half in ("all", half_of(p.id))
        ]
        products = {p.id: p for p in labelled}
        with path.open(encoding="utf-8", newline="") as file:
            hearts = {r["product_id"]: float(r["hearts"] or 0) for r in csv.DictReader(file)}
        retriever = ChromaRetriever(Catalogue(labelled), embedder, Path(spot) / "i")
        retriever.refresh()
        rankers = baselines(products, hearts, embedder) | {"ours": ours(retriever, products)}
        asked = questions(known, products)
        result = evaluate(asked, rankers)
    console.print(f"{len(products)} labelled products ({chosen.half}), {len(asked)} questions")
    show(console, result)
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


Result = dict[tuple[str, str, str], dict[str, list[float]]]


def evaluate(asked: Sequence[Question], rankers: Mapping[str, Ranker]) -> Result:
    """nDCG@10 by (ranker, kind, language) and question."""
    result: Result = defaultdict(lambda: defaultdict(list))
    for question in asked:
        ideal = [1.0] * len(question.relevant)
        for language, wording in question.wordings:
            for how, ranker in rankers.items():
                order = ranker(language, wording, question)[:TOP]
                score = ndcg([float(i in question.relevant) for i in order], ideal, TOP)
                for part in (language, "all"):
                    result[how, question.kind, part][question.name].append(score)
                    result[how, "both", part][f"{question.kind} {question.name}"].append(score)
    return result


def show(console: Console, result: Result) -> None:
    table = Table("queries", "language", *BASELINES, "ours", "lead over the best other",
                  title="nDCG@10, mean and 95 % interval")  # fmt: skip
    for kind in ("concern", "skin type", "both"):
        for language in ("ru", "en", "all"):
            cells = []
            for how in (*BASELINES, "ours"):
                scores = result.get((how, kind, language))
                cells.append(
                    "–" if not scores else "{:.2f} [{:.2f}, {:.2f}]".format(*interval(scores))
                )
            if result.get(("ours", kind, language)):
                best, gap = lead(result, kind, language)
                cells.append("{:+.2f} [{:+.2f}, {:+.2f}] ({})".format(*gap, best))
            table.add_row(kind, language, *cells)
    console.print(table)


if __name__ == "__main__":
    main()
