"""Comments reach the product as Meta tells of them: once, twice, late, flat or never."""

import asyncio
import json

from local.instagram.webhooks import Delivery
from tests.support.instagram import CUSTOMER, NOON, OTHER_CUSTOMER, OTHER_SHOP, SHOP, World, running

SECONDS = int(NOON)


async def test_a_comment_is_a_change_of_its_account_and_its_time_is_in_seconds(world: World) -> None:
    reel = world.instagram.publish("REELS")

    delivery = await world.instagram.customer_comments(CUSTOMER, "قديش؟ a/b", media=reel)

    assert delivery == Delivery((200,))
    (received,) = world.receiver.received
    value = {
        "id": world.instagram.comments[0].id,
        "text": "قديش؟ a/b",
        "from": {"id": CUSTOMER, "username": "customer.1"},
        "media": {"id": reel.id, "media_product_type": "REELS"},
    }
    assert received.body == {
        "object": "instagram",
        "entry": [{"id": SHOP.user_id, "time": SECONDS, "changes": [{"field": "comments", "value": value}]}],
    }
    assert rb"\u0642\u062f\u064a\u0634\u061f a\/b" in received.raw
    assert "x-hub-signature-256" in received.headers


async def test_without_a_post_named_it_stands_under_the_newest(world: World) -> None:
    await world.comment()
    first = world.instagram.comments[0].media
    newer = world.instagram.publish("STORY")
    await world.comment()
    await world.comment(account=OTHER_SHOP)
    assert first.kind == "FEED"
    assert [comment.media.account for comment in world.instagram.comments] == [SHOP, SHOP, OTHER_SHOP]
    assert world.instagram.comments[1].media is newer


async def test_a_reply_names_the_comment_it_stands_under_and_a_reply_to_it_stands_beside_it(
    world: World,
) -> None:
    root = await world.comment("السعر؟")
    reply = await world.comment("وأنا كمان", by=OTHER_CUSTOMER, parent=root)
    await world.comment("شكرا", parent=reply)
    told = [one.comments[0].get("parent_id") for one in world.receiver.received]
    assert told == [None, root, root]


async def test_a_boosted_post_tells_of_one_comment_twice_with_one_id(world: World) -> None:
    post = world.instagram.publish()
    await world.instagram.customer_comments(CUSTOMER, "السعر؟", boosted=True)

    first, second = world.receiver.received[0].comments
    assert first["id"] == second["id"]
    assert first["media"] == {"id": post.id, "media_product_type": "FEED"}
    assert second["media"]["media_product_type"] == "AD"
    assert second["media"]["original_media_id"] == post.id
    assert second["media"].keys() >= {"ad_id", "ad_title"}
    assert len(world.instagram.comments) == 1


async def test_a_comment_can_be_told_late_twice_and_beside_messages_or_never(world: World) -> None:
    world.instagram.write_comment(CUSTOMER, "never told")
    entry = world.instagram.write_comment(CUSTOMER, "told late")
    message = world.instagram.write(CUSTOMER, "a message")

    await world.instagram.deliver(message, comments=[entry, entry])
    await world.instagram.deliver(comments=[entry])

    both, alone = world.receiver.received
    assert both.items == [message]
    assert [value["text"] for value in both.comments + alone.comments] == ["told late"] * 3
    assert [comment.text for comment in world.instagram.comments] == ["never told", "told late"]


async def test_a_comment_made_again_with_its_id_is_told_twice_and_stands_once(world: World) -> None:
    for _ in range(2):
        await world.comment(comment_id="18")
    assert world.receiver.received[0].raw == world.receiver.received[1].raw
    assert [comment.id for comment in world.instagram.comments] == ["18"]


async def test_a_refused_comment_is_told_again_with_the_same_bytes(world: World) -> None:
    world.receiver.answers.append(503)
    assert await world.instagram.customer_comments(CUSTOMER, "السعر؟") == Delivery((503, 200))
    assert len({one.raw for one in world.receiver.received}) == 1


async def test_the_flat_shape_of_meta_s_page_has_no_changes() -> None:
    async with running(comments_shape="flat") as world:
        await world.comment("السعر؟")
        (entry,) = world.receiver.received[0].body["entry"]
        assert entry.keys() == {"id", "time", "field", "value"}
        assert (entry["field"], entry["value"]["text"]) == ("comments", "السعر؟")


async def test_the_account_s_own_comment_names_the_account_and_its_other_id(world: World) -> None:
    await world.instagram.owner_comments("نزل الجديد")
    await world.instagram.owner_comments("كمان", self_scoped=False)
    told = [one.comments[0]["from"] for one in world.receiver.received]
    assert told[0]["id"] == told[1]["id"] == SHOP.user_id
    assert told[0]["self_ig_scoped_id"] == SHOP.app_scoped_id
    assert "self_ig_scoped_id" not in told[1]


async def test_a_live_comment_has_a_field_of_its_own_and_stands_under_the_broadcast(world: World) -> None:
    world.instagram.publish("FEED")
    broadcast = world.instagram.start_broadcast()
    world.instagram.publish("FEED")
    await world.comment(live=True)
    (entry,) = json.loads(world.receiver.received[0].raw)["entry"]
    assert entry["changes"][0]["field"] == "live_comments"
    assert entry["changes"][0]["value"]["media"]["id"] == broadcast.id


async def test_after_a_broadcast_has_ended_a_live_comment_stands_under_the_next(world: World) -> None:
    ended = world.instagram.start_broadcast()
    world.instagram.end_broadcast(ended)
    await world.comment(live=True)
    assert world.instagram.comments[0].media is not ended


async def test_a_customer_s_comments_and_messages_keep_their_order(world: World) -> None:
    world.receiver.answers.extend([503, 503])
    await asyncio.gather(
        world.instagram.customer_comments(CUSTOMER, "first"),
        world.instagram.customer_says(CUSTOMER, "second"),
        world.instagram.customer_comments(CUSTOMER, "third"),
    )
    told = [
        [value["text"] for value in one.comments] or [item["message"]["text"] for item in one.items]
        for one in world.receiver.received
    ]
    assert told == [["first"], ["first"], ["first"], ["second"], ["third"]]


async def test_the_account_s_own_comments_do_not_wait_for_one_another() -> None:
    stuck = asyncio.Event()

    async def wait(_seconds: float) -> None:
        await stuck.wait()

    async with running(retries=(1,), sleep=wait) as world:
        world.receiver.answers.append(503)
        waiting = asyncio.ensure_future(world.instagram.owner_comments("refused"))
        await world.receiver.deliveries(1)
        await world.instagram.owner_comments("passes")
        stuck.set()
        await waiting

    told = [one.comments[0]["text"] for one in world.receiver.received]
    assert told == ["refused", "passes", "refused"]


async def test_a_commenter_is_known_and_has_given_no_consent_and_opened_no_window(world: World) -> None:
    await world.comment()
    assert (await world.read(CUSTOMER))["error"]["code"] == 230
    assert (await world.post({"text": "hello"})).json()["error"]["error_subcode"] == 2534022
    assert (await world.read("me/conversations", platform="instagram")) == {"data": []}
