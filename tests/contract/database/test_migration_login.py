"""Migrations run as a managed database's administrator does: may make roles, owns the database, and is no superuser."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from local.postgres import Postgres
from ops.migrate import migrate, migrations
from tests.support.postgres import new_database

ROLES = "igshop_owner, igshop_app, igshop_crossing"


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
