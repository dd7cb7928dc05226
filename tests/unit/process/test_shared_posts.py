"""One shared post that is told twice, under two names, is one thing to answer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from process.arrivals import SAME_POST
from process.plan import Waiting
from shared.contracts import Event
from tests.unit.process.plans import NOW, ago, conversation, message, outcomes, plan

WAITS = ("customer", None)
DROPPED = ("customer", "not_for_us")


def shared(kind: str, at: datetime = NOW, *, text: str | None = None) -> Event:
    return replace(message(kind, at), text=text, attachments=(kind,))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([shared("share"), shared("ig_post")], [DROPPED, WAITS], id="the newer name comes second"),
        pytest.param([shared("ig_post"), shared("share")], [WAITS, DROPPED], id="the newer name comes first"),
        pytest.param([shared("share"), shared("share")], [WAITS, WAITS], id="two posts under the older name"),
        pytest.param([shared("ig_post"), shared("ig_post")], [WAITS, WAITS], id="two posts under the newer"),
        pytest.param([shared("share", ago(seconds=11)), shared("ig_post")], [WAITS, WAITS], id="too far apart to be one"),
        pytest.param([shared("share", text="هاد"), shared("ig_post")], [WAITS, WAITS], id="with words of its own"),
        pytest.param([shared("image"), shared("ig_post")], [WAITS, WAITS], id="a picture and a post"),
    ],
)  # fmt: skip
def test_a_post_told_under_two_names_waits_once(
    events: list[Event], expected: list[tuple[str, str | None]]
) -> None:
    c = conversation()
    assert outcomes(plan(c, *events)) == expected
    assert c.unanswered


@pytest.mark.parametrize("apart", [timedelta(0), SAME_POST])
def test_one_that_waits_from_an_earlier_delivery_makes_room_for_the_name_that_says_more(
    apart: timedelta,
) -> None:
    c = conversation(last_seq=1, last_customer_seq=1)
    made = plan(c, shared("ig_post"), waiting=[Waiting(1, NOW - apart, "M", "share")])
    assert made.left == {1: "not_for_us"}
    assert outcomes(made) == [WAITS]
    assert (c.last_customer_seq, c.answered_seq, c.unanswered) == (2, 1, True)
