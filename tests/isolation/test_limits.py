"""What one shop has used up, limits or is told says nothing next door, though the same customer writes to both."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from merchant.accounts import Account, Profile, put_shop
from merchant.budgets import put_budgets
from merchant.hours import put_hours
from merchant.manners import Manners, put_manners
from merchant.usage import Usage, used
from process.budget import reserve
from process.record import record
from process.turn import turn
from shared.alerts import open_alerts
from shared.contracts import TurnDoorbell
from shared.database import Database
from shared.hours import DAYS
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, said

CUSTOMER = "1234567890123456"


@pytest.fixture
def app(app_url: str, database: Database) -> StageApp:
    app = StageApp(app_url)
    vars(app).update(database=database)
    return app


@pytest.fixture
async def shops(app: StageApp) -> tuple[ConversationKey, ConversationKey]:
    made = []
    for _ in range(2):
        key = ConversationKey(TenantId(uuid4()), str(uuid4().int)[:17], CUSTOMER)
        account = Account(key.account, f"9{key.account}", "a.shop", "IGAA-token")
        await put_shop(app, key.tenant, Profile("محل", "A shop", "JOD", "محل", "A shop"), account)
        made.append(key)
    return made[0], made[1]


async def asks(app: StageApp, admin_url: str, key: ConversationKey, text: str, *, messages: int = 1) -> str:
    """The reply. Whoever is not to be answered by the model gets no scripted answer."""
    await record(app, inbound(key, *(message(text, seconds_ago=1) for _ in range(messages))))
    with Rows(admin_url, key) as rows:
        rows.let_quiet_pass()
        await turn(app, TurnDoorbell.of(key))
        return str(rows.parts[-1]["text"])


async def test_a_flood_and_a_spent_budget_stay_with_their_shop(
    app: StageApp, admin_url: str, shops: tuple[ConversationKey, ConversationKey]
) -> None:
    ours, theirs = shops
    await put_manners(app.database, ours.tenant, Manners(most_a_minute=1))
    await put_budgets(app.database, ours.tenant, {"day": Decimal(0)})
    assert (await asks(app, admin_url, ours, "مرحبا", messages=2)).startswith("وصلتنا رسائل كثيرة")
    other = replace(ours, customer="7")
    assert (await asks(app, admin_url, other, "مرحبا")).startswith("وصلتنا رسالتك")
    app.scripted_model.answers.append(said("أهلا"))
    assert await asks(app, admin_url, theirs, "مرحبا", messages=2) == "أهلا"

    kinds = {alert.kind for alert in await open_alerts(app.database, ours.tenant)}
    assert kinds == {"person_wanted", "budget_spent", "budget_low"}
    assert await open_alerts(app.database, theirs.tenant) == []


async def test_what_is_reserved_next_door_takes_no_room(
    app: StageApp, shops: tuple[ConversationKey, ConversationKey]
) -> None:
    for one in shops:
        await put_budgets(app.database, one.tenant, {"day": Decimal(1)})
    for one in shops:
        assert await reserve(app.database, one, turn_no=1, money=Decimal(1))
    assert not await reserve(app.database, replace(shops[0], customer="7"), turn_no=1, money=Decimal(1))


async def test_what_another_shop_has_spent_is_nothing_by_whatever_name_it_is_asked(
    app: StageApp, shops: tuple[ConversationKey, ConversationKey]
) -> None:
    ours, theirs = shops
    assert await reserve(app.database, theirs, turn_no=1, money=Decimal(1))
    for asking, sees in ((theirs, Decimal(1)), (ours, Decimal(0))):
        async with app.database.tenant(asking.tenant) as tx:
            row = await tx.row(b"SELECT reserved FROM shop.spent(%(of)s, 'day')", {"of": theirs.tenant})
        assert row == {"reserved": sees}


async def test_customers_are_told_their_own_shops_hours(
    app: StageApp, admin_url: str, shops: tuple[ConversationKey, ConversationKey]
) -> None:
    ours, theirs = shops
    await put_hours(app.database, ours.tenant, hours={"week": {day: ["00:00-24:00"] for day in DAYS}})
    assert "رح يرد عليك اليوم" in await asks(app, admin_url, ours, "موظف")
    assert "بأقرب وقت" in await asks(app, admin_url, theirs, "موظف")


async def test_one_shops_usage_counts_nothing_of_the_others(
    app: StageApp, admin_url: str, shops: tuple[ConversationKey, ConversationKey]
) -> None:
    ours, theirs = shops
    app.scripted_model.answers.append(said("أهلا"))
    await asks(app, admin_url, ours, "مرحبا")
    (line,) = await used(app.database, ours.tenant, by="day", days=2)
    assert isinstance(line, Usage)
    assert (line.turns, line.messages, line.prompt_tokens) == (1, 1, 100)
    assert await used(app.database, theirs.tenant, by="day", days=2) == []
