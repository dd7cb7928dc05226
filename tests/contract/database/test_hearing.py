"""What a shop's own system tells by itself: signed, of this shop, and of nothing but prices and stocks."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import azure.functions as func
import pytest

from catalog.hearing.respond import respond
from catalog.rows import Product
from catalog.store import put, stored
from shared.connectors.connections import Connection, Kind, hear, put_connection
from shared.connectors.places import place_of
from shared.contracts import Queue
from shared.errors import Refused
from shared.stock import Stock
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.goods import goods
from tests.support.selling import an_order_is_taken
from tests.support.stages import StageApp

SECRET = {Kind.SHOPIFY: "shpss_1", Kind.WOOCOMMERCE: "woo-1"}
CREDENTIALS = {Kind.SHOPIFY: ("shpat_1",), Kind.WOOCOMMERCE: ("ck_1", "cs_1")}
TOPIC = {Kind.SHOPIFY: ("X-Shopify-Topic", "products/update"), Kind.WOOCOMMERCE: ("X-WC-Webhook-Topic", "product.updated")}  # fmt: skip
SIGNATURE = {Kind.SHOPIFY: "X-Shopify-Hmac-Sha256", Kind.WOOCOMMERCE: "X-WC-Webhook-Signature"}
DRESS = goods(
    "DR-1",
    price=25,
    description_ar="قطن",
    variants=[
        {"id": "DR-1-S", "size": "S", "stock": 3},
        {"id": "42", "size": "M", "stock": 3, "price": 30},
    ],
)


def variant(id_: int, sku: str | None, **fields: Any) -> dict[str, Any]:
    usual = {"price": "25.00", "inventory_quantity": 3, "inventory_policy": "deny", "inventory_management": "shopify"}  # fmt: skip
    return {"id": id_, "sku": sku, **usual, **fields}


def of_shopify(*variants: dict[str, Any]) -> bytes:
    return json.dumps({"id": 1, "handle": "DR-1", "title": "x", "variants": list(variants)}).encode()


@pytest.fixture
async def shop(app: StageApp, key: ConversationKey) -> StageApp:
    """Connected to both, with a dress in two sizes."""
    await put(app.database, key.tenant, [DRESS])
    for kind, secret in SECRET.items():
        await put_connection(app, key.tenant, Connection(kind, "https://shop.example", CREDENTIALS[kind]))
        await hear(app, key.tenant, kind, secret)
    return app


async def tells(
    app: StageApp,
    key: ConversationKey,
    body: bytes,
    *,
    kind: Kind = Kind.SHOPIFY,
    secret: str | None = None,
    place: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> int:
    made = hmac.digest((SECRET[kind] if secret is None else secret).encode(), body, hashlib.sha256)
    given = {
        SIGNATURE[kind]: base64.b64encode(made).decode(),
        TOPIC[kind][0]: TOPIC[kind][1],
        **(headers or {}),
    }
    request = func.HttpRequest(
        "POST",
        "https://app.example/shops",
        headers=given,
        route_params={"place": place_of(app.keys, key.tenant, kind) if place is None else place},
        body=body,
    )
    answer = await respond(app, request)
    return int(answer.status_code)


async def dress(app: StageApp, key: ConversationKey) -> Product:
    return (await stored(app.database, key.tenant, ["DR-1"]))["DR-1"]


async def test_prices_and_stocks_are_taken_over_and_all_else_stays(
    shop: StageApp, key: ConversationKey
) -> None:
    body = of_shopify(variant(7, "DR-1-S", price="20.00", inventory_quantity=1), variant(42, None, inventory_quantity=-1))  # fmt: skip
    assert await tells(shop, key, body) == 200
    now = await dress(shop, key)
    small, medium = now.variants
    assert (now.price, now.price_of(small), now.price_of(medium)) == (Decimal(20), Decimal(20), Decimal(25))
    assert [(one.stock, one.count) for one in now.variants] == [(Stock.COUNTED, 1), (Stock.COUNTED, 0)]
    assert (now.description_ar, now.name_ar, small.size) == ("قطن", "DR-1", "S")
    assert shop.posted_to_bus.queues() == [Queue.CATALOG]


async def test_what_was_told_before_writes_nothing_and_rings_for_nobody(
    shop: StageApp, key: ConversationKey
) -> None:
    body = of_shopify(variant(7, "DR-1-S", price="20.00"))
    for _ in range(2):
        assert await tells(shop, key, body) == 200
    assert shop.posted_to_bus.queues() == [Queue.CATALOG]


@pytest.mark.parametrize(
    ("fields", "stock"),
    [
        ({"inventory_quantity": 0, "inventory_policy": "continue"}, (Stock.MADE_TO_ORDER, None)),
        ({"inventory_management": None}, (Stock.AVAILABLE, None)),
        ({"inventory_quantity": 0}, (Stock.COUNTED, 0)),
    ],
)
async def test_shopifys_stock_is_read_as_an_import_reads_it(
    shop: StageApp, key: ConversationKey, fields: dict[str, Any], stock: tuple[Stock, int | None]
) -> None:
    await tells(shop, key, of_shopify(variant(7, "DR-1-S", **fields)))
    small, _ = (await dress(shop, key)).variants
    assert (small.stock, small.count) == stock


async def test_a_variation_of_woocommerce_is_found_by_its_number(
    shop: StageApp, key: ConversationKey
) -> None:
    one = {"id": 42, "sku": "DR-1", "type": "variation", "parent_id": 5, "price": "28", "manage_stock": False, "stock_status": "outofstock"}  # fmt: skip
    assert await tells(shop, key, json.dumps(one).encode(), kind=Kind.WOOCOMMERCE) == 200
    now = await dress(shop, key)
    assert (now.price, now.variants[1].stock) == (Decimal(25), Stock.SOLD_OUT)
    assert now.price_of(now.variants[1]) == Decimal(28)


async def test_what_was_sold_here_and_is_on_its_way_there_is_not_there_to_be_sold_again(
    shop: StageApp, key: ConversationKey, rows: Rows
) -> None:
    an_order_is_taken(rows, key, variant="DR-1-S", quantity=2)
    rows.ask(
        "INSERT INTO shop.order_pushes (tenant_id, order_no, kind) VALUES (%(tenant)s, 1, 'shopify') RETURNING 1"
    )
    await tells(shop, key, of_shopify(variant(7, "DR-1-S", inventory_quantity=3)))
    assert (await dress(shop, key)).variants[0].count == 1


@pytest.mark.parametrize("kind", SECRET)
async def test_a_wrong_signature_is_refused_and_writes_nothing(
    shop: StageApp, key: ConversationKey, kind: Kind
) -> None:
    body = of_shopify(variant(7, "DR-1-S", price="1"))
    for secret in ("", "guess", SECRET[Kind.SHOPIFY] + "x"):
        with pytest.raises(Refused) as told:
            await tells(shop, key, body, kind=kind, secret=secret)
        assert told.value.status == 401
    with pytest.raises(Refused):
        await tells(shop, key, body, kind=kind, headers={SIGNATURE[kind]: ""})
    assert await dress(shop, key) == DRESS


async def test_a_place_that_was_not_handed_out_is_none(shop: StageApp, key: ConversationKey) -> None:
    good = place_of(shop.keys, key.tenant, Kind.SHOPIFY)
    woo = place_of(shop.keys, key.tenant, Kind.WOOCOMMERCE)
    for place in ("", "s", good[:-1], f"w{good[1:]}", f"{woo.partition('.')[0]}.{good.partition('.')[2]}", f"x{good[1:]}"):  # fmt: skip
        with pytest.raises(Refused) as told:
            await tells(shop, key, b"{}", place=place)
        assert told.value.status == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{}", b'{"handle": "DR-1", "variants": [{}]}', b'{"handle": "DR-1", "variants": 3}', of_shopify(variant(7, "DR-1-S", price="-5", inventory_quantity="many")), b"[" * 100_000],
    ids=["nothing", "a list", "null", "empty", "an empty variant", "a number", "no number", "deep"],
)  # fmt: skip
async def test_what_is_signed_and_not_understood_is_answered_and_changes_nothing(
    shop: StageApp, key: ConversationKey, body: bytes
) -> None:
    assert await tells(shop, key, body) == 200
    assert await dress(shop, key) == DRESS


async def test_other_topics_and_products_that_are_not_kept_change_nothing(
    shop: StageApp, key: ConversationKey
) -> None:
    body = of_shopify(variant(7, "DR-1-S", price="1"))
    assert await tells(shop, key, body, headers={"X-Shopify-Topic": "orders/create"}) == 200
    assert await tells(shop, key, body.replace(b"DR-1", b"NEW")) == 200
    assert await dress(shop, key) == DRESS
    assert shop.posted_to_bus.queues() == []


async def test_woocommerces_first_word_is_answered(shop: StageApp, key: ConversationKey) -> None:
    assert await tells(shop, key, b"webhook_id=7", kind=Kind.WOOCOMMERCE, secret="") == 200


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    shop: StageApp, key: ConversationKey
) -> None:
    with pytest.raises(Refused) as told:
        await tells(shop, key, b" " * (2 * 1024 * 1024 + 1))
    assert told.value.status == 413
