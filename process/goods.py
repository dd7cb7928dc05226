"""What goods come to: the database's prices times the quantities, in decimals, or why there is no sum."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.language import money

_MOST_OF_ONE = 1000

Line = tuple[Mapping[str, Any], int]  #: a product's row, and how many of it


def quantities(items: Iterable[tuple[str, int]]) -> dict[str, int]:
    """By SKU, each once. Raises ValueError for the model to mend."""
    counts: dict[str, int] = {}
    for sku, quantity in items:
        counts[sku.strip()] = counts.get(sku.strip(), 0) + quantity
        if quantity < 1 or counts[sku.strip()] >= _MOST_OF_ONE:
            raise ValueError(f"items: quantity is a whole number from 1 to {_MOST_OF_ONE - 1}")
    return counts


def subtotal(lines: Sequence[Line]) -> Decimal:
    return sum((row["price"] * count for row, count in lines), Decimal(0))


def why_no_total(lines: Sequence[Line], currency: str) -> dict[str, Any]:
    """Empty when the goods can be summed up in this currency."""
    if short := [row for row, count in lines if count > row["stock"]]:
        return {
            "no_total": "not enough in stock",
            "items": [{**_names(row), "stock": row["stock"]} for row in short],
        }
    if any(row["currency"] != currency for row, _ in lines):
        return {"no_total": "the currencies differ"}
    return {}


def told_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            **_names(row),
            "quantity": count,
            **told_money("price", row["price"], row["currency"]),
            **told_money("line_total", row["price"] * count, row["currency"]),
        }
        for row, count in lines
    ]


def told_money(name: str, amount: Decimal, currency: str) -> dict[str, str]:
    return {
        name: money.plain(amount),
        f"{name}_ar": money.arabic(amount, currency),
        f"{name}_en": money.english(amount, currency),
    }


def _names(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("sku", "name_ar", "name_en")}
