"""A customer who orders, played by the product's own turns: the model proposes as it is told, and each message is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from catalog.areas import Area, Delivery
from catalog.rows import Product
from catalog.store import put, put_delivery
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.payloads import ORDER_NO, ORDER_YES
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.goods import goods
from tests.support.stages import StageApp, called, said

DRESS = goods(
    "DR-1",
    name_ar="فستان",
    name_en="Dress",
    price="20",
    variants=[
        {"size": "S", "stock": 1},
        {"size": "M", "stock": 3, "price": "22.5"},
        {"size": "L", "stock": "made_to_order"},
    ],
)
TEE = goods("TEE", price="7", sizes=["S", "M"], stock=4, colors=[{"ar": "أحمر", "en": "red"}, {"ar": "كحلي", "en": "navy"}])  # fmt: skip
BAG = goods("BAG", name_ar="شنطة", name_en="Bag", price="10", stock=5)
IRBID = Area.model_validate(
    {"id": "irbid", "name_ar": "إربد", "name_en": "Irbid", "fee": "3", "currency": "JOD", "days_min": 1, "days_max": 2}
)  # fmt: skip
AQABA = IRBID.model_copy(
    update={"area_id": "aqaba", "name_ar": "العقبة", "name_en": "Aqaba", "fee": Decimal(5)}
)

FILLED: dict[str, Any] = {
    "order_no": 0, "items": [{"sku": "DR-1", "size": "M", "color": "", "quantity": 1}], "name": "لانا",
    "phone": "0791234567", "second_phone": "", "area": "إربد", "landmark": "", "recipient": "", "deliver_on": "",
    "gift_note": "", "gift_wrap": False, "hide_price": False, "payment": "cash_on_delivery",
}  # fmt: skip
NOTHING = FILLED | {
    "items": [],
    "name": "",
    "phone": "",
    "area": "",
    "payment": "",
    "gift_wrap": None,
    "hide_price": None,
}


def of(sku: str, size: str = "", quantity: int = 1) -> dict[str, Any]:
    return {"items": [{"sku": sku, "size": size, "color": "", "quantity": quantity}]}


async def fill(app: StageApp, key: ConversationKey, products: Sequence[Product] = (DRESS, BAG, TEE)) -> None:
    await put(app.database, key.tenant, products, [])
    await put_delivery(app.database, key.tenant, Delivery(free_from=Decimal(100), areas=(IRBID, AQABA)))


@dataclass
class Buyer:
    app: StageApp
    key: ConversationKey
    rows: Rows
    seen: list[dict[str, Any]] = field(default_factory=list)  #: bodies that Instagram got

    async def says(self, *texts: str, payload: str | None = None) -> None:
        """Now, after everything that has been sent."""
        events = [replace(message(text, seconds_ago=0), payload=payload) for text in texts]
        await record(self.app, inbound(self.key, *events))
        self.rows.let_quiet_pass()

    async def turn(self, *answers: Any) -> list[str]:
        """What the customer reads of it."""
        self.app.scripted_model.answers.extend(said(a) if isinstance(a, str) else a for a in answers)
        await turn(self.app, TurnDoorbell.of(self.key))
        assert not self.app.scripted_model.answers
        return await self.receives()

    async def receives(self) -> list[str]:
        before = len(self.app.scripted_graph.posts)
        while self.unsent:
            await deliver(self.app, SendDoorbell.of(self.key))
        posts = self.app.scripted_graph.posts[before:]
        self.seen += [post.body for post in posts]
        return [post.text for post in posts]

    @property
    def unsent(self) -> int:
        (row,) = self.rows.ask(
            "SELECT count(*) AS n FROM shop.parts WHERE (tenant_id, account_id, customer_id) ="
            " (%(tenant)s, %(account)s, %(customer)s) AND state = 'queued'"
        )
        return int(row["n"])

    async def proposes(self, **wanted: Any) -> list[str]:
        await self.says("بدي أطلب")
        return await self.turn(called("propose_order", **FILLED | wanted), "تفضل 🌷")

    async def changes(self, order_no: int, **wanted: Any) -> list[str]:
        await self.says("بدي أغير الطلب")
        return await self.turn(
            called("propose_order", **NOTHING | {"order_no": order_no} | wanted), "تفضل 🌷"
        )

    async def cancels(self, order_no: int) -> list[str]:
        await self.says("بدي ألغي الطلب")
        return await self.turn(called("cancel_order", order_no=order_no), "تفضل 🌷")

    async def taps(self, draft_no: int, *, yes: bool = True) -> list[str]:
        await self.says("تأكيد الطلب", payload=f"{ORDER_YES if yes else ORDER_NO}{draft_no}")
        return await self.turn()

    async def types(self, text: str, *answers: Any) -> list[str]:
        await self.says(text)
        return await self.turn(*answers)

    @property
    def drafts(self) -> list[dict[str, Any]]:
        return self.rows.ask(
            "SELECT * FROM shop.order_drafts WHERE (tenant_id, account_id, customer_id) ="
            " (%(tenant)s, %(account)s, %(customer)s) ORDER BY draft_no"
        )

    @property
    def orders(self) -> list[dict[str, Any]]:
        return self.rows.ask(
            "SELECT * FROM shop.orders WHERE (tenant_id, account_id, customer_id) ="
            " (%(tenant)s, %(account)s, %(customer)s) ORDER BY order_no"
        )

    @property
    def newest(self) -> int:
        return int(self.drafts[-1]["draft_no"])

    def stock(self, sku: str, size: str = "") -> int | None:
        rows = self.rows.ask(
            "SELECT count FROM shop.product_variants WHERE tenant_id = %(tenant)s AND sku = %(sku)s AND size = %(size)s",
            sku=sku,
            size=size,
        )
        return rows[0]["count"] if rows else None


def chips(body: dict[str, Any]) -> list[str]:
    return [one["payload"] for one in body["message"].get("quick_replies", [])]
