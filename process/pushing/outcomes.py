"""What became of one attempt, written in one transaction: at the order, its goods, the merchant's alerts and to its customer.

Who rings afterwards is told by what a function returns; a bell that is lost is rung by the sweepers.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from process.pushing.sentences import sentence
from process.pushing.steps import Digests, Push
from shared.alerts import AlertKind, end_alert, raise_alert
from shared.app import App
from shared.audit import write_down
from shared.connectors.connections import refuse
from shared.connectors.order import Taken
from shared.contracts import CatalogDoorbell, Outgoing, SendDoorbell
from shared.database import Row, Transaction, named_queries
from shared.language.register import register_of
from shared.reply.encoding import encode
from shared.reply.model import Text
from shared.stock_moves import move
from shared.telemetry import traceparent

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: So long an order waits for a shop's system before the merchant hears of it.
TELLING_AFTER = timedelta(hours=1)
#: After a day nobody waits for it: a person looks, and does by hand what is to be done.
GIVE_UP_AFTER = timedelta(hours=24)
_UNKNOWN = Digests(None, None)


@dataclass(frozen=True, slots=True)
class Waits:
    """`gave_up`: the order is a person's now."""

    gave_up: bool
    bells: Sequence[Outgoing] = ()


async def accepted(app: App, push: Push, taken: Taken, *, found: bool) -> list[Outgoing]:
    """The customer hears the shop's number, of what was ordered and of each change. `found`: an attempt before has left it there."""
    async with app.database.tenant(push.tenant) as tx:
        await _lock(tx, push)
        if not await _note_there(tx, push, taken, _UNKNOWN if found else push.told):
            return []
        await _end_waiting(tx, push)
        return await _confirm(tx, push, taken)


async def refused(app: App, push: Push, reason: str) -> list[Outgoing]:
    """By the shop's system: the order is off, its goods can be bought again, and both sides hear of it."""
    async with app.database.tenant(push.tenant) as tx:
        await _lock(tx, push)
        now = await _now(tx, push)
        if now is None or not (now["same"] or now["cancelled"]):
            await tx.queue(SQL["anew"], push.place)  # what was refused is not what is ordered now
            return []
        state = "over" if now["cancelled"] else "refused"
        ended = await tx.row(SQL["ended"], {**push.place, "state": state, "reason": reason})
        if ended is None:
            return []
        await _end_waiting(tx, push)
        if now["cancelled"]:
            return await _tell_of_ours(tx, push, "withdrawn") if ended["customer_waits"] else []
        await _alert(tx, push, AlertKind.ORDER_REFUSED, reason)
        if await tx.row(SQL["cancel"], push.place) is None:
            return []
        taken = await tx.rows(SQL["taken"], push.place)
        await move(tx, push.tenant, {(row["sku"], row["variant_id"]): row["quantity"] for row in taken})
        await write_down(
            tx, push.tenant, "order.refused", actor="app", order=push.order.order_no, reason=reason
        )
        bells = await _tell_of_ours(tx, push, "refused")
    return [*bells, CatalogDoorbell(tenant=push.tenant).outgoing()]


async def left_as_it_is(app: App, push: Push, taken: Taken, reason: str) -> list[Outgoing]:
    """A change or a cancellation was refused: what the shop has stays so, a person sees to it, and who asked for it hears that."""
    async with app.database.tenant(push.tenant) as tx:
        await _lock(tx, push)
        now = await _now(tx, push)
        if not push.cancelled and (now is None or now["cancelled"] or not now["same"]):
            if not await _note_there(tx, push, taken, push.had):
                return []
            return await _confirm(tx, push, taken)  # or what is ordered now is told next
        if push.cancelled:
            noted = await tx.row(SQL["ended"], {**push.place, "state": "over", "reason": reason}) is not None
        else:
            # Not told again as it is; whatever changes next is told with these goods, which the shop does not have.
            noted = await _note_there(tx, push, taken, Digests(push.told.told, push.had.told_goods))
        if not noted:
            return []
        await _alert(tx, push, AlertKind.ORDER_REFUSED, reason)
        return await _left(tx, push) if push.customer_waits else []


async def over(app: App, push: Push) -> list[Outgoing]:
    """It is cancelled, and the shop's system has it no more."""
    async with app.database.tenant(push.tenant) as tx:
        await _lock(tx, push)
        ended = await tx.row(SQL["ended"], {**push.place, "state": "over", "reason": None})
        if ended is None:
            return []
        await _end_waiting(tx, push)
        return await _tell_of_ours(tx, push, "withdrawn") if ended["customer_waits"] else []


async def again(app: App, push: Push, reason: str, wait: float) -> Waits:
    async with app.database.tenant(push.tenant) as tx:
        await _lock(tx, push)
        where = {**push.place, "reason": reason, "wait": timedelta(seconds=wait)}
        row = await tx.row(SQL["again"], where)
        failing = row["failing"] if row else timedelta(0)
        if failing >= TELLING_AFTER:
            await _alert(tx, push, AlertKind.ORDER_WAITING, reason)
        if failing < GIVE_UP_AFTER:
            return Waits(gave_up=False)
        given_up = await tx.row(SQL["give_up"], push.place)
        waits = given_up is not None and given_up["customer_waits"]
        return Waits(gave_up=True, bells=await _left(tx, push) if waits else ())


async def connection_refused(app: App, push: Push, reason: str) -> None:
    """Nothing is pushed until it is connected again; the orders wait."""
    async with app.database.tenant(push.tenant) as tx:
        await refuse(
            tx, push.tenant, push.connection.kind, reason
        )  # first, as whoever takes the next locks it first
        await tx.queue(SQL["again"], {**push.place, "reason": reason, "wait": timedelta(0)})
        await _alert(tx, push, AlertKind.CONNECTOR_REFUSED, reason, about=push.connection.kind)


async def _now(tx: Transaction, push: Push) -> Row | None:
    return await tx.row(SQL["stands"], {**push.place, "told": push.told.told})


async def _note_there(tx: Transaction, push: Push, taken: Taken, has: Digests) -> bool:
    """What the shop has. False when somebody else has noted it before."""
    kept = {"shop_id": taken.id, "shop_number": taken.number}
    return await tx.row(SQL["accepted"], {**push.place, **kept, **has.params}) is not None


async def _confirm(tx: Transaction, push: Push, taken: Taken) -> list[Outgoing]:
    """If the shop has the order as it is now."""
    if await tx.row(SQL["confirm"], push.place) is None:
        return []
    await tx.queue(SQL["heard"], push.place)
    await write_down(tx, push.tenant, "order.confirmed", actor="app", order=push.order.order_no)
    return await _tell(tx, push, "confirmed", taken.number)


async def _left(tx: Transaction, push: Push) -> list[Outgoing]:
    """Whoever waits for a change or a cancellation hears that a person sees to it."""
    await tx.queue(SQL["heard"], push.place)
    return await _tell_of_ours(tx, push, "left")


async def _lock(tx: Transaction, push: Push) -> None:
    if push.customer is not None:
        await tx.queue(SQL["lock"], push.customer.params)


async def _tell(tx: Transaction, push: Push, name: str, number: str) -> list[Outgoing]:
    """In the customer's register. The gate decides whether it may leave; what may not wants a person."""
    key = push.customer
    if key is None:
        return []
    said = [row["text"] for row in await tx.rows(SQL["last_said"], key.params)]
    text = sentence(name, register_of([], before=said), number)
    told = {
        "text": text,
        "content": json.dumps(encode(Text(text)), ensure_ascii=False),
        "traceparent": traceparent(),
    }
    await tx.queue(SQL["tell"], {**key.params, **told})
    return [SendDoorbell.of(key).outgoing()]


async def _tell_of_ours(tx: Transaction, push: Push, name: str) -> list[Outgoing]:
    """By our own number: the shop's is of what the shop has."""
    return await _tell(tx, push, name, str(push.order.order_no))


async def _alert(
    tx: Transaction, push: Push, kind: AlertKind, reason: str, *, about: str | None = None
) -> None:
    account = await _account(tx, push)
    if account is not None:
        told = about or str(push.order.order_no)
        customer = push.customer.customer if push.customer and about is None else None
        await raise_alert(
            tx, push.tenant, account, kind, about=told, customer=customer, detail={"reason": reason}
        )


async def _end_waiting(tx: Transaction, push: Push) -> None:
    account = await _account(tx, push)
    if account is not None:
        await end_alert(tx, push.tenant, account, AlertKind.ORDER_WAITING, about=str(push.order.order_no))


async def _account(tx: Transaction, push: Push) -> str | None:
    if push.account is not None:
        return push.account
    row = await tx.row(SQL["any_account"], {"tenant": push.tenant})
    return row["account"] if row else None
