"""Scenes of a release's scenario about orders on their way into a shop's own system."""

import base64
import hashlib
import hmac
import json
from uuid import uuid4

import azure.functions as func

from catalog.hearing.polling import poll
from catalog.hearing.respond import respond
from catalog.store import put
from local.serve import serve
from merchant.accounts import Account, Profile, put_shop
from process.orders.upkeep import sweep
from process.pushing.outcomes import refused
from process.pushing.push import push
from process.pushing.steps import Push, take
from process.record import record
from shared.connectors.connections import Connection, Kind, connections, hear, put_connection, switch_off
from shared.connectors.places import place_of
from shared.contracts import OrderDoorbell
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import inbound, message
from tests.support.goods import goods
from tests.support.release_acts import arrange
from tests.support.selling import a_shopify, orders_go_to
from tests.support.stages import StageApp

ACCOUNT = Account("17841400000000086", "28978671838402086", "selling.shop", "token")


async def orders_reach_a_shops_own_system(app: StageApp) -> None:
    """One is accepted and then cancelled, one refused, one waits for too long, one's customer was forgotten, one changes meanwhile."""
    tenant = TenantId(uuid4())
    await put_shop(app, tenant, Profile("محل يبيع", "A shop that sells", "JOD", "", ""), ACCOUNT)
    key = ConversationKey(tenant, ACCOUNT.account, "1")
    await record(app, inbound(key, message("بدي الفستان")))
    shop, bell = a_shopify(), OrderDoorbell(tenant=tenant)
    async with serve(shop.app) as url:
        await orders_go_to(app, tenant, Kind.SHOPIFY, url)
        await _taken(app, key, 1, "DR-1")
        await _taken(app, key, 2, "NO-SUCH")
        await push(app, bell)
        await arrange(app, "an_order_is_cancelled", tenant=tenant, number=1)
        await _taken(app, key, 3, "DR-1")
        for _ in range(2):
            shop.troubles.says(429)
            await push(app, bell)
            await arrange(app, "two_days_pass_for_what_is_pushed", tenant=tenant)
        await push(app, bell)
        await _taken(app, key, 4, "DR-1")
        await arrange(app, "an_orders_customer_was_forgotten", tenant=tenant, number=4)
        await sweep(app)
        await push(app, bell)
        await _taken(app, key, 5, "DR-1")
        await _changed_while_it_is_refused(app, key, 5)
        await _taken(app, key, 6, "DR-1")
        await put_connection(app, tenant, Connection(Kind.SHOPIFY, url, ("wrong",)))
        await push(app, bell)
    await connections(app, tenant)
    await _a_shop_tells_of_a_price(app, tenant)
    await switch_off(app, tenant, Kind.SHOPIFY)


async def _changed_while_it_is_refused(app: StageApp, key: ConversationKey, number: int) -> None:
    step = await take(app, key.tenant)
    assert isinstance(step, Push)
    await arrange(app, "an_order_goes_elsewhere", tenant=key.tenant, number=number)
    await refused(app, step, "out_of_stock")
    await push(app, OrderDoorbell(tenant=key.tenant))


async def _a_shop_tells_of_a_price(app: StageApp, tenant: TenantId) -> None:
    await put(app.database, tenant, [goods("DR-1")])
    await put_connection(app, tenant, Connection(Kind.SHOPIFY, "https://dar.myshopify.com", ("shpat_1",)))
    await hear(app, tenant, Kind.SHOPIFY, "secret")
    body = json.dumps({"handle": "DR-1", "variants": [{"id": 1, "sku": "DR-1", "price": "7"}]}).encode()
    headers = {
        "X-Shopify-Hmac-Sha256": base64.b64encode(hmac.digest(b"secret", body, hashlib.sha256)).decode(),
        "X-Shopify-Topic": "products/update",
    }
    place = {"place": place_of(app.keys, tenant, Kind.SHOPIFY)}
    url = f"{app.settings.public_url}/shops"
    shop = a_shopify()
    async with serve(shop.app) as there:
        await put_connection(app, tenant, Connection(Kind.SHOPIFY, there, ("shpat_1",)))
        await poll(app)
    await respond(app, func.HttpRequest("POST", url, headers=headers, route_params=place, body=body))


async def _taken(app: StageApp, key: ConversationKey, number: int, sku: str) -> None:
    of = {"account": key.account, "customer": key.customer, "number": number}
    await arrange(app, "an_order_is_taken", tenant=key.tenant, **of)
    await arrange(app, "an_order_holds", tenant=key.tenant, number=number, sku=sku)
