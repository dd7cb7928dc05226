"""Comments read and answered in public, where the account's answer is a comment that comes back as a webhook."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.support.instagram import CUSTOMER, OTHER_SHOP, SHOP, Clock, World, error_of, running

FIELDS = "id,text,timestamp,from,parent_id,media,username"


async def reply(world: World, comment: str, message: Any = "راسلناك") -> httpx.Response:
    return await world.graph.post(f"/v26.0/{comment}/replies", json={"message": message})


async def test_a_public_reply_is_answered_with_its_id_and_told_as_the_account_s_own_comment(
    world: World,
) -> None:
    comment = await world.comment("السعر؟")

    answer = await reply(world, comment, "راسلناك على الخاص")

    (made,) = world.instagram.comment_replies
    assert answer.json() == {"id": made.id}
    assert (made.account, made.comment, made.text) == (SHOP.user_id, comment, "راسلناك على الخاص")
    (told,) = world.receiver.received[1].comments
    assert (told["id"], told["parent_id"], told["text"]) == (made.id, comment, "راسلناك على الخاص")
    assert told["from"]["id"] == SHOP.user_id
    assert told["from"]["self_ig_scoped_id"] == SHOP.app_scoped_id
    assert world.instagram.sent == []


async def test_the_text_may_stand_in_the_address(world: World) -> None:
    comment = await world.comment()
    answer = await world.graph.post(f"/v26.0/{comment}/replies", params={"message": "راسلناك"})
    assert answer.status_code == 200
    assert world.instagram.comment_replies[0].text == "راسلناك"


async def test_a_comment_and_what_stands_under_it_can_be_read(world: World, clock: Clock) -> None:
    comment = await world.comment("السعر؟")
    clock.advance(seconds=5)
    own = (await reply(world, comment)).json()["id"]
    media = world.instagram.comments[0].media

    assert await world.read(comment, fields=FIELDS) == {
        "id": comment,
        "text": "السعر؟",
        "timestamp": "2026-11-18T12:00:00+0000",
        "from": {"id": CUSTOMER, "username": "customer.1"},
        "media": {"id": media.id},
        "username": "customer.1",
    }
    assert await world.read(own, fields="parent_id,media{id,media_product_type}") == {
        "id": own,
        "parent_id": comment,
        "media": {"id": media.id, "media_product_type": "FEED"},
    }
    replies = await world.read(f"{comment}/replies")
    assert replies == {"data": [{"id": own, "text": "راسلناك", "timestamp": "2026-11-18T12:00:05+0000"}]}
    assert (await world.read(comment, fields="likes"))["error"]["code"] == 100


async def test_a_reply_to_a_reply_stands_under_the_first_comment(world: World) -> None:
    root = await world.comment()
    inner = await world.comment(parent=root)
    own = (await reply(world, inner)).json()["id"]
    assert (await world.read(own, fields="parent_id"))["parent_id"] == root


async def test_comments_that_are_unknown_deleted_or_another_shop_s_are_no_object(world: World) -> None:
    deleted = await world.comment()
    world.instagram.delete_comment(deleted)
    elsewhere = await world.comment(account=OTHER_SHOP)
    for comment in ("18", deleted, elsewhere):
        assert error_of(await reply(world, comment)) == (400, 100, 33)
        for path in (comment, f"{comment}/replies"):
            assert error_of(await world.graph.get(f"/v26.0/{path}")) == (400, 100, 33)
    assert world.instagram.comment_replies == []
    assert len(world.instagram.refused) == 3


@pytest.mark.parametrize("message", [None, "", "  ", 7, "x" * 301])
async def test_a_public_reply_is_a_text_of_at_most_300_characters(world: World, message: Any) -> None:
    comment = await world.comment()
    assert error_of(await reply(world, comment, message)) == (400, 100, None)
    assert (await reply(world, comment, "x" * 300)).status_code == 200


async def test_a_live_comment_has_no_public_reply(world: World) -> None:
    comment = await world.comment(live=True)
    assert error_of(await reply(world, comment)) == (400, 100, None)


async def test_another_method_is_told_from_another_path(world: World) -> None:
    comment = await world.comment()
    assert error_of(await world.graph.delete(f"/v26.0/{comment}/replies")) == (400, 100, None)
    assert error_of(await world.graph.get(f"/v26.0/{comment}/likes")) == (400, 2500, None)


async def test_a_failure_meant_for_comments_passes_over_messages(world: World) -> None:
    comment = await world.comment()
    world.instagram.fail_next(4, on="comments")
    assert (await world.answer_in_private(comment)).status_code == 200
    assert error_of(await reply(world, comment)) == (400, 4, None)
    assert (await reply(world, comment)).status_code == 200


async def test_a_lost_answer_breaks_the_connection_after_the_reply_was_made(world: World) -> None:
    comment = await world.comment()
    world.instagram.lose_next_response()
    with pytest.raises(httpx.RemoteProtocolError):
        await reply(world, comment)
    assert [one.text for one in await world.instagram.comments_replied(1)] == ["راسلناك"]
    assert len((await world.read(f"{comment}/replies"))["data"]) == 1


async def test_a_held_reply_stands_there_while_its_answer_waits(world: World) -> None:
    comment = await world.comment()
    world.instagram.hold()
    posting = asyncio.ensure_future(reply(world, comment))
    (made,) = await world.instagram.comments_replied(1)
    assert not posting.done()
    world.instagram.release()
    assert (await posting).json()["id"] == made.id


async def test_the_account_may_hear_of_its_reply_after_the_answer_or_never() -> None:
    async with running(echo="never") as world:
        comment = await world.comment()
        await reply(world, comment)
        world.instagram.switches.echo = "after"
        own = (await reply(world, comment)).json()["id"]
        told = (await world.receiver.deliveries(2))[1].comments
        assert [value["id"] for value in told] == [own]
