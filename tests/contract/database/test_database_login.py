"""The app's identity becomes a login that may do what the app may, and can be made one at every deployment."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ops.database_login import make_login
from shared.errors import DatabaseRefused, DatabaseUnavailable

IDENTITY, OBJECT_ID = "id-shop", "6a0f6f9e-2f4e-4f0b-9a4e-0d8f6a6f2c11"
#: Azure's own function as far as it matters here: it makes the login, in the database `postgres` only.
AZURES = """
CREATE FUNCTION public.pgaadauth_create_principal_with_oid(name text, oid text, kind text, admin bool, mfa bool)
RETURNS text LANGUAGE plpgsql AS $$ BEGIN
  IF admin OR kind <> 'service' THEN RAISE EXCEPTION 'not an ordinary login'; END IF;
  EXECUTE format('CREATE ROLE %I LOGIN', name); RETURN 'Created role for ' || name;
END $$
"""


@pytest.fixture
def on_azure(own_admin_url: str) -> Iterator[str]:
    """As its administrator, who may make roles and is no superuser."""
    name = f"managing_{uuid4().hex}"
    with psycopg.connect(own_admin_url, dbname="postgres", autocommit=True) as connection:
        connection.execute(AZURES)
        connection.execute(f"CREATE ROLE {name} LOGIN CREATEROLE".encode())
        # Whoever had made the role by the first migration would have this.
        connection.execute(f"GRANT igshop_app TO {name} WITH ADMIN OPTION".encode())
        yield make_conninfo(own_admin_url, user=name)
        connection.execute("DROP FUNCTION public.pgaadauth_create_principal_with_oid")
        connection.execute(f'DROP ROLE IF EXISTS "{IDENTITY}"'.encode())
        connection.execute(f"DROP ROLE {name}".encode())


def test_the_identity_may_do_what_the_app_may_and_nothing_else(on_azure: str) -> None:
    assert make_login(on_azure, IDENTITY, OBJECT_ID)
    with psycopg.connect(on_azure) as connection:
        (row,) = connection.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
            " (SELECT array_agg(r.rolname::text) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
            "  WHERE m.member = u.oid) FROM pg_roles u WHERE rolname = %s",
            [IDENTITY],
        ).fetchall()
    assert row == (True, False, False, False, False, ["igshop_app"])


def test_a_second_deployment_finds_it_as_it_is(on_azure: str) -> None:
    assert make_login(on_azure, IDENTITY, OBJECT_ID)
    assert not make_login(on_azure, IDENTITY, OBJECT_ID)


def test_a_server_that_is_not_azures_is_told_by_its_code(own_admin_url: str) -> None:
    with pytest.raises(DatabaseRefused, match="42883"):
        make_login(own_admin_url, IDENTITY, OBJECT_ID)


def test_a_server_that_is_away_is_an_outage() -> None:
    with pytest.raises(DatabaseUnavailable):
        make_login("postgresql://nobody@127.0.0.1:1/igshop", IDENTITY, OBJECT_ID)
