"""From what a tool put beside the text to what leaves; and who is told that a person is wanted; on a real PostgreSQL."""

import json
from collections import deque
from typing import Any

import pytest

from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import Event, SendDoorbell, TurnDoorbell
from shared.model.client import Reply
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message, now_ms
from tests.support.stages import StageApp, called, said
from tests.unit.process.test_tools import ASKED, DOCUMENT


async def answered(app: StageApp, key: ConversationKey, rows: Rows, *answers: Reply) -> list[dict[str, Any]]:
    """The messages that leave."""
    app.scripted_search.found = [DOCUMENT]
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()
    app.scripted_model.answers = deque(answers)
    await turn(app, TurnDoorbell.of(key))
    before = len(app.scripted_graph.posts)
    await deliver(app, SendDoorbell.of(key))
    return [post.body["message"] for post in app.scripted_graph.posts[before:]]


async def test_cards_leave_behind_the_text_and_the_tap_tells_which_was_meant(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    text, cards = await answered(
        app,
        key,
        rows,
        called("search_products", **ASKED),
        called("show_products", skus=["DR-100"], language="ar"),
        said("هاي اللي عنا"),
    )
    assert text["text"] == "هاي اللي عنا"
    (element,) = cards["attachment"]["payload"]["elements"]
    assert (element["title"], element["subtitle"]) == ("فستان أحمر", "12.5 دينار · M")
    (button,) = element["buttons"]
    tap = Event("postback:P", "postback", now_ms(), "P", payload=button["payload"], title=button["title"])
    await record(app, inbound(key, tap))
    rows.let_quiet_pass()
    app.scripted_model.answers = deque([said("أي مقاس؟")])
    await turn(app, TurnDoorbell.of(key))
    *_, shown, tapped, _ = app.scripted_model.requests[-1]
    assert shown["content"] == "هاي اللي عنا\n[card: فستان أحمر]"
    assert tapped["content"] == "بدي هاد [product: DR-100]"


async def test_chips_leave_with_the_text(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    (asks,) = await answered(app, key, rows, called("offer_choices", choices=["M", "L"]), said("أي مقاس؟"))
    assert [chip["title"] for chip in asks["quick_replies"]] == ["M", "L"]


@pytest.mark.parametrize("reason", ["asked", "upset", "out_of_scope", "cannot_answer"])
async def test_a_person_is_wanted_until_one_has_written(
    app: StageApp, key: ConversationKey, rows: Rows, reason: str
) -> None:
    call = called("hand_to_person", reason=reason, summary="بدها تبديل من شهر")
    (told,) = await answered(app, key, rows, call, said("رح يرد عليك واحد منا"))
    assert told["text"] == "رح يرد عليك واحد منا"
    c = rows.conversation
    assert c["needs_person_since"] is not None
    assert (c["needs_person_reason"], c["needs_person_summary"]) == (
        reason,
        "بدها تبديل من شهر",
    )
    assert rows.dispositions == ["answered"]
    await record(app, inbound(key, echo("أنا هون", seconds_ago=0)))
    c = rows.conversation
    assert (c["needs_person_since"], c["needs_person_summary"]) == (None, None)


async def test_a_summary_stays_while_the_customer_writes_on(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await answered(
        app, key, rows, called("hand_to_person", reason="upset", summary="زعلانة"), said("حقك علينا")
    )
    await answered(app, key, rows, said("أكيد"))
    assert rows.conversation["needs_person_summary"] == "زعلانة"
    assert json.dumps(rows.conversation["needs_person_reason"]) == '"upset"'
