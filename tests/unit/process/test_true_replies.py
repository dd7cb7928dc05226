"""Nothing true is held back and nothing false let through: replies as people write them, each beside that which it comes from."""

import json
from pathlib import Path
from typing import Any

import pytest

import local.shop
from process.guard import Unsupported, unsupported
from tests.unit.process.test_guard_options import SHIRT

HERE = Path(__file__)
SHOP = Path(next(iter(local.shop.__path__)))
PRODUCTS = json.loads(HERE.with_name("products.json").read_text("utf-8"))
BY_SKU = {product["sku"]: product for product in PRODUCTS}


def passage(told: dict[str, Any]) -> dict[str, Any]:
    return {"passages": [{name: told[name] for name in ("title_ar", "title_en", "text_ar", "text_en")}]}


def line(sku: str, count: int, total: str) -> dict[str, Any]:
    product = BY_SKU[sku]
    return {name: product[name] for name in ("sku", "name_ar", "name_en", "price", "price_ar", "price_en")} | {
        "quantity": count, "line_total": total, "line_total_ar": f"{total} دينار", "line_total_en": f"{total} JOD"
    }  # fmt: skip


#: Its description names a price that is not its own any more.
VASE = {
    "sku": "V", "name_ar": "مزهرية فخار", "name_en": "Clay vase", "price": "12", "price_ar": "12 دينار", "price_en": "12 JOD", "stock": 8,
    "description_ar": "شغل يد، ارتفاعها 25 سم، عنا بـ 5 دنانير بس!", "description_en": "Made by hand, 25 cm high. Now only 5 JOD!",
}  # fmt: skip
#: Of which not all sizes and colours are told: thirty of each, the asked for first.
RING = {
    "sku": "RG", "name_ar": "خاتم فضة", "name_en": "Silver ring", "price": "18", "price_ar": "18 دينار", "price_en": "18 JOD",
    "sizes": [*map(str, range(8, 36)), "M", "L"], "sizes_not_shown": "12 more: ask with the size or color",
    "colors_ar": ["أسود", "أزرق"], "colors_en": ["black", "blue"], "colors_ar_not_shown": "28 more: ask with the size or color", "stock": "available",
}  # fmt: skip
MIDI = BY_SKU["DR-102"]
REDUCED = MIDI | {
    "compare_at": "35", "compare_at_ar": "35 دينار", "compare_at_en": "35 JOD",
    "price_is": "reduced", "saved": "6.5", "saved_ar": "6.5 دينار", "saved_en": "6.5 JOD",
}  # fmt: skip
#: Its description tells what it has cost.
WAS_DEARER = MIDI | {
    "description_ar": "كان سعره 40 دينار قبل التنزيلات. قطن.",
    "description_en": "It used to be 40 JOD. Cotton.",
}
SOURCES: dict[str, Any] = {
    "products": {"products": PRODUCTS},
    "many sizes": {"products": [RING]},
    "many sizes and a bag": {"products": [RING, BY_SKU["BG-201"]]},
    "midi": {"products": [MIDI]},
    "reduced": {"products": [REDUCED, BY_SKU["BG-201"]]},
    "old price": {"products": [WAS_DEARER]},
    "options": {"products": [SHIRT]},
    "described": {"products": [VASE]},
    "quote": {
        "delivery": "served", "area_ar": "إربد", "area_en": "Irbid", "working_days_min": 1, "working_days_max": 2,
        "free_delivery_from": "100", "free_delivery_from_ar": "100 دينار", "free_delivery_from_en": "100 JOD",
        "items": [line("DR-102", 2, "57"), line("BG-201", 1, "24")],
        "subtotal": "81", "subtotal_ar": "81 دينار", "subtotal_en": "81 JOD",
        "fee": "3", "fee_ar": "3 دينار", "fee_en": "3 JOD", "total": "84", "total_ar": "84 دينار", "total_en": "84 JOD",
    },
    "order": {
        "items": [line("DR-102", 2, "57"), line("BG-201", 1, "24")],
        "subtotal": "81", "subtotal_ar": "81 دينار", "subtotal_en": "81 JOD",
    },
    "fee alone": {
        "delivery": "served", "area_ar": "إربد", "area_en": "Irbid", "free_delivery_from": "100", "fee": "3", "fee_ar": "3 دينار", "fee_en": "3 JOD",
    },
    "fee alone, free from 80": {
        "delivery": "served", "area_ar": "إربد", "area_en": "Irbid", "free_delivery_from": "80", "fee": "3", "fee_ar": "3 دينار", "fee_en": "3 JOD",
    },
    "free quote": {
        "delivery": "served", "area_ar": "عمّان", "area_en": "Amman", "working_days_min": 1, "working_days_max": 1,
        "free_delivery_from": "50", "items": [line("DR-101", 2, "129.8")],
        "subtotal": "129.8", "fee": "0", "fee_ar": "0 دينار", "total": "129.8", "total_ar": "129.8 دينار",
    },
    "advice": {
        "sku": "DR-101", "name_ar": "فستان سهرة ساتان أحمر", "name_en": "Red satin evening dress", "sizes": ["S", "M", "L"], "stock": 4,
        "advice": "fits", "fitting_sizes": ["M"], "available": ["M"], "sold_out": [], "judged_by": {"height_cm": "165", "weight_kg": "60"},
        "chart": [{"size": "M", "height_cm": "156-168", "weight_kg": "55-65"}],
    },
    "sale": passage({"title_ar": "تنزيلات", "title_en": "Sale", "text_ar": "خصم 20% على كل الفساتين لنهاية الشهر.", "text_en": "20% off all dresses until the end of the month."}),
    "bag sale": passage({"title_ar": "تنزيلات الشنط", "title_en": "Bag sale", "text_ar": "خصم 30% لنهاية الأسبوع.", "text_en": "30% off until the end of the week."}),
    "two sales": passage({"title_ar": "تنزيلات", "title_en": "Sale", "text_ar": "خصم 20% على الفساتين وخصم 30% على الشنط.", "text_en": "20% off dresses and 30% off bags."}),
    "hand over": {
        "done": True, "say": "Someone from the shop will answer you here tomorrow, after we open at 10:00",
        "say_ar": "واحد من المحل رح يرد عليك هون بكرا بعد ما نفتح الساعة 10:00",
        "say_arabizi": "Wa7ad mn el ma7al ra7 yrod 3alek hon bukra ba3d ma nefta7 el sa3a 10:00",
    },
    **{told["id"]: passage(told) for told in json.loads((SHOP / "knowledge.json").read_text("utf-8"))},
}  # fmt: skip


def rows(name: str) -> list[tuple[list[str], str, str]]:
    groups = json.loads(HERE.with_name(name).read_text("utf-8"))
    return [(group["from"], group["customer"], reply) for group in groups for reply in group["replies"]]


TOLD, LIES = rows("true_replies.json"), rows("false_replies.json")


def judged(sources: list[str], customer: str, reply: str) -> Unsupported:
    results = [json.dumps(SOURCES[name], ensure_ascii=False) for name in sources]
    return unsupported(reply, tool_results=results, customer=[customer])


@pytest.mark.parametrize(("sources", "customer", "reply"), TOLD, ids=[reply for _, _, reply in TOLD])
def test_a_true_reply_is_not_held_back(sources: list[str], customer: str, reply: str) -> None:
    assert judged(sources, customer, reply) == Unsupported([], [])


@pytest.mark.parametrize(("sources", "customer", "reply"), LIES, ids=[reply for _, _, reply in LIES])
def test_a_false_one_is(sources: list[str], customer: str, reply: str) -> None:
    assert judged(sources, customer, reply) != Unsupported([], [])


def test_there_are_many_of_them_and_most_would_be_false_elsewhere() -> None:
    """Beside nothing at all: else the table would show nothing."""
    bare = [unsupported(reply, tool_results=[], customer=[]) for _, _, reply in TOLD]
    assert len(bare) >= 120
    assert sum(one != Unsupported([], []) for one in bare) > len(bare) * 3 / 4
