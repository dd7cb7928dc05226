"""The queue `orders`: put a shop's orders into its own system, one after the other by number, and know what became of each.

No lock and no transaction spans a call to the shop. What may have been created without our knowing, because no answer came or because
we died before we wrote it down, is looked for by its key before it is created once more.
"""

import asyncio
import logging
from dataclasses import dataclass

from process.pushing import outcomes
from process.pushing.doorbell import ring
from process.pushing.steps import Push, Wait, take
from shared.app import App
from shared.connectors.opening import opened
from shared.connectors.order import OF_THE_ORDER, Taken, TakesOrders
from shared.contracts import OrderDoorbell
from shared.errors import OutcomeUnknown, ShopRefused, ShopUnavailable
from shared.retry import successor_delay
from shared.telemetry import event
from shared.tenants import TenantId

#: Seconds for all calls of one attempt: well within its lease.
WITHIN = 60.0
#: Seconds until an order of which nobody knows is looked for: no shop works on a request for longer.
DOUBT = 30.0


@dataclass(frozen=True, slots=True)
class Stands:
    """What a shop's system has of an order; what that is not yet is told by the attempts to come."""

    taken: Taken
    found: bool = False  #: left there by an attempt before: nothing was told now


async def push(app: App, bell: OrderDoorbell) -> None:
    tenant = TenantId(bell.tenant)
    while True:
        step = await take(app, tenant)
        match step:
            case None:
                return
            case Wait():
                await ring(app, tenant, after=step.seconds)
                return
            case Push():
                wait = await _try(app, step)
                if wait is not None:
                    await ring(app, tenant, after=wait)
                    return


async def _try(app: App, step: Push) -> float | None:
    """Seconds until somebody has to try again; None when the next order can go."""
    try:
        async with asyncio.timeout(WITHIN), opened(step.connection, app.road_to_shops) as shop:
            stands = await _tell(shop, step)
    except ShopUnavailable as error:
        return await _wait(app, step, "away", successor_delay(step.attempts - 1, after=error.after))
    except (OutcomeUnknown, TimeoutError):
        await _wait(app, step, "in_doubt", max(DOUBT, successor_delay(step.attempts - 1)))
        return 0.0  # the orders behind it need not wait for what became of this one
    except ShopRefused as error:
        return await _refused(app, step, error)
    tenant, number, kind = step.tenant, step.order.order_no, step.connection.kind
    if stands is None:
        bells = await outcomes.over(app, step)
        event("order.withdrawn", tenant=tenant, order=number, kind=kind)
    else:
        bells = await outcomes.accepted(app, step, stands.taken, found=stands.found)
        event("order.accepted", tenant=tenant, order=number, kind=kind, attempt=step.attempts)
    if bells:
        await app.bus.send(*bells)
    return None


async def _tell(shop: TakesOrders, step: Push) -> Stands | None:
    """What the shop has of it now; None when it has nothing that stands."""
    order, taken = step.order, step.taken
    if taken is None:
        if step.attempts > 1:
            taken = await shop.find(order, step.first_tried_at)
        if taken is not None:
            return Stands(taken, found=True)
        return None if step.cancelled else Stands(await shop.create(order))
    if step.cancelled:
        await shop.cancel(order, taken)
        return None
    await shop.change(order, taken)
    return Stands(taken)


async def _wait(app: App, step: Push, reason: str, wait: float) -> float | None:
    waits = await outcomes.again(app, step, reason, wait)
    level = logging.ERROR if waits.gave_up else logging.INFO
    event(
        "order.waits",
        level=level,
        tenant=step.tenant,
        order=step.order.order_no,
        kind=step.connection.kind,
        reason=reason,
        attempt=step.attempts,
        wait=wait,
        gave_up=waits.gave_up,
    )
    if waits.bells:
        await app.bus.send(*waits.bells)
    return None if waits.gave_up else wait


async def _refused(app: App, step: Push, error: ShopRefused) -> float | None:
    reason = str(error)
    if error.revoked or reason not in OF_THE_ORDER:
        word = "credentials" if error.revoked else "no_such_system"
        await outcomes.connection_refused(app, step, word)
        event("connector.refused", level=logging.ERROR, tenant=step.tenant, kind=step.connection.kind, reason=word)  # fmt: skip
        return None
    event(
        "order.refused",
        tenant=step.tenant,
        order=step.order.order_no,
        kind=step.connection.kind,
        reason=reason,
    )
    if step.taken is not None:
        bells = await outcomes.left_as_it_is(app, step, step.taken, reason)
    else:
        bells = await outcomes.refused(app, step, reason)
    if bells:
        await app.bus.send(*bells)
    return None
