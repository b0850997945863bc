"""The product index in Chroma: one collection a step, entries named product@content.

An entry counts only while the catalogue holds a product of that id with that content. So new
entries are written beside the old ones, the catalogue's own transaction makes them count, and a
crash in between leaves a correct index. Searches compare what `knowledge.held` has read from
Chroma; a step too large for memory is searched in Chroma itself. Every product is checked in code.
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
from knowledge.held import Held, Near, Shelf, fields_of, gather, load, save, stamp
from knowledge.product import Product
from knowledge.ranking import DIMENSIONS, LAYOUT, Found, rank, structure, wishes
from knowledge.regimen import load_regimen
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
_WRITE = 2_000
"""Entries of a step that are written to Chroma at once."""

_WIDTHS = (3, 16)
"""How many times the limit is looked at before everything that the filters pass is."""

IN_MEMORY = 60_000
"""Entries of a step up to which its vectors are held in memory."""

KNOWN = 8_000
"""Products kept in memory as they were read from the catalogue."""

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
        """The index in a folder, or on the Chroma server at `url`; opened when it is needed.

        Raises:
            MissingPart: The server does not answer.
        """
        self.catalogue = catalogue
        self._embedder = embedder
        self._directory, self._url = directory, url
        self._chroma: Any = open_client(directory, url) if url else None
        self._data = load_retrieval()
        self._collections: dict[Step, Any] = {}
        self._known: dict[str, Product | None] = {}
        self._held: Held | None = None
        self._version = ""
        model = embedder.name if embedder else "structure"
        self._prefix = f"aloe-{_slug(model)}-v{LAYOUT}-"
        self._file = directory / "held" / f"{self._prefix}{_slug(url) if url else 'local'}.npz"
        self._stamp = stamp(self._file)

    # ── the index ──────────────────────────────────────────────────────────────────────────

    def stale(self) -> bool:
        """Whether the index does not hold exactly the catalogue's content.

        Raises:
            UnusableInput: The folder holds something that Chroma cannot open.
        """
        held, version = self._load(), self.catalogue.version
        return (held is None or held.version != version) and self._marked() != version

    def refresh(self, progress: Progress | None = None) -> int:
        """Sync if the index is behind the catalogue. Returns how many products were embedded."""
        return self.sync(progress) if self.stale() else 0

    def sync(self, progress: Progress | None = None) -> int:
        """Bring the index up to the catalogue; only what changed is embedded. Returns how many.

        Safe to interrupt at any point and to repeat.
        """
        version = self.catalogue.version
        wanted = {f"{i}@{d}": i for i, d in self.catalogue.digests().items()}
        present = {entry: step for step in Step for entry in self._entries(step)}
        missing = [wanted[entry] for entry in wanted if entry not in present]
        self._add(missing, progress)
        gone: defaultdict[Step, list[str]] = defaultdict(list)
        for entry, step in present.items():
            if entry not in wanted:
                gone[step].append(entry)
        for step, entries in gone.items():
            for part in _batches(entries, _BATCH):
                self._collection(step).delete(ids=part)
        self._mark(version)
        self._drop_other_models()
        self._gather(version)
        return len(missing)

    def _add(self, missing: Sequence[str], progress: Progress | None) -> None:
        """Embed in small batches, write in large ones: each write is a transaction of its own."""
        pending: defaultdict[Step, list[_Row]] = defaultdict(list)
        done = 0
        try:
            for batch in _batches(missing, _BATCH):
                for step, row in self._rows(batch):
                    pending[step].append(row)
                    if len(pending[step]) >= _WRITE:
                        self._write(step, pending.pop(step))
                done += len(batch)
                if progress:
                    progress(done, len(missing))
        finally:  # what was embedded before an interruption is not lost
            for step, rows in pending.items():
                self._write(step, rows)

    def _rows(self, ids: Sequence[str]) -> Iterator[tuple[Step, "_Row"]]:
        dated = self.catalogue.dated(ids)
        vectors = self._vectors([product for product, _ in dated])
        for (product, content), vector in zip(dated, vectors, strict=True):
            yield product.step, (f"{product.id}@{content}", vector, _metadata(product))

    def _write(self, step: Step, rows: Sequence["_Row"]) -> None:
        entries, vectors, metadatas = map(list, zip(*rows, strict=True))
        self._collection(step).upsert(ids=entries, embeddings=vectors, metadatas=metadatas)

    def _vectors(self, products: Sequence[Product]) -> FloatArray:
        own = np.array([structure(product, self._data) for product in products])
        own = own.reshape(len(products), DIMENSIONS)
        if self._embedder is None:
            return own
        texts = [describe(product, self._data.words) for product in products]
        return np.hstack([self._data.weights.text * self._embedder.embed(texts), own])

    @property
    def _client(self) -> Any:  # noqa: ANN401
        if self._chroma is None:
            self._chroma = open_client(self._directory)
        return self._chroma

    def _collection(self, step: Step) -> Any:  # noqa: ANN401
        if step not in self._collections:
            self._collections[step] = self._client.get_or_create_collection(
                self._prefix + step.value,
                embedding_function=None,
                configuration={"hnsw": {"space": "ip", "ef_search": 64, "sync_threshold": 5_000}},
            )
        return self._collections[step]

    def _entries(self, step: Step) -> Iterator[str]:
        for page in self._pages(step, 20_000, []):
            yield from page["ids"]

    def _pages(self, step: Step, size: int, include: Sequence[str]) -> Iterator[Any]:
        collection, at = self._collection(step), 0
        while (page := collection.get(include=include, limit=size, offset=at))["ids"]:
            yield page
            at += len(page["ids"])

    def _marked(self) -> str:
        return str((self._collection(Step.OTHER).metadata or {}).get(_MARK, ""))

    def _mark(self, version: str) -> None:
        self._collection(Step.OTHER).modify(metadata={_MARK: version})
        self._collections.pop(Step.OTHER)

    def _drop_other_models(self) -> None:
        for collection in self._client.list_collections():
            if collection.name.startswith("aloe-") and not collection.name.startswith(self._prefix):
                self._client.delete_collection(collection.name)
        for path in self._file.parent.glob("*"):
            if not path.name.startswith(self._prefix):
                path.unlink(missing_ok=True)

    # ── what a search compares ─────────────────────────────────────────────────────────────

    def _load(self) -> Held | None:
        """What is held in memory, read from its file where that is newer."""
        now = stamp(self._file)
        if self._held is None or now != self._stamp:
            self._stamp = now
            self._held = load(self._file) or self._held
        return self._held

    def _gather(self, version: str) -> Held:
        """Read from Chroma what searches compare, and keep it in its file."""
        found = {}
        for step in Step:
            if self._collection(step).count() <= IN_MEMORY:
                pages = list(self._pages(step, 5_000, ["embeddings", "metadatas"]))
                vectors = [np.asarray(page["embeddings"], np.float32) for page in pages]
                width = (self._embedder.dimensions if self._embedder else 0) + DIMENSIONS
                found[step] = (
                    [entry for page in pages for entry in page["ids"]],
                    np.concatenate([np.zeros((0, width), np.float32), *vectors]),
                    fields_of([data for page in pages for data in page["metadatas"]]),
                )
        self._held = gather(version, found)
        save(self._held, self._file)
        self._stamp = stamp(self._file)
        return self._held

    # ── the search ─────────────────────────────────────────────────────────────────────────

    def search(self, query: Query) -> list[Scored]:
        """Products that pass every hard filter, ranked; the first search may build the index."""
        held = self._follow()
        target = self._aim(query)
        found: list[Found] = []
        for step in query.steps or tuple(Step):
            shelf = held.shelves.get(step)
            if shelf is None:
                found += self._in_chroma(step, query, target)
            elif shelf.entries:
                found += self._on_shelf(step, shelf, query, target)
        return rank(found, query, self._data)

    def _follow(self) -> Held:
        """Notice a changed catalogue; it is served with the index as it is until a refresh."""
        version = self.catalogue.version
        if version != self._version:
            if not self._version:
                self.refresh()
            self._version = version
            self._known.clear()
        return self._load() or self._gather(self._marked())

    def _aim(self, query: Query) -> FloatArray:
        """The whole query vector: the text part, then the structured part."""
        own = wishes(query)
        if self._embedder is None:
            return own
        text = self._embedder.embed([wish(query, self._data.words)])[0]
        return np.concatenate([text, own])

    def _on_shelf(self, step: Step, shelf: Shelf, query: Query, target: FloatArray) -> list[Found]:
        """Products that pass the filters, with their text similarity: none is missed."""
        passing = shelf.fields.passing(query, step)
        most = int(passing.sum())
        good: list[Found] = []
        for width in (*_WIDTHS, None):
            wanted = most if width is None else min(most, max(12, query.limit * width))
            if not wanted:
                break
            near = list(shelf.nearest(target, wanted, passing))
            good = self._passing(near, query)
            if len(good) >= query.limit or wanted == most:
                break
        return good

    def _in_chroma(self, step: Step, query: Query, target: FloatArray) -> list[Found]:
        """As `_on_shelf` for a step too large to be held: the graph, then Chroma's filters."""
        collection = self._collection(step)
        size, good = collection.count(), []
        for width in _WIDTHS:
            wanted = min(size, max(24, query.limit * width))
            answer = collection.query(
                query_embeddings=[target], n_results=wanted, include=["embeddings"]
            )
            good = self._passing(_shares(answer["ids"][0], answer["embeddings"][0], target), query)
            if len(good) >= query.limit:
                return good
        held = collection.get(where=_where(query, step), include=["embeddings"])
        return self._passing(_shares(held["ids"], held["embeddings"], target), query)

    def _passing(self, near: Sequence[Near], query: Query) -> list[Found]:
        """Products behind entries that pass the filters, with what is stored of them."""
        known = self._recall([one.entry for one in near])
        good = []
        for one in near:
            product = known[one.entry]
            if product is not None and why_not(product, query) is None:
                good.append(Found(product, one.share / self._data.weights.text, one.own))
        return good

    def _recall(self, entries: Sequence[str]) -> dict[str, Product | None]:
        """The products behind entries; an entry with outdated content stands for none."""
        found: dict[str, Product | None] = {}
        new = []
        for entry in entries:
            try:
                found[entry] = self._known[entry]
            except KeyError:  # another thread may drop entries at any time
                new.append(entry)
        if new:
            dated = self.catalogue.dated([entry.rpartition("@")[0] for entry in new])
            current = {f"{product.id}@{content}": product for product, content in dated}
            found |= {entry: current.get(entry) for entry in new}
            self._known.update({entry: found[entry] for entry in new})
            self._forget()
        return found

    def _forget(self) -> None:
        """Let the products go that were read first: a few at a time, which nobody notices."""
        for entry in list(islice(self._known, max(0, len(self._known) - KNOWN))):
            self._known.pop(entry, None)


_Row = tuple[str, FloatArray, dict[str, str | int | bool]]


def _shares(
    entries: Sequence[str], vectors: Sequence[FloatArray], target: FloatArray
) -> list[Near]:
    """Entries with the dot products of their text parts, best of all parts first."""
    if not entries:
        return []
    held = np.asarray(vectors, np.float32)
    text = held.shape[1] - DIMENSIONS
    shares = held[:, :text] @ target[:text]
    order = np.argsort(-(shares + held[:, text:] @ target[text:]), kind="stable")
    return [Near(entries[at], float(shares[at]), held[at, text:]) for at in order]


def _metadata(product: Product) -> dict[str, str | int | bool]:
    return {
        "available": product.available,
        "pregnancy": product.pregnancy is Tri.YES,
        "fragrance_free": product.fragrance_free is Tri.YES,
        "price": -1 if product.price_rub is None else product.price_rub,
        "partner": product.partner or "",
        "everyday": load_regimen().everyday(product),
    }


def _where(query: Query, step: Step) -> dict[str, Any] | None:
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
    if step in query.everyday:
        tests.append({"everyday": True})
    return {"$and": tests} if len(tests) > 1 else tests[0]


def _slug(name: str) -> str:
    return "".join(ch if ch.isalnum() or ch in ".-_" else "-" for ch in name)[:80]


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
