"""How a shop sells: how it is paid beside cash, the least that an order comes to, its offers, and until when it takes orders.

A closed shop goes on answering; who wants to order is told its own text.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from shared.audit import write_down
from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.offers import MOST_OFFERS, Bargaining, Offer, kept
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

_LONGEST = 300
_MOST_DECIMALS = 3
_LONGEST_WAIT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Selling:
    """None leaves as it is, an empty text takes away."""

    cliq_alias: str | None = None  #: where customers pay by CliQ
    bank_account: str | None = None  #: and by transfer, as they are told it
    minimum_order: Decimal | None = None  #: of the goods, in the shop's currency; 0 takes it away
    last_order_on: date | None = None  #: by the shop's clock; from the next day on it is closed
    open: bool = False  #: takes that day away
    closed_ar: str | None = None  #: what is told to who wants to order then
    closed_en: str | None = None
    remind_after_hours: int | None = (
        None  #: 1 to 20 after a summary that nobody has answered; 0: nobody is reminded
    )
    bargaining: Bargaining | None = None  #: what becomes of who bargains
    offers: Sequence[Offer] | None = None  #: all of them anew; they count while bargaining is by offers


async def put_selling(database: Database, tenant: TenantId, selling: Selling) -> dict[str, Any]:
    """As it stands now. Raises Misconfigured, with a sentence, for what could never work."""
    for name in ("cliq_alias", "bank_account", "closed_ar", "closed_en"):
        if len(getattr(selling, name) or "") > _LONGEST:
            raise Misconfigured(f"{name} is longer than {_LONGEST} letters")
    least = selling.minimum_order
    if least is not None and not (least >= 0 and round(least, _MOST_DECIMALS) == least < 10**9):
        raise Misconfigured("minimum_order is an amount of the shop's currency, with at most 3 decimals")
    if not 0 <= (selling.remind_after_hours or 0) <= _LONGEST_WAIT:
        raise Misconfigured(f"remind_after_hours is 1 to {_LONGEST_WAIT}, or 0")
    if len(selling.offers or ()) > MOST_OFFERS:
        raise Misconfigured(f"a shop has at most {MOST_OFFERS} offers")
    offers = None if selling.offers is None else kept(selling.offers)
    async with database.tenant(tenant) as tx:
        row = await tx.row(SQL["put"], {"tenant": tenant, **asdict(selling), "offers": offers})
        if row is None:
            raise Misconfigured(f"there is no tenant {tenant}: run `python -m ops shop`")
        if row["last_order_on"] is not None and not (row["closed_ar"].strip() and row["closed_en"].strip()):
            raise Misconfigured("a shop that closes says so in both languages: closed_ar and closed_en")
        if row["bargaining"] == "offers" and not row["offers"]:
            raise Misconfigured("bargaining by offers needs at least one offer")
        changed = [
            field.name for field in fields(selling) if getattr(selling, field.name) not in (None, False)
        ]
        if changed:
            await write_down(tx, tenant, "selling.changed", actor="operator", what=", ".join(changed))
    return row
