"""The product index in Chroma: one collection a step, entries named product@content.

An entry counts only while the catalogue holds a product of that id with that content. So new
entries are written beside the old ones, the catalogue's own transaction makes them count, and a
crash in between leaves a correct index. Metadata filters cost time in proportion to the
collection, a plain nearest-neighbour search does not: hard filters therefore also are dimensions
of the vectors, every product is checked in code, and where too few pass, Chroma's own filters
and an exact comparison have the last word.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.describe import describe, wish
from knowledge.errors import MissingPart, UnusableInput
from knowledge.product import Product
from knowledge.ranking import LAYOUT, rank, structure, wishes
from knowledge.retrieval import (
    NO_UNKNOWN_PREGNANCY,
    Embedder,
    FloatArray,
    Query,
    Scored,
    why_not,
)
from knowledge.vocabulary import Step, Tri
from knowledge.weights import load_retrieval

Progress = Callable[[int, int], None]
"""Called with (done, all) products."""

_BATCH = 256
_WIDTHS = (4, 16)
"""How many times the limit is asked of Chroma before all that its filters pass is compared."""

_SMALL = 600
"""Entries of a step up to which all are compared in memory: faster than a search, and exact."""

_MARK = "synced"


def open_client(directory: Path, url: str | None = None) -> Any:  # noqa: ANN401 - Chroma's own type
    """Embedded and persistent by default; a server when a URL is given.

    Raises:
        MissingPart: The server does not answer.
        UnusableInput: The folder holds something that Chroma cannot open.
    """
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url:
        parts = urlsplit(url)
        try:
            return chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or 8000,
                ssl=parts.scheme == "https",
                settings=settings,
            )
        except Exception as error:
            message = f"No Chroma server answers at {url}: start it or unset ALOE_CHROMA_URL."
            raise MissingPart(message, detail=str(error)) from error
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(directory), settings=settings)
    except Exception as error:
        raise UnusableInput(
            f"The product index in {directory.name} cannot be opened: delete that folder, "
            "it is built again.",
            detail=str(error),
        ) from error


class ChromaRetriever:
    """Finds products of a catalogue; see `Retriever`.

    Without an embedder only the structured parts decide (goals, skin type, filters).
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder | None,
        directory: Path,
        *,
        url: str | None = None,
    ) -> None:
        """Open the index in a folder, or on the Chroma server at `url`.

        Raises:
            MissingPart: The server does not answer.
            UnusableInput: The folder holds something that Chroma cannot open.
        """
        self.catalogue = catalogue
        self._embedder = embedder
        self._client = open_client(directory, url)
        self._data = load_retrieval()
        self._collections: dict[Step, Any] = {}
        self._known: dict[str, tuple[Product, FloatArray]] = {}
        self._sizes: dict[Step, int] = {}
        self._held: dict[Step, tuple[list[str], FloatArray]] = {}
        self._version = ""
        model = embedder.name if embedder else "structure"
        self._prefix = f"aloe-{_slug(model)}-v{LAYOUT}-"

    # ── the index ──────────────────────────────────────────────────────────────────────────

    def stale(self) -> bool:
        """Whether the index does not hold exactly the catalogue's content."""
        return self._marked() != self.catalogue.version

    def refresh(self, progress: Progress | None = None) -> int:
        """Sync if the index is behind the catalogue. Returns how many products were embedded."""
        return self.sync(progress) if self.stale() else 0

    def sync(self, progress: Progress | None = None) -> int:
        """Bring the index up to the catalogue; only what changed is embedded. Returns how many.

        Safe to interrupt at any point and to repeat.
        """
        wanted = {f"{i}@{d}": i for i, d in self.catalogue.digests().items()}
        present = {entry: step for step in Step for entry in self._entries(step)}
        missing = [wanted[entry] for entry in wanted if entry not in present]
        done = 0
        for batch in _batches(missing, _BATCH):
            self._write(self.catalogue.many(batch))
            done += len(batch)
            if progress:
                progress(done, len(missing))
        gone: defaultdict[Step, list[str]] = defaultdict(list)
        for entry, step in present.items():
            if entry not in wanted:
                gone[step].append(entry)
        for step, entries in gone.items():
            for part in _batches(entries, _BATCH):
                self._collection(step).delete(ids=part)
        self._mark(self.catalogue.version)
        self._drop_other_models()
        self._forget_sizes()
        return len(missing)

    def _write(self, products: Sequence[Product]) -> None:
        vectors = self._vectors(products)
        digests = self.catalogue.digests_of(products)
        rows: defaultdict[Step, list[int]] = defaultdict(list)
        for at, product in enumerate(products):
            rows[product.step].append(at)
        for step, places in rows.items():
            self._collection(step).upsert(
                ids=[f"{products[at].id}@{digests[at]}" for at in places],
                embeddings=[vectors[at] for at in places],
                metadatas=[_metadata(products[at]) for at in places],
            )

    def _vectors(self, products: Sequence[Product]) -> FloatArray:
        own = np.stack([structure(product, self._data) for product in products])
        if self._embedder is None:
            return own
        texts = [describe(product, self._data.words) for product in products]
        return np.hstack([self._data.weights.text * self._embedder.embed(texts), own])

    def _collection(self, step: Step) -> Any:  # noqa: ANN401
        if step not in self._collections:
            self._collections[step] = self._client.get_or_create_collection(
                self._prefix + step.value,
                embedding_function=None,
                configuration={"hnsw": {"space": "ip", "ef_search": 64}},
            )
        return self._collections[step]

    def _entries(self, step: Step) -> Iterator[str]:
        collection, at = self._collection(step), 0
        while ids := collection.get(include=[], limit=20_000, offset=at)["ids"]:
            yield from ids
            at += len(ids)

    def _marked(self) -> str:
        return str((self._collection(Step.OTHER).metadata or {}).get(_MARK, ""))

    def _mark(self, version: str) -> None:
        self._collection(Step.OTHER).modify(metadata={_MARK: version})
        self._collections.pop(Step.OTHER)

    def _drop_other_models(self) -> None:
        for collection in self._client.list_collections():
            if collection.name.startswith("aloe-") and not collection.name.startswith(self._prefix):
                self._client.delete_collection(collection.name)

    # ── the search ─────────────────────────────────────────────────────────────────────────

    def search(self, query: Query) -> list[Scored]:
        """Products that pass every hard filter, ranked; the first search may build the index."""
        self._follow()
        target, own = self._aim(query)
        found: list[tuple[Product, float]] = []
        for step in query.steps or tuple(Step):
            found += self._step(step, query, target, own)
        return rank(found, query, self._data)

    def _follow(self) -> None:
        """Notice a changed catalogue; it is served with the index as it is until a refresh."""
        version = self.catalogue.version
        if version != self._version:
            if not self._version:
                self.refresh()
            self._version = version
            self._known.clear()
            self._forget_sizes()

    def _forget_sizes(self) -> None:
        self._sizes.clear()
        self._held.clear()

    def _aim(self, query: Query) -> tuple[FloatArray, FloatArray]:
        """The whole query vector, and the part of it that is not text."""
        own = wishes(query)
        if self._embedder is None:
            return own, own
        text = self._embedder.embed([wish(query, self._data.words)])[0]
        return np.concatenate([text, own]), own

    def _step(
        self, step: Step, query: Query, target: FloatArray, own: FloatArray
    ) -> list[tuple[Product, float]]:
        """Products of the step that pass the filters, with their text similarity.

        The dot product that Chroma reports is text and structure together; what is left when the
        structure's share is taken off is the text's.
        """
        collection = self._collection(step)
        if step not in self._sizes:
            self._sizes[step] = collection.count()
        size = self._sizes[step]
        good: list[tuple[Product, float]] = []
        for width in _WIDTHS:
            wanted = min(size, max(24, query.limit * width))
            if not wanted:
                return good
            near = (
                self._nearest(step, target, wanted)
                if size <= _SMALL
                else self._near(collection, target, wanted)
            )
            good = self._passing(near, query, own)
            if len(good) >= query.limit or (size <= _SMALL and wanted == size):
                return good
        return self._passing(self._exact(collection, target, query), query, own)

    def _passing(
        self, near: Iterable[tuple[str, float]], query: Query, own: FloatArray
    ) -> list[tuple[Product, float]]:
        """Products behind entries that pass the filters, with their text similarity."""
        found = list(near)
        self._recall(entry for entry, _ in found)
        good = []
        for entry, dot in found:
            product, structured = self._known.get(entry, (None, own))
            if product is not None and why_not(product, query) is None:
                share = float(dot - structured @ own) / self._data.weights.text
                good.append((product, share))
        return good

    def _nearest(self, step: Step, target: FloatArray, count: int) -> Iterator[tuple[str, float]]:
        """The nearest entries of a small step, exactly; its vectors are read from Chroma once."""
        if step not in self._held:
            held = self._collection(step).get(include=["embeddings"])
            self._held[step] = (held["ids"], np.asarray(held["embeddings"], np.float32))
        entries, vectors = self._held[step]
        dots = vectors @ target
        for at in np.argsort(-dots)[:count]:
            yield entries[at], float(dots[at])

    @staticmethod
    def _near(collection: Any, target: FloatArray, count: int) -> Iterator[tuple[str, float]]:  # noqa: ANN401
        """The nearest entries with their dot products: fast, and now and then one is missed."""
        answer = collection.query(query_embeddings=[target], n_results=count, include=["distances"])
        for entry, distance in zip(answer["ids"][0], answer["distances"][0], strict=True):
            yield entry, 1.0 - distance

    @staticmethod
    def _exact(
        collection: Any,  # noqa: ANN401
        target: FloatArray,
        query: Query,
    ) -> Iterator[tuple[str, float]]:
        """Every entry that passes Chroma's own filters: none is missed, the time is linear."""
        held = collection.get(where=_where(query), include=["embeddings"])
        if held["ids"]:
            dots = np.asarray(held["embeddings"], np.float32) @ target
            yield from zip(held["ids"], dots.tolist(), strict=True)

    def _recall(self, entries: Iterable[str]) -> None:
        """Read the products behind entries; an entry with outdated content stays unknown."""
        new = [entry for entry in entries if entry not in self._known]
        if not new:
            return
        if len(self._known) > 20_000:
            self._known.clear()
            new = list(entries)
        products = self.catalogue.many([entry.rpartition("@")[0] for entry in new])
        now = zip(products, self.catalogue.digests_of(products), strict=True)
        current = {f"{p.id}@{content}": (p, structure(p, self._data)) for p, content in now}
        self._known.update({entry: current[entry] for entry in new if entry in current})


def _metadata(product: Product) -> dict[str, str | int | bool]:
    return {
        "available": product.available,
        "pregnancy": product.pregnancy is Tri.YES,
        "fragrance_free": product.fragrance_free is Tri.YES,
        "price": -1 if product.price_rub is None else product.price_rub,
        "partner": product.partner or "",
    }


def _where(query: Query) -> dict[str, Any] | None:
    """The hard filters that Chroma can apply."""
    tests: list[dict[str, Any]] = [{"available": True}]
    if not NO_UNKNOWN_PREGNANCY.isdisjoint(query.cautions):
        tests.append({"pregnancy": True})
    if query.fragrance_free:
        tests.append({"fragrance_free": True})
    if query.max_price_rub is not None:
        tests += [{"price": {"$lte": query.max_price_rub}}, {"price": {"$gte": 0}}]
    if not query.partners:
        tests.append({"partner": ""})
    return {"$and": tests} if len(tests) > 1 else tests[0]


def _slug(name: str) -> str:
    return "".join(ch if ch.isalnum() or ch in ".-_" else "-" for ch in name)[:80]


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
