"""What is open about Meta's ways can be had either way, and every error of the table can be had on demand."""

import asyncio
from typing import Any

import httpx
import pytest

from local.instagram.switches import Switches
from local.instagram.webhooks import Delivery
from shared.graph.table import TABLE
from tests.support.instagram import CUSTOMER, OTHER_SHOP, SHOP, Clock, World, error_of, running

ROWS = sorted(TABLE, key=str)


@pytest.mark.parametrize(("code", "subcode"), ROWS)
async def test_every_error_arrives_with_its_code_and_subcode_and_once(
    world: World, code: int, subcode: int | None
) -> None:
    comment = await world.comment()
    await world.instagram.customer_says(CUSTOMER, "hi")
    world.instagram.fail_next(code, subcode)
    world.instagram.fail_next(code, subcode, on="comments")
    path = f"/v26.0/{comment}/replies"

    assert error_of(await world.answer_in_private(comment)) == (400, code, subcode)
    assert error_of(await world.graph.post(path, json={"message": "x"})) == (400, code, subcode)

    assert (await world.answer_in_private(comment)).status_code == 200
    assert (await world.graph.post(path, json={"message": "x"})).status_code == 200


async def calls(world: World) -> list[httpx.Response]:
    upload = {"message": {"attachment": {"type": "image", "payload": {"url": "https://shop.example/1.png"}}}}
    return [
        await world.post({"text": "hello"}),
        await world.signal("typing_on"),
        await world.graph.post("/v26.0/me/message_attachments", json=upload),
        await world.graph.post("/v26.0/18/replies", json={"message": "x"}),
        await world.graph.get("/v26.0/me"),
        await world.graph.get("/v26.0/18/replies"),
        await world.graph.get("/v26.0/me/conversations", params={"platform": "instagram"}),
        await world.graph.get("/v26.0/me/messenger_profile", params={"fields": "ice_breakers"}),
    ]


@pytest.mark.parametrize(
    ("options", "subcode"),
    [({}, 0), *(({"token_subcode": code}, code) for code in (463, 460, None))],
)
async def test_a_dead_token_fails_every_call_of_its_account_until_it_is_renewed(
    options: dict[str, Any], subcode: int | None
) -> None:
    async with running(**options) as world:
        await world.instagram.customer_says(CUSTOMER, "hi")
        await world.comment(comment_id="18")
        world.instagram.kill_token(SHOP)

        assert {error_of(answer) for answer in await calls(world)} == {(400, 190, subcode)}
        assert len(world.instagram.refused) == 3
        token = {"Authorization": f"Bearer {OTHER_SHOP.access_token}"}
        assert (await world.graph.get("/v26.0/me", headers=token)).status_code == 200

        world.instagram.revive_token(SHOP)
        assert {answer.status_code for answer in await calls(world)} == {200}


@pytest.mark.parametrize(
    ("options", "longest"), [({}, "ش" * 500), ({"byte_limit": False}, "ش" * 1000)], ids=["bytes", "letters"]
)
async def test_a_text_is_measured_in_bytes_or_in_letters(options: dict[str, Any], longest: str) -> None:
    async with running(**options) as world:
        await world.instagram.customer_says(CUSTOMER, "hi")
        assert (await world.post({"text": longest})).status_code == 200
        assert error_of(await world.post({"text": longest + "x"})) == (400, 100, None)


async def test_a_switch_can_be_turned_while_it_runs(world: World) -> None:
    world.instagram.thread(CUSTOMER)
    world.instagram.switches.window_status = 400
    assert error_of(await world.post({"text": "hello"})) == (400, 10, 2534022)


def test_each_switch_is_on_its_harsher_side_unless_it_is_turned() -> None:
    assert Switches() == Switches(
        echo="before",
        window_status=403,
        token_subcode=0,
        byte_limit=True,
        comments_shape="changes",
        me_in_data=False,
        media_for_browsers_only=True,
        envelope_lag_ms=160,
    )


async def test_me_may_come_in_an_envelope_of_its_own() -> None:
    async with running(me_in_data=True) as world:
        assert await world.read("me", fields="username") == {
            "data": [{"username": SHOP.username, "id": SHOP.app_scoped_id}]
        }


async def test_an_envelope_can_be_as_late_as_was_captured() -> None:
    async with running(clock=Clock(), envelope_lag_ms=21 * 60_000) as world:
        await world.instagram.customer_says(CUSTOMER, "hi")
        await world.comment()
        message, comment = (one.body["entry"][0] for one in world.receiver.received)
        assert message["time"] - message["messaging"][0]["timestamp"] == 21 * 60_000
        assert comment["time"] * 1000 - world.instagram.comments[0].at == 21 * 60_000


async def test_a_webhook_that_takes_longer_than_meta_waits_gave_no_answer() -> None:
    async with running(timeout=0.05) as world:
        slow = asyncio.Event()

        async def hang(_item: Any) -> None:
            if len(world.receiver.received) == 1:
                await slow.wait()

        world.receiver.on_item = hang
        delivery = await world.instagram.customer_says(CUSTOMER, "hi")
        slow.set()
        assert delivery == Delivery((None, 200))


async def test_a_delivery_can_be_made_again_twenty_hours_later_with_the_same_bytes(
    world: World, clock: Clock
) -> None:
    world.receiver.answers.extend([503] * 8)
    failed = await world.instagram.customer_says(CUSTOMER, "قديش؟")
    assert not failed.accepted
    clock.advance(hours=20)

    again = await world.instagram.deliver_raw(failed.raw)
    assert (again.statuses, again.raw) == ((200,), failed.raw)

    first, last = world.receiver.received[0], world.receiver.received[-1]
    assert last.raw == first.raw
    assert last.headers["x-hub-signature-256"] == first.headers["x-hub-signature-256"]
    assert len(world.instagram.thread(CUSTOMER).messages) == 1


async def test_a_post_whose_connection_breaks_on_the_way_there_happened_nowhere(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    world.instagram.break_next_post()
    assert (await world.graph.get("/v26.0/me")).status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        await world.post({"text": "hello"})
    assert world.instagram.sent == []
    await world.say("hello")
    assert world.receiver.texts == ["hi", "hello"]
