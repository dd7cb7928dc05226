"""What a request comes to now: the database's prices and stock, the fee by the shop's own table; or what it lacks.

The same function reckons a proposal and, with the rows locked, the yes to it: whatever changed in between changes the digest.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from process import goods
from process.delivery_areas import DeliveryArea, areas_named
from process.goods import Wanted, quantities, spellings
from process.orders.alike import alike
from process.orders.day import working_days_from
from process.orders.offers import offer_had
from process.orders.priced import Line, Priced
from process.orders.request import Item, Request
from process.orders.standing import Standing
from process.orders.wishes import Wish, wishes_of
from process.product_facts import told_money
from process.told_options import Asked, told
from process.tools import delivery_quote
from shared.database import Row, Transaction, named_queries
from shared.stock import Stock, Variant, kept_variants
from shared.stock_moves import Moves, counted, lock, moved
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

NOTHING_HELD: Moves = {}
_MOST_CANDIDATES = 6
_NEEDED = ("name", "phone", "area")


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why there is nothing to say yes to, for the model to ask about; `gone` are the names of what cannot be had."""

    told: Mapping[str, Any]
    gone: Sequence[Mapping[str, Any]] = ()
    instead: Sequence[Mapping[str, Any]] = ()  #: what can be had in its place
    wishes: Sequence[Wish] = ()  #: for the owner's list


async def reckon(
    tx: Transaction,
    tenant: TenantId,
    request: Request,
    *,
    before: Standing | None = None,
    found: Iterable[str] = (),
    locked: bool = False,
) -> Priced | Lacking:
    """`before` is the order that is changed, `found` are the SKUs of this turn's searches."""
    held = before.held if before is not None else NOTHING_HELD
    if missing := [name for name in _NEEDED if not getattr(request, name)]:
        return Lacking({"missing": missing})
    if not request.items:
        return Lacking({"missing": ["items"]})
    try:
        counts = quantities(
            (Wanted(one.sku, one.size, one.color, one.variant_id), one.quantity) for one in request.items
        )
    except ValueError as error:
        return Lacking({"error": str(error)})
    meant = {item: spellings(item.sku, found) for item in counts}
    skus = sorted({sku for some in meant.values() for sku in some})
    if locked:
        await lock(tx, tenant, [*skus, *(sku for sku, _ in held)])  # at once, for what is held moves as well
    terms = await tx.queue(SQL["terms"], {"tenant": tenant})
    areas = await tx.queue(delivery_quote.SQL["areas"], {"tenant": tenant})
    rows = await tx.rows(goods.SQL["goods"], {"tenant": tenant, "skus": skus})
    products = {row["sku"]: _with_back(row, held) for row in rows}
    lines: list[goods.Line] = []
    for item, spelt in meant.items():
        own = next((sku for sku in spelt if sku in products), None)
        if own is None:
            return Lacking({"error": "items: one sku is no product's: take it from search_products"})
        lines.append(goods.line(products[own], item, counts[item]))
    named = areas_named(request.area, all_areas := [DeliveryArea(**row) for row in await areas.fetchall()])
    if len(named) != 1 or named[0].fee is None or named[0].currency is None:
        return Lacking(_undecided(named, all_areas))
    if gone := goods.not_had(lines):
        return await _gone(tx, tenant, lines, gone)
    shop = await terms.fetchone()
    assert shop is not None  # the transaction is this tenant's
    return _priced(request, before, lines, named[0], shop)


async def _gone(
    tx: Transaction, tenant: TenantId, lines: Sequence[goods.Line], gone: Sequence[goods.Line]
) -> Lacking:
    why = goods.why_no_total(lines, gone[0].row["currency"])
    instead = await alike(tx, tenant, gone[0])
    told = why | ({"instead": instead} if instead else {})
    return Lacking(told, why["items"], instead, wishes_of(gone))


def _priced(
    request: Request, before: Standing | None, lines: Sequence[goods.Line], area: DeliveryArea, shop: Row
) -> Priced | Lacking:
    fee, currency = area.fee, area.currency
    assert fee is not None  # served
    assert currency is not None
    if none := goods.why_no_total(lines, currency):
        return Lacking(none)
    if unclear := [one for one in lines if len(one.variants) > 1]:
        return Lacking({"missing": ["size or color"], "items": [_to_choose(one) for one in unclear]})
    own = _each_once(_line(one) for one in lines)
    if any(one.quantity >= goods.MOST_OF_ONE for one in own):
        return Lacking({"error": goods.TOO_MANY})
    pieces = _pieces(own)
    if (wrong := _not_agreed(request, before, pieces, shop, area)) is not None:
        return Lacking(wrong)
    goods_come_to = sum((one.total for one in own), Decimal(0))
    least, free_from = shop["minimum_order"], shop["free_delivery_from"]
    as_before = before is not None and pieces == before.pieces
    if least is not None and shop["currency"] == currency and goods_come_to < least and not as_before:
        return Lacking({"too_little": True, **told_money("minimum_order", least, currency)})
    if free_from is not None and shop["currency"] == currency and goods_come_to >= free_from:
        fee = Decimal(0)
    delivery = asdict(request)
    for name in ("items", "payment", "kind", "order_no"):
        del delivery[name]
    delivery |= {
        "area_ar": area.name_ar,
        "area_en": area.name_en,
        "working_days_min": area.days_min,
        "working_days_max": area.days_max,
    }
    priced = Priced(_settled(request, own), tuple(own), delivery, currency, fee)
    if (had := offer_had(shop, goods_come_to, pieces.total(), currency)) is None:
        return priced
    offer, discount = had
    return replace(priced, discount=discount, offer_ar=offer.name_ar, offer_en=offer.name_en)


def _each_once(lines: Iterable[Line]) -> list[Line]:
    """What was called by two names («M», «medium») is one line, as it is at the yes, where only variants are left."""
    once: dict[tuple[str, str], Line] = {}
    for one in lines:
        which = one.sku, one.variant_id
        same = once.get(which)
        once[which] = one if same is None else replace(same, quantity=same.quantity + one.quantity)
    return [*once.values()]


def _pieces(lines: Iterable[Line]) -> Counter[tuple[str, str]]:
    pieces: Counter[tuple[str, str]] = Counter()
    for one in lines:
        pieces[one.sku, one.variant_id] += one.quantity
    return pieces


def _settled(request: Request, lines: Sequence[Line]) -> Request:
    """With the very variants, so that the same are reckoned at the yes."""
    items = tuple(
        Item(one.sku, one.size, one.color_ar or one.color_en, one.quantity, one.variant_id) for one in lines
    )
    return replace(request, items=items)


def _line(one: goods.Line) -> Line:
    (variant,) = one.variants
    return Line(
        sku=one.row["sku"],
        variant_id=variant.variant_id,
        name_ar=one.row["name_ar"],
        name_en=one.row["name_en"],
        size=variant.size,
        color_ar=variant.color_ar,
        color_en=variant.color_en,
        quantity=one.count,
        unit_price=one.price,
        made_to_order=variant.stock is Stock.MADE_TO_ORDER,
        counted=counted(one.variants, one.together, variant.variant_id),
    )


def _to_choose(one: goods.Line) -> dict[str, Any]:
    """The sizes and colours that what was said leaves open."""
    names = {name: one.row[name] for name in ("sku", "name_ar", "name_en")}
    open_ = {
        "sizes": [each.size for each in one.variants],
        "colors_ar": [each.color_ar for each in one.variants],
        "colors_en": [each.color_en for each in one.variants],
    }
    several = {name: list(dict.fromkeys(filter(None, values))) for name, values in open_.items()}
    return told(
        names | {name: values for name, values in several.items() if len(values) > 1},
        Asked.of(one.wanted.size, one.wanted.color),
    )


def _with_back(row: Row, held: Moves) -> Row:
    """As if the order that is to be changed had not been placed."""
    back = {variant: by for (sku, variant), by in held.items() if sku == row["sku"]}
    if not back:
        return row
    variants, together = moved(*kept_variants(row), back)
    return row | {"variants": [_dumped(one) for one in variants], "count_together": together}


def _dumped(variant: Variant) -> dict[str, Any]:
    return variant.model_dump(mode="json")


def _not_agreed(
    request: Request, before: Standing | None, pieces: Counter[tuple[str, str]], shop: Row, area: DeliveryArea
) -> dict[str, Any] | None:
    """What the shop does not do, or cannot now or so soon; what has been agreed before stays so."""
    wants_more = before is None or bool(pieces - before.pieces)
    if wants_more and shop["last_order_on"] is not None and shop["today"] > shop["last_order_on"]:
        return {"orders": "closed for now", "say_ar": shop["closed_ar"], "say_en": shop["closed_en"]}
    ways = ["cash_on_delivery"]
    ways += ["cliq"] if shop["cliq_alias"] else []
    ways += ["bank_transfer"] if shop["bank_account"] else []
    if request.payment not in ways:
        return {"not_taken": request.payment, "payments": ways}
    had = before.request if before is not None else None
    agreed = had is not None and (had.deliver_on, had.area) == (request.deliver_on, request.area)
    if request.deliver_on and not agreed:
        earliest = working_days_from(shop["today"], area.days_min or 0)
        if date.fromisoformat(request.deliver_on) < earliest:
            return {"too_early": request.deliver_on, "working_days_min": area.days_min}
    return None


def _undecided(named: Sequence[DeliveryArea], known: Sequence[DeliveryArea]) -> dict[str, Any]:
    if len(named) == 1:
        return {"delivery": "not_served", "area_ar": named[0].name_ar, "area_en": named[0].name_en}
    if named:
        some = [{"area_ar": one.name_ar, "area_en": one.name_en} for one in named[:_MOST_CANDIDATES]]
        return {"delivery": "ambiguous", "ask_which": some}
    if known:
        return {"missing": ["which governorate and area"]}
    return {"delivery": "no_table", "then": "hand_to_person"}
