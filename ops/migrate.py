"""Numbered SQL, applied once and in order, under one lock.

A database that has a migration this release does not know comes from the future: the command refuses rather than run
old code's assumptions on it. An applied file that changed is refused too; migrations are never edited after release.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from shared.errors import Misconfigured

DIRECTORY = Path(__file__).parent.parent / "shared" / "database" / "migrations"
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


def migrations(directory: Path = DIRECTORY) -> list[Migration]:
    files = sorted(directory.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    # One line ending everywhere, or a checkout on Windows would look like an edited migration.
    return [Migration(int(f.name[:4]), f.stem, f.read_bytes().replace(b"\r\n", b"\n")) for f in files]


def migrate(url: str, wanted: list[Migration]) -> Iterator[str]:
    """Apply what is missing, each in a transaction of its own; yields the name of each as it is done."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        connection.execute(_TABLE)
        rows = connection.execute("SELECT number, sha256 FROM public.igshop_migrations").fetchall()
        applied: dict[int, str] = dict(rows)
        _refuse_surprises(wanted, applied)
        for migration in wanted:
            if migration.number in applied:
                continue
            with connection.transaction():
                connection.execute(migration.sql)
                connection.execute(
                    "INSERT INTO public.igshop_migrations (number, name, sha256) VALUES (%s, %s, %s)",
                    [migration.number, migration.name, migration.digest],
                )
            yield migration.name


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
