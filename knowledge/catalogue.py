"""The products that may be recommended: the operator's own, or the starter types until then.

Imported products live in one SQLite file; a change is one transaction, so that a reader sees
the old catalogue or the new one and never a mixture.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.errors import UnusableInput
from knowledge.product import Product
from knowledge.starter import load_starter

SCHEMA = """
CREATE TABLE IF NOT EXISTS products (
    id TEXT PRIMARY KEY, partner TEXT, digest TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS products_partner ON products (partner);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
FORMAT = 1
"""Raise when a stored product can no longer be read as it is."""

KEPT = 200
"""Faults kept in full; of the rest only the reasons are counted."""

_CHUNK = 500
_BOTH = "SELECT count(*) FROM incoming i JOIN products o ON o.id = i.id AND o.partner IS ? "
_COUNT_GONE = (
    "SELECT count(*) FROM products WHERE partner IS ? AND id NOT IN (SELECT id FROM incoming)"
)
_DELETE_GONE = "DELETE FROM products WHERE partner IS ? AND id NOT IN (SELECT id FROM incoming)"


def digest(body: str) -> str:
    """Content hash of one product's JSON."""
    return hashlib.blake2b(body.encode(), digest_size=12).hexdigest()


class Catalogue:
    """Products by id, with a version that changes when and only when their content does."""

    def __init__(self, products: Iterable[Product], *, starter: bool = False) -> None:
        self._by_id = {product.id: product for product in products}
        self.is_starter = starter
        self._version = ""

    @staticmethod
    def load(path: Path | None = None) -> "Catalogue":
        """The imported catalogue, or the starter types where nothing was imported.

        Raises:
            UnusableInput: The file is there but is no catalogue of ours.
        """
        if path is not None and path.exists():
            stored = StoredCatalogue(path)
            if len(stored):
                return stored
        return Catalogue(load_starter(), starter=True)

    @property
    def products(self) -> Iterable[Product]:
        """All products; for a stored catalogue this reads the whole file."""
        return self._by_id.values()

    def get(self, product_id: str) -> Product | None:
        """One product, or None."""
        return next(iter(self.many([product_id])), None)

    def many(self, ids: Sequence[str]) -> list[Product]:
        """Products for the ids that exist, in the order asked."""
        return [self._by_id[i] for i in ids if i in self._by_id]

    def digests(self) -> dict[str, str]:
        """Content hash of each product, for incremental indexing."""
        return {p.id: digest(p.model_dump_json()) for p in self._by_id.values()}

    def dated(self, ids: Sequence[str]) -> list[tuple[Product, str]]:
        """Products with their content hashes, for the ids that exist, in the order asked."""
        return [(p, digest(p.model_dump_json())) for p in Catalogue.many(self, ids)]

    @property
    def version(self) -> str:
        """Hash over all products' content."""
        if not self._version:
            self._version = _version(sorted(self.digests().items()))
        return self._version

    def __len__(self) -> int:
        return len(self._by_id)


class StoredCatalogue(Catalogue):
    """The catalogue in the operator's file; products are read when they are needed."""

    def __init__(self, path: Path) -> None:
        super().__init__(())
        self.path = path
        with _opened(path) as db:
            self._size = int(db.execute("SELECT count(*) FROM products").fetchone()[0])

    @property
    def products(self) -> Iterable[Product]:
        """All products, read one after another."""
        return _Reading(self.path)

    def many(self, ids: Sequence[str]) -> list[Product]:
        """Products for the ids that exist, in the order asked."""
        return [product for product, _ in self.dated(ids)]

    def dated(self, ids: Sequence[str]) -> list[tuple[Product, str]]:
        """Products with their content hashes, for the ids that exist, in the order asked."""
        found: dict[str, tuple[Product, str]] = {}
        with _opened(self.path) as db:
            for start in range(0, len(ids), _CHUNK):
                part = list(ids[start : start + _CHUNK])
                marks = ",".join("?" * len(part))
                sql = f"SELECT id, digest, body FROM products WHERE id IN ({marks})"  # noqa: S608 - only question marks
                for i, content, body in db.execute(sql, part):
                    found[i] = Product.model_validate_json(body), content
        return [found[i] for i in ids if i in found]

    def digests(self) -> dict[str, str]:
        """Content hash of each product, without reading the products."""
        with _opened(self.path) as db:
            return dict(db.execute("SELECT id, digest FROM products"))

    @property
    def version(self) -> str:
        """Hash over all products' content, as the last import noted it; read each time."""
        with _opened(self.path) as db:
            row = db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        return str(row[0]) if row else _version(sorted(self.digests().items()))

    def __len__(self) -> int:
        return self._size


class _Reading:
    """Iterates over a stored catalogue as often as asked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[Product]:
        with _opened(self._path) as db:
            for (body,) in db.execute("SELECT body FROM products ORDER BY id"):
                yield Product.model_validate_json(body)


@dataclass(slots=True)
class Change:
    """What an import did to the catalogue."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    repeated: int = 0
    repeats: list[tuple[int, str]] = field(default_factory=list)  # row number, id: the first ones


def replace(
    path: Path, rows: Iterable[tuple[int, Product]], *, partner: str | None, dry_run: bool = False
) -> Change:
    """Make the file hold exactly these products for the partner (None: the operator's own).

    One transaction: when reading `rows` raises, or with `dry_run`, the file stays as it was.

    Raises:
        UnusableInput: The file cannot be written or is no catalogue of ours.
    """
    change = Change()
    where = ":memory:" if dry_run and not path.exists() else str(path)
    if where == str(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(where, isolation_level=None, timeout=30)) as db:
            db.executescript(SCHEMA)
            db.execute("BEGIN IMMEDIATE")
            try:
                _stage(db, rows, partner, change)
                _settle(db, partner, change)
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("ROLLBACK" if dry_run else "COMMIT")
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from error
    return change


def _stage(
    db: sqlite3.Connection, rows: Iterable[tuple[int, Product]], partner: str | None, change: Change
) -> None:
    """Write the incoming products beside the present ones; memory does not grow with them."""
    db.execute("PRAGMA temp_store = FILE")
    db.execute(
        "CREATE TEMP TABLE incoming (id TEXT PRIMARY KEY, digest TEXT, body TEXT) WITHOUT ROWID"
    )
    for number, product in rows:
        body = product.model_copy(update={"partner": partner}).model_dump_json()
        new = db.execute(
            "INSERT OR IGNORE INTO incoming VALUES (?, ?, ?)", (product.id, digest(body), body)
        )
        if not new.rowcount:
            change.repeated += 1
            if len(change.repeats) < KEPT:
                change.repeats.append((number, product.id))


def _settle(db: sqlite3.Connection, partner: str | None, change: Change) -> None:
    """Compare with what is there, then put the difference in place."""
    change.unchanged = _one(db, _BOTH + "WHERE o.digest = i.digest", partner)
    change.changed = _one(db, _BOTH + "WHERE o.digest <> i.digest", partner)
    change.removed = _one(db, _COUNT_GONE, partner)
    change.added = _one(db, "SELECT count(*) FROM incoming") - change.unchanged - change.changed
    db.execute(_DELETE_GONE, (partner,))
    db.execute(
        "INSERT INTO products SELECT id, ?, digest, body FROM incoming WHERE true "
        "ON CONFLICT (id) DO UPDATE SET partner = excluded.partner, digest = excluded.digest, "
        "body = excluded.body WHERE digest <> excluded.digest",
        (partner,),
    )
    version = _version(db.execute("SELECT id, digest FROM products ORDER BY id"))
    db.execute("INSERT OR REPLACE INTO meta VALUES ('version', ?)", (version,))
    db.execute("INSERT OR REPLACE INTO meta VALUES ('format', ?)", (str(FORMAT),))


def _one(db: sqlite3.Connection, sql: str, *values: str | None) -> int:
    return int(db.execute(sql, values).fetchone()[0])


def _version(digests: Iterable[tuple[str, str]]) -> str:
    """Hash over (id, digest) in the order of ids."""
    whole = hashlib.blake2b(digest_size=12)
    for product_id, one in digests:
        whole.update(f"{product_id}\0{one}\n".encode())
    return whole.hexdigest()


class _opened:  # noqa: N801 - reads as a function
    """A read-only connection whose faults come out as one clear sentence."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._db = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=30)
            self._db.execute("SELECT id, body FROM products LIMIT 0")
        except sqlite3.DatabaseError as error:
            raise _unreadable(self._path, error) from error
        return self._db

    def __exit__(self, *_: object) -> None:
        self._db.close()


def _unreadable(path: Path, error: Exception) -> UnusableInput:
    return UnusableInput(
        f"The catalogue file {path.name} cannot be read or written: move it away and import again.",
        detail=str(error),
    )
