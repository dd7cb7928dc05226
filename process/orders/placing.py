"""A yes that counts, written down: an order placed, changed or cancelled, and its goods taken or given back.

Within the turn's commit, behind its locks. The shop is told in the same transaction, so an order that is there has an alert.
"""

import json
from pathlib import Path

from process.orders.priced import Line, Priced
from process.orders.standing import Standing
from shared.alerts import AlertKind, raise_alert
from shared.database import Transaction, named_queries
from shared.stock_moves import move, sum_moves
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def place(
    tx: Transaction, key: ConversationKey, draft_no: int, priced: Priced
) -> tuple[int, list[str]]:
    """The order's number, and the SKUs whose stock is another now."""
    row = await tx.row(SQL["number"], {"tenant": key.tenant})
    assert row is not None  # the transaction is this tenant's
    order_no = int(row["last_order_no"])
    order = {**key.params, "draft_no": draft_no, **_columns(order_no, priced)}
    await tx.queue(SQL["place"], order)
    await _put_lines(tx, key, order_no, priced)
    changed = await move(tx, key.tenant, priced.taken)
    await _tell(tx, key, AlertKind.NEW_ORDER, order_no)
    return order_no, changed


async def change(tx: Transaction, key: ConversationKey, before: Standing, priced: Priced) -> list[str]:
    order_no = before.row["order_no"]
    await tx.queue(SQL["change"], {"tenant": key.tenant, **_columns(order_no, priced)})
    await tx.queue(SQL["forget_lines"], {"tenant": key.tenant, "order_no": order_no})
    await _put_lines(tx, key, order_no, priced)
    changed = await move(tx, key.tenant, sum_moves(before.held, priced.taken))
    await _tell(tx, key, AlertKind.ORDER_CHANGED, order_no)
    return changed


async def cancel(tx: Transaction, key: ConversationKey, before: Standing) -> list[str]:
    order_no = before.row["order_no"]
    await tx.queue(SQL["cancel"], {"tenant": key.tenant, "order_no": order_no})
    changed = await move(tx, key.tenant, before.held)
    await _tell(tx, key, AlertKind.ORDER_CHANGED, order_no)
    return changed


async def goes_on(tx: Transaction, key: ConversationKey, order_no: int) -> bool:
    """Whether the shop's own system may have the order: then a change is done when it is done there, and the customer waits to hear."""
    return await tx.row(SQL["goes_on"], {"tenant": key.tenant, "order_no": order_no}) is not None


async def _put_lines(tx: Transaction, key: ConversationKey, order_no: int, priced: Priced) -> None:
    lines = json.dumps([_row(line) for line in priced.lines], ensure_ascii=False)
    await tx.queue(SQL["put_lines"], {"tenant": key.tenant, "order_no": order_no, "lines": lines})


def _columns(order_no: int, priced: Priced) -> dict[str, object]:
    return {
        "order_no": order_no,
        "payment": priced.request.payment,
        "delivery": json.dumps(priced.delivery, ensure_ascii=False),
        "currency": priced.currency,
        "goods": priced.goods,
        "discount": priced.discount,
        "fee": priced.fee,
        "total": priced.total,
    }


def _row(line: Line) -> dict[str, object]:
    kept = line.kept()
    variant = {
        name: kept[name] for name in ("name_ar", "name_en", "size", "color_ar", "color_en", "made_to_order")
    }
    return {
        "sku": line.sku,
        "name": line.name_ar,
        "variant": variant,
        "variant_id": line.variant_id,
        "quantity": line.quantity,
        "unit_price": kept["unit_price"],
        "counted": line.counted,
    }


async def _tell(tx: Transaction, key: ConversationKey, kind: AlertKind, order_no: int) -> None:
    await raise_alert(tx, key.tenant, key.account, kind, about=str(order_no), customer=key.customer)
