"""A transaction is whole or not at all, whatever ends it; and only an outage is called one."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from local.postgres import LOGIN
from shared.database import Database, Transaction
from shared.errors import DatabaseRefused, DatabaseUnavailable
from shared.secret import Secret
from shared.telemetry import traceparent, tracing
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.pgbouncer import PgBouncer
from tests.support.postgres import refused
from tests.support.proxy import Door

ADD = b"INSERT INTO shop.products (tenant_id, sku, name_ar, name_en, price, currency, stock) VALUES (%(tenant)s, %(sku)s, 'a', 'a', 1, 'JOD', %(stock)s)"
BACKEND = b"SELECT pg_backend_pid() AS pid"

Add = Callable[..., Awaitable[Any]]


def skus(rows: Rows) -> list[str]:
    return [
        row["sku"]
        for row in rows.ask("SELECT sku FROM shop.products WHERE tenant_id = %(tenant)s ORDER BY sku")
    ]


async def add(tx: Transaction, key: ConversationKey, sku: str, stock: int = 1) -> None:
    await tx.queue(ADD, {"tenant": key.tenant, "sku": sku, "stock": stock})


async def test_statements_that_were_queued_are_committed_at_the_end(
    database: Database, key: ConversationKey, rows: Rows
) -> None:
    async with database.tenant(key.tenant) as tx:
        await add(tx, key, "A")
        await add(tx, key, "B")
        cursor = await tx.queue(b"SELECT sku FROM shop.products ORDER BY sku", {})
    assert [row["sku"] for row in await cursor.fetchall()] == ["A", "B"]
    assert skus(rows) == ["A", "B"]


async def test_an_error_of_ours_takes_everything_back(
    database: Database, key: ConversationKey, rows: Rows
) -> None:
    with pytest.raises(LookupError):
        async with database.tenant(key.tenant) as tx:
            await add(tx, key, "A")
            await tx.row(b"SELECT 1", {})
            raise LookupError
    assert skus(rows) == []


async def queued_first(tx: Transaction, key: ConversationKey) -> None:
    await add(tx, key, "bad", -1)
    await tx.row(b"SELECT 1", {})


async def queued_last(tx: Transaction, key: ConversationKey) -> None:
    await tx.row(b"SELECT 1", {})
    await add(tx, key, "bad", -1)


async def queued_among_others(tx: Transaction, key: ConversationKey) -> None:
    await add(tx, key, "bad", -1)
    await add(tx, key, "C")
    await add(tx, key, "D")


@pytest.mark.parametrize("fail", [queued_first, queued_last, queued_among_others], ids=lambda f: f.__name__)
async def test_a_statement_the_database_refuses_is_told_as_what_it_is_and_takes_everything_back(
    database: Database,
    key: ConversationKey,
    rows: Rows,
    fail: Callable[[Transaction, ConversationKey], Awaitable[None]],
) -> None:
    with refused("23514", "violates check constraint"):
        async with database.tenant(key.tenant) as tx:
            await add(tx, key, "A")
            await fail(tx, key)
    assert skus(rows) == []
    async with database.tenant(key.tenant) as tx:  # the connection is none the worse
        await add(tx, key, "B")
    assert skus(rows) == ["B"]


@pytest.mark.parametrize(
    ("statement", "sqlstate"),
    [
        (b"SELECT 1 / 0", "22012"),
        (b"INSERT INTO shop.tenants (tenant_id) VALUES (shop.tenant())", "23502"),
    ],
)
async def test_a_mistake_in_the_middle_is_not_taken_for_an_outage(
    database: Database, key: ConversationKey, statement: bytes, sqlstate: str
) -> None:
    with refused(sqlstate):
        async with database.tenant(key.tenant) as tx:
            await tx.queue(statement, {})
            await tx.queue(b"SELECT 1", {})
            await tx.row(b"SELECT 2", {})


async def test_a_refused_row_is_told_by_the_schemas_names(database: Database, key: ConversationKey) -> None:
    with pytest.raises(DatabaseRefused) as raised:
        async with database.tenant(key.tenant) as tx:
            await add(tx, key, "A", -1)
    error = raised.value
    assert (error.sqlstate, error.table, error.constraint) == ("23514", "products", "products_stock_check")
    assert str(error) == "PostgreSQL: 23514 CheckViolation, constraint products_stock_check, table products"


@pytest.mark.parametrize("ours", [None, LookupError()], ids=["the only error", "beside an error of ours"])
async def test_a_value_that_is_refused_is_in_no_error_and_no_log(
    app_url: str, key: ConversationKey, caplog: pytest.LogCaptureFixture, ours: Exception | None
) -> None:
    caplog.set_level(logging.DEBUG)
    database = Database(Secret(app_url), pool_size=1)
    with pytest.raises(type(ours) if ours else DatabaseRefused) as raised:
        async with database.tenant(key.tenant) as tx:
            await tx.queue(b"SELECT %(text)s::text::integer", {"text": "call 0791234567"})
            if ours is not None:
                raise ours
    await database.close()
    told = "".join(traceback.format_exception(raised.value)) + repr(vars(raised.value)) + caplog.text
    assert "0791234567" not in told


@pytest.mark.parametrize("when", ["before anything waits", "in the middle", "before the commit"])
async def test_a_connection_lost_in_a_transaction_is_an_outage_and_leaves_nothing_half_written(
    app_url: str, admin: psycopg.Connection, key: ConversationKey, rows: Rows, when: str
) -> None:
    database = Database(Secret(app_url), pool_size=1)
    with pytest.raises(DatabaseUnavailable):
        async with database.tenant(key.tenant) as tx:
            pid = (await tx.rows(BACKEND, {}))[0]["pid"]
            if when == "before anything waits":
                lose(admin, pid)
            await add(tx, key, "A")
            if when == "in the middle":
                await tx.row(b"SELECT 1", {})
                lose(admin, pid)
            await add(tx, key, "B")
            if when == "before the commit":
                await tx.row(b"SELECT 1", {})
                lose(admin, pid)
    assert skus(rows) == []
    async with database.tenant(key.tenant) as tx:  # the next one has a connection that works
        await add(tx, key, "C")
    assert skus(rows) == ["C"]
    await database.close()


def lose(admin: psycopg.Connection, pid: int) -> None:
    assert admin.execute("SELECT pg_terminate_backend(%s, 1000)", [pid]).fetchone() == (True,)


async def test_a_connection_lost_while_idle_costs_one_try_or_behind_a_bouncer_none(
    app_url: str, admin: psycopg.Connection, key: ConversationKey, rows: Rows, bouncer: PgBouncer | None
) -> None:
    database = Database(Secret(app_url), pool_size=1)
    async with database.tenant(key.tenant) as tx:
        pid = (await tx.rows(BACKEND, {}))[0]["pid"]
    lose(admin, pid)
    if bouncer is not None:
        bouncer.forget(pid)  # which is its loss and not ours
    else:
        with pytest.raises(DatabaseUnavailable):
            async with database.tenant(key.tenant) as tx:
                await add(tx, key, "A")
    async with database.tenant(key.tenant) as tx:
        await add(tx, key, "B")
    assert skus(rows) == ["B"]
    await database.close()


class Overheard(Door):
    """What the client said last."""

    last = b""

    def _asked(self, chunk: bytes) -> bytes:
        self.last = chunk
        return super()._asked(chunk)


async def wrong(tx: Transaction) -> None:
    await tx.queue(b"SELECT 1 / 0", {})


async def asking(tx: Transaction) -> None:
    await tx.row(b"SELECT 1", {})


async def giving_up(tx: Transaction) -> None:
    await tx.row(b"SELECT 1", {})
    raise LookupError


@pytest.mark.parametrize("body", [asking, wrong, giving_up], ids=lambda body: body.__name__)
async def test_a_transactions_last_word_is_its_sync(
    app_url: str, key: ConversationKey, body: Callable[[Transaction], Awaitable[None]]
) -> None:
    """PgBouncer takes back the server's connection at the answer, and would hand out another for anything after."""
    door = Overheard(app_url)
    await door.open()
    database = Database(Secret(door.url_for(LOGIN)), pool_size=1)
    with suppress(LookupError, DatabaseRefused):
        async with database.tenant(key.tenant) as tx:
            await body(tx)
    assert door.last.endswith(b"S\0\0\0\4")
    await database.close()
    await door.shut()


async def test_a_cancelled_transaction_is_taken_back_and_its_connection_serves_the_next(
    app_url: str, key: ConversationKey, rows: Rows
) -> None:
    database = Database(Secret(app_url), pool_size=1)
    begun = asyncio.Event()

    async def slow() -> None:
        async with database.tenant(key.tenant) as tx:
            await add(tx, key, "A")
            await tx.row(b"SELECT 1", {})
            begun.set()
            await tx.row(b"SELECT pg_sleep(60)", {})

    task = asyncio.create_task(slow())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.tenant(key.tenant) as tx:
        await add(tx, key, "B")
    assert skus(rows) == ["B"]
    await database.close()


async def test_many_transactions_share_few_connections(
    app_url: str, key: ConversationKey, rows: Rows, bouncer: PgBouncer | None
) -> None:
    database = Database(Secret(app_url), pool_size=2)

    async def one(number: int) -> int:
        async with database.tenant(key.tenant) as tx:
            await add(tx, key, f"{number:02}")
            return int((await tx.rows(BACKEND, {}))[0]["pid"])

    pids = await asyncio.gather(*(one(number) for number in range(20)))
    assert len(set(pids)) <= (bouncer.server_connections if bouncer else 2)
    assert len(skus(rows)) == 20
    await database.close()


async def test_the_pools_own_work_is_in_nobodys_trace(app_url: str) -> None:
    """Its tasks live as long as the process, and the message that opened it is long gone."""
    asked_in: list[str] = []

    async def password() -> str:
        asked_in.append(traceparent())
        return "none is needed here"

    database = Database(Secret(app_url), password=password)
    with tracing(None):
        first = traceparent().split("-")[1]
        async with database.crossing() as tx:
            await tx.row(b"SELECT 1", {})
    assert asked_in
    assert not [trace for trace in asked_in if first in trace]
    await database.close()
