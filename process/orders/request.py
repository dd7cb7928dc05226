"""What a customer wants to order, in what form it is kept: from the tool's arguments to the draft, and from an order back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, Self
from unicodedata import category

Kind = Literal["new", "change", "cancel"]
Payment = Literal["cash_on_delivery", "cliq", "bank_transfer"]


#: What a change says in place of a text that is to go.
TAKEN_AWAY = "-"
_MARKS = {"\u200c", "\u200d"}  #: joiners, of which words and emoji are made


def one_line(text: str) -> str:
    """Without breaks, and without marks that nobody sees: a name or a card must not look like a line of the summary."""
    seen = (c for c in text if c.isspace() or c in _MARKS or category(c) not in {"Cc", "Cf", "Co", "Cn"})
    line = " ".join("".join(seen).split())
    return line if line.strip("".join(_MARKS) + " ") else ""


@dataclass(frozen=True, slots=True)
class Item:
    sku: str
    size: str  #: in the customer's words, as the colour
    color: str
    quantity: int
    variant_id: str = ""  #: known once it has been reckoned


@dataclass(frozen=True, slots=True)
class Request:
    items: tuple[Item, ...] = ()
    name: str = ""
    phone: str = ""  #: as `phone.py` writes it
    second_phone: str = ""
    area: str = ""  #: in the customer's words
    landmark: str = ""
    recipient: str = ""  #: when it is not the buyer
    deliver_on: str = ""  #: ISO date
    gift_note: str = ""
    gift_wrap: bool | None = False  #: None in a change that leaves it
    hide_price: bool | None = False  #: from whoever receives it; None as well
    payment: Payment | Literal[""] = "cash_on_delivery"  #: empty in a change that leaves it
    kind: Kind = field(default="new", kw_only=True)
    order_no: int | None = field(default=None, kw_only=True)  #: that is changed or cancelled

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{**kept, "items": tuple(Item(**item) for item in kept["items"])})

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def onto(self, before: "Request") -> "Request":
        """A change says what is to be another: what it leaves empty stays, but for the landmark of a place that is another now."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        kept = replace(before, landmark="") if self.area else before
        changes: dict[str, Any] = {
            name: "" if value == TAKEN_AWAY else value
            for name, value in said.items()
            if value not in ("", (), None)
        }
        return replace(kept, **changes)


def of_order(row: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Request:
    """The request that an order as it stands would be the answer to."""
    kept = {one.name: row["delivery"][one.name] for one in fields(Request) if one.name in row["delivery"]}
    items = tuple(
        Item(
            line["sku"],
            line["variant"].get("size", ""),
            line["variant"].get("color_ar") or line["variant"].get("color_en", ""),
            line["quantity"],
            line["variant_id"],
        )
        for line in lines
    )
    return Request(**kept | {"items": items, "payment": row["payment"]})
