"""What a provider caches is the same bytes for all customers of a shop, and of another shop only its own words differ.

Judged by what the real SDK puts on the wire; the turns run on a real PostgreSQL.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from local.model import ModelStandIn
from local.serve import serve
from merchant.accounts import Account, Profile, put_shop
from process.record import record
from process.turn import turn
from shared.contracts import TurnDoorbell
from shared.model.client import Model
from shared.model.families import ChatModel
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp

JASMINE = Profile("دار الياسمين", "Dar Yasmin", "JOD", "بوتيك فساتين", "A boutique of dresses")
DAFFODIL = Profile("محل النرجس", "Narjis' Place", "JOD", "عطور وهدايا", "Perfumes and gifts")


@pytest.fixture
async def wire(app: StageApp) -> AsyncIterator[list[bytes]]:
    """Bodies of the chat requests, in order."""
    bodies: list[bytes] = []

    async def keep(request: httpx.Request) -> None:
        bodies.append(request.content)

    model = ModelStandIn("a-key")
    model.enqueue(*["أهلا وسهلا"] * 9)
    async with (
        serve(model.app) as url,
        DefaultAsyncHttpxClient(event_hooks={"request": [keep]}) as http,
    ):
        client = AsyncOpenAI(base_url=f"{url}/openai/v1/", api_key="a-key", max_retries=0, http_client=http)
        vars(app).update(
            model=Model(client, chat_models=(ChatModel.parse("gpt-4o"),), embedding_model="none")
        )
        yield bodies


async def move_in(app: StageApp, profile: Profile) -> ConversationKey:
    key = ConversationKey(TenantId(uuid4()), str(uuid4().int)[:17], "1234567890123456")
    await put_shop(app, key.tenant, profile, Account(key.account, f"9{key.account}", "a.shop", "IGAA-token"))
    return key


async def asks(app: StageApp, admin_url: str, key: ConversationKey, text: str) -> None:
    await record(app, inbound(key, message(text)))
    with Rows(admin_url, key) as rows:
        rows.let_quiet_pass()
    await turn(app, TurnDoorbell.of(key))


async def test_all_customers_of_a_shop_begin_with_the_same_bytes(
    app: StageApp, admin_url: str, wire: list[bytes]
) -> None:
    shop = await move_in(app, JASMINE)
    asked = [
        ("1", "عندكم فستان أحمر؟"),
        ("1", "وبكم؟"),
        ("2", "Do you deliver to Irbid?"),
        ("3", "kam el s3r?"),
    ]
    for customer, text in asked:
        await asks(app, admin_url, replace(shop, customer=customer), text)
    ends = wire[0].index(b'},{"role":"user"')
    assert len(wire) == len({body[ends:] for body in wire}) == len(asked)
    assert len({body[:ends] for body in wire}) == 1
    assert len({json.dumps(json.loads(body) | {"messages": None}) for body in wire}) == 1


async def test_of_two_shops_nothing_differs_but_what_each_says_of_itself(
    app: StageApp, admin_url: str, wire: list[bytes]
) -> None:
    ours, theirs = [await move_in(app, profile) for profile in (JASMINE, DAFFODIL)]
    for key in (ours, theirs):
        await asks(app, admin_url, key, "عندكم هدايا؟")
    body, other = wire
    own = {str(ours.tenant): str(theirs.tenant)}  # as the key of the cache
    own |= {
        getattr(JASMINE, name): getattr(DAFFODIL, name)
        for name in ("name_ar", "name_en", "about_ar", "about_en")
    }
    for mine, others in own.items():
        assert mine.encode() not in other
        body = body.replace(mine.encode(), others.encode())
    assert body == other
