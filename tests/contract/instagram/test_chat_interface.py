"""The interface behind the chat page, which documents also use by `curl`."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.support.instagram import CUSTOMER, OTHER_CUSTOMER, OTHER_SHOP, SHOP, Clock, World, running


@asynccontextmanager
async def reading(world: World, **query: Any) -> AsyncIterator[AsyncIterator[Any]]:
    async with world.graph.stream("GET", "/chat/stream", params={"customer": CUSTOMER, **query}) as response:
        assert response.headers["content-type"] == "text/event-stream"
        yield (json.loads(line[6:]) async for line in response.aiter_lines() if line.startswith("data: "))


async def write(world: World, path: str = "/chat/messages", **body: Any) -> httpx.Response:
    return await world.graph.post(path, json={"customer": CUSTOMER} | body)


def texts(state: Any) -> list[str]:
    return [message["text"] for message in state["messages"]]


async def test_a_message_written_on_the_page_reaches_the_product_as_a_webhook(world: World) -> None:
    response = await write(world, text="عندكم فستان أحمر؟ قديش؟")

    assert response.status_code == 201
    (delivery,) = await world.receiver.deliveries(1)
    assert delivery.items[0]["message"] == {"mid": response.json()["mid"], "text": "عندكم فستان أحمر؟ قديش؟"}


async def test_what_the_owner_writes_is_an_echo_in_the_same_thread(world: World) -> None:
    await write(world, text="hi")
    await write(world, "/chat/owner", text="hello from the owner")

    assert (await world.receiver.deliveries(2))[1].items[0]["message"]["is_echo"]
    state = (await world.graph.get("/chat/thread", params={"customer": CUSTOMER})).json()
    assert [(one["by"], one["text"]) for one in state["messages"]] == [
        ("customer", "hi"),
        ("owner", "hello from the owner"),
    ]


async def test_a_comment_written_on_the_page_stands_under_the_newest_post_and_is_told(world: World) -> None:
    post = world.instagram.publish()
    response = await write(world, "/chat/comments", text="السعر؟", client_id="c-1")
    again = await write(world, "/chat/comments", text="السعر؟", client_id="c-1")

    assert (response.status_code, again.status_code) == (201, 200)
    (delivery,) = await world.receiver.deliveries(1)
    told = delivery.comments[0]
    assert response.json() == again.json() == {"id": told["id"], "text": "السعر؟", "media": post.id}
    await world.answer_in_private(told["id"], "29 دينار")
    other = await write(world, "/chat/comments", text="x", client_id="c-1", customer=OTHER_CUSTOMER)
    assert other.status_code == 201
    (shown,) = (await world.graph.get("/chat/thread", params={"customer": CUSTOMER})).json()["messages"]
    assert (shown["text"], shown["comment"]) == ("29 دينار", "السعر؟")


async def test_the_same_client_id_is_the_same_message(world: World) -> None:
    first = await write(world, text="hi", client_id="c-1")
    again = await write(world, text="hi", client_id="c-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["mid"] == again.json()["mid"]
    await write(world, text="the end", client_id="c-2")
    await world.receiver.deliveries(2)
    assert world.receiver.texts == ["hi", "the end"]


async def test_a_dropped_message_is_delivered_when_it_is_written_again(world: World) -> None:
    world.receiver.answers.extend([503] * 8)
    await write(world, text="hi", client_id="c-1")
    async with reading(world) as states:
        state = await anext(states)
        while state["messages"][0]["delivery"] != "dropped":
            state = await anext(states)
        assert state["messages"][0]["status"] == 503
        await write(world, text="hi", client_id="c-1")
        while state["messages"][0]["delivery"] != "delivered":
            state = await anext(states)
    assert set(world.receiver.texts) == {"hi"}
    assert len(world.instagram.thread(CUSTOMER).messages) == 1


async def test_the_stream_tells_the_thread_and_then_every_change(world: World, clock: Clock) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    async with reading(world) as states:
        first = await anext(states)
        assert (first["reset"], texts(first), first["typing_for"]) == (True, ["hi"], 0)
        assert first["account"]["username"] == SHOP.username

        await world.signal("typing_on")
        assert (await anext(states))["typing_for"] == 20
        clock.advance(seconds=5)
        await world.signal("mark_seen")
        seen = await anext(states)
        assert (seen["typing_for"], seen["seen_at"]) == (15, first["messages"][0]["at"])

        await world.say("hello")
        reply = await anext(states)
        assert (reply["reset"], texts(reply), reply["typing_for"]) == (False, ["hello"], 0)


async def test_a_reader_that_was_away_gets_what_it_missed_and_nothing_else(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "before")
    async with reading(world) as states:
        last = await anext(states)
        world.instagram.drop_streams()
        assert [state async for state in states] == []
    await world.say("while away")

    async with reading(world, epoch=last["epoch"], after=last["version"]) as states:
        missed = await anext(states)
    assert (missed["reset"], texts(missed)) == (False, ["while away"])


async def test_a_reader_from_before_a_restart_is_told_to_begin_afresh(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    async with reading(world, epoch="of another life", after=99) as states:
        state = await anext(states)
    assert (state["reset"], texts(state)) == (True, ["hi"])


async def test_what_only_the_product_should_know_is_not_on_the_page(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    await world.post({"text": "hello", "metadata": "attempt-1"})
    page = (await world.graph.get("/chat/thread", params={"customer": CUSTOMER})).text
    assert "attempt-1" not in page
    assert SHOP.access_token not in page


async def test_customers_are_numbered_and_new_ones_made(world: World) -> None:
    first = (await world.graph.post("/chat/people", json={})).json()
    second = (await world.graph.post("/chat/people", json={})).json()
    await world.graph.post("/chat/messages", json={"customer": first["id"], "text": "hi"})
    elsewhere = (await world.graph.post("/chat/people", json={"account": OTHER_SHOP.user_id})).json()

    told = (await world.graph.get("/chat/people")).json()

    assert [shop["id"] for shop in told["shops"]] == [SHOP.user_id, OTHER_SHOP.user_id]
    listed = [(one["id"], one["number"], one["text"]) for one in told["customers"]]
    assert listed == [(first["id"], 1, "hi"), (second["id"], 2, None)]
    assert elsewhere["number"] == 1


async def test_an_unlisted_customer_is_real_to_the_product_and_not_on_the_page() -> None:
    async with running(unlisted={CUSTOMER}) as world:
        await world.instagram.customer_says(CUSTOMER, "a check at start")
        await world.say("answered")
        assert (await world.graph.get("/chat/people")).json()["customers"] == []
        assert (await world.graph.post("/chat/people", json={})).json()["number"] == 1


async def test_without_a_customer_the_newest_one_writes(world: World) -> None:
    for text in ("one", "two"):
        await world.graph.post("/chat/messages", json={"text": text})
    people = (await world.graph.get("/chat/people")).json()["customers"]
    assert [one["text"] for one in people] == ["two"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/chat/messages", {"text": " "}, 400),
        ("/chat/messages", {"text": "x" * 1001}, 400),
        ("/chat/messages", {"text": 7}, 400),
        ("/chat/messages", [], 400),
        ("/chat/messages", {"text": "x", "customer": "../etc"}, 400),
        ("/chat/owner", {"text": "x", "account": "nobody"}, 404),
        ("/chat/comments", {"text": " "}, 400),
        ("/chat/comments", {"text": "x", "customer": "../etc"}, 400),
    ],
)
async def test_what_cannot_be_written_is_refused(world: World, path: str, body: Any, status: int) -> None:
    assert (await world.graph.post(path, json=body)).status_code == status


@pytest.mark.parametrize(("kind", "status"), [("text/plain", 415), ("application/json", 400)])
async def test_another_site_in_the_same_browser_cannot_write(world: World, kind: str, status: int) -> None:
    response = await world.graph.post("/chat/messages", content=b"{", headers={"Content-Type": kind})
    assert response.status_code == status


async def test_the_page_is_served_with_a_policy_that_keeps_foreign_scripts_out(world: World) -> None:
    page = await world.graph.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert 'lang="ar"' in page.text
    script = await world.graph.get("/page/main.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"


async def test_an_open_stream_and_a_held_post_do_not_keep_the_stand_in_from_closing(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    world.instagram.hold()
    posting = asyncio.ensure_future(world.say("hello"))
    await world.instagram.posted(1)
    async with reading(world) as states:
        await anext(states)
        await world.instagram.app.shutdown()
        assert [state async for state in states] == []
    assert await posting


@pytest.mark.parametrize(
    ("sample", "kind", "starts"),
    [("voice", "audio", b"RIFF"), ("photo", "image", b"\x89PNG"), ("transfer", "image", b"\x89PNG")],
)
async def test_a_sample_is_sent_as_a_phone_would_send_it(
    world: World, sample: str, kind: str, starts: bytes
) -> None:
    first = await write(world, text="", sample=sample, client_id="c-1")
    again = await write(world, text="", sample=sample, client_id="c-1")

    assert (first.status_code, again.status_code) == (201, 200)
    (delivery,) = await world.receiver.deliveries(1)
    (shown,) = delivery.items[0]["message"]["attachments"]
    assert (shown["type"], "text" in delivery.items[0]["message"]) == (kind, False)
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}
    assert (await world.graph.get(shown["payload"]["url"], headers=browser)).content.startswith(starts)


async def test_a_sample_that_there_is_not_is_refused(world: World) -> None:
    assert (await write(world, sample="film")).status_code == 400
