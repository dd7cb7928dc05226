"""Reading through Graph: the account, a profile, conversations and the newest twenty messages."""

import pytest

from ingest.attachments import kinds_of, media_of
from shared.graph.shown import kinds_in, media_in
from tests.support.instagram import CUSTOMER, OTHER_CUSTOMER, OTHER_SHOP, SHOP, Clock, World, error_of

MESSAGES = "messages{id,created_time,from,to,message}"


async def test_me_has_two_ids_and_they_differ(world: World) -> None:
    me = await world.read("me", fields="id,user_id,username,name,account_type,profile_picture_url")
    assert me == {
        "id": SHOP.app_scoped_id,
        "user_id": SHOP.user_id,
        "username": SHOP.username,
        "name": SHOP.display_name,
        "account_type": "BUSINESS",
    }


async def test_a_profile_is_given_once_the_customer_has_written(world: World) -> None:
    world.instagram.thread(CUSTOMER)
    refused = await world.graph.get(f"/v26.0/{CUSTOMER}")
    assert error_of(refused) == (403, 230, None)

    await world.instagram.customer_says(CUSTOMER, "hi")

    fields = "name,username,profile_pic,is_user_follow_business"
    assert await world.read(CUSTOMER, fields=fields) == {
        "id": CUSTOMER,
        "name": "Customer 1",
        "username": "customer.1",
        "is_user_follow_business": False,
    }


@pytest.mark.parametrize(
    ("node", "fields", "code"),
    [
        (CUSTOMER, "profile_picture_url", 100),  # the account's field, not a person's
        ("me", "email", 100),
        ("me", "id,,username", 2500),
        ("me", "id{", 2500),
        ("me", "id}", 2500),
        ("me", "id)x", 2500),
    ],
)
async def test_unknown_fields_and_broken_field_lists_are_errors(
    world: World, node: str, fields: str, code: int
) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    response = await world.graph.get(f"/v26.0/{node}", params={"fields": fields})
    assert error_of(response)[:2] == (400, code)


async def test_a_sender_in_doubt_finds_its_message_by_reading_the_conversation(
    world: World, clock: Clock
) -> None:
    await world.instagram.customer_says(CUSTOMER, "قديش؟", mid="from-the-customer")
    clock.advance(seconds=2)
    mid = await world.say("12.5 دينار")

    found = await world.read("me/conversations", platform="instagram", user_id=CUSTOMER)
    conversation = found["data"][0]["id"]
    messages = (await world.read(conversation, fields=MESSAGES))["messages"]["data"]

    shop, customer = (
        {"username": SHOP.username, "id": SHOP.user_id},
        {"username": "customer.1", "id": CUSTOMER},
    )
    assert messages == [
        {
            "id": mid,
            "created_time": "2026-11-18T12:00:02+0000",
            "from": shop,
            "to": {"data": [customer]},
            "message": "12.5 دينار",
        },
        {
            "id": "from-the-customer",
            "created_time": "2026-11-18T12:00:00+0000",
            "from": customer,
            "to": {"data": [shop]},
            "message": "قديش؟",
        },
    ]
    assert await world.read(mid, fields="id,message") == {"id": mid, "message": "12.5 دينار"}


async def test_only_the_newest_twenty_messages_can_be_read(world: World) -> None:
    for number in range(21):
        await world.instagram.customer_says(CUSTOMER, str(number), mid=f"mid-{number}")
    conversation = (await world.read("me/conversations", platform="instagram"))["data"][0]["id"]

    listed = (await world.read(conversation, fields="messages{message}"))["messages"]["data"]
    assert [message["message"] for message in listed] == [str(number) for number in range(20, 0, -1)]
    assert error_of(await world.graph.get("/v26.0/mid-0")) == (400, 9000001, None)
    assert (await world.read("mid-1", fields="message"))["message"] == "1"

    smaller = await world.read(conversation, fields="messages.limit(2){message},id")
    assert [message["message"] for message in smaller["messages"]["data"]] == ["20", "19"]


async def test_conversations_come_newest_first_and_in_pages(world: World, clock: Clock) -> None:
    await world.instagram.customer_says(CUSTOMER, "first")
    clock.advance(seconds=5)
    await world.instagram.customer_says(OTHER_CUSTOMER, "second")
    world.instagram.thread("1234567890123458")  # silent, so not a conversation yet

    everything = await world.read("me/conversations", platform="instagram", fields="participants")
    assert [one["participants"]["data"][1]["id"] for one in everything["data"]] == [OTHER_CUSTOMER, CUSTOMER]

    page = await world.read("me/conversations", platform="instagram", limit="1")
    after = page["paging"]["cursors"]["after"]
    rest = await world.read("me/conversations", platform="instagram", limit="1", after=after)
    assert page["data"] + rest["data"] == [
        {"id": one["id"], "updated_time": updated}
        for one, updated in zip(
            everything["data"], ["2026-11-18T12:00:05+0000", "2026-11-18T12:00:00+0000"], strict=True
        )
    ]


@pytest.mark.parametrize("query", [{}, {"platform": "messenger"}, {"platform": "instagram", "limit": "many"}])
async def test_conversations_are_asked_for_by_platform_and_number(
    world: World, query: dict[str, str]
) -> None:
    response = await world.graph.get("/v26.0/me/conversations", params=query)
    assert error_of(response) == (400, 100, None)


async def test_one_shop_cannot_read_what_another_was_told(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "secret", account=OTHER_SHOP, mid="not-yours")
    conversation = world.instagram.thread(CUSTOMER, OTHER_SHOP).id

    assert (await world.read("me/conversations", platform="instagram", user_id=CUSTOMER)) == {"data": []}
    for node in ("not-yours", conversation, CUSTOMER, OTHER_SHOP.user_id):
        assert error_of(await world.graph.get(f"/v26.0/{node}")) == (400, 100, 33)


@pytest.mark.parametrize(
    "kind", ["image", "video", "audio", "file", "share", "story_mention", "unsupported_type"]
)
async def test_what_a_message_carries_reads_the_same_from_graph_as_from_its_webhook(
    world: World, kind: str
) -> None:
    url = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=s"
    carried = [{"type": kind, "payload": {} if kind == "unsupported_type" else {"url": url}}]
    item = world.instagram.write(CUSTOMER, "شوفي", mid="M", attachments=carried)
    told = await world.read("M", fields="attachments,story,shares,is_unsupported")
    assert (kinds_in(told), media_in(told)) == (kinds_of(item["message"]), media_of(item["message"]))
