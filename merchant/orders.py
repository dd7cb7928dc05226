"""The life of an order after its customer's yes: a person of the shop moves it on, stock follows, and the customer is told.

Told through the outbox, by the assistant: so only within Meta's 24 hours and while nobody of the shop is writing there, and
whoever moves the order hears when that cannot be. Everything is one transaction, written down.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from merchant.desk import Person
from shared.alerts import AlertKind, end_alert
from shared.announcing import announce
from shared.app import App
from shared.audit import write_down
from shared.contracts import CatalogDoorbell, OrderDoorbell, SendDoorbell
from shared.database import Database, Row, Transaction, named_queries
from shared.errors import Refused
from shared.language.register import Register, register_of
from shared.reply.encoding import encode
from shared.reply.model import Text
from shared.stock_moves import move
from shared.telemetry import event, traceparent
from shared.tenants import ConversationKey, TenantId
from shared.windows import REPLY

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: What may become of an order in each state; what is cancelled or came back is over.
NEXT: Mapping[str, frozenset[str]] = {
    "new": frozenset({"confirmed", "with_courier", "cancelled"}),
    "confirmed": frozenset({"with_courier", "cancelled"}),
    "with_courier": frozenset({"delivered", "returned"}),
    "delivered": frozenset({"returned"}),
    "returned": frozenset(),
    "cancelled": frozenset(),
}
#: Whose goods are the shop's again.
_GIVES_BACK = frozenset({"returned", "cancelled"})
_PAID = "paid"


class Told(StrEnum):
    """Whether the customer hears of it."""

    TOLD = "told"
    WINDOW_CLOSED = "window_closed"  #: they wrote last more than 24 hours ago
    PAUSED = "paused"  #: a person of the shop is writing with them
    LATER = "later"  #: with its number there, once the shop's own system has taken it
    NOBODY = "nobody"  #: they were forgotten, or the order came otherwise


@dataclass(frozen=True, slots=True)
class Moved:
    """What has become of an order, for whoever rings."""

    tenant: TenantId
    order_no: int
    state: str
    told: Told
    key: ConversationKey | None  #: of its customer
    restocked: bool = False  #: goods came back


@dataclass(frozen=True, slots=True)
class Order:
    row: Row
    lines: Sequence[Row]


async def orders_of(
    database: Database, tenant: TenantId, *, states: Sequence[str] = tuple(NEXT), most: int = 50
) -> list[Row]:
    """Newest first."""
    async with database.tenant(tenant) as tx:
        return await tx.rows(SQL["all"], {"tenant": tenant, "states": [*states], "most": most})


async def order_of(database: Database, tenant: TenantId, order_no: int) -> Order:
    """Raises Refused 404."""
    async with database.tenant(tenant) as tx:
        return Order(await _one(tx, tenant, order_no), await _lines(tx, tenant, order_no))


async def set_state(app: App, tenant: TenantId, order_no: int, state: str, person: Person) -> Told:
    """As `move_on`, in a transaction of its own."""
    async with app.database.tenant(tenant) as tx:
        moved = await move_on(tx, tenant, order_no, state, person)
    await ring_for(app, moved)
    return moved.told


async def mark_paid(app: App, tenant: TenantId, order_no: int, person: Person) -> Told:
    """As `pay`, in a transaction of its own."""
    async with app.database.tenant(tenant) as tx:
        moved = await pay(tx, tenant, order_no, person)
    await ring_for(app, moved)
    return moved.told


async def move_on(tx: Transaction, tenant: TenantId, order_no: int, state: str, person: Person) -> Moved:
    """Ring for it after the COMMIT. Raises Refused: 404 for no order of the shop, 409 for a step that it does not take as it is."""
    order, key = await _locked(tx, tenant, order_no)
    if state not in NEXT[order["state"]]:
        raise Refused(409, f"order {order_no} is {order['state']} and cannot become {state}")
    await tx.queue(SQL["set_state"], {"tenant": tenant, "order_no": order_no, "state": state})
    restocked = state in _GIVES_BACK and bool(await _give_back(tx, tenant, order_no))
    told = await _seen_to(tx, tenant, order_no, key, state, person)
    return Moved(tenant, order_no, state, told, key, restocked)


async def pay(tx: Transaction, tenant: TenantId, order_no: int, person: Person) -> Moved:
    """A person has looked at the shop's account: nothing else says so. Raises Refused 404, and 409 when it is paid or over."""
    order, key = await _locked(tx, tenant, order_no)
    if order["payment_state"] == _PAID or order["state"] in _GIVES_BACK:
        raise Refused(409, f"order {order_no} is {order['state']} and its payment {order['payment_state']}")
    await tx.queue(SQL["set_paid"], {"tenant": tenant, "order_no": order_no})
    told = await _seen_to(tx, tenant, order_no, key, _PAID, person)
    return Moved(tenant, order_no, _PAID, told, key)


async def ring_for(app: App, moved: Moved) -> None:
    """After the COMMIT."""
    bells = [OrderDoorbell(tenant=moved.tenant).outgoing()]
    if moved.key is not None and moved.told is Told.TOLD:
        bells.append(SendDoorbell.of(moved.key).outgoing())
    if moved.restocked:
        bells.append(CatalogDoorbell(tenant=moved.tenant).outgoing())
    await announce(app, *bells)
    event("order.moved", tenant=moved.tenant, order=moved.order_no, state=moved.state, told=moved.told)


async def _locked(tx: Transaction, tenant: TenantId, order_no: int) -> tuple[Row, ConversationKey | None]:
    """The conversation first, as a turn locks them, or the two would wait for each other."""
    before = await _one(tx, tenant, order_no)
    key = None
    if before["account_id"] is not None and before["customer_id"] is not None:
        key = ConversationKey(tenant, before["account_id"], before["customer_id"])
        await tx.queue(SQL["lock_conversation"], key.params)
    await tx.queue(SQL["lock"], {"tenant": tenant, "order_no": order_no})
    return await _one(tx, tenant, order_no), key


async def _one(tx: Transaction, tenant: TenantId, order_no: int) -> Row:
    row = await tx.row(SQL["one"], {"tenant": tenant, "order_no": order_no})
    if row is None:
        raise Refused(404, f"the shop has no order {order_no}")
    return row


async def _lines(tx: Transaction, tenant: TenantId, order_no: int) -> list[Row]:
    return await tx.rows(SQL["lines"], {"tenant": tenant, "order_no": order_no})


async def _give_back(tx: Transaction, tenant: TenantId, order_no: int) -> list[str]:
    back: Counter[tuple[str, str]] = Counter()
    for line in await _lines(tx, tenant, order_no):
        if line["counted"]:
            back[line["sku"], line["variant_id"]] += line["quantity"]
    return await move(tx, tenant, back)


async def _seen_to(
    tx: Transaction, tenant: TenantId, order_no: int, key: ConversationKey | None, what: str, person: Person
) -> Told:
    """Written down, no longer an alert, and told."""
    await write_down(tx, tenant, f"order.{what}", actor=person.role, user=person.user, order=order_no)
    if key is None:
        return Told.NOBODY
    for kind in (AlertKind.NEW_ORDER, AlertKind.ORDER_CHANGED):
        await end_alert(tx, tenant, key.account, kind, about=str(order_no))
    reached = await tx.row(SQL["reached"], {**key.params, "window": REPLY})
    if reached is None:
        return Told.NOBODY
    if not reached["in_window"]:
        return Told.WINDOW_CLOSED
    if reached["paused"]:
        return Told.PAUSED
    if what == "confirmed" and await tx.row(SQL["goes_on"], {"tenant": tenant, "order_no": order_no}):
        return Told.LATER
    text = _said(what, reached["texts"], order_no)
    await tx.queue(
        SQL["write"],
        {
            **key.params,
            "text": text,
            "content": json.dumps(encode(Text(text)), ensure_ascii=False),
            "traceparent": traceparent(),
        },
    )
    return Told.TOLD


def _said(what: str, texts: Sequence[str], order_no: int) -> str:
    """In the language that the customer writes; Arabizi is answered in Arabic letters."""
    language = "english" if register_of(texts) is Register.ENGLISH else "arabic"
    return str(_words()[what][language]).format(order_no=order_no)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return words
