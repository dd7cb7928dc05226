"""Whatever order turns reserve, settle, die and try again in, the ledger agrees with plain arithmetic; on a real PostgreSQL."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.budget import reserve
from process.commit import SQL as TURN
from shared.database import Database
from shared.secret import Secret
from shared.tenants import ConversationKey, TenantId

BUDGET = Decimal(10)
CUSTOMERS = ("1", "2", "3")
WORST = st.integers(1, 6).map(Decimal)
#: A turn asks for its worst case; costs a part of it; its process dies, and time passes.
STEPS = st.one_of(
    st.tuples(st.just("reserves"), st.sampled_from(CUSTOMERS), WORST),
    st.tuples(st.just("settles"), st.sampled_from(CUSTOMERS), st.integers(0, 4).map(lambda n: Decimal(n) / 4)),
    st.tuples(st.just("dies"), st.sampled_from(CUSTOMERS), st.none()),
)  # fmt: skip
HELD = """SELECT COALESCE(sum(money), 0) FROM shop.usage_ledger WHERE tenant_id = %s
  AND (state = 'settled' OR (state = 'reserved' AND reserved_until > now()))"""


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


class Ledger:
    """One shop with a budget of its own, and beside it what should stand there."""

    def __init__(self, database: Database, admin: psycopg.Connection) -> None:
        self.tenant, self.account = TenantId(uuid4()), uuid4().hex
        self._database, self._admin = database, admin
        self._turns = dict.fromkeys(CUSTOMERS, 0)
        self.reserved: dict[str, Decimal] = {}
        self.spent = Decimal(0)
        for statement in (
            "INSERT INTO shop.tenants (tenant_id, name_ar, name_en, search_index) VALUES (%(tenant)s, '', '', '')",
            "INSERT INTO shop.accounts (tenant_id, account_id, username, access_token) VALUES (%(tenant)s, %(account)s, '', '')",
            "INSERT INTO shop.budgets (tenant_id, period, money) VALUES (%(tenant)s, 'month', %(budget)s)",
        ):
            admin.execute(
                statement.encode(), {"tenant": self.tenant, "account": self.account, "budget": BUDGET}
            )

    def key(self, customer: str) -> ConversationKey:
        return ConversationKey(self.tenant, self.account, customer)

    async def reserves(self, customer: str, money: Decimal) -> None:
        self._turns[customer] += 1
        self.reserved.pop(customer, None)  # an earlier try's, whether the new one is granted or not
        room = self.spent + sum(self.reserved.values()) + money <= BUDGET
        granted = await reserve(
            self._database, self.key(customer), turn_no=self._turns[customer], money=money
        )
        assert granted == room
        if granted:
            self.reserved[customer] = money

    async def settles(self, customer: str, share: Decimal) -> None:
        if (kept := self.reserved.pop(customer, None)) is None:
            return
        cost = dict.fromkeys(
            ("prompt_tokens", "cached_tokens", "completion_tokens", "searches", "messages", "audio_seconds"),
            0,
        )
        settled = {"turn_no": self._turns[customer], "money": kept * share, "rounds": 1, "reserved": True}
        async with self._database.tenant(self.tenant) as tx:
            await tx.queue(TURN["spent"], {**self.key(customer).params, **cost, **settled})
        self.spent += kept * share

    async def dies(self, customer: str, _: None) -> None:
        self.reserved.pop(customer, None)
        self._admin.execute(
            "UPDATE shop.usage_ledger SET reserved_until = now() WHERE tenant_id = %s AND customer_id = %s AND state = 'reserved'",
            [self.tenant, customer],
        )

    @property
    def held(self) -> Decimal:
        row = self._admin.execute(HELD, [self.tenant]).fetchone()
        return Decimal(row[0]) if row else Decimal(0)


@settings(max_examples=40)
@given(steps=st.lists(STEPS, min_size=1, max_size=15))
def test_what_is_held_is_what_should_be_and_never_more_than_the_budget(
    runner: asyncio.Runner, app_url: str, admin: psycopg.Connection, steps: list[tuple[str, str, Decimal]]
) -> None:
    async def play() -> None:
        database = Database(Secret(app_url), pool_size=1)
        try:
            ledger = Ledger(database, admin)
            for step, customer, value in steps:
                await getattr(ledger, step)(customer, value)
                assert ledger.held == ledger.spent + sum(ledger.reserved.values()) <= BUDGET
        finally:
            await database.close()

    runner.run(play())
