"""Engines and migrations: what has to happen before a database can be used."""

import json
import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from knowledge.errors import AloeError

DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
HEAD = "0001"  # the newest migration in assistant/migrations/versions
MIGRATIONS = Path(__file__).parent.parent / "migrations"


def make_engine(url: str) -> sa.Engine:
    """An engine for a URL; SQLite's folder and file are made readable by their owner only.

    Raises:
        AloeError: The URL cannot be used.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        parsed = parsed.set(drivername=DRIVERS.get(backend, parsed.drivername))
        sqlite = backend == "sqlite"
        if sqlite and parsed.database not in (None, "", ":memory:"):
            path = Path(str(parsed.database))
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
        engine = sa.create_engine(
            parsed, json_serializer=lambda value: json.dumps(value, ensure_ascii=False)
        )
    except (ArgumentError, ImportError, OSError) as error:
        raise AloeError(
            "The database cannot be opened; check the setting database_url.", detail=repr(error)
        ) from error
    if sqlite:
        _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: sa.Engine) -> None:
    """Pragmas for each connection, and transactions that take the write lock at once."""

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=30000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A deferred transaction that reads and then writes fails at once when another wrote in
        # between, whatever the timeout; taking the lock first makes writers queue instead.
        options = connection.get_execution_options()
        if options.get("transaction", True):
            write = options.get("write", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def current(connection: sa.Connection) -> str | None:
    """The migration the database is at; None when it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def upgrade(connection: sa.Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction.

    Raises:
        AloeError: The database has a migration that this version does not know.
    """
    if current(connection) == HEAD:
        return  # the usual case, without loading Alembic
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise AloeError(
            "The database was written by a newer version of Aloe; update Aloe and start again.",
            detail=str(error),
        ) from error
