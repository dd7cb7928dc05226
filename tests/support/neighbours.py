"""Two shops in one world: the sample shop, and one next door whose every text and number is its own.

What the neighbour sells, says and has been told appears nowhere else, so that finding a piece of it anywhere but next
door is a leak.
"""

import json
from typing import Any
from uuid import UUID

from local.filling import store_shop
from tests.support.world import NEIGHBOURS_ACCOUNT_ID, TENANT, World

OURS = TENANT
THEIRS = UUID("99999999-8888-4777-8666-555555555555")

#: Nobody else has these words and numbers.
SECRETS = ("صندوق زمردي", "Emerald chest", "7771.5", "زقاق العنبر", "Amberlane", "ZZ-9")
PRODUCT = {
    "sku": "ZZ-9",
    "name_ar": "صندوق زمردي فستان أحمر",
    "name_en": "Emerald chest red dress",
    "price": "7771.5",
    "currency": "JOD",
    "stock": 3,
    "sizes": ["M", "L"],
    "size_chart": [{"size": "M", "height_cm": [150, 170]}, {"size": "L", "height_cm": [165, 185]}],
}
ENTRY = {
    "id": "where",
    "title_ar": "التوصيل من زقاق العنبر",
    "title_en": "Delivery from Amberlane",
    "text_ar": "التوصيل إلى إربد من زقاق العنبر بـ 7771.5 دينار",
    "text_en": "Delivery to Irbid from Amberlane is 7771.5 JOD",
}
DELIVERY = {
    "free_from": "7771.5",
    "areas": [
        {"id": "amberlane", "name_ar": "زقاق العنبر", "name_en": "Amberlane", "fee": "7771.5", "currency": "JOD", "days_min": 8, "days_max": 9},
        {"id": "irbid", "name_ar": "إربد", "name_en": "Irbid by Amberlane", "fee": "7771.5", "currency": "JOD", "days_min": 8, "days_max": 9},
    ],
}  # fmt: skip
SHOP = {
    "name_ar": "الجار",
    "name_en": "Next Door",
    "instagram": "next.door",
    "currency": "JOD",
    "about_ar": "محل في زقاق العنبر",
    "about_en": "A shop in Amberlane",
}


#: Who has bought there.
BUYER = "70700707"
_ORDER = """
WITH placed AS (
  INSERT INTO shop.orders (tenant_id, order_no, account_id, customer_id, payment, delivery, currency, goods, delivery_fee, total)
  VALUES (%s, 1, %s, %s, 'cash_on_delivery', '{"area": "Amberlane"}', 'JOD', 7771.5, 0, 7771.5)
  ON CONFLICT DO NOTHING RETURNING tenant_id, order_no
)
INSERT INTO shop.order_lines (tenant_id, order_no, line_no, sku, name, quantity, unit_price)
SELECT tenant_id, order_no, 1, 'ZZ-9', 'صندوق زمردي', 1, 7771.5 FROM placed
"""


async def move_in(world: World) -> None:
    """The neighbour's shop, stored and indexed by the operator's own commands."""
    folder = world.folder / "next-door"
    folder.mkdir(exist_ok=True)
    files = {"shop": SHOP, "products": [PRODUCT], "knowledge": [ENTRY], "delivery": DELIVERY}
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    await store_shop(world.neighbour, THEIRS, world.environment, folder)
    await world.rows(_ORDER, THEIRS, NEIGHBOURS_ACCOUNT_ID, BUYER)
    await world.tune_shops()
    await world.leave_threads_alone()


async def everything_of(world: World, tenant: UUID) -> dict[str, list[Any]]:
    """Every row that a tenant has, table by table, as the superuser sees it."""
    tables = await world.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'shop' ORDER BY 1")
    found = {}
    for table in (row["tablename"] for row in tables):
        statement = f"SELECT to_jsonb(t)::text AS row FROM shop.{table} t WHERE to_jsonb(t) ->> 'tenant_id' = %s ORDER BY 1"
        found[table] = [row["row"] for row in await world.rows(statement, str(tenant))]
    return found
