"""Prices as a Jordanian shop writes them: 12.5, never 12.500, although a dinar has a thousand fils."""

from decimal import Decimal

_ARABIC = {"JOD": "دينار", "SAR": "ريال", "AED": "درهم", "USD": "دولار"}


def plain(amount: Decimal) -> str:
    """The number alone, without trailing zeros or an exponent."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def arabic(amount: Decimal, currency: str) -> str:
    return f"{plain(amount)} {_ARABIC.get(currency, currency)}"


def english(amount: Decimal, currency: str) -> str:
    return f"{plain(amount)} {currency}"
