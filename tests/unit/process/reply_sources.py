"""What tools have said in a turn, by names: beside these the tables of replies tell what is true."""

import json
from pathlib import Path
from typing import Any

import local.shop
from tests.unit.process.test_guard_options import SHIRT

SHOP = Path(next(iter(local.shop.__path__)))
PRODUCTS = json.loads(Path(__file__).with_name("products.json").read_text("utf-8"))
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
SCARF = {
    "sku": "SC-1", "name_ar": "شال حرير وردي", "name_en": "Pink silk scarf", "price": "12", "price_ar": "12 دينار", "price_en": "12 JOD",
    "description_ar": "حرير طبيعي، كان بـ 18 قبل العيد. 180 سم.", "description_en": "Natural silk. Was 18 JOD before Eid. 180 cm.",
    "sizes": [], "colors_ar": ["وردي"], "colors_en": ["pink"], "stock": 3,
}  # fmt: skip
COAT = {
    "sku": "CO-1", "name_ar": "معطف صوف رمادي", "name_en": "Grey wool coat", "price": "55", "price_ar": "55 دينار", "price_en": "55 JOD",
    "description_ar": "صوف 70%، بطانة ساتان.", "description_en": "70% wool, satin lining.",
    "compare_at": "70", "compare_at_ar": "70 دينار", "compare_at_en": "70 JOD",
    "price_is": "reduced", "saved": "15", "saved_ar": "15 دينار", "saved_en": "15 JOD",
    "sizes": ["S", "M", "L"], "colors_ar": ["رمادي"], "colors_en": ["grey"], "stock": 20,
}  # fmt: skip
MUG = {
    "sku": "MG-1", "name_ar": "كوب سيراميك", "name_en": "Ceramic mug", "price": "4.5", "price_ar": "4.5 دينار", "price_en": "4.5 JOD",
    "description_ar": "سعة 300 مل.", "description_en": "Holds 300 ml.",
    "sizes": [], "colors_ar": ["أبيض", "أزرق"], "colors_en": ["white", "blue"], "stock": 40,
}  # fmt: skip
SOURCES: dict[str, Any] = {
    "scarf, coat and mug": {"products": [SCARF, COAT, MUG]},
    "mugs": {"products": [MUG]},
    "mug quote": {
        "delivery": "served", "area_ar": "الزرقاء", "area_en": "Zarqa", "working_days_min": 2, "working_days_max": 3,
        "free_delivery_from": "30", "free_delivery_from_ar": "30 دينار", "free_delivery_from_en": "30 JOD",
        "items": [
            {name: MUG[name] for name in ("sku", "name_ar", "name_en", "price", "price_ar", "price_en")}
            | {"quantity": 4, "line_total": "18", "line_total_ar": "18 دينار", "line_total_en": "18 JOD"}
        ],
        "subtotal": "18", "subtotal_ar": "18 دينار", "subtotal_en": "18 JOD",
        "fee": "2.5", "fee_ar": "2.5 دينار", "fee_en": "2.5 JOD", "total": "20.5", "total_ar": "20.5 دينار", "total_en": "20.5 JOD",
    },
    "jacket sale": passage({"title_ar": "عروض الشتا", "title_en": "Winter offers", "text_ar": "خصم 15% على الجاكيتات لحد آخر الشهر.", "text_en": "15% off jackets until the end of the month."}),
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
