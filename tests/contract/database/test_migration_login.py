"""Migrations run as a managed database's administrator does: may make roles, owns the database, and is no superuser."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from local.postgres import Postgres
from ops.migrate import migrate, migrations
from tests.support.postgres import new_database

ROLES = "igshop_owner, igshop_app, igshop_crossing"
TENANT = uuid4()
CONVERSATION = f"""
INSERT INTO shop.tenants (tenant_id, name_ar, name_en, search_index) VALUES ('{TENANT}', 'a', 'a', 'i');
INSERT INTO shop.accounts (tenant_id, account_id, username, access_token) VALUES ('{TENANT}', '1', 'a', '');
INSERT INTO shop.conversations (tenant_id, account_id, customer_id) VALUES ('{TENANT}', '1', '2');
INSERT INTO shop.events (tenant_id, account_id, customer_id, seq, event_key, kind, author, at) VALUES
  ('{TENANT}', '1', '2', 1, 'a', 'message', 'customer', '2026-11-20Z'), ('{TENANT}', '1', '2', 2, 'b', 'echo', 'owner', '2026-11-21Z');
"""


@pytest.fixture
def managed(admin: psycopg.Connection) -> Iterator[Postgres]:
    name = f"managed_{uuid4().hex}"
    database = new_database(name)
    # The roles are the cluster's and there already; whoever had made them would have this option.
    admin.execute(f"CREATE ROLE {name} LOGIN CREATEROLE; GRANT {ROLES} TO {name} WITH ADMIN OPTION".encode())
    admin.execute(f"ALTER DATABASE {name} OWNER TO {name}".encode())
    yield database
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
    admin.execute(f"DROP ROLE {name}".encode())


def login(database: Postgres) -> str:
    name = psycopg.conninfo.conninfo_to_dict(database.admin_url)["dbname"]
    return psycopg.conninfo.make_conninfo(database.admin_url, user=name)


def test_every_migration_runs_without_a_superuser(managed: Postgres) -> None:
    assert len(list(migrate(login(managed), migrations()))) == len(migrations())
    assert list(migrate(login(managed), migrations())) == []


def test_rows_of_the_release_before_are_carried_over_although_policies_bind_their_owner(
    managed: Postgres,
) -> None:
    first, *rest = migrations()
    list(migrate(login(managed), [first]))
    with psycopg.connect(managed.admin_url, autocommit=True) as superuser:
        superuser.execute(CONVERSATION.encode())
        list(migrate(login(managed), [first, *rest]))
        carried = superuser.execute(
            "SELECT tenant_id, account_id, customer_id, first_seen_at FROM shop.customers"
        ).fetchall()
        unforced = superuser.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'shop'::regnamespace AND relrowsecurity AND NOT relforcerowsecurity"
        ).fetchall()
    assert carried == [(TENANT, "1", "2", datetime(2026, 11, 20, tzinfo=UTC))]
    assert unforced == []
