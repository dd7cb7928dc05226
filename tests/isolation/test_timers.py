"""Every timer, which works for all tenants in one run: each gets what is its own, and nothing of a neighbour's.

Timers are found in function_app.py; one that is not tried here fails the first test.
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from catalog.doorbell import sweep as sweep_catalogues
from catalog.forgetting import forget_indexes
from catalog.hearing.polling import poll
from catalog.placing import keep
from local.instagram.threads import Account
from local.serve import serve
from local.shops.troubles import Clock
from local.shops.woocommerce import WooCommerceStandIn
from merchant.accounts import Account as Connected
from merchant.accounts import Profile, put_shop
from merchant.alert_channels import put_webhook
from merchant.alerting import deliver_due
from merchant.forgetting import forget_all
from merchant.letters import deliver_due as deliver_letters
from merchant.people import invite
from merchant.profiles import refresh_all
from merchant.retention import keep as retain
from merchant.sign_in_links import look, use
from merchant.token_life import keep as keep_tokens
from merchant.users import owner_of
from process.orders.upkeep import sweep as sweep_orders
from process.reconcile import reconcile
from process.sweep import sweep
from shared.alerts import AlertKind, raise_alert
from shared.app import App
from shared.auth import Principal
from shared.connectors.connections import Connection, Kind, put_connection
from shared.crypto import Column
from shared.errors import Refused
from shared.fetching import Answered
from shared.search.places import first_place
from shared.tenants import TenantId
from tests.support.neighbours import ENTRY, OURS, SECRETS, THEIRS, everything_of
from tests.support.shops import road_to, woo_product
from tests.support.triggers import triggers
from tests.support.world import World

Run = Callable[[World, App], Awaitable[None]]


async def sweeps(world: World, inside: App) -> None:
    """Its bells carry no content; what it is told is tried in test_crossing.py. Here it changes nobody's shop."""
    before = await shops(world)
    await sweep(inside)
    assert await shops(world) == before


async def profiles(world: World, inside: App) -> None:
    """Each account shows what its own shop says, set with its own token."""
    await world.rows("UPDATE shop.accounts SET profile_digest = NULL")
    await refresh_all(inside)
    ours, theirs = await shown(world, world.account), await shown(world, world.neighbour)
    assert not any(secret in ours for secret in SECRETS)
    assert ENTRY["title_en"] in theirs
    assert "رسوم التوصيل لكل المحافظات" in ours
    assert "رسوم التوصيل لكل المحافظات" not in theirs


async def reconciles(world: World, inside: App) -> None:
    """What an account has missed lands in its own shop: the same customer of two shops, a secret for each."""
    customer, at = world.new_customer(), int((time.time() - 300) * 1000)
    for account, text in ((world.account, "سر لنا"), (world.neighbour, "سر للجيران")):
        world.instagram.write(customer, text, account=account, timestamp=at)
    await world.rows(
        "UPDATE shop.accounts SET first_connected_at = now() - interval '1 day',"
        " reconciled_at = now() - interval '1 hour', reconcile_due_at = now()"
    )
    await reconcile(inside)
    await world.leave_threads_alone()
    said = "SELECT e.tenant_id, e.text FROM shop.events e WHERE customer_id = %s AND author = 'customer'"
    await world.until(f"{said} OFFSET 1", customer)
    found = {(row["tenant_id"], row["text"]) for row in await world.rows(said, customer)}
    assert found == {(OURS, "سر لنا"), (THEIRS, "سر للجيران")}


async def indexes(world: World, inside: App) -> None:
    """A shop that waited gets an index of its own, and the neighbour's stays as it was."""
    before = await shops(world)
    await world.rows("UPDATE shop.tenants SET search_service = NULL WHERE tenant_id = %s", str(THEIRS))
    await keep(inside)
    assert await shops(world) == before
    for tenant, others in ((OURS, THEIRS), (THEIRS, OURS)):
        client = inside.search.client(first_place(TenantId(tenant)))
        found = [one["tenant_id"] async for one in await client.search("*", select=["tenant_id"])]
        assert set(found) == {str(tenant)} != {str(others)}


async def catalogues(world: World, inside: App) -> None:
    """What waits of each shop goes into its own index, by a bell of its own."""
    await world.rows("UPDATE shop.tenants SET catalog_rung_at = NULL")
    await world.rows(
        "INSERT INTO shop.index_jobs (tenant_id, kind, key, mark, noted_at)"
        " SELECT tenant_id, 'product', sku, gen_random_uuid(), now() - interval '1 hour' FROM shop.products"
    )
    assert await sweep_catalogues(inside) >= 2
    await world.until("SELECT 1 WHERE NOT EXISTS (SELECT FROM shop.index_jobs)", within=30)
    for tenant in (OURS, THEIRS):
        client = inside.search.client(first_place(TenantId(tenant)))
        found = await client.search(search_text="*", select=["tenant_id", "sku"], filter="kind eq 'product'")
        held = [document async for document in found]
        assert {document["tenant_id"] for document in held} == {str(tenant)}
        assert ("ZZ-9" in {document["sku"] for document in held}) == (tenant == THEIRS)


async def orders(world: World, inside: App) -> None:
    """The same order number in both shops: each goes on to its own shop's system, and is noted once."""
    for tenant, kind in ((OURS, Kind.SHOPIFY), (THEIRS, Kind.WEBHOOK)):
        nowhere = Connection(kind, f"https://{tenant}.example", (str(tenant),))
        await put_connection(inside, TenantId(tenant), nowhere, orders=True)
        await world.rows(
            "INSERT INTO shop.orders (tenant_id, order_no, payment, delivery, currency, goods, delivery_fee, total)"
            " VALUES (%s, 901, 'cliq', '{}', 'JOD', 1, 0, 1)",
            str(tenant),
        )
    await sweep_orders(inside)
    noted = await world.rows("SELECT tenant_id, order_no, kind FROM shop.order_pushes")
    assert {(row["tenant_id"], row["order_no"], row["kind"]) for row in noted} == {(OURS, 901, "shopify"), (THEIRS, 901, "webhook")}  # fmt: skip
    await world.rows("DELETE FROM shop.orders WHERE order_no = 901")
    await world.rows("DELETE FROM shop.connectors")


async def products(world: World, inside: App) -> None:
    """Each shop's system is read with its own credentials, and changes what its own shop keeps."""
    ours, theirs = (WooCommerceStandIn([woo_product(1, sku="ZZ-9", price=price)]) for price in ("1", "2"))
    theirs.key = "ck_theirs"
    before = await everything_of(world, OURS)
    vars(inside).update(road_to_shops=road_to(Clock()))
    async with serve(ours.app) as at_ours, serve(theirs.app) as at_theirs:
        for tenant, url, key in ((OURS, at_ours, "ck_1"), (THEIRS, at_theirs, "ck_theirs")):
            await put_connection(inside, TenantId(tenant), Connection(Kind.WOOCOMMERCE, url, (key, "cs_1")))
        assert await poll(inside) >= 2
    kept = await world.rows("SELECT tenant_id, price FROM shop.products WHERE sku = 'ZZ-9'")
    assert [(row["tenant_id"], row["price"]) for row in kept] == [(THEIRS, 2)]
    assert (await everything_of(world, OURS))["products"] == before["products"]
    await world.rows("DELETE FROM shop.connectors")
    vars(inside).pop("road_to_shops")


class Outside:
    """Whatever is posted, with the address that it went to."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, bytes]] = []

    def judged(self, address: str) -> str:
        return address

    async def post(self, address: str, content: bytes, _headers: Mapping[str, str]) -> Answered:
        self.posted.append((address, content))
        return Answered(204, None)


async def alerts(world: World, inside: App) -> None:
    """Both shops have something to see to; each hears of its own, at its own address."""
    outside = Outside()
    vars(inside).update(outside=outside)
    await world.rows("UPDATE shop.alerts SET next_round_at = NULL")
    for account, tenant in ((world.account, OURS), (world.neighbour, THEIRS)):
        await put_webhook(inside, TenantId(tenant), f"https://{tenant}.example/")
        async with inside.database.tenant(TenantId(tenant)) as tx:
            await raise_alert(
                tx, TenantId(tenant), account.user_id, AlertKind.BUDGET_LOW, about=f"of {tenant}"
            )
    assert await deliver_due(inside) >= 2
    told = dict(outside.posted)
    assert told.keys() == {f"https://{OURS}.example/", f"https://{THEIRS}.example/"}
    rows = await world.rows("SELECT tenant_id, alert_id FROM shop.alerts WHERE about LIKE 'of %%'")
    for row in rows:
        (where,) = [address for address, body in told.items() if str(row["alert_id"]).encode() in body]
        assert where == f"https://{row['tenant_id']}.example/"
    assert not any(secret.encode() in told[f"https://{OURS}.example/"] for secret in SECRETS)


async def letters(world: World, inside: App) -> None:
    """Both shops invite; each letter names its own shop, and its link leads into no other."""
    names = {OURS: await names_of(world, OURS), THEIRS: await names_of(world, THEIRS)}
    invited = {}
    for tenant in (OURS, THEIRS):
        owner = Principal(TenantId(tenant), await owner_of(inside.database, TenantId(tenant)), "owner")
        invited[tenant] = f"{uuid4().hex}@people.example"
        await invite(inside, owner, invited[tenant])
    await deliver_letters(inside)
    for tenant, other in ((OURS, THEIRS), (THEIRS, OURS)):
        link = await world.link_to(invited[tenant])
        told = world.letters_to(invited[tenant])[-1].get_content()
        assert names[tenant] in told
        assert names[other] not in told
        opened = await look(inside, link.rpartition("/")[2], "a browser")
        assert [door.tenant for door in opened.doors] == [tenant]
        with pytest.raises(Refused):
            await use(inside, link.rpartition("/")[2], TenantId(other))


async def tends(world: World, inside: App) -> None:
    """One timer for the index: its bells and its place."""
    await indexes(world, inside)
    await catalogues(world, inside)


async def tells(world: World, inside: App) -> None:
    """Alerts and letters leave by one timer."""
    await alerts(world, inside)
    await letters(world, inside)


async def tokens(world: World, inside: App) -> None:
    """Each account's token is refreshed by its own, kept under its own shop, and still leads to it alone."""
    await world.rows("UPDATE shop.accounts SET token_issued_at = NULL, token_expires_at = NULL")
    await keep_tokens(inside)
    rows = await world.rows("SELECT tenant_id, account_id, access_token, token_expires_at FROM shop.accounts")
    assert {row["tenant_id"] for row in rows} == {OURS, THEIRS}
    for row in rows:
        assert row["token_expires_at"] is not None
        token = inside.keys.open(
            row["access_token"], tenant=TenantId(row["tenant_id"]), column=Column.ACCESS_TOKEN
        )
        assert (await inside.login.identity(token)).account == row["account_id"]


async def forgets(world: World, inside: App) -> None:
    """A third shop asks to be forgotten and goes, rows and index; both others, who go on working, lose no row."""
    stranger = TenantId(uuid4())
    account = Connected("17841400000000555", "28978671838402555", "third", "token")
    await put_shop(inside, stranger, Profile("ثالث", "Third", "JOD", "", ""), account)
    await world.rows(
        "INSERT INTO shop.deletion_requests (tenant_id, confirmation_code, account_id) VALUES (%s, %s, %s)",
        str(stranger), uuid4().hex, account.account,
    )  # fmt: skip
    before = [await everything_of(world, tenant) for tenant in (OURS, THEIRS)]
    assert all(one["products"] and one["accounts"] for one in before)
    for step in (forget_all, forget_indexes, forget_all):
        await step(inside)
    assert not any((await everything_of(world, stranger)).values())
    for tenant, had in zip((OURS, THEIRS), before, strict=True):
        has = await everything_of(world, tenant)
        assert [name for name in had if len(has[name]) < len(had[name]) and name != "index_jobs"] == []
        client = inside.search.client(first_place(TenantId(tenant)))
        assert [one async for one in await client.search("*", select=["tenant_id"])]


async def retains(world: World, inside: App) -> None:
    """What a shop keeps for a short time goes, of the same customer of both shops as well; the other's stays."""
    customer = world.new_customer()
    for account in (world.account, world.neighbour):
        await world.instagram.customer_says(customer, "سؤال قديم", account=account)
    said = "SELECT tenant_id FROM shop.events WHERE customer_id = %s AND author = 'customer'"
    await world.until(f"{said} AND disposition IS NOT NULL OFFSET 1", customer)
    await world.until(
        "SELECT 1 FROM shop.parts AS part JOIN shop.events AS echo USING (tenant_id, account_id, customer_id, mid)"
        " WHERE part.customer_id = %s AND part.state = 'sent' AND echo.author = 'us' OFFSET 1",
        customer,
    )
    await world.rows(
        "UPDATE shop.tenants SET messages_kept = CASE tenant_id WHEN %s THEN interval '40 days' ELSE interval '365 days' END",
        str(OURS),
    )
    for table, column in (("events", "recorded_at"), ("parts", "created_at")):
        await world.rows(
            f"UPDATE shop.{table} SET {column} = now() - interval '41 days' WHERE customer_id = %s", customer
        )
    await world.rows(
        "UPDATE shop.conversations SET last_customer_at = now() - interval '41 days', last_owner_at = NULL,"
        " last_answer_at = now() - interval '41 days' WHERE customer_id = %s",
        customer,
    )
    before = await everything_of(world, THEIRS)
    await retain(inside)
    assert [row["tenant_id"] for row in await world.rows(said, customer)] == [THEIRS]
    assert await everything_of(world, THEIRS) == before


RUNS: dict[str, Run] = {
    "retention": retains,
    "tokens": tokens,
    "sweep": sweeps,
    "alerts": tells,
    "profile": profiles,
    "reconcile": reconciles,
    "catalog": tends,
    "orders": orders,
    "products": products,
    "forget": forgets,
    "unindex": forgets,
}


def test_every_timer_is_tried() -> None:
    assert triggers("timerTrigger").keys() == RUNS.keys()


@pytest.mark.parametrize("name", sorted(RUNS))
async def test_no_timer_mixes_what_is_different_shops(world: World, inside: App, name: str) -> None:
    await RUNS[name](world, inside)


async def shops(world: World) -> list[dict[str, Any]]:
    return await world.rows(
        "SELECT to_jsonb(t), to_jsonb(a) FROM shop.tenants t JOIN shop.accounts a USING (tenant_id) ORDER BY tenant_id"
    )


async def names_of(world: World, tenant: UUID) -> str:
    (row,) = await world.rows("SELECT name_en FROM shop.tenants WHERE tenant_id = %s", str(tenant))
    return str(row["name_en"])


async def shown(world: World, account: Account) -> str:
    """Everything of an account's messenger profile, as one text."""
    headers = {"Authorization": f"Bearer {account.access_token}"}
    path = f"{world.environment['GRAPH_BASE_URL']}/v26.0/me/messenger_profile"
    async with httpx.AsyncClient(headers=headers) as client:
        read = [
            (await client.get(path, params={"fields": name})).json()
            for name in ("ice_breakers", "persistent_menu")
        ]
    return json.dumps(read, ensure_ascii=False)
