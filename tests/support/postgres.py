"""A real PostgreSQL for the tests that need one: started once a session, migrated by the product's own command.

A test keeps to a tenant of its own in the shared database or, where it looks across tenants, takes a database of its
own copied from the migrated one. Nothing here stands in for PostgreSQL, so a policy that is wrong fails.
With `--pgbouncer` the app's login goes through PgBouncer; the superuser, who arranges and looks, never does.
"""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from local.postgres import Postgres, start
from ops.migrate import migrate, migrations
from shared.database import Database
from shared.errors import DatabaseRefused
from shared.secret import Secret
from tests.support.pgbouncer import PgBouncer


@cache
def _server() -> Postgres:
    """One for the process, however many conftests import the fixtures; it stops when the process ends."""
    # Not pytest's tmp_path: under root the server runs as another user, who may not enter that folder.
    folder = Path(tempfile.mkdtemp(prefix="igshop-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = start(folder / "data")
    with psycopg.connect(server.admin_url, autocommit=True) as maintenance:
        # A test's data need not survive a power cut, and waiting for the disk is most of a short transaction's time.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            maintenance.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        maintenance.execute("SELECT pg_reload_conf()")
    return server


def _address(database: str) -> str:
    return str(_server().server.get_uri(database=database))


def new_database(name: str) -> Postgres:
    """An empty database of the one server, for a test world that migrates it by itself."""
    with psycopg.connect(_server().admin_url, autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    return Postgres(_server().server, _address(name))


@cache
def _migrated() -> str:
    """Superuser's address of the migrated database."""
    with psycopg.connect(_server().admin_url, autocommit=True) as maintenance:
        maintenance.execute("CREATE DATABASE pristine")
        list(migrate(_address("pristine"), migrations()))
        maintenance.execute("CREATE DATABASE migrated TEMPLATE pristine")
    _server().create_login()
    return _address("migrated")


def migrated_database() -> tuple[str, str]:
    """The superuser's address and that of the app's login, for whoever is no test."""
    return _migrated(), Postgres.url_of(_migrated())


@contextmanager
def refused(sqlstate: str, because: str = "") -> Iterator[None]:
    """PostgreSQL refuses with this code and, in the sentence that goes no further, for this reason."""
    with pytest.raises(DatabaseRefused) as refusal:
        yield
    assert refusal.value.sqlstate == sqlstate
    assert because in str(refusal.value.__context__)


@cache
def _bouncer() -> PgBouncer:
    return new_bouncer(_server().admin_url)


def new_bouncer(url: str, **options: int) -> PgBouncer:
    """In front of the one server, whatever the database."""
    return PgBouncer(url, run_as=_server().server.system_user, **options)


def _apps_way(bouncer: PgBouncer | None, admin_url: str) -> str:
    url = Postgres.url_of(admin_url)
    return url if bouncer is None else bouncer.url_of(url)


@pytest.fixture(scope="session")
def admin_url() -> str:
    return _migrated()


@pytest.fixture(scope="session")
def app_url(admin_url: str, bouncer: PgBouncer | None) -> str:
    """The same database for the login of the app: a member of igshop_app and no more."""
    return _apps_way(bouncer, admin_url)


@pytest.fixture(scope="session")
def bouncer(pytestconfig: pytest.Config) -> PgBouncer | None:
    """The one that this run wants the app to go through; only what asks for it, by whatever road, runs with `--pgbouncer`."""
    return _bouncer() if pytestconfig.getoption("--pgbouncer") else None


@pytest.fixture(scope="session")
def admin(admin_url: str) -> Iterator[psycopg.Connection]:
    """The superuser, who sees every row: to arrange what a test needs and to look at what became of it."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
async def database(app_url: str) -> AsyncIterator[Database]:
    """The product's own database object, logged in as the app."""
    opened = Database(Secret(app_url))
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def own_admin_url(admin_url: str) -> Iterator[str]:
    """Superuser's address of a migrated database that no other module touches."""
    with _copy(admin_url) as url:
        yield url


@contextmanager
def _copy(admin_url: str) -> Iterator[str]:
    name = f"own_{uuid4().hex}"
    with psycopg.connect(admin_url, autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name} TEMPLATE pristine".encode())
        yield _address(name)
        maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def own_app_url(own_admin_url: str, bouncer: PgBouncer | None) -> str:
    """That database for the login of the app."""
    return _apps_way(bouncer, own_admin_url)


@pytest.fixture
def empty_app_url(admin_url: str, bouncer: PgBouncer | None) -> Iterator[str]:
    """A migrated database without a row, for a test that counts over all tenants."""
    with _copy(admin_url) as url:
        yield _apps_way(bouncer, url)
