"""A line as it is seen, from left to right, and as it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.sources.visual import logical

#: What is read, and what stands on the paper, its Arabic runs turned round by hand.
ARABIC = {
    "سعر القميص 25 دينار": "رانيد 25 صيمقلا رعس",
    "الفتح من 10:30 إلى 9": "9 ىلإ 10:30 نم حتفلا",
    "خصم 15% اليوم": "مويلا %15 مصخ",
    "15% خصم": "مصخ 15%",
    "خلال 2-3 أيام": "مايأ 3-2 لالخ",
    "واتساب +962 79": "79 962+ باستاو",
    "السعر 2.50 أو ٢٫٥": "٢٫٥ وأ 2.50 رعسلا",
    "الهاتف 079 123 4567": "4567 123 079 فتاهلا",
    "الرقم ٠٧٩١٢٣٤٥٦٧.": ".٠٧٩١٢٣٤٥٦٧ مقرلا",
    "ادفع عبر CliQ أو Visa Card الآن": "نآلا Visa Card وأ CliQ ربع عفدا",
    "فوق 50 JOD.": ".JOD 50 قوف",
    "الفاتورة (الأصلية) معك": "كعم (ةيلصألا) ةروتافلا",
    "موقعنا www.dar.example فقط": "طقف www.dar.example انعقوم",
    "الدوام 2026/11/26": "2026/11/26 ماودلا",
}


@pytest.mark.parametrize("read", ARABIC)
def test_an_arabic_line_is_read_from_the_right_with_its_numbers_and_latin_words_whole(read: str) -> None:
    assert logical(ARABIC[read], rtl=True) == read


def test_a_bracket_is_understood_whether_it_was_written_as_it_is_seen_or_as_it_is_meant() -> None:
    for seen in ("كعم (ةيلصألا) ةروتافلا", "كعم )ةيلصألا( ةروتافلا"):
        assert logical(seen, rtl=True) == "الفاتورة (الأصلية) معك"


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("Pay with قيلك now", "Pay with كليق now"),
        ("Say رانيد 5 نمثلا please, thank you", "Say الثمن 5 دينار please, thank you"),
        ("We ship in 2 days (not more).", "We ship in 2 days (not more)."),
    ],
)
def test_arabic_inside_an_english_line_is_turned_where_it_stands(seen: str, read: str) -> None:
    assert logical(seen, rtl=False) == read


def test_an_english_line_of_an_arabic_text_has_its_full_stop_at_its_end() -> None:
    assert logical(".We ship in 2 days", rtl=True) == "We ship in 2 days."
    assert logical(".NET 5", rtl=False) == ".NET 5"


@given(st.text(st.sampled_from("ابتثج دذرز 0123456789.,()%abcXYZ")), st.booleans())
def test_no_sign_is_lost_but_blanks_and_brackets_move(seen: str, rtl: bool) -> None:  # noqa: FBT001  # drawn
    def counted(text: str) -> list[str]:
        return sorted(sign for sign in text if sign not in " ()")

    assert counted(logical(seen, rtl=rtl)) == counted(seen)
