"""Which messages ask the assistant to stop, to come back or for a person, and which only sound like it."""

import pytest

from shared.language.wishes import Wish, wish_of


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("stop", "stop"),
        ("STOP!!", "stop"),
        (" Stop. ", "stop"),
        ("توقف", "stop"),
        ("تَوَقّف", "stop"),
        ("إلغاء الاشتراك", "stop"),
        ("start", "start"),
        ("ابدأ", "start"),
        ("ابدا 🌷", "start"),
        ("where is the bus stop?", None),
        ("وقفتوا التوصيل؟", None),
        ("متى بيبدا العرض", None),
        ("non-stop", None),
        ("لا توقف", None),
        ("موظف", "person"),
        ("موظفففف 🙏", "person"),
        ("mwazzaf", "person"),
        ("Bdi mwathaf", "person"),
        ("badi a7ki ma3 sha5s", "person"),
        ("el mwazzaf 7akali bokra", None),
        ("", None),
        (None, None),
        ("stop " * 40, None),
    ],
)
def test_a_wish_is_the_whole_message(text: str | None, wish: Wish | None) -> None:
    assert wish_of(text) == wish
