"""An order as it stands, of this customer and of nobody else: what it has taken, and whether a customer may still change it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from process.orders.priced import Line, Priced
from process.orders.request import Request, of_order
from shared.database import Row, Transaction, named_queries
from shared.stock_moves import Moves
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: From the courier on a person of the shop is asked; so is who has paid, for money may have to go back.
OPEN = frozenset({"new", "confirmed"})


@dataclass(frozen=True, slots=True)
class Standing:
    row: Row
    lines: Sequence[Row]

    @property
    def may_change(self) -> bool:
        return self.row["state"] in OPEN and self.row["payment_state"] == "due"

    @property
    def request(self) -> Request:
        return of_order(self.row, self.lines)

    @property
    def pieces(self) -> Counter[tuple[str, str]]:
        """By SKU and variant."""
        pieces: Counter[tuple[str, str]] = Counter()
        for line in self.lines:
            pieces[line["sku"], line["variant_id"]] += line["quantity"]
        return pieces

    @property
    def held(self) -> Moves:
        """What would go back to stock."""
        held: Counter[tuple[str, str]] = Counter()
        for line in self.lines:
            if line["counted"]:
                held[line["sku"], line["variant_id"]] += line["quantity"]
        return held

    def cancelling(self) -> Priced:
        """The order itself, as the draft that would cancel it."""
        order_no = self.row["order_no"]
        request = replace(self.request, kind="cancel", order_no=order_no)
        lines = tuple(_line(line) for line in self.lines)
        delivery, currency, fee, discount = (
            self.row[name] for name in ("delivery", "currency", "delivery_fee", "discount")
        )
        return Priced(request, lines, delivery, currency, fee, discount)


async def standing(
    tx: Transaction, key: ConversationKey, order_no: int, *, locked: bool = False
) -> Standing | None:
    which = {**key.params, "order_no": order_no}
    row = await tx.row(SQL["order_locked" if locked else "order"], which)
    if row is None:
        return None
    return Standing(row, await tx.rows(SQL["lines"], which))


def _line(row: Row) -> Line:
    variant = row["variant"]
    return Line(
        sku=row["sku"],
        variant_id=row["variant_id"],
        name_ar=variant.get("name_ar", row["name"]),
        name_en=variant.get("name_en", row["name"]),
        size=variant.get("size", ""),
        color_ar=variant.get("color_ar", ""),
        color_en=variant.get("color_en", ""),
        quantity=row["quantity"],
        unit_price=row["unit_price"],
        made_to_order=variant.get("made_to_order", False),
        counted=row["counted"],
    )
