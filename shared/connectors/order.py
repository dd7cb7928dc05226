"""An order as a shop's own system is told of it, and what such a system has to be able to do with one.

Every call may be made again: after an outage, after a crash, by a bell that came twice. So each carries a key of its own that stays
the same (`Order.key`), and what may have been created is looked for by it before it is created once more.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, Self
from uuid import UUID

#: Of a delivery, what an address of a shop's system has a place for; whatever else it says goes into the order's note.
_PLACED = ("name", "phone", "governorate", "area", "address", "landmark", "recipient", "recipient_phone")
_LONGEST_NOTE = 2000
#: Why an order is refused; `goods_by_hand`: what it holds can be changed in the shop's own system only.
OF_THE_ORDER = ("unknown_item", "out_of_stock", "not_taken", "goods_by_hand")


@dataclass(frozen=True, slots=True)
class Line:
    sku: str
    name: str
    variant: Mapping[str, Any]  #: `variant_id`, size and colour, where the product has several
    quantity: int
    unit_price: Decimal

    @property
    def variant_id(self) -> str:
        return str(self.variant.get("variant_id") or self.sku)


@dataclass(frozen=True, slots=True)
class Order:
    key: UUID  #: of this order in the shop's system, however often it is sent
    order_no: int  #: our own number
    currency: str
    goods: Decimal
    discount: Decimal
    delivery_fee: Decimal
    total: Decimal
    payment: str
    delivery: Mapping[str, Any] = field(repr=False)
    lines: tuple[Line, ...]
    goods_changed: bool = False  #: since the shop was told last: more than where it goes

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Of a row of `shop.orders` with `lines` beside it, as JSON."""
        lines = tuple(
            Line(
                str(one["sku"]),
                str(one["name"]),
                one["variant"],
                int(one["quantity"]),
                Decimal(one["unit_price"]),
            )
            for one in row["lines"]
        )
        money = {name: row[name] for name in ("goods", "discount", "delivery_fee", "total")}
        return cls(
            key=row["key"],
            order_no=row["order_no"],
            currency=row["currency"],
            payment=row["payment"],
            delivery=row["delivery"],
            lines=lines,
            goods_changed=row["goods_changed"],
            **money,
        )

    @property
    def tag(self) -> str:
        """By this it is found again among a shop's orders, and by people as well."""
        return f"igshop-{self.key}"

    @property
    def name(self) -> str:
        return self._said("name")

    @property
    def to_name(self) -> str:
        return self._said("recipient") or self.name

    @property
    def to_phone(self) -> str:
        return self._said("recipient_phone") or self._said("phone")

    @property
    def phone(self) -> str:
        return self._said("phone")

    @property
    def city(self) -> str:
        return self._said("governorate") or self._said("area")

    @property
    def street(self) -> str:
        return ", ".join(filter(None, map(self._said, ("area", "address", "landmark"))))

    @property
    def note(self) -> str:
        """What has no place of its own, a line each: a second phone, a gift, a day to deliver on."""
        rest = {name: value for name, value in self.delivery.items() if name not in _PLACED and value}
        told = [f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in rest.items()]
        told += [f"ordered by: {self.name}, {self.phone}"] if self._said("recipient") else []
        return "\n".join([f"Instagram, order {self.order_no}, {self.payment.replace('_', ' ')}", *told])[
            :_LONGEST_NOTE
        ]

    def _said(self, name: str) -> str:
        value = self.delivery.get(name)
        if isinstance(value, Mapping):  # a recipient with a phone of their own
            value = value.get("name")
        return str(value or "").strip()


def _plain(value: object) -> str:
    if value is True:
        return "yes"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a shop's system has made of an order."""

    id: str
    number: str  #: as the shop's people know it, such as #1042


class TakesOrders(Protocol):
    """Raises ShopUnavailable when it has not been done, OutcomeUnknown when it may have been, and ShopRefused.

    A ShopRefused is of the order when it is one of `OF_THE_ORDER`; any other is of the whole connection.
    """

    async def check(self, *, orders: bool) -> None:
        """Whether our credentials may read its products, and with `orders` put orders there; it changes nothing."""

    async def create(self, order: Order) -> Taken: ...

    async def find(self, order: Order, since: datetime) -> Taken | None:
        """What an earlier `create` has left, which was first tried at `since`."""

    async def change(self, order: Order, taken: Taken) -> None:
        """As the order is now. Doing it again changes nothing."""

    async def cancel(self, order: Order, taken: Taken) -> None:
        """What is cancelled already stays so."""

    async def close(self) -> None: ...
