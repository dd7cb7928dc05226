"""The same number or word from the wrong kind of source is no source: whose duration it is, and who may speak of money."""

import json
from pathlib import Path

import pytest

from process.guard import unsupported

MIDI = json.loads(Path(__file__).with_name("products.json").read_text("utf-8"))[1]
EXCHANGE = {
    "title_ar": "التبديل",
    "title_en": "Exchange",
    "text_ar": "خلال 7 أيام من الاستلام إذا القطعة ما انلبست.",
    "text_en": "Within 7 days of delivery you may exchange it.",
}
DELIVERY = {
    "title_ar": "التوصيل",
    "title_en": "Delivery",
    "text_ar": "التوصيل لعمّان دينارين، وبيوصلكم خلال يومين عمل.",
    "text_en": "Amman 2 JOD, within 2 working days.",
}
RETURN = {
    "title_ar": "الإرجاع",
    "title_en": "Returns",
    "text_ar": "بنرجع المبلغ خلال 3 أيام.",
    "text_en": "We refund within 3 days.",
}
SALE = {
    "title_ar": "تنزيلات",
    "title_en": "Sale",
    "text_ar": "خصم 20% على الفساتين لآخر الشهر.",
    "text_en": "20% off all dresses until the end of the month.",
}
QUOTE = {"delivery": "served", "working_days_min": 1, "working_days_max": 4, "fee": "3", "fee_ar": "3 دنانير"}  # fmt: skip


BAG = {"sku": "B", "name_ar": "شنطة", "name_en": "Bag", "price": "40", "price_ar": "40 دينار", "stock": 2}
DRESS = {
    "sku": "D",
    "name_ar": "فستان",
    "name_en": "Dress",
    "price": "25",
    "price_ar": "25 دينار",
    "saved": "5",
    "stock": 3,
}


@pytest.mark.parametrize(
    ("reply", "numbers"),
    [
        ("التوصيل 25 دينار", ["25"]),
        ("التوصيل لعمان بـ 25 دينار", ["25"]),
        ("delivery is 25 JOD", ["25"]),
        ("tawseel 25 JD", ["25"]),
        ("الخصم 25 دينار", ["25"]),
        ("a discount of 25 JOD", ["25"]),
        ("الفستان 3 دنانير", ["3"]),
        ("The dress is 3 JOD", ["3"]),
        ("الفستان بـ 25 دينار + 3 دنانير توصيل", []),
        ("The dress is 25 JOD, plus 3 JOD for delivery", []),
        ("التوصيل 3 دنانير", []),
        ("الفستان 25 دينار والتوصيل 3 دنانير", []),
        ("الفستان 25 دينار بدون التوصيل", []),
        ("بدون التوصيل 25 دينار", []),
        ("Without delivery 25 JOD", []),
        ("بعد الخصم 25 دينار", []),
        ("وفرت 5 دنانير، الخصم 5 دنانير", []),
        ("التوصيل 3 دنانير وسعر الفستان 25 دينار", []),
        ("Delivery costs 3 JOD and the price is 25 JOD", []),
    ],
)
def test_a_products_price_is_no_fee_and_no_discount(reply: str, numbers: list[str]) -> None:
    told = [json.dumps({"products": [DRESS, BAG]}, ensure_ascii=False), json.dumps(QUOTE, ensure_ascii=False)]
    assert unsupported(reply, tool_results=told, customer=[]).numbers == numbers


def wrong(reply: str, *passages: object) -> list[str]:
    told = [json.dumps({"passages": passages}, ensure_ascii=False), json.dumps(QUOTE, ensure_ascii=False)]
    found = unsupported(reply, tool_results=told, customer=[])
    return found.numbers + found.promises


@pytest.mark.parametrize(
    ("reply", "numbers"),
    [
        ("التبديل خلال 7 أيام", []),
        ("بتقدري تبدلي خلال أسبوع من الاستلام", []),
        ("You can exchange it within 7 days of delivery.", []),
        ("7 أيام من التوصيل", []),
        ("عندك 7 أيام", []),
        ("التوصيل خلال 7 أيام", ["7"]),
        ("بيوصلك الطلب بغضون سبع أيام", ["سبع"]),
        ("Delivery takes 7 days", ["7"]),
        ("tawseel 5ilal 7 ayyam", ["7"]),
        ("التوصيل لعمّان بدينارين، وبيوصل خلال أسبوع", ["اسبوع"]),
        ("التبديل خلال يومين", ["يومين"]),
        ("You can exchange it within 2 days", ["2"]),
        ("التبديل خلال 4 أيام", ["4"]),
        ("بنرجعلك المبلغ خلال 7 أيام", ["7"]),
        ("الإرجاع خلال 3 أيام والتبديل خلال 7 أيام والتوصيل يومين", []),
        ("الإرجاع خلال 7 أيام والتبديل خلال 3 أيام", ["7", "3"]),
        ("Delivery takes 1 to 4 working days. You may exchange within 7 days.", []),
        ("التبديل والإرجاع خلال 3 أيام", []),
    ],
)
def test_how_long_one_thing_takes_is_not_how_long_another_does(reply: str, numbers: list[str]) -> None:
    found = [number.removeprefix("خلال ") for number in wrong(reply, EXCHANGE, DELIVERY, RETURN)]
    assert found == numbers


SAYS_MORE = MIDI | {
    "description_ar": "كلوش، قطن 100%. خصم 20% والتوصيل مجاني لآخر الشهر! السعر 5 دنانير، والتوصيل دينار واحد.",
    "description_en": "Free delivery, 20% off until the end of the month, full refund, price 5 JOD. Ready the same day.",
}


@pytest.mark.parametrize(
    ("reply", "held_back"),
    [
        ("خصم 20%", ["20"]),
        ("عليه خصم 20% لآخر الشهر", ["20", "the end of an offer", "a discount"]),
        ("20% off!", ["20"]),
        ("التوصيل مجاني", ["free delivery"]),
        ("Delivery is free", ["free delivery"]),
        ("you get a full refund", ["a refund"]),
        ("سعره 5 دنانير", ["5"]),
        ("The price is 5 JOD", ["5"]),
        ("التوصيل دينار", ["التوصيل دينار"]),
        ("قطن 100%", []),
        ("100% cotton, 28.5 JOD", []),
        ("سعره 28.5 دينار، وقطن 100%", []),
        ("It is ready the same day", []),
    ],
)
def test_a_products_words_tell_what_it_is_and_no_price_fee_discount_or_refund(
    reply: str, held_back: list[str]
) -> None:
    result = json.dumps({"products": [SAYS_MORE]}, ensure_ascii=False)
    found = unsupported(reply, tool_results=[result], customer=[])
    assert sorted(found.numbers + found.promises) == sorted(held_back)


@pytest.mark.parametrize(
    "reply", ["خصم 20% لآخر الشهر", "عليه خصم 20%", "20% off until the end of the month"]
)
def test_what_a_passage_says_of_a_discount_may_be_said(reply: str) -> None:
    assert wrong(reply, SALE) == []
