"""What a customer wanted to order and could not have: kept for the owner's list, once each, behind the turn that told so."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from process import goods
from shared.database import Transaction, named_queries
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Wish:
    sku: str
    option: str  #: size and colour; empty when any would have done
    variant_id: str = ""


def wishes_of(lines: Iterable[goods.Line]) -> list[Wish]:
    """Of lines that cannot be had: what is out of stock, and sizes and colours that the product never had."""
    return [_wish(one) for one in lines]


def _wish(one: goods.Line) -> Wish:
    if len(one.variants) != 1:
        asked = filter(None, (one.wanted.size.strip(), one.wanted.color.strip()))
        return Wish(one.row["sku"], ", ".join(asked)[:_LONGEST])
    (variant,) = one.variants
    shown = ", ".join(filter(None, (variant.size, variant.color_ar or variant.color_en)))
    return Wish(one.row["sku"], shown, variant.variant_id)


async def note(tx: Transaction, key: ConversationKey, turn_no: int, wishes: Sequence[Wish]) -> None:
    """In the turn's own commit, behind it."""
    if wishes:
        rows = json.dumps([asdict(one) for one in wishes], ensure_ascii=False)
        await tx.queue(SQL["note"], {**key.params, "turn_no": turn_no, "rows": rows})
