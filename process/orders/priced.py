"""What an order comes to, line by line, and the digest by which a yes is a yes to exactly that."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

from process.orders.request import Request
from process.product_facts import told_money
from shared.language.money import plain
from shared.stock import Stock
from shared.stock_moves import Moves


@dataclass(frozen=True, slots=True)
class Line:
    sku: str
    variant_id: str
    name_ar: str
    name_en: str
    size: str
    color_ar: str
    color_en: str
    quantity: int
    unit_price: Decimal
    made_to_order: bool
    counted: bool  #: it is taken out of a stock

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{**kept, "unit_price": Decimal(kept["unit_price"])})

    def kept(self) -> dict[str, Any]:
        return asdict(self) | {"unit_price": plain(self.unit_price)}

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Priced:
    request: Request
    lines: tuple[Line, ...]
    delivery: Mapping[str, Any]  #: the request's address with the area's names and its working days, as JSON
    currency: str
    fee: Decimal
    discount: Decimal = Decimal(0)  #: that an offer of the shop takes off the goods
    offer_ar: str = ""
    offer_en: str = ""

    @property
    def goods(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.goods - self.discount + self.fee

    @property
    def made_to_order(self) -> bool:
        return any(line.made_to_order for line in self.lines)

    @property
    def taken(self) -> Moves:
        """Out of counted stock, as `shared/stock_moves.py` moves it."""
        taken: Counter[tuple[str, str]] = Counter()
        for line in self.lines:
            if line.counted:
                taken[line.sku, line.variant_id] -= line.quantity
        return taken

    @property
    def digest(self) -> bytes:
        """Of all that the summary says; how the shop counts its stock is not in it."""
        said = {
            "kind": self.request.kind,
            "order_no": self.request.order_no,
            "lines": [{**line.kept(), "counted": None} for line in self.lines],
            "delivery": self.delivery,
            "payment": self.request.payment,
            "currency": self.currency,
            "sums": [plain(self.goods), plain(self.discount), plain(self.fee), plain(self.total)],
            "offer": [self.offer_ar, self.offer_en],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).digest()

    def told(self) -> dict[str, Any]:
        """For the model, in the fields that the guard knows from quotes."""
        items = [
            {
                "sku": line.sku,
                "name_ar": line.name_ar,
                "name_en": line.name_en,
                "quantity": line.quantity,
                **told_money("price", line.unit_price, self.currency),
                **({"stock": Stock.MADE_TO_ORDER.value.replace("_", " ")} if line.made_to_order else {}),
            }
            for line in self.lines
        ]
        places = {name: self.delivery[name] for name in ("area_ar", "area_en")}
        days = {name: self.delivery[name] for name in ("working_days_min", "working_days_max")}
        return (
            {"items": items, **places, **days}
            | told_money("subtotal", self.goods, self.currency)
            | told_discount(self.discount, self.offer_ar, self.offer_en, self.currency)
            | told_money("fee", self.fee, self.currency)
            | told_money("total", self.total, self.currency)
        )


def told_discount(discount: Decimal, offer_ar: str, offer_en: str, currency: str) -> dict[str, str]:
    """For the model: what an offer takes off, and which."""
    if not discount:
        return {}
    return told_money("discount", discount, currency) | {"by_offer_ar": offer_ar, "by_offer_en": offer_en}
