"""The guard on quotes and advice: a true reply passes, a false fee, time, total or measure is held back."""

import json

import pytest

from process.guard import unsupported

QUOTE = {
    "delivery": "served", "area_ar": "إربد", "area_en": "Irbid", "working_days_min": 1, "working_days_max": 2,
    "free_delivery_from": "50", "free_delivery_from_ar": "50 دينار", "free_delivery_from_en": "50 JOD",
    "items": [{"sku": "DR-102", "name_ar": "فستان", "name_en": "Dress", "quantity": 4, "price": "10.25", "line_total": "41"}],
    "subtotal": "41", "subtotal_ar": "41 دينار", "fee": "3", "fee_ar": "3 دينار", "total": "44", "total_ar": "44 دينار",
}  # fmt: skip
FREE = {"delivery": "served", "area_ar": "إربد", "fee": "0", "fee_ar": "0 دينار", "total": "57"}
ADVICE = {
    "sku": "DR-102", "name_ar": "فستان", "sizes": ["S", "M"], "stock": 9, "advice": "fits", "fitting_sizes": ["M"],
    "judged_by": {"height_cm": "165", "weight_kg": "60"},
    "chart": [{"size": "M", "height_cm": "156-168", "weight_kg": "55-65", "age_years": "5-7"}],
}  # fmt: skip


def held_back(reply: str, result: object) -> list[str]:
    wrong = unsupported(reply, tool_results=[json.dumps(result, ensure_ascii=False)], customer=[])
    return wrong.numbers + wrong.promises


@pytest.mark.parametrize(
    ("result", "reply"),
    [
        (QUOTE, "التوصيل لإربد 3 دنانير وبيوصل خلال 1-2 يوم عمل."),
        (QUOTE, "التوصيل لإربد تلات دنانير خلال يومين عمل"),
        (QUOTE, "tawseel la irbid 3 JD, 5ilal yomen"),
        (QUOTE, "Delivery to Irbid is 3 JOD and takes 1 to 2 working days."),
        (QUOTE, "4 قطع بـ 41 دينار، والتوصيل 3 دنانير، المجموع ٤٤ دينار"),
        (QUOTE, "Four pieces at 10.25 JOD each come to 41 JOD; with 3 JOD delivery the total is 44 JOD."),
        (QUOTE, "التوصيل مجاني للطلبات من 50 دينار"),
        (QUOTE, "Delivery is free from 50 JOD on."),
        (FREE, "التوصيل مجاني، المجموع 57 دينار"),
        (FREE, "Delivery is free for you."),
        (ADVICE, "بطول 165 سم ووزن 60 كيلو مقاسك M، وهو لطول 156 إلى 168 سم"),
        (ADVICE, "M fits: it is for 156 to 168 cm and 55-65 kg."),
        (ADVICE, "لعمر 5 إلى 7 سنوات"),
    ],
)
def test_a_true_reply_passes(result: object, reply: str) -> None:
    assert held_back(reply, result) == []


@pytest.mark.parametrize(
    ("result", "reply", "wrong"),
    [
        (QUOTE, "التوصيل لإربد 4 دنانير", ["4"]),
        (QUOTE, "التوصيل لإربد دينارين", ["دينارين"]),
        (QUOTE, "delivery is 2 JOD", ["2"]),
        (QUOTE, "the fee is 1 JOD", ["1"]),
        (QUOTE, "خلال 3 أيام", ["3"]),
        (QUOTE, "within 3 working days", ["3"]),
        (QUOTE, "خلال 4 أيام", ["4"]),
        (QUOTE, "خلال ساعتين", ["ساعتين"]),
        (QUOTE, "المجموع 45 دينار", ["45"]),
        (QUOTE, "the total is 4 JOD", ["4"]),
        (QUOTE, "ضايل 4", ["4"]),
        (QUOTE, "التوصيل مجاني", ["free delivery"]),
        (QUOTE, "Delivery is on us!", ["free delivery"]),
        (QUOTE, "التوصيل مجاني للطلبات من 40 دينار", ["40", "free delivery"]),
        (QUOTE, "بيوصلك بكرا", ["something tomorrow"]),
        (FREE, "التوصيل 3 دنانير", ["3"]),
        (ADVICE, "سعره 60 دينار", ["60"]),
        (ADVICE, "165 JOD", ["165"]),
        (ADVICE, "M is for 150 to 168 cm", ["150"]),
        (ADVICE, "لوزن 70 كيلو", ["70"]),
        (ADVICE, "خصم 60%", ["60"]),
        (ADVICE, "خلال 5 أيام", ["5"]),
    ],
)
def test_a_false_one_is_held_back(result: object, reply: str, wrong: list[str]) -> None:
    assert held_back(reply, result) == wrong
