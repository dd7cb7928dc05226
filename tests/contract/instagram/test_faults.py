"""Trouble a test can ask for, above all the post that happened and whose answer did not come."""

import asyncio

import httpx
import pytest

from tests.support.instagram import CUSTOMER, World, error_of


async def test_the_next_posts_fail_as_asked_and_leave_nothing_in_the_thread(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    world.instagram.fail_next(613, 2534040, times=2, headers={"X-Business-Use-Case-Usage": '{"1":[]}'})
    world.instagram.fail_next(2, status=500, transient=True)

    first, second, third = [await world.post({"text": "hello"}) for _ in range(3)]

    assert [error_of(one) for one in (first, second, third)] == [(400, 613, 2534040)] * 2 + [(500, 2, None)]
    assert first.headers["x-business-use-case-usage"] == '{"1":[]}'
    assert third.json()["error"]["is_transient"] is True
    assert world.instagram.sent == []
    await world.say("through")
    assert [refused.error.code for refused in await world.instagram.refusals(3)] == [613, 613, 2]


async def test_a_failure_meant_for_messages_passes_over_signals_and_reads(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    world.instagram.fail_next(2)
    world.instagram.fail_next(4, on="actions")
    world.instagram.fail_next(1, on="reads")

    assert (
        error_of(await world.graph.get("/v26.0/me/conversations", params={"platform": "instagram"}))[1] == 1
    )
    assert error_of(await world.signal("typing_on"))[1] == 4
    assert error_of(await world.post({"text": "hello"}))[1] == 2


async def test_a_dead_token_keeps_the_type_of_an_oauth_error(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    world.instagram.fail_next(190, 463)
    error = (await world.post({"text": "hello"})).json()["error"]
    assert (error["type"], error["error_subcode"]) == ("OAuthException", 463)


async def test_a_held_post_stands_in_the_thread_while_its_answer_waits(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    world.instagram.hold()
    posting = asyncio.ensure_future(world.say("hello"))

    (sent,) = await world.instagram.posted(1)
    assert not posting.done()
    assert world.instagram.thread(CUSTOMER).get(sent.mid) is not None
    assert (await world.receiver.deliveries(2))[1].items[0]["message"]["mid"] == sent.mid

    world.instagram.release()
    assert await posting == sent.mid


async def test_a_lost_answer_breaks_the_connection_after_the_message_was_delivered(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    world.instagram.lose_next_response()

    with pytest.raises(httpx.RemoteProtocolError):
        await world.post({"text": "hello"})

    assert [sent.body["message"]["text"] for sent in await world.instagram.sent_to(CUSTOMER, 1)] == ["hello"]
    assert world.receiver.texts == ["hi", "hello"]
    await world.say("the next is answered")


async def test_waiting_for_a_message_that_does_not_come_says_what_did(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    await world.say("only this")
    with pytest.raises(TimeoutError, match=r"waited 0 s for 2, got 1: .*only this"):
        await world.instagram.sent_to(CUSTOMER, 2, within=0)
