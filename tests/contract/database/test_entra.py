"""Without a password the login to Azure's PostgreSQL is a token: fresh for each new connection, and shown to nobody."""

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from local.children import ChildFailed, run
from local.serve import serve
from shared.database import Database
from shared.database.entra import entra_token, password_for
from shared.errors import DatabaseUnavailable, Misconfigured
from shared.identity import credential
from shared.secret import Secret
from tests.support.entra import HOST, AzurePostgres, IdentityEndpoint, new_token
from tests.support.stages import StageApp

Ahead = Callable[[float], None]


@pytest.fixture
async def identity(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[IdentityEndpoint]:
    """The only one that azure-identity finds."""
    endpoint = IdentityEndpoint()
    async with serve(endpoint.app) as url:
        for name in ("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{url}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", endpoint.header)
        credential.cache_clear()
        yield endpoint
        endpoint.faults.release()
        await credential().close()
        credential.cache_clear()


@pytest.fixture
async def server(admin_url: str, tmp_path: Path) -> AsyncIterator[AzurePostgres]:
    server = AzurePostgres(admin_url, tmp_path)
    await server.open()
    yield server
    await server.shut()


@pytest.fixture
async def new_database(
    server: AzurePostgres, identity: IdentityEndpoint, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Callable[[], Database]]:
    """As the app makes it of nothing but its settings, without a connection yet; the endpoint's token is accepted."""
    caplog.set_level(logging.INFO)
    await asyncio.to_thread(server.accept, identity.token)
    apps: list[StageApp] = []

    def make() -> Database:
        apps.append(StageApp(server.url))
        return apps[-1].database

    yield make
    for app in apps:
        await app.close()
    assert identity.token not in caplog.text
    assert identity.header not in caplog.text


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Database:
    return new_database()


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ahead]:
    """Moves the clock by which tokens end."""
    real = time.time
    with monkeypatch.context() as clock:
        yield lambda seconds: clock.setattr(time, "time", lambda: real() + seconds)


async def works(database: Database) -> None:
    async with database.crossing() as tx:
        assert await tx.row(b"SELECT current_user AS me", {}) == {"me": "entra_login"}


async def test_new_connections_log_in_with_one_token_while_it_lives(
    identity: IdentityEndpoint, new_database: Callable[[], Database]
) -> None:
    await works(new_database())
    asked = identity.asked
    await works(new_database())
    assert identity.asked == asked > 0


@pytest.mark.parametrize(
    "age", [pytest.param(3400, id="near its end"), pytest.param(3700, id="past its end")]
)
async def test_a_new_connection_gets_a_new_token_and_old_ones_stay(
    server: AzurePostgres,
    identity: IdentityEndpoint,
    new_database: Callable[[], Database],
    ahead: Ahead,
    age: float,
) -> None:
    async with new_database().crossing() as tx:
        await tx.row(b"SELECT 1", {})
        old, identity.token = identity.token, new_token()
        await asyncio.to_thread(server.accept, identity.token)
        assert not await asyncio.to_thread(server.lets_in, old)
        ahead(age)
        await works(new_database())
        await tx.row(b"SELECT 1", {})


async def test_a_token_near_its_end_that_cannot_be_renewed_still_logs_in(
    identity: IdentityEndpoint, new_database: Callable[[], Database], ahead: Ahead
) -> None:
    await works(new_database())
    asked, identity.refuses = identity.asked, True
    ahead(3400)
    await works(new_database())
    assert identity.asked > asked


async def test_without_a_token_it_is_an_outage_that_says_nothing_and_ends_with_it(
    database: Database, identity: IdentityEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    identity.refuses = True
    with pytest.raises(DatabaseUnavailable) as error:
        await works(database)
    assert identity.token not in "".join(traceback.format_exception(error.value))
    assert "database.no_token" in caplog.text
    identity.refuses = False
    await works(database)


async def test_an_endpoint_that_never_answers_is_an_outage_too(
    database: Database, identity: IdentityEndpoint
) -> None:
    identity.faults.hold()
    with pytest.raises(DatabaseUnavailable):
        await works(database)
    identity.faults.release()


async def test_while_no_token_is_to_be_had_connections_that_are_there_serve(
    database: Database, identity: IdentityEndpoint, ahead: Ahead
) -> None:
    await works(database)
    identity.refuses = True
    ahead(3700)
    await works(database)


async def test_a_token_that_the_server_does_not_accept_is_an_outage_and_not_shown(
    database: Database, server: AzurePostgres, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.to_thread(server.accept, new_token())
    with pytest.raises(DatabaseUnavailable):
        await works(database)
    assert "password authentication failed" in caplog.text


async def test_migrating_logs_in_with_a_token_too(server: AzurePostgres, identity: IdentityEndpoint) -> None:
    server.accept(identity.token)
    environment = {"DATABASE_MIGRATION_URL": server.url}
    assert "as it was" in await run("ops", "migrate", environment=environment)
    identity.refuses = True
    with pytest.raises(ChildFailed) as error:
        await run("ops", "migrate", environment=environment)
    assert "no token for PostgreSQL" in str(error.value)
    assert identity.token not in str(error.value)
    assert "Unclosed" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "wants_token"),
    [
        (f"postgresql://app@{HOST}/shop?sslmode=require", True),
        (f"postgresql://app@{HOST.upper()}:6432/shop?sslmode=verify-full", True),
        (f"host={HOST} user=app dbname=shop sslmode=require", True),
        (f"postgresql://app:secret@{HOST}/shop", False),
        (f"postgresql://app@{HOST}/shop?password=secret", False),
        ("postgresql://app@localhost/shop", False),
        ("postgresql://app@/shop?host=/run/postgresql", False),
        (f"postgresql://app@{HOST}.evil.example/shop?sslmode=require", False),
        (f"postgresql://app@{HOST},evil.example/shop?sslmode=require", False),
        (f"postgresql://{HOST}@evil.example/shop?sslmode=require", False),
    ],
)
def test_a_token_goes_to_azures_own_servers_and_only_where_there_is_no_password(
    url: str,
    wants_token: bool,  # noqa: FBT001  # the table's
) -> None:
    assert password_for(Secret(url)) is (entra_token if wants_token else None)


@pytest.mark.parametrize("mode", ["", "?sslmode=prefer", "?sslmode=disable"])
def test_a_token_is_not_sent_where_tls_is_not_certain(mode: str) -> None:
    with pytest.raises(Misconfigured, match="sslmode=require"):
        password_for(Secret(f"postgresql://app@{HOST}/shop{mode}"))


def test_a_password_with_an_at_sign_is_not_looked_up_as_a_host() -> None:
    with pytest.raises(Misconfigured, match="%40") as refusal:
        password_for(Secret("postgresql://app:pa@Hunter2@host/shop"))
    assert "Hunter2" not in str(refusal.value)


def test_a_url_that_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(Misconfigured) as error:
        password_for(Secret("postgresql://app:hunter2@[::1/shop"))
    assert "hunter2" not in str(error.value)
    assert error.value.__suppress_context__
