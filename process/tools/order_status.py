"""Where this customer's own orders are, in sentences that the guard takes for the shop's own: nobody else's can be asked for."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from process.arguments import Arguments
from process.product_facts import told_money
from process.tools import Shop, Tool
from shared.database import Row, named_queries

SQL = named_queries(Path(__file__).with_suffix(".sql"))

_MOST = 5


class OrderStatus(Arguments):
    pass


async def order_status(shop: Shop, _wanted: OrderStatus) -> dict[str, Any]:
    if shop.customer is None:
        return {"orders": []}
    async with shop.app.database.tenant(shop.tenant) as tx:
        rows = await tx.rows(SQL["orders"], {**shop.customer.params, "most": _MOST})
    return {"orders": [_told(row) for row in rows]}


def _told(row: Row) -> dict[str, Any]:
    state = _states()[row["state"]]
    return {
        "order_no": row["order_no"],
        **({"number_at_the_shop": row["shop_number"]} if row["shop_number"] else {}),
        "state_ar": state["ar"],
        "state_en": state["en"],
        "items": row["items"] or [],
        **told_money("total", row["total"], row["currency"]),
    }


@cache
def _states() -> dict[str, dict[str, str]]:
    states: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return states


TOOL = Tool(
    name="order_status", description="This customer's orders.", arguments=OrderStatus, run=order_status
)
