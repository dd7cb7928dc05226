"""A shop's offers: which one an order has, and all as sentences for the model and the guard. The words are in offers.json."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from shared.database import Row
from shared.language import money
from shared.offers import Offer, best, offers_of


def offer_had(shop: Row, goods: Decimal, pieces: int, currency: str) -> tuple[Offer, Decimal] | None:
    """With how much it takes off. `shop` has `offers`, `currency` and `today`; what costs another currency has none."""
    offers = offers_of(shop["offers"]) if shop["currency"] == currency else []
    return best(offers, goods, pieces, shop["today"])


def told_offers(offers: Iterable[Offer], currency: str, today: date) -> list[dict[str, str]]:
    """Those that are not over."""
    return [
        {"offer_ar": _sentence(one, currency, "ar"), "offer_en": _sentence(one, currency, "en")}
        for one in offers
        if not one.is_over(today)
    ]


def _sentence(offer: Offer, currency: str, language: str) -> str:
    amounts = {
        name: (money.arabic if language == "ar" else money.english)(value, currency)
        for name in ("amount", "from_goods")
        if (value := getattr(offer, name)) is not None
    }
    values: dict[str, object] = {
        "percent": offer.percent and money.plain(offer.percent),
        "amount": amounts.get("amount"),
        "from_goods": amounts.get("from_goods"),
        "from_pieces": offer.from_pieces,
        "until": offer.until and f"{offer.until.day}/{offer.until.month}",
    }
    parts = [_words()[name][language].format(value) for name, value in values.items() if value is not None]
    return f"{offer.name_ar if language == 'ar' else offer.name_en}: {' '.join(parts)}"


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return words
