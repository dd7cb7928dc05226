"""What a call of a model costs, in US dollars as providers bill, by a table beside this file.

A model that the table does not know costs as much as the dearest that it knows: a budget must not be passed for want of a row.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_suffix(".json")
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """For a million tokens."""

    prompt: Decimal
    cached: Decimal
    completion: Decimal

    def of(self, *, prompt: int, cached: int, completion: int) -> Decimal:
        """`cached` tokens are among those of the prompt."""
        uncached = max(prompt - cached, 0)
        cost = uncached * self.prompt + cached * self.cached + completion * self.completion
        return cost / _MILLION


def price_of(model: str | None) -> Price:
    """Providers answer with a dated name, such as `gpt-4o-2024-11-20`: the longest that it begins with counts."""
    known = _table()
    names = [name for name in known if model is not None and model.startswith(name)]
    if names:
        return known[max(names, key=len)]
    return Price(*(max(getattr(price, kind) for price in known.values()) for kind in Price.__slots__))


def price_of_listening(model: str | None, seconds: int) -> Decimal:
    known = _minutes()
    names = [name for name in known if model is not None and model.startswith(name)]
    minute = known[max(names, key=len)] if names else max(known.values())
    return seconds * minute / 60


@cache
def _table() -> dict[str, Price]:
    return {
        name: Price(**{kind: Decimal(cost) for kind, cost in row.items()})
        for name, row in _read()["models"].items()
    }


@cache
def _minutes() -> dict[str, Decimal]:
    return {name: Decimal(cost) for name, cost in _read()["transcription"].items()}


def _read() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return tables
