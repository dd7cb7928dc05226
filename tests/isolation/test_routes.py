"""Every HTTP route, called by one shop, or by nobody, for what is another's.

Routes are found in function_app.py; one that is not tried here fails the first test.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest

from local.instagram import wire
from local.instagram.callbacks import signed_request
from merchant.jwks import key_set
from merchant.sign_in_links import ask
from merchant.users import owner_of
from shared.app import App
from shared.auth import issue
from shared.connectors.connections import Connection, Kind, hear, put_connection
from shared.connectors.places import place_of
from shared.errors import Refused
from shared.secret import Secret
from shared.tenants import TenantId
from tests.support.merchant import Merchant
from tests.support.neighbours import OURS, SECRETS, THEIRS, everything_of
from tests.support.recording import RecordingDatabase
from tests.support.triggers import triggers
from tests.support.world import World

Attack = Callable[[World, App], Awaitable[None]]


async def verify(world: World, _inside: App) -> None:
    """The handshake belongs to no shop: whatever is asked, it says the challenge or nothing."""
    for query in (
        {"tenant": str(THEIRS)},
        {"hub.verify_token": str(THEIRS), "hub.challenge": "1", "hub.mode": "subscribe"},
    ):
        answer = await get(world, "/webhook", query)
        assert answer.status_code in {400, 403}
        assert_nothing_of_theirs(answer)


async def webhook(world: World, _inside: App) -> None:
    """Unsigned, or signed with what a shop knows, nothing is accepted in a neighbour's name."""
    body = wire.build_body(wire.text_item(world.neighbour.user_id, "42", mid="m", text="مرحبا", at=1))
    before = await everything_of(world, THEIRS)
    for secret in (world.neighbour.access_token, str(THEIRS), world.keys.verify_token):
        async with httpx.AsyncClient() as client:
            answer = await client.post(world.webhook, content=body, headers=wire.headers(body, secret))
        assert answer.status_code == 401
    assert await everything_of(world, THEIRS) == before


async def jwks(world: World, inside: App) -> None:
    """A shop's keys verify its own tokens and nobody else's; what is published is public."""
    published = {
        tenant: await get(world, "/.well-known/jwks.json", {"tenant": str(tenant)})
        for tenant in (OURS, THEIRS)
    }
    sets = {tenant: jwt.PyJWKSet.from_dict(answer.json()) for tenant, answer in published.items()}
    kids = {tenant: {key.key_id for key in found.keys} for tenant, found in sets.items()}
    assert kids[OURS]
    assert not kids[OURS] & kids[THEIRS]
    owner = await owner_of(inside.database, TenantId(THEIRS))
    token = await issue(inside, TenantId(THEIRS), owner, actor="operator")
    for key in sets[OURS].keys:
        with pytest.raises(jwt.InvalidSignatureError):
            jwt.decode(token, key, algorithms=["EdDSA"], audience="merchant")
    assert all(
        set(key) == {"kty", "crv", "x", "kid", "use", "alg"} for key in published[THEIRS].json()["keys"]
    )


async def forged_callbacks(world: World, path: str) -> None:
    """Signed with what a shop knows, Meta's callbacks cut nobody off and delete nothing."""
    before = await everything_of(world, THEIRS)
    theirs = world.neighbour
    for user in (theirs.app_scoped_id, theirs.user_id):
        payload = {"algorithm": "HMAC-SHA256", "issued_at": 4_000_000_000, "user_id": user}
        for secret in (theirs.access_token, str(THEIRS), world.keys.verify_token):
            async with httpx.AsyncClient() as client:
                answer = await client.post(
                    world.webhook.removesuffix("/webhook") + path,
                    data={"signed_request": signed_request(payload, secret)},
                )
            assert answer.status_code == 401
            assert_nothing_of_theirs(answer)
    assert await everything_of(world, THEIRS) == before


async def deauthorize(world: World, _inside: App) -> None:
    await forged_callbacks(world, "/deauthorize")


async def data_deletion(world: World, _inside: App) -> None:
    await forged_callbacks(world, "/data-deletion")


async def deletion(world: World, _inside: App) -> None:
    """Behind a code stand times and nothing else; no id of a shop is a code."""
    for code in (
        str(THEIRS),
        THEIRS.hex,
        world.neighbour.user_id,
        world.neighbour.app_scoped_id,
        "%27",
        "..%2f",
    ):
        answer = await get(world, f"/deletion/{code}", {})
        assert answer.status_code == 404
        assert_nothing_of_theirs(answer)


async def console(world: World, inside: App) -> None:
    """Signed in to one shop, the pages show and change nothing of the other; with a forged session, nothing at all."""
    alert, person = await something_of_theirs(world)
    before = await everything_of(world, THEIRS)
    session = await issue(
        inside, TenantId(OURS), await owner_of(inside.database, TenantId(OURS)), actor="operator"
    )
    account = world.neighbour.user_id
    for token in (session, session[:-3] + "AAA", "", str(THEIRS)):
        async with Merchant(world) as merchant:
            merchant.http.cookies.set("session", token)
            start = await merchant.get("/console/connect")
            asked = [
                await merchant.check(world.neighbour),
                await merchant.send_form(start, f"/console/connect/check?account={account}"),
                await merchant.get(f"/console/connect/callback?state={THEIRS}&code={account}"),
                await merchant.get(f"/console/{THEIRS}"),
                await merchant.get(f"/console/alerts/{alert}"),
                await merchant.get(f"/console/disconnect/{account}"),
                await merchant.send_form(start, "/console/disconnect", account=account),
                await merchant.send_form(start, f"/console/people/{person}/remove"),
                await merchant.send_form(start, f"/console/people/{person}/sign-out"),
                await merchant.get(f"/console/sign-in/{THEIRS}"),
                await merchant.send_form(start, f"/console/sign-in/{THEIRS}", shop=str(THEIRS)),
                await merchant.get("/console/static/..%2fsite.py"),
                await merchant.get("/console/static/%2e%2e/sentences/connecting.json"),
            ]
        for answer in asked:
            assert answer.status_code in {400, 401, 404}
            assert_nothing_of_theirs(answer)
    assert await everything_of(world, THEIRS) == before


async def something_of_theirs(world: World) -> tuple[str, str]:
    """An alert, and a person who works there."""
    alert, person = str(uuid4()), str(uuid4())
    await world.rows(
        "INSERT INTO shop.alerts (tenant_id, alert_id, account_id, kind, about, next_round_at)"
        " VALUES (%s, %s, %s, 'other_automation', %s, NULL)",
        str(THEIRS), alert, world.neighbour.user_id, alert,
    )  # fmt: skip
    await world.rows(
        "INSERT INTO shop.users (tenant_id, user_id, role) VALUES (%s, %s, 'staff')", str(THEIRS), person
    )
    return alert, person


async def api(world: World, inside: App) -> None:
    """A catalogue goes into the shop whose token it came with, whatever else the request names."""
    before = await everything_of(world, THEIRS)
    session = await issue(
        inside, TenantId(OURS), await owner_of(inside.database, TenantId(OURS)), actor="operator"
    )
    url = world.webhook.replace("/webhook", "/api/v1/catalog")
    for token in (session[:-3] + "AAA", str(THEIRS), world.neighbour.access_token, "none"):
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client:
            answer = await client.post(url, content=b"[]")
        assert answer.status_code == 401
        assert_nothing_of_theirs(answer)
    for query in ({"tenant": str(THEIRS)}, {"tenant_id": str(THEIRS)}, {"access_token": session}):
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {session}"}) as client:
            assert (await client.post(url, params=query, content=b"[]")).status_code in {400, 422}
    assert await everything_of(world, THEIRS) == before


async def shops(world: World, inside: App) -> None:
    """Neither with our own place and secret, nor at theirs without their secret, are a neighbour's prices changed."""
    for tenant in (OURS, THEIRS):
        connection = Connection(Kind.SHOPIFY, f"https://{tenant}.example", ("t",))
        await put_connection(inside, TenantId(tenant), connection)
        await hear(inside, TenantId(tenant), Kind.SHOPIFY, f"secret of {tenant}")
    before = await everything_of(world, THEIRS)
    body = json.dumps({"handle": "ZZ-9", "variants": [{"id": 1, "sku": "ZZ-9", "price": "0.1"}]}).encode()
    ours, theirs = (place_of(inside.keys, TenantId(tenant), Kind.SHOPIFY) for tenant in (OURS, THEIRS))
    crossed = f"{theirs.partition('.')[0]}.{ours.partition('.')[2]}"
    signed = base64.b64encode(hmac.digest(f"secret of {OURS}".encode(), body, hashlib.sha256)).decode()
    for place, status in ((ours, 200), (theirs, 401), (crossed, 404), (f"s{THEIRS}", 404), ("*", 404)):
        headers = {"X-Shopify-Hmac-Sha256": signed, "X-Shopify-Topic": "products/update"}
        async with httpx.AsyncClient() as client:
            url = world.webhook.replace("/webhook", f"/shops/{place}")
            answer = await client.post(url, content=body, headers=headers)
        assert answer.status_code == status
        assert_nothing_of_theirs(answer)
    assert await everything_of(world, THEIRS) == before
    await world.rows("DELETE FROM shop.connectors")


ATTACKS: dict[str, Attack] = {
    "shops": shops,
    "api": api,
    "verify": verify,
    "webhook": webhook,
    "jwks": jwks,
    "deauthorize": deauthorize,
    "data_deletion": data_deletion,
    "deletion": deletion,
    "console": console,
}


def test_every_route_is_tried() -> None:
    assert triggers("httpTrigger").keys() == ATTACKS.keys()


@pytest.mark.parametrize("name", sorted(ATTACKS))
async def test_no_route_gives_or_takes_anything_across_tenants(world: World, inside: App, name: str) -> None:
    await ATTACKS[name](world, inside)


GUESSES = [str(uuid4()), str(UUID(int=0)), "", "*", "' or '1'='1", f"{THEIRS}' --", str(THEIRS)[:-1], "..%2f"]


@pytest.mark.parametrize("guess", GUESSES, ids=["somebody else's", *GUESSES[1:]])
async def test_a_guessed_tenant_reads_as_not_found_whatever_it_looks_like(world: World, guess: str) -> None:
    answer = await get(world, "/.well-known/jwks.json", {"tenant": guess})
    assert (answer.status_code, answer.text) == (404, "no such tenant")


async def test_a_tenant_that_is_not_there_costs_the_same_statements_as_one_that_is(
    inside: App, world: World
) -> None:
    """A difference would tell more than the answer does, and be there to measure on routes that keep silent."""
    asked = {}
    for tenant in (OURS, uuid4()):
        database = RecordingDatabase(Secret(world.environment["DATABASE_URL"]), release="now")
        app = App(inside.settings)
        vars(app).update(database=database)
        with suppress(Refused):
            await key_set(app, {"tenant": str(tenant)})
        await database.close()
        asked[tenant] = [[one.statement for one in done.asked] for done in database.recording.transactions]
    first, second = asked.values()
    assert first == second != []


async def test_asking_for_a_link_costs_the_same_statements_whoever_it_is(inside: App, world: World) -> None:
    known, unknown = (f"{uuid4().hex}@people.example" for _ in range(2))
    await world.rows(
        "INSERT INTO shop.users (tenant_id, role, email) VALUES (%s, 'staff', %s)", str(THEIRS), known
    )
    asked = []
    for address in (known, unknown):
        database = RecordingDatabase(Secret(world.environment["DATABASE_URL"]), release="now")
        app = App(inside.settings)
        vars(app).update(database=database)
        await ask(app, address, uuid4().hex)
        await database.close()
        asked.append(
            [[(one.statement, one.rows) for one in done.asked] for done in database.recording.transactions]
        )
    assert asked[0] == asked[1] != []


async def get(world: World, path: str, query: dict[str, str]) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(world.webhook.removesuffix("/webhook") + path, params=query)


def assert_nothing_of_theirs(answer: httpx.Response) -> None:
    said: Any = json.dumps([answer.text, dict(answer.headers)], ensure_ascii=False)
    assert not any(secret in said for secret in SECRETS)
