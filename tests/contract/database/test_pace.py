"""Permits leased from a real PostgreSQL by several instances at once: never more than the limit, and few questions."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from shared.database import Database, Transaction
from shared.errors import DatabaseRefused, OverPace
from shared.pace import Kind, Pace
from shared.pace.limits import Limit
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows

KIND = Kind.PRIVATE_REPLIES
HOUR = Limit(10, timedelta(hours=1), 4, timedelta(minutes=1))


class Clock:
    """An instance's own clock; remembers what it said last."""

    def __init__(self) -> None:
        self.last = 0.0
        self.ahead = 0.0

    def __call__(self) -> float:
        self.last = time.monotonic() + self.ahead
        return self.last


class CountingDatabase:
    """The product's own, and how often it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = 0

    @asynccontextmanager
    async def tenant(self, tenant: TenantId) -> AsyncIterator[Transaction]:
        self.asked += 1
        async with self._database.tenant(tenant) as tx:
            yield tx


def instance(database: Database | CountingDatabase, limit: Limit, clock: Clock | None = None) -> Pace:
    return Pace(database, limits=dict.fromkeys(Kind, limit), clock=clock or Clock())  # type: ignore[arg-type]  # counts and hands on


async def permits(pace: Pace, key: ConversationKey, most: int, kind: Kind = KIND) -> int:
    """How many there are to be had at once."""
    for taken in range(most):
        try:
            await pace.permit(key.tenant, key.account, kind)
        except OverPace:
            return taken
    return most


async def test_a_block_is_used_up_before_the_database_is_asked_again(
    database: Database, key: ConversationKey
) -> None:
    counting = CountingDatabase(database)
    pace = instance(counting, HOUR)
    assert await permits(pace, key, 8) == 8
    assert counting.asked == 2


async def test_instances_share_the_limit_and_the_last_block_is_what_is_left(
    database: Database, key: ConversationKey
) -> None:
    one, other, third = (instance(database, HOUR) for _ in range(3))
    assert await permits(one, key, 4) == 4
    assert await permits(other, key, 1) == 1
    assert await permits(third, key, 9) == 2
    assert await permits(other, key, 9) == 3


async def test_whoever_comes_too_late_is_told_when_to_come_again_and_asks_once(
    database: Database, key: ConversationKey
) -> None:
    await permits(instance(database, HOUR), key, 10)
    counting = CountingDatabase(database)
    pace = instance(counting, HOUR)
    for _ in range(3):
        with pytest.raises(OverPace) as spent:
            await pace.permit(key.tenant, key.account, KIND)
        assert spent.value.after is not None
        assert 3600 < spent.value.after <= 3661
    assert counting.asked == 1


async def test_permits_of_an_instance_that_has_ended_are_gone(
    database: Database, key: ConversationKey
) -> None:
    assert await permits(instance(database, HOUR), key, 1) == 1
    # … and the three others of its block with it.
    assert await permits(instance(database, HOUR), key, 9) == 6


async def test_a_block_counts_until_a_window_after_its_end(
    database: Database, key: ConversationKey, rows: Rows
) -> None:
    await permits(instance(database, HOUR), key, 10)
    rows.ask("UPDATE shop.pace SET ends = ARRAY(SELECT e - interval '60 minutes 50 seconds' FROM unnest(ends) e) WHERE tenant_id = %(tenant)s")  # fmt: skip
    assert await permits(instance(database, HOUR), key, 9) == 0
    rows.ask("UPDATE shop.pace SET ends = ARRAY(SELECT e - interval '10 seconds' FROM unnest(ends) e) WHERE tenant_id = %(tenant)s")  # fmt: skip
    assert await permits(instance(database, HOUR), key, 11) == 10


async def test_accounts_and_kinds_have_limits_of_their_own(database: Database, key: ConversationKey) -> None:
    pace = instance(database, HOUR)
    assert await permits(pace, key, 99) == 10
    assert await permits(pace, key, 99, Kind.MEDIA) == 10


async def test_an_account_that_is_not_there_gets_no_permit(database: Database, key: ConversationKey) -> None:
    with pytest.raises(DatabaseRefused):
        await instance(database, HOUR).permit(key.tenant, "404", KIND)
    with pytest.raises(DatabaseRefused):
        await instance(database, HOUR).permit(TenantId(uuid4()), key.account, KIND)


async def test_many_calls_of_one_instance_at_once_ask_for_a_block_each_and_not_for_a_permit_each(
    database: Database, key: ConversationKey
) -> None:
    counting = CountingDatabase(database)
    pace = instance(counting, HOUR)
    await asyncio.gather(*(pace.permit(key.tenant, key.account, KIND) for _ in range(8)))
    assert counting.asked == 2


async def not_now(_seconds: float) -> None:
    raise OverPace("not now")


@pytest.mark.parametrize("limit", [HOUR, Limit(7, timedelta(hours=1), 3, timedelta(minutes=20)), Limit(2, timedelta(hours=1), 2, timedelta(minutes=30))])  # fmt: skip
@pytest.mark.parametrize("seed", range(3))
async def test_whenever_instances_use_what_they_hold_no_window_has_more_calls_than_the_limit(
    database: Database, key: ConversationKey, rows: Rows, limit: Limit, seed: int
) -> None:
    """A day of four instances that take their time; it passes by their clocks and, to the same extent, in the row."""
    chance = Random(seed)
    clock = Clock()
    instances = [
        Pace(database, limits=dict.fromkeys(Kind, limit), clock=clock, sleep=not_now) for _ in range(4)
    ]
    taken: list[float] = []
    while clock.ahead < 24 * 3600:
        for pace in chance.sample(instances, chance.randint(1, 4)):
            with suppress(OverPace):
                await pace.permit(key.tenant, key.account, KIND)
                taken.append(clock.last)
        passed = chance.choice([1.0, 30.0, 90.0, 300.0, 1200.0])
        clock.ahead += passed
        rows.ask(
            "UPDATE shop.pace SET ends = ARRAY(SELECT e - %(passed)s FROM unnest(ends) e) WHERE tenant_id = %(tenant)s",
            passed=timedelta(seconds=passed),
        )
    assert len(taken) > 6 * limit.permits
    assert shortest(taken, limit.permits + 1) > limit.window.total_seconds()


async def test_instances_that_ask_at_the_same_moment_stay_within_the_limit_as_well(
    database: Database, key: ConversationKey
) -> None:
    limit = Limit(20, timedelta(seconds=0.3), 4, timedelta(seconds=0.06))
    taken: list[float] = []

    async def greedy() -> None:
        clock = Clock()
        pace = instance(database, limit, clock)
        while len(taken) < 2 * limit.permits:
            await pace.permit(key.tenant, key.account, KIND)
            taken.append(clock.last)  # when it was found good; what follows may be later

    await asyncio.gather(*(greedy() for _ in range(5)))
    assert shortest(sorted(taken), limit.permits + 1) > limit.window.total_seconds()


def shortest(taken: list[float], count: int) -> float:
    """The shortest time in which so many were taken."""
    return min(last - first for first, last in zip(taken, taken[count - 1 :], strict=False))


async def test_what_an_instance_has_not_used_of_a_block_it_gives_back_with_the_next(
    database: Database, key: ConversationKey, rows: Rows
) -> None:
    """One call a minute needs one permit a minute, whatever the size of a block."""
    clock = Clock()
    limit = Limit(10, timedelta(hours=1), 4, timedelta(minutes=1))
    pace = instance(database, limit, clock)
    for _ in range(10):
        await pace.permit(key.tenant, key.account, KIND)
        clock.ahead += 61.0
        rows.ask("UPDATE shop.pace SET ends = ARRAY(SELECT e - interval '61 seconds' FROM unnest(ends) e) WHERE tenant_id = %(tenant)s")  # fmt: skip
        pace_end_moves(pace, timedelta(seconds=61))
    with pytest.raises(OverPace):
        await pace.permit(key.tenant, key.account, KIND)


def pace_end_moves(pace: Pace, by: timedelta) -> None:
    """The test has moved the database's times; what the instance remembers of them moves along."""
    for held in pace._held.values():  # no other way to let an hour pass
        if held.share.block_end is not None:
            held.share.block_end -= by


async def test_what_one_instance_gives_back_is_nobody_elses(
    database: Database, key: ConversationKey, rows: Rows
) -> None:
    clock = Clock()
    first, second = instance(database, HOUR, clock), instance(database, HOUR)
    await first.permit(key.tenant, key.account, KIND)
    assert await permits(second, key, 4) == 4
    clock.ahead += 61.0
    await first.permit(key.tenant, key.account, KIND)  # gives 3 back and takes 4 more
    (row,) = rows.ask("SELECT cardinality(ends) AS counted FROM shop.pace WHERE tenant_id = %(tenant)s")
    assert row["counted"] == 1 + 4 + 4
