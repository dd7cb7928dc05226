"""A yes is a whole message that agrees, said to the summary that stands, after it was there; everything else is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.history import Line
from process.orders.yes import Deed, Offer, deed_of, is_yes

SENT = datetime(2026, 11, 23, 12, tzinfo=UTC)
OFFER = Offer(draft_no=7, sent_at=SENT, newest=True)


def line(text: str | None, payload: str | None = None, *, after: float = 5, **more: object) -> Line:
    return Line("customer", 1, SENT + timedelta(seconds=after), text, payload=payload, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["نعم", "نعمممم", "اه أكيد!", "تمام 🌷", "أكد الطلب", "ثبتلي", "موافقة", "na3am", "Akeed", "aywaaa", "tamam", "YES", "Yes, confirm.", "ok", "go ahead"],
)  # fmt: skip
def test_an_unmistakable_yes(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize(
    "text",
    ["", None, "لا", "نعم؟", "ok?", "اه بس غير اللون", "مش موافق", "نعم 👎", "👍", "ok no", "yes but in red", "بأكدلك بكرا", "la2", "not sure", "1", "eh", "اوك شكراً بس مش هلأ", "نعم " * 20],
)  # fmt: skip
def test_what_may_mean_something_else_is_no_yes(text: str | None) -> None:
    assert not is_yes(text)


@given(st.text(min_size=1, max_size=30))
def test_no_yes_has_a_denial_or_a_question_beside_it(text: str) -> None:
    for beside in ("؟", "?", " لا", " no", " بس", " but"):
        assert not is_yes(f"نعم {text.strip()}{beside}")


TAP, OLD, NO = ("x", "ORDER_YES:7"), ("x", "ORDER_YES:3"), ("x", "ORDER_NO:7")


@pytest.mark.parametrize(
    ("waiting", "offer", "deed"),
    [
        ([line(*TAP)], OFFER, Deed("confirm", 7)),
        ([line(*TAP, after=-5)], OFFER, Deed("confirm", 7)),  # a button is there only below its summary
        ([line(*TAP), line(*TAP)], OFFER, Deed("confirm", 7)),
        ([line(*TAP), line("نعم")], OFFER, Deed("confirm", 7)),
        ([line(*OLD)], OFFER, Deed("stale", 3)),
        ([line(*TAP)], None, Deed("stale", 7)),
        ([line(*NO)], OFFER, Deed("decline", 7)),
        ([line(*NO), line(*TAP)], OFFER, None),
        ([line(*NO), line("نعم")], OFFER, None),
        ([line(*TAP), line("كم التوصيل؟")], OFFER, None),
        ([line("نعم")], OFFER, Deed("confirm", 7)),
        ([line("نعم")], None, None),
        ([line("نعم", after=0)], OFFER, Deed("unread", 7)),
        ([line("نعم")], Offer(7, None, newest=True), Deed("unread", 7)),
        ([line("نعم")], Offer(7, SENT, newest=False), None),
        ([line("نعم", reply_to="m")], replace(OFFER, mid="m"), Deed("confirm", 7)),
        ([line("نعم", reply_to="older")], replace(OFFER, mid="m"), None),
        ([line("لا")], OFFER, Deed("decline", 7)),
        ([line("La2 shukran"), line("لا شكراً 🌷")], OFFER, Deed("decline", 7)),
        ([line("لا", after=0)], OFFER, None),
        ([line("لا")], None, None),
        ([line("لا")], Offer(7, SENT, newest=False), None),
        ([line("لا، بدي الأحمر")], OFFER, None),
        ([line("لا"), line("نعم")], OFFER, None),
        ([line("لا", reply_to="older")], replace(OFFER, mid="m"), None),
        ([line("ألغي")], OFFER, None),
        ([line("نعم", attachments=("image",))], OFFER, None),
        ([line("نعم", comment_id="c")], OFFER, None),
        ([line(None, attachments=("audio",), transcript="نعم")], OFFER, None),
        ([line("x", "ORDER_YES:")], OFFER, None),
        ([line("x", "ORDER_YES:٧")], OFFER, None),
        ([], OFFER, None),
    ],
)
def test_what_a_turn_does_with_what_waits(
    waiting: list[Line], offer: Offer | None, deed: Deed | None
) -> None:
    assert deed_of(waiting, offer) == deed
