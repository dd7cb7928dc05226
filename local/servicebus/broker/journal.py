"""What the broker remembers across a restart: SQLite, one transaction for everything one turn of the loop did.

The server commits before it lets a single byte of that turn's answers out, so nothing a client was told can be
lost by killing the process. In WAL mode with synchronous=NORMAL a commit is one write to the page cache; the
disk is only waited for in checkpoints, which run on a connection and in a thread of their own. (A power cut may
take the last moments with it; a killed process may not.) Locks are not remembered: after a restart every
message is where it was before it was handed out.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from local.servicebus.broker.duplicates import Seen
from local.servicebus.broker.message import Message, State
from local.servicebus.messages import Facts, parse, render


class Journal(Protocol):
    def put(self, queue: str, message: Message) -> None: ...

    def drop(self, queue: str, sequence: int) -> None: ...

    def sequence(self, queue: str, following: int) -> None: ...

    def session(self, queue: str, session_id: str, state: bytes | None, at: float) -> None: ...

    def seen(self, queue: str, message_id: str, seen: Seen) -> None: ...

    def forget(self, queue: str, message_ids: Iterable[str]) -> None: ...

    def commit(self) -> None: ...


class NoJournal:
    """For a broker that lives as long as its process."""

    def put(self, queue: str, message: Message) -> None: ...

    def drop(self, queue: str, sequence: int) -> None: ...

    def sequence(self, queue: str, following: int) -> None: ...

    def session(self, queue: str, session_id: str, state: bytes | None, at: float) -> None: ...

    def seen(self, queue: str, message_id: str, seen: Seen) -> None: ...

    def forget(self, queue: str, message_ids: Iterable[str]) -> None: ...

    def commit(self) -> None: ...


_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
  queue TEXT NOT NULL, sequence INTEGER NOT NULL, state INTEGER NOT NULL, enqueued_at REAL NOT NULL,
  expires_at REAL, scheduled_for REAL, delivery_count INTEGER NOT NULL, payload BLOB NOT NULL,
  PRIMARY KEY (queue, sequence)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sequence (queue TEXT PRIMARY KEY, following INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session (
  queue TEXT NOT NULL, id TEXT NOT NULL, state BLOB, at REAL NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
  queue TEXT NOT NULL, message_id TEXT NOT NULL, at REAL NOT NULL, sequence INTEGER NOT NULL,
  PRIMARY KEY (queue, message_id)) WITHOUT ROWID;
"""
_PUT = "INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_DROP = "DELETE FROM message WHERE queue = ? AND sequence = ?"
_SEQUENCE = "INSERT OR REPLACE INTO sequence VALUES (?, ?)"
_SESSION = "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?)"
_NO_SESSION = "DELETE FROM session WHERE queue = ? AND id = ?"
_SEEN = "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)"
_FORGET = "DELETE FROM seen WHERE queue = ? AND message_id = ?"

#: A checkpoint writes about 4 MB of pages at this size and keeps the log from growing without end.
COMMITS_BETWEEN_CHECKPOINTS = 2000


class SavedSession(NamedTuple):
    id: str
    state: bytes
    at: float


class SqliteJournal:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = _connect(path)
        self._database.executescript(_SCHEMA)
        self._messages: dict[tuple[str, int], Message | None] = {}
        self._sequences: dict[str, int] = {}
        self._others: list[tuple[str, tuple[object, ...]]] = []
        self._commits = 0

    # Changes gather here until the commit; of several to one message only the last is written.

    def put(self, queue: str, message: Message) -> None:
        self._messages[queue, message.sequence] = message

    def drop(self, queue: str, sequence: int) -> None:
        self._messages[queue, sequence] = None

    def sequence(self, queue: str, following: int) -> None:
        self._sequences[queue] = following

    def session(self, queue: str, session_id: str, state: bytes | None, at: float) -> None:
        if state is None:
            self._others.append((_NO_SESSION, (queue, session_id)))
        else:
            self._others.append((_SESSION, (queue, session_id, state, at)))

    def seen(self, queue: str, message_id: str, seen: Seen) -> None:
        self._others.append((_SEEN, (queue, message_id, *seen)))

    def forget(self, queue: str, message_ids: Iterable[str]) -> None:
        self._others.extend((_FORGET, (queue, message_id)) for message_id in message_ids)

    def commit(self) -> None:
        if not (self._messages or self._sequences or self._others):
            return
        with self._database as database:
            database.execute("BEGIN")
            for (queue, sequence), message in self._messages.items():
                if message is None:
                    database.execute(_DROP, (queue, sequence))
                else:
                    database.execute(_PUT, (queue, *_row(message)))
            database.executemany(_SEQUENCE, self._sequences.items())
            for statement, values in self._others:
                database.execute(statement, values)
        self._messages.clear()
        self._sequences.clear()
        self._others.clear()
        self._commits += 1

    @property
    def wants_checkpoint(self) -> bool:
        return self._commits >= COMMITS_BETWEEN_CHECKPOINTS

    def checkpoint(self) -> None:
        """Meant for another thread; the broker writes on meanwhile."""
        self._commits = 0
        database = _connect(self._path)
        try:
            database.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            database.close()

    def close(self) -> None:
        self.commit()
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._database.close()

    # Reading back, at start

    def messages(self, queue: str) -> Iterator[Message]:
        rows = self._database.execute("SELECT * FROM message WHERE queue = ? ORDER BY sequence", (queue,))
        for _, sequence, state, enqueued_at, expires_at, scheduled_for, delivery_count, payload in rows:
            yield Message(
                sequence=sequence,
                content=parse(payload),
                enqueued_at=enqueued_at,
                state=State(state),
                expires_at=expires_at,
                scheduled_for=scheduled_for,
                delivery_count=delivery_count,
            )

    def following(self, queue: str) -> int:
        row = self._database.execute("SELECT following FROM sequence WHERE queue = ?", (queue,)).fetchone()
        return 1 if row is None else int(row[0])

    def sessions(self, queue: str) -> Iterator[SavedSession]:
        rows = self._database.execute("SELECT id, state, at FROM session WHERE queue = ?", (queue,))
        yield from map(SavedSession._make, rows)

    def all_seen(self, queue: str) -> Iterator[tuple[str, Seen]]:
        rows = self._database.execute(
            "SELECT message_id, at, sequence FROM seen WHERE queue = ? ORDER BY at", (queue,)
        )
        for message_id, at, sequence in rows:
            yield message_id, Seen(at, sequence)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute("PRAGMA wal_autocheckpoint=0")
    return database


def _row(message: Message) -> tuple[object, ...]:
    return (
        message.sequence,
        int(message.state),
        message.enqueued_at,
        message.expires_at,
        message.scheduled_for,
        message.delivery_count,
        render(message.content, Facts(message.sequence, message.enqueued_at)),
    )
