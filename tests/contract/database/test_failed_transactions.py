"""A statement that failed loses its transaction, whatever the code around it makes of the error, and tells no values."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from shared.database import Database, Transaction
from shared.errors import AgentError, DatabaseRefused, DatabaseUnavailable
from shared.secret import Secret
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.test_transactions import add, skus

WRONG = b"SELECT 'call 0791234567'::uuid"


async def swallows_the_error(tx: Transaction) -> None:
    with suppress(AgentError):
        await tx.row(WRONG, {})


async def gathers_it(tx: Transaction) -> None:
    await asyncio.gather(tx.row(WRONG, {}), return_exceptions=True)


async def lets_a_statement_run_out_of_time(tx: Transaction) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(0.05):
            await tx.row(b"SELECT pg_sleep(60)", {})


async def cancels_a_task_of_its_own(tx: Transaction) -> None:
    task = asyncio.create_task(tx.row(b"SELECT pg_sleep(60)", {}))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.parametrize(
    "body",
    [swallows_the_error, gathers_it, lets_a_statement_run_out_of_time, cancels_a_task_of_its_own],
    ids=lambda body: body.__name__,
)
async def test_nothing_ends_well_that_was_not_committed(
    database: Database, key: ConversationKey, rows: Rows, body: Callable[[Transaction], Awaitable[None]]
) -> None:
    with pytest.raises((DatabaseRefused, DatabaseUnavailable)):
        async with database.tenant(key.tenant) as tx:
            await add(tx, key, "A")
            await tx.row(b"SELECT 1", {})
            await body(tx)
    assert skus(rows) == []


async def test_what_is_asked_after_a_failure_fails_with_it_and_is_no_outage(
    database: Database, key: ConversationKey
) -> None:
    with pytest.raises(DatabaseRefused) as refusal:
        async with database.tenant(key.tenant) as tx:
            with suppress(DatabaseRefused):
                await tx.row(WRONG, {})
            await tx.row(b"SELECT 1", {})
    assert refusal.value.sqlstate == "22P02"


async def test_an_error_is_told_without_its_values_inside_the_transaction_too(database: Database) -> None:
    with pytest.raises(DatabaseRefused):
        async with database.crossing() as tx:
            with pytest.raises(DatabaseRefused) as told:
                await tx.row(WRONG, {})
    assert "079" not in str(told.value)
    assert told.value.__suppress_context__


async def test_text_that_no_wire_can_carry_is_refused(database: Database) -> None:
    with pytest.raises(DatabaseRefused, match="UTF-8"):
        async with database.crossing() as tx:
            await tx.row(b"SELECT %(text)s::text", {"text": "\ud800"})


async def test_a_transaction_that_takes_too_long_is_an_outage(app_url: str) -> None:
    database = Database(Secret(app_url), within=0.2)
    with pytest.raises(DatabaseUnavailable, match=r"no answer within 0\.2 s"):
        async with database.crossing() as tx:
            await tx.row(b"SELECT pg_sleep(60)", {})
    async with database.crossing() as tx:
        assert await tx.row(b"SELECT 1 AS one", {}) == {"one": 1}
    await database.close()


async def test_a_timeout_of_the_work_itself_is_not_the_databases(database: Database) -> None:
    with pytest.raises(TimeoutError, match="mine"):
        async with database.crossing():
            raise TimeoutError("mine")
