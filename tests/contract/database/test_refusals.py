"""Every code of PostgreSQL is an outage or a refusal, and of neither does a word of its text come out."""

import asyncio
import traceback

import psycopg
import pytest

from shared.database import Database
from shared.errors import DatabaseRefused, DatabaseUnavailable
from shared.secret import Secret

RAISE = "DO $$ BEGIN RAISE EXCEPTION 'call 0791234567' USING ERRCODE = '{}', DETAIL = 'Failing row contains (0791234567)'; END $$"
OUTAGES = [
    "08006", "08P01", "25006", "25P03", "25P04", "40001", "40P01", "53100", "53200", "53300", "55P03",
    "57014", "57P01", "57P02", "57P03", "58000", "58030",
]  # fmt: skip
REFUSALS = [
    "0A000", "22001", "22021", "22P02", "23502", "23503", "23505", "23514", "25001", "42501", "42601", "42703",
    "42883", "42P01", "54000", "55000", "P0001", "XX000",
]  # fmt: skip


async def raised(database: Database, sqlstate: str) -> Exception:
    with pytest.raises((DatabaseRefused, DatabaseUnavailable)) as error:
        async with database.crossing() as tx:
            await tx.queue(RAISE.format(sqlstate).encode(), {})
    assert "079" not in "".join(traceback.format_exception(error.value)) + repr(vars(error.value))
    return error.value


@pytest.mark.parametrize("sqlstate", OUTAGES)
async def test_what_passes_is_an_outage(database: Database, sqlstate: str) -> None:
    assert isinstance(await raised(database, sqlstate), DatabaseUnavailable)


@pytest.mark.parametrize("sqlstate", REFUSALS)
async def test_what_no_waiting_helps_is_a_refusal_that_names_its_code(
    database: Database, sqlstate: str
) -> None:
    error = await raised(database, sqlstate)
    assert isinstance(error, DatabaseRefused)
    assert error.sqlstate == sqlstate
    assert sqlstate in str(error)


@pytest.mark.parametrize(
    ("statement", "params"),
    [
        pytest.param(b"SELECT %(text)s::text", {"text": "0791234567 \0"}, id="a character that no text may hold"),
        pytest.param(b"SELECT %(text)s::text", {"other": "0791234567"}, id="a parameter that is missing"),
        pytest.param(b"SELECT %(text)s::text", {"text": object()}, id="a value that PostgreSQL has no type for"),
    ],
)  # fmt: skip
async def test_what_never_leaves_for_the_server_is_a_refusal_without_a_code(
    database: Database, statement: bytes, params: dict[str, object]
) -> None:
    with pytest.raises(DatabaseRefused) as error:
        async with database.crossing() as tx:
            await tx.row(statement, params)
    assert error.value.sqlstate is None
    assert "079" not in str(error.value)


async def test_a_real_deadlock_is_an_outage_for_one_and_nothing_to_the_other(own_admin_url: str) -> None:
    with psycopg.connect(own_admin_url, autocommit=True) as admin:
        admin.execute("CREATE TABLE public.pair (n integer)")
        admin.execute("INSERT INTO public.pair VALUES (1), (2)")
    database = Database(Secret(own_admin_url))
    lock = b"UPDATE public.pair SET n = n WHERE n = %(n)s"
    held = asyncio.Barrier(2)

    async def one(first: int, second: int) -> None:
        async with database.crossing() as tx:
            await tx.queue(lock, {"n": first})
            await tx.row(b"SELECT 1", {})
            await held.wait()
            await tx.queue(lock, {"n": second})

    outcomes = await asyncio.gather(one(1, 2), one(2, 1), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DatabaseUnavailable", "NoneType"]
    await database.close()
