"""Migrations hold a lock of their session, so they refuse a way in that shares sessions among its clients."""

import psycopg
import pytest

from ops.migrate import Migration, migrate, migrations
from shared.errors import Misconfigured
from tests.support.pgbouncer import PgBouncer

ADDED = Migration(9001, "9001_added", b"CREATE TABLE public.added (x integer)")


def test_a_pooled_way_in_is_refused_and_nothing_is_changed(own_admin_url: str, bouncer: PgBouncer) -> None:
    with pytest.raises(Misconfigured, match="through PgBouncer: set DATABASE_MIGRATION_URL"):
        list(migrate(bouncer.url_of(own_admin_url), [*migrations(), ADDED]))
    with psycopg.connect(own_admin_url) as connection:
        assert connection.execute("SELECT to_regclass('public.added')").fetchall() == [(None,)]
        assert connection.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'").fetchall() == []
