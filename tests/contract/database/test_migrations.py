"""Migrations run once, in order, and refuse a database or a file that is not what they expect."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from ops.migrate import Migration, migrate, migrations
from shared.errors import Misconfigured

ADDED = Migration(9001, "9001_added", b"CREATE TABLE public.added (x integer)")
BROKEN = Migration(9002, "9002_broken", b"CREATE TABLE public.half (x integer); SELECT 1 / 0")


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {
            name
            for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }


def test_migrating_again_does_nothing(own_admin_url: str) -> None:
    assert list(migrate(own_admin_url, migrations())) == []


def test_a_new_migration_is_applied_once(own_admin_url: str) -> None:
    assert list(migrate(own_admin_url, [*migrations(), ADDED])) == ["9001_added"]
    assert list(migrate(own_admin_url, [*migrations(), ADDED])) == []
    assert "added" in tables(own_admin_url)


def test_a_migration_that_fails_leaves_nothing_and_is_tried_again(own_admin_url: str) -> None:
    list(migrate(own_admin_url, [*migrations(), ADDED]))
    for _ in range(2):
        with pytest.raises(psycopg.errors.DivisionByZero):
            list(migrate(own_admin_url, [*migrations(), ADDED, BROKEN]))
    assert "half" not in tables(own_admin_url)


def test_a_database_of_a_newer_release_is_refused(own_admin_url: str) -> None:
    list(migrate(own_admin_url, [*migrations(), ADDED]))
    with pytest.raises(Misconfigured, match=r"9001.*deploy the newer release"):
        list(migrate(own_admin_url, migrations()))


def test_an_edited_migration_is_refused(own_admin_url: str) -> None:
    edited = [replace(migration, sql=migration.sql + b"-- edited") for migration in migrations()]
    with pytest.raises(Misconfigured, match=r"0001_first\.sql was edited"):
        list(migrate(own_admin_url, [*edited, ADDED]))


def test_a_checkout_with_other_line_endings_is_the_same_migration(tmp_path: Path) -> None:
    for ending in (b"\n", b"\r\n"):
        (tmp_path / "0001_x.sql").write_bytes(b"SELECT 1;" + ending + b"SELECT 2;")
        (migration,) = migrations(tmp_path)
        assert migration.sql == b"SELECT 1;\nSELECT 2;"


def test_numbers_are_without_gap_or_repeat() -> None:
    assert [migration.number for migration in migrations()] == list(range(1, len(migrations()) + 1))
