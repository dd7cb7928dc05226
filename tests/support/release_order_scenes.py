"""Scenes of a release's scenario in which a customer orders: proposed, confirmed, changed, cancelled, and moved on by the shop."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from catalog.store import put
from merchant.desk import Person
from merchant.orders import mark_paid, order_of, orders_of, set_state
from merchant.selling import Selling, put_selling
from merchant.wishes import wishes
from process.orders.upkeep import sweep
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.model.client import Reply
from shared.payloads import ORDER_NO, ORDER_YES
from shared.tenants import ConversationKey
from tests.contract.database.conversations import inbound, message
from tests.support.goods import goods
from tests.support.release_acts import an_hour_passes, arrange
from tests.support.release_selling_scenes import areas_are_imported
from tests.support.stages import StageApp, called, said

SOLD = goods("ORDERED", price="10", stock=5)
OWNER = Person("owner", UUID(int=7))
WANTED: dict[str, Any] = {
    "order_no": 0, "items": [{"sku": "ORDERED", "size": "", "color": "", "quantity": 1}], "name": "لانا",
    "phone": "0791234567", "second_phone": "", "area": "إربد", "landmark": "", "recipient": "", "deliver_on": "tomorrow",
    "gift_note": "", "gift_wrap": False, "hide_price": False, "payment": "cliq",
}  # fmt: skip


async def a_customer_orders(app: StageApp, key: ConversationKey) -> None:
    await put(app.database, key.tenant, [SOLD])
    await areas_are_imported(app, key.tenant)
    wanted = WANTED | {"deliver_on": ""}
    await put_selling(app.database, key.tenant, Selling(cliq_alias="DARYASMIN"))
    turns = _Turns(app, key)
    await turns.says(called("propose_order", **WANTED))
    newer = await turns.says(called("propose_order", **wanted))
    await turns.taps(newer - 1)  # an older summary: the current one comes again
    await turns.taps(newer + 1)
    await turns.says(called("order_status"))
    await turns.taps(await turns.says(called("propose_order", **wanted | {"order_no": 1, "area": ""})))
    await turns.taps(await turns.says(called("cancel_order", order_no=1)), prefix=ORDER_NO)
    await turns.taps(await turns.says(called("cancel_order", order_no=1)))
    await turns.taps(await turns.says(called("propose_order", **wanted)))
    await turns.says(called("hand_to_person", reason="payment", summary="a screenshot"), "دفعت")
    await turns.says(called("propose_order", **wanted))
    await _reminded(app, key)
    more = {"items": [{"sku": "ORDERED", "size": "", "color": "", "quantity": 99}]}
    await turns.says(called("propose_order", **wanted | more))
    assert [one.sku for one in await wishes(app.database, key.tenant)] == ["ORDERED"]
    await mark_paid(app, key.tenant, 2, OWNER)
    for state in ("confirmed", "cancelled"):
        await set_state(app, key.tenant, 2, state, OWNER)
    assert [row["order_no"] for row in await orders_of(app.database, key.tenant)] == [2, 1]
    assert (await order_of(app.database, key.tenant, 2)).lines
    await turns.send()


async def _reminded(app: StageApp, key: ConversationKey) -> None:
    await put_selling(app.database, key.tenant, Selling(remind_after_hours=1))
    await arrange(app, "a_day_is_at_noon", tenant=key.tenant)
    await arrange(app, "two_hours_pass_for_what_was_sent", tenant=key.tenant)
    await arrange(app, "two_hours_pass_for_what_was_said", tenant=key.tenant)
    await arrange(app, "nobody_is_wanted_any_more", tenant=key.tenant)
    await arrange(app, "a_summary_stands", tenant=key.tenant)
    await sweep(app)


class _Turns:
    """A draft has its turn's number."""

    def __init__(self, app: StageApp, key: ConversationKey) -> None:
        self._app, self._key, self._done = app, key, 0

    async def says(self, call: Reply, text: str = "بدي أطلب") -> int:
        await record(self._app, inbound(self._key, message(text)))
        self._app.scripted_model.answers.extend([call, said("تفضل")])
        return await self._turn()

    async def taps(self, draft_no: int, *, prefix: str = ORDER_YES) -> None:
        await record(self._app, inbound(self._key, replace(message("نعم"), payload=f"{prefix}{draft_no}")))
        await self._turn()

    async def _turn(self) -> int:
        await an_hour_passes(self._app, self._key)
        await turn(self._app, TurnDoorbell.of(self._key))
        await self.send()
        self._done += 1
        return self._done

    async def send(self) -> None:
        for _ in range(3):
            await deliver(self._app, SendDoorbell.of(self._key))
