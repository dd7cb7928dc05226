"""The only road to tenant data: `async with db.tenant(tenant_id) as tx`.

A transaction is opened *for* a tenant with `set_config(…, true)`, which also holds behind PgBouncer in transaction
mode; without it row level security returns nothing. BEGIN, the tenant and the first statement travel as one round
trip (pipeline mode), and statements queued with `tx.queue` share one with the COMMIT. A lost connection is
DatabaseUnavailable: PostgreSQL has rolled the transaction back, so nothing is half written.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from shared.errors import DatabaseUnavailable
from shared.settings import Secret
from shared.tenants import TenantId

if TYPE_CHECKING:
    from psycopg import AsyncConnection, AsyncCursor
    from psycopg_pool import AsyncConnectionPool

Row = dict[str, Any]

#: Connections an instance holds at most: Flex scales by instances, so each stays small.
POOL_SIZE = 8
#: Seconds to wait for a connection before the work is better tried again later.
CHECKOUT_TIMEOUT = 2.0
#: No transaction spans a call to a provider, so one that lasts this long waits for a server that is gone.
TRANSACTION_WITHIN = 15.0
#: A connection whose other end vanished without a word is noticed in seconds, not in TCP's minutes.
_KEEPALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class Transaction:
    """One tenant's transaction. Statements use `%(name)s` parameters."""

    def __init__(self, connection: "AsyncConnection[Row]") -> None:
        self._connection = connection

    async def queue(self, statement: bytes, params: Mapping[str, object]) -> "AsyncCursor[Row]":
        """Send without waiting; the rows can be fetched once something waited, or the transaction has ended."""
        return await self._connection.execute(statement, params)

    async def rows(self, statement: bytes, params: Mapping[str, object]) -> list[Row]:
        cursor = await self.queue(statement, params)
        return await cursor.fetchall()

    async def row(self, statement: bytes, params: Mapping[str, object]) -> Row | None:
        cursor = await self.queue(statement, params)
        return await cursor.fetchone()


class Database:
    def __init__(self, url: Secret, *, pool_size: int = POOL_SIZE) -> None:
        self._url = url
        self._pool_size = pool_size
        self._pool: AsyncConnectionPool[AsyncConnection[Row]] | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def tenant(self, tenant: TenantId) -> AsyncIterator[Transaction]:
        """A transaction that sees this tenant's rows and no others; committed at the end, rolled back on an error."""
        async with self._transaction() as tx:
            await tx.queue(
                b"SELECT set_config('app.tenant_id', %(tenant)s::text, true)", {"tenant": str(tenant)}
            )
            yield tx

    @asynccontextmanager
    async def crossing(self) -> AsyncIterator[Transaction]:
        """A transaction without a tenant: good for the SECURITY DEFINER functions that may cross, and nothing else."""
        async with self._transaction() as tx:
            yield tx

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        import psycopg
        from psycopg_pool import PoolTimeout

        try:
            pool = await self._open()
            async with (
                asyncio.timeout(TRANSACTION_WITHIN),
                pool.connection(timeout=CHECKOUT_TIMEOUT) as connection,
                connection.pipeline(),
                connection.transaction(),
            ):
                yield Transaction(connection)
        except (
            psycopg.OperationalError,
            psycopg.InterfaceError,
            psycopg.errors.ReadOnlySqlTransaction,  # a standby before its promotion, or a full disk
            PoolTimeout,
            TimeoutError,
        ) as error:
            raise DatabaseUnavailable(f"PostgreSQL: {type(error).__name__}") from error

    async def _open(self) -> "AsyncConnectionPool[AsyncConnection[Row]]":
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await _open_pool(self._url, self._pool_size)
        return self._pool


async def _open_pool(url: Secret, size: int) -> "AsyncConnectionPool[AsyncConnection[Row]]":
    from psycopg import AsyncConnection
    from psycopg.rows import dict_row
    from psycopg_pool import AsyncConnectionPool

    pool: AsyncConnectionPool[AsyncConnection[Row]] = AsyncConnectionPool(
        url.reveal(),
        min_size=1,
        max_size=size,
        open=False,
        kwargs={
            "autocommit": True,
            "row_factory": dict_row,
            "prepare_threshold": None,  # named prepared statements do not survive PgBouncer in transaction mode
            "connect_timeout": 5,
            **_KEEPALIVE,
        },
        reconnect_timeout=5,
    )
    await pool.open(wait=False)
    return pool
