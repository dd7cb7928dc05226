"""Posting to Graph: who may, to whom, by which address, and what the answer looks like."""

import base64

import httpx
import pytest

from local.instagram.graph import Usage
from tests.support.instagram import CUSTOMER, OTHER_CUSTOMER, OTHER_SHOP, SHOP, World, error_of


async def test_an_accepted_text_is_answered_with_its_recipient_and_a_message_id(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "قديش الفستان؟")

    response = await world.post({"text": "12.5 دينار", "metadata": "part-1"})

    assert response.status_code == 200
    mid = response.json()["message_id"]
    assert response.json() == {"recipient_id": CUSTOMER, "message_id": mid}
    sent = world.instagram.sent[0]
    assert (sent.recipient, sent.mid, sent.metadata) == (CUSTOMER, mid, "part-1")
    assert sent.body["message"]["text"] == "12.5 دينار"


async def test_a_message_id_is_164_characters_of_escaped_base64(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")

    mids = {await world.say(f"answer {number}") for number in range(20)}

    assert len(mids) == 20
    for mid in mids:
        assert len(mid) == 164
        plain = base64.b64decode(mid.replace("ZD", "=").replace("ZA", "Z")).decode()
        prefix, version, kind, account, thread, item = plain.split(":")
        assert (prefix, version, kind, account) == ("ig_dm_item", "1", "IGMessageID", SHOP.user_id)
        assert (len(thread), len(item)) == (39, 35)


@pytest.mark.parametrize("node", ["me", SHOP.user_id, SHOP.app_scoped_id])
@pytest.mark.parametrize("version", ["/v26.0", "/v21.0", ""])
async def test_the_account_may_be_called_me_or_by_either_id_with_a_supported_version_or_none(
    world: World, node: str, version: str
) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    body = {"recipient": {"id": CUSTOMER}, "message": {"text": "hello"}}
    assert (await world.graph.post(f"{version}/{node}/messages", json=body)).status_code == 200


async def test_the_token_may_stand_in_the_address(world: World) -> None:
    async with httpx.AsyncClient(base_url=world.url) as client:
        answer = await client.get("/v26.0/me", params={"access_token": SHOP.access_token})
    assert answer.json() == {"id": SHOP.app_scoped_id}


@pytest.mark.parametrize(
    "authorization", [None, "Bearer expired", "Bearer two words", "Basic abc", SHOP.access_token]
)
async def test_a_missing_or_unknown_token_is_an_oauth_exception_190(
    world: World, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    async with httpx.AsyncClient(base_url=world.url, headers=headers) as client:
        response = await client.post("/v26.0/me/messages", json={})
    assert error_of(response) == (400, 190, None)
    assert response.json()["error"]["type"] == "OAuthException"


@pytest.mark.parametrize(
    ("method", "path", "code", "subcode"),
    [
        ("POST", f"/v26.0/{OTHER_SHOP.user_id}/messages", 100, 33),  # a token is good for its own account
        ("POST", "/v20.0/me/messages", 2500, None),  # ended
        ("POST", "/v99.0/me/messages", 2500, None),
        ("POST", "/v26.0/me/nonsense", 2500, None),
        ("GET", "/v26.0", 2500, None),
        ("GET", "/v26.0/me/messages", 100, None),
        ("POST", "/v26.0/me/conversations", 100, None),
        ("DELETE", "/v26.0/me", 100, None),
        ("GET", "/v26.0/1784140000000000199", 100, 33),
    ],
)
async def test_a_wrong_path_or_method_is_answered_in_the_same_envelope(
    world: World, method: str, path: str, code: int, subcode: int | None
) -> None:
    response = await world.graph.request(method, path, json={} if method == "POST" else None)
    assert error_of(response) == (400, code, subcode)
    assert response.json()["error"]["fbtrace_id"]


@pytest.mark.parametrize(
    ("body", "code", "subcode"),
    [
        (b"{not json", 100, None),
        (b"[]", 100, None),
        (b"{}", 100, None),
        (b'{"recipient":{}}', 100, None),
        (b'{"recipient":{"id":true},"message":{"text":"x"}}', 100, None),
        (b'{"recipient":{"id":"not-an-igsid"},"message":{"text":"x"}}', 100, 2534014),
        (b'{"recipient":{"comment_id":"18"},"message":{"text":"x"}}', 100, 2534025),
        (b'{"recipient":{"id":"1234567890123456"}}', 100, 2534015),
        (b'{"recipient":{"id":"1234567890123456"},"message":{}}', 100, 2534015),
        (b'{"recipient":{"id":"1234567890123456"},"message":{"text":"  "}}', 100, 2534015),
        (b'{"recipient":{"id":"1234567890123456"},"message":{"text":7}}', 100, None),
        (b'{"recipient":{"id":"1234567890123456"},"message":{"metadata":"alone"}}', 100, 2534015),
    ],
)
async def test_a_body_without_recipient_or_content_is_refused(
    world: World, body: bytes, code: int, subcode: int | None
) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    response = await world.graph.post(
        "/v26.0/me/messages", content=body, headers={"Content-Type": "application/json"}
    )
    assert error_of(response) == (400, code, subcode)
    assert world.instagram.sent == []


async def test_who_never_met_this_shop_cannot_be_reached_by_it(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi", account=OTHER_SHOP)

    response = await world.post({"text": "hello"})

    assert error_of(response) == (400, 100, 2534014)
    assert [refused.error.subcode for refused in world.instagram.refused] == [2534014]


async def test_a_numeric_recipient_is_taken_as_its_digits(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    body = {"recipient": {"id": int(CUSTOMER)}, "message": {"text": "hello"}}
    assert (await world.graph.post("/v26.0/me/messages", json=body)).json()["recipient_id"] == CUSTOMER


async def test_signals_are_answered_without_a_message_id_and_kept_apart_from_messages(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")

    for action in ("mark_seen", "typing_on", "typing_off"):
        assert (await world.signal(action)).json() == {"recipient_id": CUSTOMER}

    assert [signal.action for signal in world.instagram.signals] == ["mark_seen", "typing_on", "typing_off"]
    assert world.instagram.sent == []


async def test_a_signal_takes_nothing_beside_the_recipient(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    assert error_of(await world.signal("dance")) == (400, 100, None)
    assert error_of(await world.post({"text": "x"}, sender_action="typing_on")) == (400, 100, None)


async def test_a_reply_may_point_at_a_message_of_the_same_conversation_only(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "mine", mid="of-this-thread")
    await world.instagram.customer_says(OTHER_CUSTOMER, "other", mid="of-another-thread")

    assert (await world.post({"text": "x"}, reply_to={"mid": "of-this-thread"})).status_code == 200
    assert error_of(await world.post({"text": "x"}, reply_to={"mid": "of-another-thread"})) == (
        400,
        100,
        None,
    )
    assert error_of(await world.post({"text": "x"}, reply_to="of-this-thread")) == (400, 100, None)


async def test_every_answer_tells_how_much_of_the_quota_is_used(world: World) -> None:
    world.instagram.usage = Usage(percent=85, regain_minutes=19)

    headers = (await world.graph.get("/v26.0/me")).headers

    assert headers["x-app-usage"] == '{"call_count": 85, "total_time": 85, "total_cputime": 85}'
    assert f'"{SHOP.user_id}"' in headers["x-business-use-case-usage"]
    assert '"estimated_time_to_regain_access": 19' in headers["x-business-use-case-usage"]
