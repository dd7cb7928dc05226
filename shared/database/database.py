"""The only road to tenant data: `async with db.tenant(tenant_id) as tx`.

A transaction is opened *for* a tenant with `set_config(…, true)`, which also holds behind PgBouncer in transaction
mode; without it row level security returns nothing. BEGIN, the tenant and the first statement travel as one round
trip (pipeline mode), and statements queued with `tx.queue` share one with the COMMIT.

Of PostgreSQL's errors only codes come out (refusals.py). A lost connection is DatabaseUnavailable, and nothing is half
written: PostgreSQL has rolled back. Lost after the COMMIT was sent, nobody here can know whether all was written or
nothing; so every transaction is one that can be repeated:

- recording writes no event key twice, and rings again while an answer is owed;
- a turn commits only while `answered_seq` and `turn_no` are what it started with, and the next start reads them anew;
- a claimed part whose lease ends is in doubt, and looked for before it is sent again;
- shops and catalogues are put in their final state, accounts are claimed by their first tenant.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import Context
from functools import partial
from typing import TYPE_CHECKING, Any

from shared.database.entra import Password
from shared.database.refusals import as_ours
from shared.errors import AgentError, DatabaseRefused, DatabaseUnavailable
from shared.secret import Secret
from shared.tenants import TenantId

if TYPE_CHECKING:
    from psycopg import AsyncConnection, AsyncCursor, AsyncPipeline
    from psycopg.abc import PQGen
    from psycopg_pool import AsyncConnectionPool

Row = dict[str, Any]

#: Seconds to wait for a connection before the work is better tried again later.
CHECKOUT_TIMEOUT = 2.0
#: No transaction spans a call to a provider, so one that lasts this long waits for a server that is gone.
TRANSACTION_WITHIN = 15.0
_FOR_TENANT = b"SELECT set_config('app.tenant_id', %(tenant)s::text, true)"
#: A connection whose other end vanished without a word is noticed in seconds, not in TCP's minutes.
_KEEPALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class Transaction:
    """One tenant's transaction. Statements use `%(name)s` parameters.

    Once a statement has failed the transaction is lost, whatever the code around it makes of the error: it ends with
    that failure, and never as if it had been committed.
    """

    def __init__(self, connection: "AsyncConnection[Row]") -> None:
        self._connection = connection
        self.failure: AgentError | None = None

    async def queue(self, statement: bytes, params: Mapping[str, object]) -> "Answer":
        """Send without waiting; the rows can be fetched once something waited, or the transaction has ended."""
        with self.told():
            return Answer(self, await self._connection.execute(statement, params))

    async def rows(self, statement: bytes, params: Mapping[str, object]) -> list[Row]:
        return await (await self.queue(statement, params)).fetchall()

    async def row(self, statement: bytes, params: Mapping[str, object]) -> Row | None:
        return await (await self.queue(statement, params)).fetchone()

    @contextmanager
    def told(self) -> Iterator[None]:
        """What goes wrong inside is told by its code, and remembered."""
        import psycopg

        if self.failure is not None:
            raise self.failure
        try:
            yield
        except psycopg.Error as error:
            self.failure = as_ours(error)
            raise self.failure from None
        except UnicodeEncodeError:
            self.failure = DatabaseRefused("a parameter has text that UTF-8 cannot hold", sqlstate=None)
            raise self.failure from None
        except asyncio.CancelledError:
            self.failure = DatabaseUnavailable("PostgreSQL: a statement was cut off")
            raise


class Answer:
    """What one statement brought back."""

    def __init__(self, transaction: Transaction, cursor: "AsyncCursor[Row]") -> None:
        self._transaction = transaction
        self.cursor = cursor

    async def fetchone(self) -> Row | None:
        with self._transaction.told():
            return await self.cursor.fetchone()

    async def fetchall(self) -> list[Row]:
        with self._transaction.told():
            return await self.cursor.fetchall()


class Database:
    def __init__(
        self,
        url: Secret,
        *,
        password: Password | None = None,
        pool_size: int = 8,
        within: float = TRANSACTION_WITHIN,
    ) -> None:
        self._within = within
        self._url = url
        self._password = password
        self._pool_size = pool_size
        self._pool: AsyncConnectionPool[AsyncConnection[Row]] | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def tenant(self, tenant: TenantId) -> AsyncIterator[Transaction]:
        """A transaction that sees this tenant's rows and no others; committed at the end, rolled back on an error."""
        async with self._transaction() as tx:
            await tx.queue(_FOR_TENANT, {"tenant": str(tenant)})
            yield tx

    @asynccontextmanager
    async def crossing(self) -> AsyncIterator[Transaction]:
        """A transaction without a tenant: good for the SECURITY DEFINER functions that may cross, and nothing else."""
        async with self._transaction() as tx:
            # A bouncer hands on what a stranger's session may have left set.
            await tx.queue(_FOR_TENANT, {"tenant": ""})
            yield tx

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        import psycopg

        deadline = asyncio.timeout(self._within)
        try:
            pool = await self._open()
            async with (
                deadline,
                pool.connection(timeout=CHECKOUT_TIMEOUT) as connection,
                _rolled_back(connection),
                _pipelined(connection),
            ):
                await connection.execute(b"BEGIN")
                transaction = Transaction(connection)
                yield transaction
                if transaction.failure is not None:
                    raise transaction.failure
                await connection.execute(b"COMMIT")
        except psycopg.Error as error:
            raise as_ours(error) from None
        except TimeoutError:
            if not deadline.expired():
                raise
            raise DatabaseUnavailable(f"PostgreSQL: no answer within {self._within:g} s") from None

    async def _open(self) -> "AsyncConnectionPool[AsyncConnection[Row]]":
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    opening = _open_pool(self._url, self._password, self._pool_size)
                    # The pool's own tasks live as long as the process: not in the trace of the message that came first.
                    self._pool = await asyncio.create_task(opening, context=Context())
        return self._pool


@asynccontextmanager
async def _rolled_back(connection: "AsyncConnection[Row]") -> AsyncIterator[None]:
    """What failed is undone. The library's own transaction waits for the server behind BEGIN, and twice at its end.

    A COMMIT behind a statement that failed in its pipeline is not executed, and one behind a failure that came to light
    before is never sent.
    """
    from psycopg.pq import TransactionStatus

    try:
        yield
    except BaseException:  # a cancelled caller's as well: the connection goes back to the pool
        if not connection.closed and connection.info.transaction_status is not TransactionStatus.IDLE:
            async with _pipelined(connection):
                await connection.execute(b"ROLLBACK")
        raise


@asynccontextmanager
async def _pipelined(connection: "AsyncConnection[Row]") -> AsyncIterator[None]:
    """The library's pipeline with another end: a Sync, and nothing behind it.

    psycopg 3.3 then asks the server to flush as well, which a Sync has done. By then PgBouncer has often taken the
    server's connection back; for those five bytes it gives the client another and waits for an answer that never comes.
    In transaction mode, that is a connection which an idle client keeps from everybody else.
    """
    async with connection.pipeline() as pipeline:
        pipeline._exit_gen = partial(_sync_and_fetch, pipeline)  # type: ignore[method-assign]  # noqa: SLF001  # no public way
        yield


def _sync_and_fetch(pipeline: "AsyncPipeline") -> "PQGen[None]":
    try:
        pipeline._enqueue_sync()  # noqa: SLF001
        yield from pipeline._communicate_gen()  # noqa: SLF001
    finally:
        yield from pipeline._fetch_gen(flush=False)  # noqa: SLF001


async def _open_pool(
    url: Secret, password: Password | None, size: int
) -> "AsyncConnectionPool[AsyncConnection[Row]]":
    from psycopg import AsyncConnection
    from psycopg.rows import dict_row
    from psycopg_pool import AsyncConnectionPool

    options: dict[str, Any] = {
        "autocommit": True,
        "row_factory": dict_row,
        "prepare_threshold": None,  # named prepared statements do not survive PgBouncer in transaction mode
        "connect_timeout": 5,
        **_KEEPALIVE,
    }

    async def options_now() -> dict[str, Any]:
        return options if password is None else {**options, "password": await password()}

    pool: AsyncConnectionPool[AsyncConnection[Row]] = AsyncConnectionPool(
        url.reveal(), min_size=1, max_size=size, open=False, kwargs=options_now, reconnect_timeout=5
    )
    await pool.open(wait=False)
    return pool
