"""Speed of retrieval, as ratios in one run on one machine.

    .venv/bin/python -m benchmarks.retrieval [--sizes 2000,10000,100000] [--repeats 60]

(a) profile -> routine, p50 and p95, with and without the embedding of the wish, at each size;
    how it grows from one size to the next;
(b) the same candidates by a plain Chroma query with the filters applied afterwards in Python
    (asking for ever more until each step has enough), and by brute-force numpy over the vectors;
(c) import (a shop's CSV file read, derived, stored) and indexing without embedding, products/s;
(d) embedding throughput through our adapter against the bare ONNX session, at its best batch.

Sizes beyond the real rows repeat them with another id, a jittered price and a nudged vector.
"""

import argparse
import gc
import hashlib
import itertools
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime_extensions import get_library_path
from rich.console import Console
from rich.table import Table

from assistant.models import Registry
from assistant.profile import Profile
from assistant.recommending import PER_STEP, Recommender
from assistant.settings import Settings
from knowledge.catalogue import Catalogue, StoredCatalogue, replace
from knowledge.chroma import ChromaRetriever
from knowledge.describe import describe, wish
from knowledge.embedding import BATCH, OnnxEmbedder
from knowledge.importing import import_file
from knowledge.mapping import load_mapping
from knowledge.product import Product
from knowledge.ranking import rank
from knowledge.retrieval import Embedder, FloatArray, Query, Scored, why_not
from knowledge.vocabulary import Caution, Concern, Language, SkinType
from knowledge.weights import load_retrieval

SHOPS = (
    ("sephora_2288_en_usd.csv", "sephora_usd"),
    ("lookfantastic_1138_en_gbp.csv", "lookfantastic_gbp"),
)
WARM = 60
"""People served before the clock runs; none of them is timed."""

console = Console(width=110)


class Reused:
    """Embeds each distinct text once; a repeated product gets its original's vector, nudged."""

    def __init__(self, real: Embedder) -> None:
        self.name, self.dimensions = real.name, real.dimensions
        self._real = real
        self._kept: dict[str, FloatArray] = {}
        self._number = 0

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the originals, nudged."""
        plain = [text.partition(" #")[0] + text.partition("# ")[2] for text in texts]
        new = list(dict.fromkeys(t for t in plain if t not in self._kept))
        if new:
            self._kept.update(zip(new, self._real.embed(new), strict=True))
        out = np.stack([self._kept[text] for text in plain])
        seed = int(hashlib.blake2b(texts[0].encode(), digest_size=4).hexdigest(), 16)
        nudge = np.random.default_rng(seed).normal(0, 0.01, out.shape).astype(np.float32)
        if len(texts) == 1:
            return out
        return (out + nudge) / np.linalg.norm(out + nudge, axis=1, keepdims=True)


class FreshQueries(Reused):
    """As Reused, but a single text (a wish) is really embedded each time."""

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """As Reused; a single text really goes through the model."""
        if len(texts) == 1:
            self._number += 1
            return self._real.embed([f"{texts[0]} {self._number}"])  # past the adapter's cache
        return super().embed(texts)


def real_products(folder: Path) -> tuple[list[Product], float]:
    """The shops' rows if their files are here, the starter types otherwise; imported a second."""
    found: list[Product] = []
    spent = 0.0
    with tempfile.TemporaryDirectory() as spot:
        for file, mapping in SHOPS:
            path = folder / "catalogue" / file
            if path.exists():
                start = time.perf_counter()
                import_file(path, Path(spot) / file, mapping=load_mapping(mapping))
                spent += time.perf_counter() - start
                found += StoredCatalogue(Path(spot) / file).products
    if found:
        return found, len(found) / spent
    return list(Catalogue.load(None).products), float("inf")


def grown(rows: Sequence[Product], size: int) -> Iterator[Product]:
    chance = random.Random(7)
    for number, product in zip(range(size), itertools.cycle(rows), strict=False):
        if number < len(rows):
            yield product
            continue
        price = product.price_rub and round(product.price_rub * chance.uniform(0.5, 1.6))
        name = f"{product.name} #{number}# "
        yield product.model_copy(
            update={"id": f"{product.id}-{number}", "name": name[:500], "price_rub": price}
        )


def profiles(count: int, seed: int = 11) -> list[Profile]:
    chance = random.Random(seed)
    return [
        Profile(
            skin_type=chance.choice(list(SkinType)),
            sensitive=chance.random() < 0.4,
            goals=tuple(chance.sample(list(Concern), chance.randint(1, 3))),
            cautions=(Caution.PREGNANCY,) if chance.random() < 0.3 else (),
            budget_rub=chance.choice([None, 3000, 8000, 20000]),
            fragrance_free=chance.random() < 0.3,
        )
        for _ in range(count)
    ]


def timed(
    work: Callable[[Profile], object], people: Sequence[Profile], *, warm: bool = True
) -> tuple[float, ...]:
    """p50 and p95 of wall time and of CPU time of all threads, in ms.

    Other people have been served before, as in a bot that has run for a while (few of them by
    the plain search, which keeps nothing between people and takes seconds for each).
    """
    for person in profiles(WARM, seed=12)[: None if warm else 3]:
        work(person)
    gc.collect()
    gc.freeze()  # a million objects of the grown catalogue that only the benchmark holds
    wall, cpu = [], []
    for person in people:
        start, used = time.perf_counter(), time.process_time()
        work(person)
        wall.append((time.perf_counter() - start) * 1e3)
        cpu.append((time.process_time() - used) * 1e3)
    return tuple(float(np.percentile(spent, q)) for spent in (wall, cpu) for q in (50, 95))


class Plain:
    """A plain Chroma collection of text vectors; filters and steps in Python afterwards."""

    def __init__(self, products: Sequence[Product], embedder: Embedder, folder: Path) -> None:
        from knowledge.chroma import open_client

        self._by_id = {product.id: product for product in products}
        self._embedder, self._data = embedder, load_retrieval()
        self._collection = open_client(folder).create_collection(
            "plain", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        self.vectors = []
        for part in batches(products, 1000):
            vectors = embedder.embed([describe(p, self._data.words) for p in part])
            self.vectors.append(vectors)
            self._collection.add(ids=[p.id for p in part], embeddings=list(vectors))

    def search(self, query: Query) -> list[Scored]:
        """Ask for ever more until each step has enough."""
        vector = self._embedder.embed([wish(query, self._data.words)])[0]
        count, size = 200, len(self._by_id)
        while True:
            answer = self._collection.query(
                query_embeddings=[vector], n_results=min(count, size), include=["distances"]
            )
            near = zip(answer["ids"][0], answer["distances"][0], strict=True)
            good = [
                (self._by_id[i], 1 - d) for i, d in near if why_not(self._by_id[i], query) is None
            ]
            have = dict.fromkeys(query.steps, 0)
            for product, _ in good:
                have[product.step] += 1
            if count >= min(size, 4000) or all(n >= query.limit for n in have.values()):
                return rank(good, query, self._data)
            count *= 4


class Brute:
    """All similarities by numpy, then the filters in Python, best first."""

    def __init__(
        self, products: Sequence[Product], vectors: FloatArray, embedder: Embedder
    ) -> None:
        self._products, self._vectors, self._embedder = products, vectors, embedder
        self._data = load_retrieval()

    def search(self, query: Query) -> list[Scored]:
        """Walk down all products by similarity."""
        vector = self._embedder.embed([wish(query, self._data.words)])[0]
        similarity = self._vectors @ vector
        good: list[tuple[Product, float]] = []
        have = dict.fromkeys(query.steps, 0)
        for at in np.argsort(-similarity):
            product = self._products[at]
            if have.get(product.step, query.limit) < query.limit and not why_not(product, query):
                good.append((product, float(similarity[at])))
                have[product.step] += 1
                if all(n >= query.limit for n in have.values()):
                    break
        return rank(good, query, self._data)


def batches(items: Sequence[Product], size: int) -> Iterator[Sequence[Product]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def embedding(path: Path, products: Sequence[Product], threads: int) -> None:
    """(d): texts a second, adapter against the bare session, alternating."""
    texts = [describe(product, load_retrieval().words)[:600] for product in products[:1500]]
    options = onnxruntime.SessionOptions()
    options.register_custom_ops_library(get_library_path())
    options.intra_op_num_threads = threads
    bare = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    name, ours = bare.get_inputs()[0].name, OnnxEmbedder(path, threads=threads)

    def batched(size: int) -> Callable[[], object]:
        parts = [np.array(texts[i : i + size], object) for i in range(0, len(texts), size)]
        return lambda: [bare.run(None, {name: part}) for part in parts]

    works: dict[str, Callable[[], object]] = {
        f"bare session, batch {size}": batched(size) for size in (BATCH, 16, 32, 64)
    }
    works["our adapter"] = lambda: ours.embed(texts)
    best: dict[str, float] = {}
    for _ in range(3):
        for label, work in works.items():
            start = time.perf_counter()
            work()
            rate = len(texts) / (time.perf_counter() - start)
            best[label] = max(best.get(label, 0), rate)
    table = Table("embedding", "texts/s", title="(d) embedding throughput, best of 3")
    for label, rate in best.items():
        table.add_row(label, f"{rate:.0f}")
    console.print(table)
    top = max(rate for label, rate in best.items() if label != "our adapter")
    console.print(f"our adapter / best bare batch rate = {best['our adapter'] / top:.2f}\n")


def know_wishes(reused: Reused, maker: Recommender, people: Sequence[Profile]) -> None:
    """Embed the wishes before the clock runs, where their embedding is not to be timed."""
    for person in (*people, *profiles(WARM, seed=12)):
        query = maker._query(person, Language.RU)  # noqa: SLF001 - the very text of the search
        reused.embed([wish(query, load_retrieval().words)])


def one_size(
    rows: Sequence[Product],
    imported: float,
    size: int,
    real: Embedder,
    people: Sequence[Profile],
    table: Table,
) -> dict[str, float]:
    reused, fresh = Reused(real), FreshQueries(real)
    products = list(grown(rows, size))
    with tempfile.TemporaryDirectory() as spot:
        folder = Path(spot)
        start = time.perf_counter()
        replace(folder / "c.sqlite3", enumerate(products, 1), partner=None)
        stored = StoredCatalogue(folder / "c.sqlite3")
        written = time.perf_counter() - start
        reused.embed([describe(p, load_retrieval().words) for p in rows])  # not part of (c)
        fresh._kept = reused._kept  # noqa: SLF001 - one table of vectors
        start = time.perf_counter()
        ours = ChromaRetriever(stored, reused, folder / "i")
        ours.refresh()
        indexed = time.perf_counter() - start
        with_embedding = ChromaRetriever(stored, fresh, folder / "i")
        plain = Plain(products, reused, folder / "p")
        brute = Brute(products, np.concatenate(plain.vectors), reused)
        figures: dict[str, float] = {}
        for label, retriever in (
            ("ours", ours),
            ("ours, wish embedded", with_embedding),
            ("plain Chroma + Python", plain),
            ("brute-force numpy", brute),
        ):
            maker = Recommender(retriever, stored)
            if label != "ours, wish embedded":
                know_wishes(reused, maker, people)
            spent = timed(
                lambda p, m=maker: m.recommend(p, language=Language.RU),
                people,
                warm=retriever is not plain,
            )
            figures[label] = spent[3]
            table.add_row(f"{size:,}", label, *(f"{value:.1f}" for value in spent))
            console.print(f"{size:,} {label}: " + " ".join(f"{value:.1f}" for value in spent))
    rate = 1 / (1 / imported + (written + indexed) / size)
    console.print(
        f"(c) {size:,}: read {imported:.0f}/s, stored {size / written:.0f}/s, indexed "
        f"{size / indexed:.0f}/s: in all {rate:.0f} products/s without embedding"
    )
    return figures


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", default="2000,10000,100000")
    arguments.add_argument("--repeats", type=int, default=40)
    chosen = arguments.parse_args()
    settings = Settings()
    console.print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    rows, imported = real_products(settings.data_dir)
    console.print(f"{len(rows)} real rows; {PER_STEP} candidates a step")
    embedding(path, rows, os.cpu_count() or 1)
    real, people = OnnxEmbedder(path), profiles(chosen.repeats)
    console.print(f"CSV files imported at {imported:.0f} products/s")
    table = Table(
        "products",
        "how",
        "wall p50",
        "wall p95",
        "CPU p50",
        "CPU p95",
        title="(a, b) profile → routine, ms; CPU of all threads, for a machine with other work",
    )
    sizes = [int(size) for size in chosen.sizes.split(",")]
    figures = {size: one_size(rows, imported, size, real, people, table) for size in sizes}
    console.print(table)
    for small, large in itertools.pairwise(sizes):
        growth = {how: figures[large][how] / figures[small][how] for how in figures[large]}
        shown = ", ".join(f"{how} × {factor:.2f}" for how, factor in growth.items())
        console.print(f"growth of CPU p95 from {small:,} to {large:,}: {shown}")


if __name__ == "__main__":
    main()
