"""Migrations run once, in order, and refuse a database, a file or a way in that is not what they expect."""

import asyncio
import re
import threading
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from local.children import ChildFailed, run
from ops.migrate import Migration, migrate, migrations
from shared.errors import DatabaseRefused, DatabaseUnavailable, Misconfigured
from tests.support.postgres import new_database

ADDED = Migration(9001, "9001_added", b"CREATE TABLE public.added (x text)")
BROKEN = Migration(9002, "9002_broken", b"CREATE TABLE public.half (x integer); SELECT 1 / 0")
CHANGED = Migration(9002, "9002_changed", b"ALTER TABLE public.added ADD COLUMN y integer")


def applied(url: str, *more: Migration, turn_within: float = 60, table_within: float = 5) -> list[str]:
    wanted = [*migrations(), *more]
    return [one.name for one in migrate(url, wanted, turn_within=turn_within, table_within=table_within)]


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {
            name
            for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }


def columns(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        asked = "SELECT attname FROM pg_attribute WHERE attrelid = 'public.added'::regclass AND attnum > 0"
        return [name for (name,) in connection.execute(asked)]


@pytest.fixture
def url(own_admin_url: str) -> str:
    """A database at this release's schema."""
    with psycopg.connect(own_admin_url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS public.added, public.half")
        connection.execute("DELETE FROM public.igshop_migrations WHERE number > 9000")
    return own_admin_url


def test_migrating_again_does_nothing(url: str) -> None:
    assert applied(url) == []


def test_a_new_migration_is_applied_once(url: str) -> None:
    assert applied(url, ADDED) == ["9001_added"]
    assert applied(url, ADDED) == []
    assert "added" in tables(url)


def test_a_migration_that_fails_leaves_nothing_and_is_tried_again(url: str) -> None:
    applied(url, ADDED)
    for _ in range(2):
        with pytest.raises(DatabaseRefused) as error:
            applied(url, ADDED, BROKEN)
        assert error.value.sqlstate == "22012"
    assert "half" not in tables(url)
    assert applied(url, ADDED, CHANGED) == ["9002_changed"]


def test_what_postgresql_has_to_say_of_a_migration_is_told_under_its_name(url: str) -> None:
    with pytest.raises(DatabaseRefused) as error:
        applied(url, Migration(9001, "9001_typo", b"ALTER TABLE shop.evnts ADD COLUMN x text"))
    assert str(error.value) == '9001_typo: relation "shop.evnts" does not exist'


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("ALTER TABLE public.added ALTER x TYPE integer USING x::integer", id="in the sentence"),
        pytest.param("ALTER TABLE public.added ADD CHECK (x = '')", id="in the detail of a check"),
        pytest.param("CREATE UNIQUE INDEX ON public.added (x)", id="in the detail of a key"),
    ],
)
def test_rows_that_a_migration_cannot_change_are_not_quoted(url: str, statement: str) -> None:
    applied(url, ADDED)
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO public.added VALUES ('call 0791234567'), ('call 0791234567')")
    with pytest.raises(DatabaseRefused, match="9002_wrong") as error:
        applied(url, ADDED, Migration(9002, "9002_wrong", statement.encode()))
    assert "079" not in str(error.value)
    assert error.value.__suppress_context__


def test_of_two_at_once_the_second_waits_and_has_nothing_to_do(url: str) -> None:
    first = migrate(url, [*migrations(), ADDED, CHANGED])
    assert next(first).name == "9001_added"  # and holds the lock while the caller looks at it
    outcome: list[list[str]] = []
    second = threading.Thread(target=lambda: outcome.append(applied(url, ADDED, CHANGED)))
    second.start()
    until_someone_waits(url)
    assert outcome == []
    assert [one.name for one in first] == ["9002_changed"]
    second.join()
    assert outcome == [[]]


def until_someone_waits(url: str) -> None:
    waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET statement_timeout = '10s'")
        connection.execute(
            f"DO $$ BEGIN WHILE NOT EXISTS ({waiting}) LOOP PERFORM pg_sleep(0.01); END LOOP; END $$".encode()
        )


def test_another_run_that_does_not_end_is_waited_for_within_bounds(url: str) -> None:
    first = migrate(url, [*migrations(), ADDED, CHANGED])
    next(first)
    with pytest.raises(DatabaseUnavailable, match=r"another run .* for 0\.05 s: run it again"):
        applied(url, ADDED, CHANGED, turn_within=0.05)
    first.close()
    assert applied(url, ADDED, CHANGED) == ["9002_changed"]  # what the broken off run had done stays


def test_a_table_that_stays_in_use_is_not_queued_for_and_the_next_run_goes_on(url: str) -> None:
    applied(url, ADDED)
    with psycopg.connect(url) as customer:
        customer.execute("SELECT * FROM public.added")
        with pytest.raises(DatabaseUnavailable, match="9002_changed: a table stayed in use"):
            applied(url, ADDED, CHANGED, table_within=0.05)
        with psycopg.connect(url, options="-c lock_timeout=1s") as other:
            other.execute("SELECT * FROM public.added")  # nobody stands in the way
    assert columns(url) == ["x"]
    assert applied(url, ADDED, CHANGED) == ["9002_changed"]


def test_a_server_that_goes_away_in_between_is_an_outage(url: str) -> None:
    ended = b"SELECT pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(DatabaseUnavailable, match=r"9001_gone: .*run this again"):
        applied(url, Migration(9001, "9001_gone", ended))


def test_a_server_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(DatabaseUnavailable, match="not reached"):
        applied("postgresql://igshop:hunter2@127.0.0.1:1/none")


def test_a_url_that_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(Misconfigured) as error:
        applied("postgresql://igshop:hunter2@[::1/none")
    assert "hunter2" not in str(error.value)


def test_a_database_of_a_newer_release_is_refused(url: str) -> None:
    applied(url, ADDED)
    with pytest.raises(Misconfigured, match=r"9001.*deploy the newer release"):
        applied(url)


def test_an_edited_migration_is_refused(url: str) -> None:
    edited = [replace(migration, sql=migration.sql + b"-- edited") for migration in migrations()]
    with pytest.raises(Misconfigured, match=r"0001_first\.sql was edited"):
        list(migrate(url, [*edited, ADDED]))


async def test_the_command_says_what_it_did_and_where_the_schema_is() -> None:
    database = await asyncio.to_thread(new_database, "by_command")
    environment = {"DATABASE_MIGRATION_URL": database.admin_url}
    *done, last = (await run("ops", "migrate", environment=environment)).splitlines()
    assert [re.sub(r"\d+ ms$", "# ms", line) for line in done] == [
        f"applied {migration.name} in # ms" for migration in migrations()
    ]
    at = f"the schema is at {migrations()[-1].number:04}"
    assert last == at
    assert await run("ops", "migrate", environment=environment) == f"{at}, as it was\n"
    with pytest.raises(ChildFailed, match=r"\n.*DatabaseUnavailable.*: the database was not reached"):
        await run("ops", "migrate", environment={"DATABASE_MIGRATION_URL": "postgresql://127.0.0.1:1/none"})


def test_a_checkout_with_other_line_endings_is_the_same_migration(tmp_path: Path) -> None:
    for ending in (b"\n", b"\r\n"):
        (tmp_path / "0001_x.sql").write_bytes(b"SELECT 1;" + ending + b"SELECT 2;")
        (migration,) = migrations(tmp_path)
        assert migration.sql == b"SELECT 1;\nSELECT 2;"


def test_numbers_are_without_gap_or_repeat() -> None:
    assert [migration.number for migration in migrations()] == list(range(1, len(migrations()) + 1))
