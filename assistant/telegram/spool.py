"""The channel's own durable memory: what came in and is not finished, what went out.

One SQLite file beside the database, as a mail server keeps its queue. Updates are written here
before Telegram is told that they arrived, so a `kill -9` at any moment loses none of them. Each
call is one small local transaction without fsync (tens of microseconds; WAL survives the death
of the process), so it runs in the event loop. Messages stay only until they are answered;
`secure_delete` overwrites them then.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

_SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox(
    update_id INTEGER PRIMARY KEY, person TEXT, chat INTEGER, body TEXT NOT NULL, joined INTEGER);
CREATE TABLE IF NOT EXISTS seen(update_id INTEGER PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sent(
    event TEXT, part INTEGER, person TEXT NOT NULL, base INTEGER NOT NULL, message_id INTEGER,
    final INTEGER NOT NULL, PRIMARY KEY(event, part));
CREATE TABLE IF NOT EXISTS chats(chat INTEGER PRIMARY KEY, last_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS offered(
    person TEXT, key TEXT, says TEXT NOT NULL, taken_by INTEGER, at REAL NOT NULL,
    PRIMARY KEY(person, key));
CREATE TABLE IF NOT EXISTS active(person TEXT PRIMARY KEY, chat INTEGER, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS notes(
    person TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY(person, name));
CREATE TABLE IF NOT EXISTS due(
    person TEXT, kind TEXT, chat INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY(person, kind));
"""
# Files written before `active` was kept: whoever is known in them is counted as seen today.
_ADOPT = """
INSERT OR IGNORE INTO active
SELECT DISTINCT person, CAST(substr(person, 4) AS INTEGER), strftime('%s', 'now') FROM notes"""
_PERSONAL = ("inbox", "sent", "offered", "notes", "due", "active")
OFFERS_KEPT = 8
SEEN_KEPT_S = 3 * 86_400.0  # Telegram keeps unconfirmed updates for 24 hours


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that came in and is not finished. `joined`: answered together with that one."""

    update_id: int
    person: str | None
    chat: int | None
    body: dict[str, Any]
    joined: int | None = None


@dataclass(frozen=True, slots=True)
class SentPart:
    """A message of a reply: intended (message_id None), shown (not final) or final."""

    message_id: int | None
    base: int
    final: bool


@dataclass(frozen=True, slots=True)
class Due:
    """Something to say to a person at a moment."""

    person: str
    kind: str
    chat: int
    at: float


class Spool:
    """Open with `Spool.open(path)`; close it at the end."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open or create the file."""
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA secure_delete=ON")
        db.executescript(_SCHEMA)
        db.execute(_ADOPT)
        return cls(db)

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def check(self) -> bool:
        """Whether the file answers."""
        return bool(self._db.execute("SELECT 1").fetchone())

    # What came in

    def accept(self, updates: Iterable[Waiting], now: float) -> list[Waiting]:
        """Keep updates not seen before, in one transaction; returns those."""
        fresh = []
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for update in updates:
                known = self._db.execute(
                    "INSERT OR IGNORE INTO seen VALUES(?,?)", (update.update_id, now)
                )
                if not known.rowcount:
                    continue
                body = json.dumps(update.body, ensure_ascii=False)
                self._db.execute(
                    "INSERT OR IGNORE INTO inbox VALUES(?,?,?,?,NULL)",
                    (update.update_id, update.person, update.chat, body),
                )
                if update.person is not None:
                    self._db.execute(
                        "INSERT OR REPLACE INTO active VALUES(?,?,?)",
                        (update.person, update.chat, now),
                    )
                fresh.append(update)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return fresh

    def waiting(self) -> list[Waiting]:
        """All unfinished updates, oldest first."""
        rows = self._db.execute(
            "SELECT update_id, person, chat, body, joined FROM inbox ORDER BY update_id"
        )
        return [Waiting(u, person, chat, json.loads(b), j) for u, person, chat, b, j in rows]

    def join(self, updates: Sequence[int], into: int) -> None:
        """Remember that these updates are answered together with `into`."""
        self._db.executemany(
            "UPDATE inbox SET joined=? WHERE update_id=?", [(into, u) for u in updates]
        )

    def finish(self, updates: Sequence[int], event: str) -> None:
        """These updates are answered and every message of the answer is out."""
        self._db.execute("BEGIN IMMEDIATE")
        marks = [(update,) for update in updates]
        self._db.executemany("DELETE FROM inbox WHERE update_id=?", marks)
        self._db.execute("DELETE FROM sent WHERE event=? OR event LIKE ?", (event, f"{event}:%"))
        self._db.execute("COMMIT")

    def forget_seen(self, now: float) -> None:
        """Drop update ids that Telegram cannot deliver again."""
        self._db.execute("DELETE FROM seen WHERE at<?", (now - SEEN_KEPT_S,))

    # What went out

    def sent(self, event: str, part: int) -> SentPart | None:
        """What is known about one message of an answer."""
        row = self._db.execute(
            "SELECT message_id, base, final FROM sent WHERE event=? AND part=?", (event, part)
        ).fetchone()
        return SentPart(row[0], row[1], bool(row[2])) if row else None

    def intend(self, event: str, part: int, person: str, base: int) -> None:
        """About to send a message; its id will be above `base`."""
        self._db.execute(
            "INSERT OR IGNORE INTO sent VALUES(?,?,?,?,NULL,0)", (event, part, person, base)
        )

    def record(
        self, event: str, part: int, chat: int, message_id: int | None, *, final: bool
    ) -> None:
        """The message is in the chat (or, without an id, will never be)."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "UPDATE sent SET message_id=?, final=? WHERE event=? AND part=?",
            (message_id, final, event, part),
        )
        if message_id is not None:
            self.note_message(chat, message_id)
        self._db.execute("COMMIT")

    def note_message(self, chat: int, message_id: int) -> None:
        """The highest message id known in a chat: ours or theirs."""
        self._db.execute(
            "INSERT INTO chats VALUES(?,?) ON CONFLICT(chat) DO UPDATE "
            "SET last_id=max(last_id, excluded.last_id)",
            (chat, message_id),
        )

    def last_message(self, chat: int) -> int:
        """Highest known message id of a chat, 0 when none is."""
        row = self._db.execute("SELECT last_id FROM chats WHERE chat=?", (chat,)).fetchone()
        return int(row[0]) if row else 0

    def last_anywhere(self) -> int:
        """Highest known message id of the private chats, which share one sequence."""
        row = self._db.execute("SELECT max(last_id) FROM chats WHERE chat>0").fetchone()
        return int(row[0] or 0)

    # Buttons

    def offer(self, person: str, key: str, says: Sequence[str], now: float) -> None:
        """Remember what the buttons of a message stand for; a few messages back are kept."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "INSERT OR IGNORE INTO offered VALUES(?,?,?,NULL,?)",
            (person, key, json.dumps(list(says), ensure_ascii=False), now),
        )
        self._db.execute(
            "DELETE FROM offered WHERE person=? AND key NOT IN "
            "(SELECT key FROM offered WHERE person=? ORDER BY at DESC LIMIT ?)",
            (person, person, OFFERS_KEPT),
        )
        self._db.execute("COMMIT")

    def take(self, person: str, key: str, index: int, update_id: int) -> str | None:
        """What a button stands for; None when it is unknown or another press took it."""
        self._db.execute(
            "UPDATE offered SET taken_by=? WHERE person=? AND key=? AND taken_by IS NULL",
            (update_id, person, key),
        )
        row = self._db.execute(
            "SELECT says FROM offered WHERE person=? AND key=? AND taken_by=?",
            (person, key, update_id),
        ).fetchone()
        says = json.loads(row[0]) if row else []
        return str(says[index]) if 0 <= index < len(says) else None

    # Notes about a person: language, counters, parked photos

    def note(self, person: str, name: str) -> str | None:
        """A note's value."""
        row = self._db.execute(
            "SELECT value FROM notes WHERE person=? AND name=?", (person, name)
        ).fetchone()
        return str(row[0]) if row else None

    def set_note(self, person: str, name: str, value: str | None) -> None:
        """Write a note; None removes it."""
        if value is None:
            self._db.execute("DELETE FROM notes WHERE person=? AND name=?", (person, name))
            return
        self._db.execute("INSERT OR REPLACE INTO notes VALUES(?,?,?)", (person, name, value))

    # Things to say later

    def schedule(self, due: Due) -> None:
        """Say something later; a later moment for the same thing replaces the earlier one."""
        self._db.execute(
            "INSERT OR REPLACE INTO due VALUES(?,?,?,?)", (due.person, due.kind, due.chat, due.at)
        )

    def unschedule(self, person: str, *kinds: str) -> None:
        """Do not say these things; without kinds, nothing at all."""
        if not kinds:
            self._db.execute("DELETE FROM due WHERE person=?", (person,))
        for kind in kinds:
            self._db.execute("DELETE FROM due WHERE person=? AND kind=?", (person, kind))

    def scheduled(self, person: str, kind: str) -> bool:
        """Whether something is still to be said."""
        row = self._db.execute(
            "SELECT 1 FROM due WHERE person=? AND kind=?", (person, kind)
        ).fetchone()
        return row is not None

    def due(self, now: float) -> list[Due]:
        """What is to be said by now."""
        rows = self._db.execute("SELECT person, kind, chat, at FROM due WHERE at<=?", (now,))
        return [Due(*row) for row in rows]

    # A person's rights

    def export(self, person: str) -> dict[str, Any]:
        """What this file holds about a person."""
        rows = self._db.execute("SELECT name, value FROM notes WHERE person=?", (person,))
        notes = dict(rows.fetchall())
        dues = self._db.execute("SELECT kind, at FROM due WHERE person=?", (person,)).fetchall()
        offers = self._db.execute("SELECT says FROM offered WHERE person=?", (person,)).fetchall()
        seen = self._db.execute("SELECT at FROM active WHERE person=?", (person,)).fetchone()
        return {
            "notes": notes,
            "scheduled": [{"kind": k, "at": at} for k, at in dues],
            "buttons": [json.loads(says) for (says,) in offers],
            "last_message_at": seen[0] if seen else None,
        }

    def erase(self, person: str, chat: int) -> None:
        """Delete everything about a person and leave no bytes of it in the file or its log."""
        self._erase([(person, chat)])

    def purge(self, before: float) -> int:
        """Erase people who have been silent since before a moment; how many."""
        rows = self._db.execute("SELECT person, chat FROM active WHERE at<?", (before,)).fetchall()
        if rows:
            self._erase(rows)
        return len(rows)

    def _erase(self, people: Sequence[tuple[str, int | None]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        for person, chat in people:
            for table in _PERSONAL:
                self._db.execute(f"DELETE FROM {table} WHERE person=?", (person,))  # noqa: S608
            self._db.execute("DELETE FROM chats WHERE chat=?", (chat,))
        self._db.execute("COMMIT")
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
