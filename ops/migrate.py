"""Numbered SQL, applied once and in order, under one lock.

A database that has a migration this release does not know comes from the future: the command refuses rather than run
old code's assumptions on it. An applied file that changed is refused too; migrations are never edited after release.

The app is serving meanwhile. A change that had to queue for a table behind a long transaction would hold up everyone
who comes after it, so it gives way after a few seconds and is tried again by running the command again.
"""

import hashlib
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.errors import DataError, LockNotAvailable

from shared.database.entra import unreadable
from shared.database.refusals import as_ours
from shared.errors import DatabaseRefused, DatabaseUnavailable, Misconfigured

DIRECTORY = Path(__file__).parent.parent / "shared" / "database" / "migrations"
#: Seconds to wait for another run of this command to end.
TURN_WITHIN = 120.0
#: Seconds a migration waits for a table that is in use.
TABLE_WITHIN = 5.0
_LOCK = 0x1657
_TABLE = b"""
CREATE TABLE IF NOT EXISTS public.igshop_migrations (
  number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
"""


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sql).hexdigest()


@dataclass(frozen=True, slots=True)
class Applied:
    name: str
    milliseconds: int


def migrations(directory: Path = DIRECTORY) -> list[Migration]:
    files = sorted(directory.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    # One line ending everywhere, or a checkout on Windows would look like an edited migration.
    return [Migration(int(f.name[:4]), f.stem, f.read_bytes().replace(b"\r\n", b"\n")) for f in files]


def migrate(
    url: str,
    wanted: list[Migration],
    *,
    password: str | None = None,
    turn_within: float = TURN_WITHIN,
    table_within: float = TABLE_WITHIN,
) -> Generator[Applied, None, None]:
    """Apply what is missing, each in a transaction of its own; yields each as it is done."""
    with _connected(url, password) as connection:
        with _explained("the list of migrations"):
            _take_turn(connection, turn_within)
            _wait_at_most(connection, table_within)
            connection.execute(_TABLE)
            rows = connection.execute("SELECT number, sha256 FROM public.igshop_migrations").fetchall()
        applied: dict[int, str] = dict(rows)
        _refuse_surprises(wanted, applied)
        for migration in wanted:
            if migration.number not in applied:
                yield _apply(connection, migration)


@contextmanager
def _connected(url: str, password: str | None) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10, password=password)
    except psycopg.OperationalError:
        raise DatabaseUnavailable("the database was not reached, or did not let this login in") from None
    except (psycopg.ProgrammingError, UnicodeError):
        raise unreadable() from None
    with connection:
        yield connection


def _take_turn(connection: psycopg.Connection, within: float) -> None:
    """Two at once would each find the same migrations missing. The lock ends with the session, however that ends."""
    ((backend,),) = connection.execute("SELECT pg_backend_pid()").fetchall()
    # PgBouncer invents the number it greets its clients with, and shares the server's sessions among them.
    if backend != connection.info.backend_pid:
        raise Misconfigured(
            "migrations need a session of their own, and this URL leads through PgBouncer:"
            " set DATABASE_MIGRATION_URL to the server's own port"
        )
    try:
        _wait_at_most(connection, within)
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    except LockNotAvailable:
        raise DatabaseUnavailable(
            f"another run of this command has been at work for {within:g} s: run it again when that has ended"
        ) from None


def _apply(connection: psycopg.Connection, migration: Migration) -> Applied:
    began = time.monotonic()
    with _explained(migration.name), connection.transaction():
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO public.igshop_migrations (number, name, sha256) VALUES (%s, %s, %s)",
            [migration.number, migration.name, migration.digest],
        )
    return Applied(migration.name, round((time.monotonic() - began) * 1000))


def _wait_at_most(connection: psycopg.Connection, seconds: float) -> None:
    connection.execute("SELECT set_config('lock_timeout', %s, false)", [f"{seconds * 1000:.0f}ms"])


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """PostgreSQL's own sentence without its detail, where that may be quoted."""
    try:
        yield
    except LockNotAvailable:
        raise DatabaseUnavailable(
            f"{what}: a table stayed in use, so nothing of it was applied: run this again"
        ) from None
    except psycopg.Error as error:
        refusal = as_ours(error)
        if not isinstance(refusal, DatabaseRefused):
            raise DatabaseUnavailable(f"{what}: {refusal}, run this again") from None
        # Errors about data have the data in the sentence itself.
        sentence = error.diag.message_primary
        if sentence is None or isinstance(error, DataError):
            sentence = str(refusal)
        raise DatabaseRefused(f"{what}: {sentence}", sqlstate=refusal.sqlstate) from None


def _refuse_surprises(wanted: list[Migration], applied: dict[int, str]) -> None:
    known = {migration.number: migration for migration in wanted}
    for number, digest in sorted(applied.items()):
        if number not in known:
            raise Misconfigured(
                f"the database has migration {number:04}, which this release does not know: deploy the newer release"
            )
        if known[number].digest != digest:
            raise Misconfigured(
                f"{known[number].name}.sql was edited after it was applied: add a new migration instead"
            )
