"""Nothing depends on a single doorbell: what is overdue is found and rung for, with growing patience."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from process.sweep import sweep
from shared.contracts import Queue, SendDoorbell, TurnDoorbell
from shared.errors import BusUnavailable
from tests.support.stages import StageApp

TENANT = uuid4()
OVERDUE = "now() - interval '16 seconds'"


@pytest.fixture
def own(own_admin_url: str) -> Iterator[psycopg.Connection]:
    """A database in which nothing waits but what this test puts there."""
    with psycopg.connect(own_admin_url, autocommit=True) as connection:
        connection.execute("TRUNCATE shop.tenants, shop.accounts, shop.conversations, shop.parts CASCADE")
        connection.execute(
            "INSERT INTO shop.tenants (tenant_id, name_ar, name_en, search_index) VALUES (%s, 'a', 'a', 'i')",
            [TENANT],
        )
        connection.execute("INSERT INTO shop.accounts VALUES (%s, '178', NULL, 'u', '')", [TENANT])
        yield connection


@pytest.fixture
async def app(own_app_url: str) -> AsyncIterator[StageApp]:
    app = StageApp(own_app_url)
    yield app
    await app.database.close()


def put(own: psycopg.Connection, customer: str, **columns: str) -> None:
    """A conversation with these columns, given as SQL."""
    names = ", ".join(("tenant_id", "account_id", "customer_id", *columns))
    values = ", ".join((f"'{TENANT}'", "'178'", f"'{customer}'", *columns.values()))
    own.execute(f"INSERT INTO shop.conversations ({names}) VALUES ({values})".encode())


def put_part(own: psycopg.Connection, customer: str, **columns: str) -> None:
    names = ", ".join(
        ("tenant_id", "account_id", "customer_id", "part_no", "turn_no", "after_seq", "text", *columns)
    )
    values = ", ".join((f"'{TENANT}', '178', '{customer}', 1, 1, 1, 'x'", *columns.values()))
    own.execute(f"INSERT INTO shop.parts ({names}) VALUES ({values})".encode())


async def rung(app: StageApp) -> list[tuple[Queue, str]]:
    count = await sweep(app)
    bells = app.posted_to_bus.take()
    assert len(bells) == count
    contracts = {Queue.TURNS: TurnDoorbell, Queue.OUTBOUND: SendDoorbell}
    return sorted((bell.queue, contracts[bell.queue].decode(bell.body).customer) for bell in bells)


@pytest.mark.parametrize(
    ("conversation", "part", "expected"),
    [
        pytest.param({}, None, [], id="nothing is owed"),
        pytest.param({"last_customer_seq": "1", "due_at": OVERDUE}, None, [Queue.TURNS], id="a turn that never came"),
        pytest.param({"last_customer_seq": "1", "due_at": "now() - interval '5 seconds'"}, None, [], id="a turn that may still come"),
        pytest.param({"last_customer_seq": "1", "answered_seq": "1", "due_at": OVERDUE}, None, [], id="answered"),
        pytest.param({"echo_hold_until": OVERDUE, "echo_hold_mid": "'E'"}, None, [Queue.TURNS], id="a second look that never came"),
        pytest.param({}, {"not_before": OVERDUE}, [Queue.OUTBOUND], id="a part that was never sent"),
        pytest.param({}, {"not_before": "now() + interval '1 minute'"}, [], id="a part whose time has not come"),
        pytest.param({}, {"not_before": OVERDUE, "state": "'sending'", "lease_until": "now() + interval '30 seconds'"}, [], id="a part being sent"),
        pytest.param({}, {"not_before": OVERDUE, "state": "'sending'", "lease_until": OVERDUE}, [Queue.OUTBOUND], id="a part whose sender died"),
        pytest.param({}, {"not_before": OVERDUE, "state": "'in_doubt'"}, [Queue.OUTBOUND], id="a doubt nobody looked into"),
        pytest.param({}, {"not_before": OVERDUE, "state": "'sent'"}, [], id="a part sent"),
        pytest.param({}, {"not_before": OVERDUE, "state": "'unknown'"}, [], id="a part nobody will send again"),
        pytest.param({"last_customer_seq": "1", "due_at": OVERDUE}, {"not_before": OVERDUE}, [Queue.OUTBOUND, Queue.TURNS], id="both"),
        pytest.param({"last_customer_seq": "1", "due_at": OVERDUE, "next_ring_at": "now() + interval '1 minute'"}, None, [], id="rung for a moment ago"),
    ],
)  # fmt: skip
async def test_what_is_overdue_is_rung_for(
    own: psycopg.Connection,
    app: StageApp,
    conversation: dict[str, str],
    part: dict[str, str] | None,
    expected: list[Queue],
) -> None:
    put(own, "1", **conversation)
    if part is not None:
        put_part(own, "1", **part)
    assert await rung(app) == [(queue, "1") for queue in expected]
    assert await rung(app) == []  # at once again: too soon


async def test_patience_grows_from_a_quarter_of_a_minute_to_an_hour(
    own: psycopg.Connection, app: StageApp
) -> None:
    put(own, "1", last_customer_seq="1", due_at=OVERDUE)
    waits: list[timedelta] = []
    for _ in range(12):
        assert len(await rung(app)) == 1
        ((wait,),) = own.execute("SELECT next_ring_at - now() FROM shop.conversations").fetchall()
        waits.append(timedelta(seconds=round(wait.total_seconds())))
        own.execute("UPDATE shop.conversations SET next_ring_at = now()")
    seconds = [15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]
    assert waits == [timedelta(seconds=s) for s in seconds]


async def test_conversations_that_someone_else_holds_are_left_for_the_next_run(
    own: psycopg.Connection, app: StageApp, own_admin_url: str
) -> None:
    for customer in "12":
        put(own, customer, last_customer_seq="1", due_at=OVERDUE)
    with psycopg.connect(own_admin_url) as other:
        other.execute("SELECT 1 FROM shop.conversations WHERE customer_id = '1' FOR UPDATE")
        assert await rung(app) == [(Queue.TURNS, "2")]
    assert await rung(app) == [(Queue.TURNS, "1")]


async def test_a_run_rings_for_no_more_than_it_was_told_and_the_longest_waiting_first(
    own: psycopg.Connection, app: StageApp
) -> None:
    for customer in range(5):
        put(own, str(customer), last_customer_seq="1", due_at=OVERDUE)
    seen: list[str] = []
    for _ in range(3):
        async with app.database.crossing() as tx:
            rows = await tx.rows(b"SELECT * FROM shop.ring_overdue(2)", {})
        seen += [row["customer_id"] for row in rows]
    assert sorted(seen) == ["0", "1", "2", "3", "4"]


async def test_when_the_bus_is_down_the_next_run_rings_later_and_nothing_is_lost(
    own: psycopg.Connection, app: StageApp
) -> None:
    put(own, "1", last_customer_seq="1", due_at=OVERDUE)
    app.posted_to_bus.down = True
    with pytest.raises(BusUnavailable):
        await sweep(app)
    app.posted_to_bus.down = False
    own.execute("UPDATE shop.conversations SET next_ring_at = now()")
    assert await rung(app) == [(Queue.TURNS, "1")]
