"""The size that fits a customer's measures, by the product's own size chart and by nothing else.

No chart, no advice. Everything is read from the database, so that what was sold out a minute ago is told as sold out.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import Field

from process import goods
from process.arguments import Arguments
from process.fitting import Fit, fit
from process.told_options import ANYTHING, told
from process.tools import Shop, Tool
from shared.language.money import plain
from shared.size_chart import MEASURES, SizeChart, SizeRow
from shared.stock import Stock, Variant, kept_variants, stock_of, told_stock


class SizeAdvice(Arguments):
    sku: str = Field(description="of the product, as search_products gave it")
    height_cm: str | None
    weight_kg: str | None
    chest_cm: str | None
    waist_cm: str | None
    hips_cm: str | None
    foot_length_cm: str | None
    age_years: str | None


async def size_advice(shop: Shop, wanted: SizeAdvice) -> dict[str, Any]:
    try:
        measures = _measures(wanted)
    except ValueError as error:
        return {"error": str(error)}
    skus = goods.spellings(wanted.sku, shop.draft.found)
    async with shop.app.database.tenant(shop.tenant) as tx:
        rows = await tx.rows(goods.SQL["goods"], {"tenant": shop.tenant, "skus": skus})
    product = min(rows, key=lambda row: skus.index(row["sku"]), default=None)
    if product is None:
        return {"error": "no product has this sku: take it from search_products"}
    variants, together = kept_variants(product)
    about = told({name: product[name] for name in ("sku", "name_ar", "name_en", "sizes")}, ANYTHING)
    about["stock"] = told_stock(*stock_of(variants, together))
    if product["size_chart"] is None:
        return about | {
            "advice": "no_chart",
            "say": "that it has no size chart, and no size; a person can tell",
        }
    chart = SizeChart.model_validate(product["size_chart"])
    usable = {name: value for name, value in measures.items() if name in chart.measures}
    if not usable:
        return about | {"advice": "needs_measures", "ask_for": chart.measures, "chart": _chart(chart)}
    return about | _advice(chart, usable, variants)


def _measures(wanted: SizeAdvice) -> dict[str, Decimal]:
    """Raises ValueError with a sentence for the model: metres for centimetres are its to put right."""
    found = {}
    for name, (least, most) in MEASURES.items():
        text = getattr(wanted, name)
        if not text:
            continue
        try:
            value = Decimal(text.replace("٫", "."))
        except InvalidOperation:
            raise ValueError(f"{name}: a decimal number such as 165 or 24.5, or null") from None
        if not value.is_finite() or not least <= value <= most:
            raise ValueError(f"{name}: a number from {least} to {most} in the unit of its name, or null")
        found[name] = round(value, 2)
    return found


def _advice(chart: SizeChart, measures: Mapping[str, Decimal], variants: Sequence[Variant]) -> dict[str, Any]:
    found = fit(chart, measures)
    rows = {row.size: row for row in chart.rows}
    ends = {"too_large": chart.rows[:1], "too_small": chart.rows[-1:]}
    shown = ends.get(found.verdict) or [rows[size] for size in found.sizes]
    return {
        "advice": found.verdict,
        "fitting_sizes": list(found.sizes),
        **_there(found.sizes, variants),
        **_outside(found),
        "judged_by": {name: plain(value) for name, value in measures.items()},
        "not_told": [name for name in chart.measures if name not in measures],
        "chart": [_row(row) for row in shown],
    }


def _there(sizes: Sequence[str], variants: Sequence[Variant]) -> dict[str, list[str]]:
    """What the shop has of these sizes; those that it makes to order are named only where there are any."""
    available = [size for size in sizes if any(one.size == size and one.in_stock for one in variants)]
    made = {one.size for one in variants if one.stock is Stock.MADE_TO_ORDER} - {*available}
    to_order = [size for size in sizes if size in made]
    gone = [size for size in sizes if size not in available and size not in made]
    return {"available": available, "sold_out": gone} | ({"made_to_order": to_order} if to_order else {})


def _outside(found: Fit) -> dict[str, Any]:
    return {"outside_of_the_chart": list(found.outside)} if found.outside else {}


def _chart(chart: SizeChart) -> list[dict[str, str]]:
    return [_row(row) for row in chart.rows]


def _row(row: SizeRow) -> dict[str, str]:
    return {"size": row.size, **{name: f"{plain(a)}-{plain(b)}" for name, (a, b) in row.ranges.items()}}


TOOL = Tool(
    name="size_advice",
    description="The size that fits measures (numbers or null), by the product's own size chart.",
    arguments=SizeAdvice,
    run=size_advice,
)
