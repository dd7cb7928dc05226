"""The summary that a customer says yes to: complete, in two languages, within Instagram's limits, and hashed as it reads."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.orders.day import day_of, working_days_from
from process.orders.phone import phone_of, shown
from process.orders.priced import Line, Priced
from process.orders.request import Item, Request
from process.orders.summary import summary, summary_text
from shared.language.register import Register
from shared.reply.fit import fit
from shared.reply.limits import CHOICE_TITLE, TEXT
from shared.reply.model import Text

DRESS = Line(
    "DR-1", "DR-1/M", "فستان", "Dress", "M", "أحمر", "red", 2, Decimal("22.500"), False, True
)  # made to order, counted
REQUEST = Request((Item("DR-1", "M", "red", 2),), name="لانا", phone="+962791234567", area="إربد")
DELIVERY = {
    "name": "لانا", "phone": "+962791234567", "second_phone": "", "area": "إربد", "area_ar": "إربد", "area_en": "Irbid",
    "landmark": "جنب الجامعة", "recipient": "", "deliver_on": "", "gift_note": "", "gift_wrap": False, "hide_price": False,
    "working_days_min": 1, "working_days_max": 2,
}  # fmt: skip
ORDER = Priced(REQUEST, (DRESS,), DELIVERY, "JOD", Decimal(3))
GIFT = replace(
    ORDER,
    delivery=DELIVERY | {"recipient": "سارة", "gift_note": "كل عام وأنت بخير", "gift_wrap": True, "hide_price": True, "deliver_on": "2026-12-05", "second_phone": "+96265001234"},
)  # fmt: skip


def test_it_says_what_is_ordered_what_it_costs_and_where_it_goes() -> None:
    assert summary_text(ORDER, Register.ARABIC).splitlines() == [
        "ملخص طلبك:",
        "• 2 × فستان، M، أحمر: 45 دينار",
        "البضاعة: 45 دينار",
        "التوصيل: 3 دينار",
        "المجموع: 48 دينار",
        "الاسم: لانا",
        "الهاتف: 0791234567",
        "العنوان: إربد، جنب الجامعة",
        "أيام العمل للتوصيل: 1-2",
        "الدفع: نقداً عند الاستلام",
        "بتأكد الطلب؟",
    ]
    english = summary_text(ORDER, Register.ENGLISH)
    assert "2 × Dress, M, red: 45 JOD" in english
    assert "Address: Irbid, جنب الجامعة" in english
    assert summary_text(ORDER, Register.ARABIZI) == summary_text(ORDER, Register.MIXED)


def test_a_gift_says_all_that_was_wished_for() -> None:
    text = summary_text(GIFT, Register.ARABIC)
    for said in (
        "سارة",
        "كل عام وأنت بخير",
        "تغليف هدية",
        "بدون ما يبين السعر",
        "السبت 5/12",
        "065001234",
    ):
        assert said in text


@pytest.mark.parametrize("register", Register)
@pytest.mark.parametrize("kind", ["new", "change", "cancel"])
def test_its_buttons_are_whole_and_carry_the_drafts_number(register: Register, kind: str) -> None:
    request = replace(REQUEST, kind=kind, order_no=None if kind == "new" else 99)  # type: ignore[arg-type]
    part = summary(replace(ORDER, request=request), register, 7)
    assert [choice.payload for choice in part.choices] == ["ORDER_YES:7", "ORDER_NO:7"]
    assert all(CHOICE_TITLE.holds(choice.title) for choice in part.choices)
    assert ("99" in part.text) is (kind != "new")


def test_a_long_one_is_several_messages_and_the_last_has_the_buttons() -> None:
    parts = fit([summary(replace(ORDER, lines=(DRESS,) * 40), Register.ARABIC, 7)])
    assert len(parts) > 1
    assert all(isinstance(part, Text) and TEXT.holds(part.text) for part in parts)
    assert [bool(part.choices) for part in parts if isinstance(part, Text)] == [False] * (len(parts) - 1) + [
        True
    ]


@given(st.sampled_from(sorted(DELIVERY)), st.text(min_size=1, max_size=5))
def test_whatever_of_the_address_changes_changes_the_digest(name: str, value: str) -> None:
    other = replace(ORDER, delivery=DELIVERY | {name: value})
    assert (other.digest == ORDER.digest) is (other.delivery == ORDER.delivery)


@pytest.mark.parametrize(
    "other",
    [
        replace(ORDER, fee=Decimal(4)),
        replace(ORDER, lines=(replace(DRESS, unit_price=Decimal(23)),)),
        replace(ORDER, lines=(replace(DRESS, quantity=1),)),
        replace(ORDER, lines=(replace(DRESS, variant_id="DR-1/S"),)),
        replace(ORDER, lines=(DRESS, DRESS)),
        replace(ORDER, request=replace(REQUEST, payment="cliq")),
        replace(ORDER, request=replace(REQUEST, kind="change", order_no=1)),
    ],
)
def test_whatever_else_changes_changes_it_too(other: Priced) -> None:
    assert other.digest != ORDER.digest


def test_neither_how_a_price_is_written_nor_whether_stock_is_counted_does() -> None:
    same = replace(DRESS, unit_price=Decimal("22.5"), counted=False)
    assert replace(ORDER, lines=(same,)).digest == ORDER.digest


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        ("0791234567", "+962791234567"),
        ("٠٧٩ ١٢٣ ٤٥٦٧", "+962791234567"),
        ("00962 79 123 4567", "+962791234567"),
        ("+962-79-1234567", "+962791234567"),
        ("06 500 1234", "+96265001234"),
        ("+966 50 123 4567", "+966501234567"),
        ("079123456", None),
        ("12", None),
        ("اتصلي علي", None),
        ("", None),
        ("0791234567 ext 5", None),
    ],
)
def test_a_number_is_one_that_can_be_called(words: str, phone: str | None) -> None:
    assert phone_of(words) == phone


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", MONDAY),
        ("Tomorrow", date(2026, 11, 24)),
        ("thursday", date(2026, 11, 26)),
        ("Mon", MONDAY),
        ("next monday", date(2026, 11, 30)),
        ("next thursday", date(2026, 11, 26)),
        ("month", None),
        ("money", None),
        ("5/12/2026", date(2026, 12, 5)),
        ("5/12/2025", None),
        ("5/12", date(2026, 12, 5)),
        ("5.1", date(2027, 1, 5)),
        ("2026-12-05", date(2026, 12, 5)),
        ("22/11", None),
        ("2026-11-22", None),
        ("31/2", None),
        ("2027-06-01", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_a_date_that_is_to_come(words: str, day: date | None) -> None:
    assert day_of(words, MONDAY) == day


@pytest.mark.parametrize(
    ("count", "day"), [(0, MONDAY), (3, date(2026, 11, 26)), (4, date(2026, 11, 28)), (5, date(2026, 11, 29))]
)
def test_nobody_delivers_on_a_friday(count: int, day: date) -> None:
    assert working_days_from(MONDAY, count) == day


@pytest.mark.parametrize(
    ("kept", "told"),
    [("+962791234567", "0791234567"), ("+96265001234", "065001234"), ("+442071838750", "00442071838750")],
)
def test_a_telephone_number_is_one_run_of_digits_that_no_arabic_line_turns_round(
    kept: str, told: str
) -> None:
    assert shown(kept) == told
