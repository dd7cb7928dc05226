"""A comment answered in private: once, within seven days, and without opening the window."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from local.instagram.limits import Limits, Rate
from tests.support.instagram import (
    CUSTOMER,
    NOON,
    OTHER_SHOP,
    SHOP,
    Clock,
    World,
    error_of,
    running,
)

UNUSABLE = (400, 100, 2534025)
CLOSED = (403, 10, 2534022)
BUTTON = {"type": "postback", "title": "اطلب", "payload": "BUY_1"}
IMAGE = {"type": "image", "payload": {"url": "https://shop.example/1.png"}}


def template(kind: str, **content: Any) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": {"template_type": kind, **content}}}


async def test_it_is_a_message_to_the_commenter_with_an_answer_and_an_echo_of_its_own(world: World) -> None:
    comment = await world.comment("السعر؟")

    response = await world.answer_in_private(comment, "29 دينار")

    (sent,) = world.instagram.sent
    assert response.json() == {"recipient_id": CUSTOMER, "message_id": sent.mid}
    assert (sent.recipient, sent.comment, sent.text) == (CUSTOMER, comment, "29 دينار")
    echo = world.receiver.received[1].items[0]
    assert (echo["recipient"]["id"], echo["message"]["mid"]) == (CUSTOMER, sent.mid)
    assert echo["message"]["is_echo"]
    (message,) = world.instagram.thread(CUSTOMER).messages
    assert (message.comment, message.comment_text) == (comment, "السعر؟")


async def test_an_ordinary_message_answers_no_comment(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    await world.say("hello")
    assert world.instagram.sent[0].comment is None


async def test_it_opens_no_window_until_the_customer_writes(world: World) -> None:
    comment = await world.comment()
    await world.answer_in_private(comment)
    assert error_of(await world.post({"text": "more"})) == CLOSED
    assert (await world.read(CUSTOMER))["error"]["code"] == 230
    await world.instagram.customer_says(CUSTOMER, "نعم")
    assert (await world.post({"text": "more"})).status_code == 200


async def test_it_needs_no_open_window(world: World, clock: Clock) -> None:
    await world.instagram.customer_says(CUSTOMER, "long ago")
    clock.advance(hours=30)
    comment = await world.comment()
    assert error_of(await world.post({"text": "hello"})) == CLOSED
    assert (await world.answer_in_private(comment)).status_code == 200
    assert error_of(await world.post({"text": "hello"})) == CLOSED


async def test_each_comment_has_one_and_the_next_comment_another(world: World) -> None:
    first, second = await world.comment(), await world.comment()
    assert (await world.answer_in_private(first)).status_code == 200
    assert error_of(await world.answer_in_private(first)) == UNUSABLE
    assert (await world.answer_in_private(second)).status_code == 200
    assert [refused.error.subcode for refused in world.instagram.refused] == [2534025]


async def test_one_whose_answer_was_lost_has_been_used_all_the_same(world: World) -> None:
    comment = await world.comment()
    world.instagram.lose_next_response()
    with pytest.raises(httpx.RemoteProtocolError):
        await world.answer_in_private(comment)
    assert error_of(await world.answer_in_private(comment)) == UNUSABLE
    assert len(world.instagram.sent) == 1


async def test_one_that_was_refused_can_be_tried_again(world: World) -> None:
    comment = await world.comment()
    world.instagram.fail_next(2, status=500)
    assert error_of(await world.answer_in_private(comment)) == (500, 2, None)
    assert (await world.answer_in_private(comment)).status_code == 200


async def test_seven_days_and_not_a_second_more(world: World, clock: Clock) -> None:
    in_time, late = await world.comment(), await world.comment()
    clock.advance(hours=7 * 24)
    assert (await world.answer_in_private(in_time)).status_code == 200
    clock.advance(seconds=1)
    assert error_of(await world.answer_in_private(late)) == UNUSABLE


async def test_the_time_of_the_comment_counts_and_not_the_time_of_its_delivery(world: World) -> None:
    comment = await world.comment(at=int((NOON - 8 * 24 * 3600) * 1000))
    assert error_of(await world.answer_in_private(comment)) == UNUSABLE


async def test_comments_that_are_unknown_deleted_or_another_shop_s_cannot_be_answered(world: World) -> None:
    deleted = await world.comment()
    world.instagram.delete_comment(deleted)
    elsewhere = await world.comment(account=OTHER_SHOP)
    for comment in ("18", deleted, elsewhere):
        assert error_of(await world.answer_in_private(comment)) == UNUSABLE
    assert world.instagram.sent == []


async def test_the_account_s_own_comments_cannot_be_answered(world: World) -> None:
    await world.instagram.owner_comments("نزل الجديد")
    assert error_of(await world.answer_in_private(world.instagram.comments[0].id)) == UNUSABLE


async def test_a_live_comment_can_be_answered_while_the_broadcast_lasts(world: World) -> None:
    broadcast = world.instagram.start_broadcast()
    during, after = await world.comment(live=True), await world.comment(live=True)
    assert (await world.answer_in_private(during)).status_code == 200
    world.instagram.end_broadcast(broadcast)
    assert error_of(await world.answer_in_private(after)) == UNUSABLE


@pytest.mark.parametrize(
    "message",
    [
        {"text": "ش" * 500},
        {"text": "أي لون؟", "quick_replies": [{"content_type": "text", "title": "أحمر", "payload": "R"}]},
        template("button", text="اختر", buttons=[BUTTON]),
    ],
)
async def test_it_may_hold_text_quick_replies_or_buttons(world: World, message: dict[str, Any]) -> None:
    body = {"recipient": {"comment_id": await world.comment()}, "message": message}
    assert (await world.graph.post("/v26.0/me/messages", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("content", "subcode"),
    [
        ({"message": {"text": "ش" * 500 + "x"}}, None),
        ({"message": {"attachment": IMAGE}}, 2534015),
        ({"message": {"attachments": [IMAGE]}}, 2534015),
        ({"message": {"attachment": {"type": "like_heart"}}}, 2534015),
        ({"message": template("generic", elements=[{"title": "فستان"}])}, 2534015),
        ({"message": {"text": "x"}, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, None),
        ({"message": {"text": "x"}, "reply_to": {"mid": "M"}}, None),
        ({"sender_action": "typing_on"}, None),
        ({"message": {"text": "x"}, "recipient": {"comment_id": "18", "id": CUSTOMER}}, None),
        ({"message": {"text": "x"}, "recipient": {"comment_id": None}}, None),
    ],
)
async def test_it_can_hold_nothing_else(world: World, content: dict[str, Any], subcode: int | None) -> None:
    body = {"recipient": {"comment_id": await world.comment()}} | content
    response = await world.graph.post("/v26.0/me/messages", json=body)
    assert error_of(response) == (400, 100, subcode)
    assert world.instagram.sent == []


async def test_its_thread_is_listed_as_a_conversation(world: World) -> None:
    comment = await world.comment()
    await world.answer_in_private(comment, "29 دينار")
    listed = await world.read("me/conversations", platform="instagram", user_id=CUSTOMER)
    (thread,) = listed["data"]
    assert thread["updated_time"] == "2026-11-18T12:00:00+0000"
    assert (await world.read(thread["id"], fields="messages{message}"))["messages"]["data"][0][
        "message"
    ] == "29 دينار"


async def test_two_at_once_are_one(world: World) -> None:
    comment = await world.comment()
    world.instagram.hold()
    both = [asyncio.ensure_future(world.answer_in_private(comment)) for _ in range(2)]
    await world.instagram.refusals(1)
    world.instagram.release()
    assert sorted([answer.status_code for answer in await asyncio.gather(*both)]) == [200, 400]


async def test_under_posts_so_many_an_hour_and_on_a_broadcast_so_many_a_second(clock: Clock) -> None:
    limits = Limits(private_replies=Rate(2, seconds=3600), live_private_replies=Rate(1))
    async with running(clock=clock, limits=limits) as world:
        world.instagram.start_broadcast()
        posts = [await world.comment() for _ in range(4)]
        live = [await world.comment(live=True) for _ in range(2)]

        assert [(await world.answer_in_private(one)).status_code for one in posts[:2]] == [200, 200]
        clock.advance(seconds=1799)
        refused = await world.answer_in_private(posts[2])
        assert error_of(refused) == (400, 613, None)
        use = json.loads(refused.headers["x-business-use-case-usage"])[SHOP.user_id][0]
        assert (use["call_count"], use["estimated_time_to_regain_access"]) == (100, 31)

        answers = [(await world.answer_in_private(one)).status_code for one in live]
        assert answers == [200, 400]
        clock.advance(seconds=1801)
        assert (await world.answer_in_private(posts[2])).status_code == 200


def test_meta_s_own_figures_are_the_default() -> None:
    assert Limits().private_replies == Rate(750, seconds=3600)
    assert Limits().live_private_replies == Rate(100, seconds=1)
