"""Every route of the console against whoever should not use it: the routes are found in the app, so a new one is tried by itself.

A route that is in no row of the table fails the first test.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from merchant.web.site import LARGEST_FORM, build
from shared.app import App
from shared.settings import read_settings
from tests.support.merchant import Merchant
from tests.support.people import a_staff, an_owner
from tests.support.world import TENANT, World

ANYBODY, PEOPLE, OWNER = "anybody", "people", "owner"
#: Who may use what. A person's id and an account's are of nobody.
ROUTES = {
    ("GET", "/console"): ANYBODY,
    ("GET", "/console/"): ANYBODY,
    ("GET", "/console/push.js"): ANYBODY,
    ("GET", "/console/static/{name}"): ANYBODY,
    ("POST", "/console/sign-out"): ANYBODY,
    ("GET", "/console/sign-in"): ANYBODY,
    ("POST", "/console/sign-in"): ANYBODY,
    ("GET", "/console/sign-in/{link}"): ANYBODY,
    ("POST", "/console/sign-in/{link}"): ANYBODY,
    ("GET", "/console/connect"): ANYBODY,
    ("POST", "/console/connect"): ANYBODY,
    ("GET", "/console/connect/callback"): ANYBODY,
    ("GET", "/console/connect/check"): PEOPLE,
    ("POST", "/console/connect/check"): PEOPLE,
    ("GET", "/console/alerts"): PEOPLE,
    ("GET", "/console/alerts/{alert}"): PEOPLE,
    ("POST", "/console/alerts/browser"): PEOPLE,
    ("POST", "/console/alerts/browser/off"): PEOPLE,
    ("POST", "/console/alerts/webhook"): OWNER,
    ("POST", "/console/alerts/quiet"): OWNER,
    ("POST", "/console/alerts/test"): OWNER,
    ("GET", "/console/disconnect/{account}"): OWNER,
    ("POST", "/console/disconnect"): OWNER,
    ("GET", "/console/people"): OWNER,
    ("POST", "/console/people/address"): OWNER,
    ("GET", "/console/people/address/{until}/{proof}"): OWNER,
    ("POST", "/console/people/address/{until}/{proof}"): OWNER,
    ("POST", "/console/people/invite"): OWNER,
    ("POST", "/console/people/{user}/remove"): OWNER,
    ("POST", "/console/people/{user}/sign-out"): OWNER,
}
POSTS = sorted(path for method, path in ROUTES if method == "POST")
#: Enough of each form to get past reading it; what is named is of nobody, so that nothing is changed by whoever may.
FORM = {
    "account": "17840000000000000",
    "email": "nobody",
    "shop": str(uuid4()),
    "endpoint": "https://push.example/none",
    "p256dh": "x",
    "auth": "x",
    "url": "nonsense",
    "begins": "22:00",
}


def routes(world: World) -> Iterator[tuple[str, str]]:
    web = build(App(read_settings(world.environment)))
    for route in iter_route_contexts(web.routes):
        if str(route.path).startswith("/console"):
            yield from ((method, str(route.path)) for method in route.methods or ())


def address(path: str) -> str:
    filled = path.format(
        link="x",
        alert=uuid4(),
        account="17840000000000000",
        user=uuid4(),
        name="x.css",
        until=1,
        proof="x",
    )
    return filled + "?account=17840000000000000" if path.endswith("/check") else filled


@pytest.fixture
async def owner(world: World) -> AsyncIterator[Merchant]:
    async with an_owner(world, TENANT) as one:
        yield one


async def tries(merchant: Merchant, method: str, path: str) -> httpx.Response:
    """As its own page would."""
    if method == "GET":
        return await merchant.get(address(path))
    form = FORM if path != "/console/sign-out" else {"where": "here"}
    return await merchant.send_form(await merchant.get("/console/sign-in"), address(path), **form)


async def changes(world: World) -> list[dict[str, Any]]:
    return await world.rows(
        "SELECT (SELECT count(*) FROM shop.audit_log) AS written, (SELECT count(*) FROM shop.oauth_states) AS logins,"
        " (SELECT count(*) FROM shop.sign_in_letters) AS letters"
    )


def test_every_route_of_the_console_is_tried(world: World) -> None:
    assert set(routes(world)) == ROUTES.keys()


async def test_no_form_is_taken_that_is_not_of_our_page_in_this_browser(
    world: World, owner: Merchant
) -> None:
    """Without a token, with a stranger's, with one in the address, or sent by another site: nothing happens anywhere."""
    own = await owner.get("/console/sign-in")
    token = owner.token_of(own)
    async with Merchant(world) as stranger:
        theirs = stranger.token_of(await stranger.get("/console/sign-in"))
    before = await changes(world)
    for path in POSTS:
        where = address(path)
        answers = [
            await owner.http.post(where, data=FORM),
            await owner.http.post(where, data={**FORM, "token": theirs}),
            await owner.http.post(where, data={**FORM, "token": token[:-1]}),
            await owner.http.post(where, params={"form": token}, data=FORM),
            await owner.http.post(where, json={**FORM, "token": token}),
            *[
                await owner.http.post(where, data={**FORM, "token": token}, headers={"Sec-Fetch-Site": site})
                for site in ("cross-site", "same-site")
            ],
        ]
        assert [one.status_code for one in answers] == [403] * len(answers), path
    assert await changes(world) == before
    assert (await owner.get("/console/people")).status_code == 200


async def test_a_browser_without_a_name_sends_no_form(world: World) -> None:
    async with Merchant(world) as named, Merchant(world) as nameless:
        token = named.token_of(await named.get("/console/sign-in"))
        for path in POSTS:
            answer = await nameless.http.post(address(path), data={**FORM, "token": token})
            assert answer.status_code == 403, path


async def test_nobody_gets_behind_the_door(world: World) -> None:
    async with Merchant(world) as nobody:
        for (method, path), who in ROUTES.items():
            answer = await tries(nobody, method, path)
            assert (answer.status_code == 401) == (who != ANYBODY), (method, path)


async def test_staff_do_nothing_that_is_the_owners(world: World, owner: Merchant) -> None:
    async with a_staff(world, owner) as staff:
        for (method, path), who in ROUTES.items():
            if path == "/console/sign-out":
                continue
            answer = await tries(staff, method, path)
            assert (answer.status_code == 403) == (who == OWNER), (method, path, answer.status_code)
            assert answer.status_code != 401, (method, path)


async def test_the_owner_may_do_all_of_it(world: World, owner: Merchant) -> None:
    for method, path in ROUTES:
        if path == "/console/sign-out":
            continue
        answer = await tries(owner, method, path)
        assert answer.status_code not in {401, 403, 500}, (method, path, answer.status_code)
    assert (await owner.get("/console/people")).status_code == 200


@pytest.mark.parametrize("name", ["token", "access_token", "jwt", "TOKEN"])
async def test_a_token_in_the_address_is_refused_and_opens_nothing(
    world: World, owner: Merchant, name: str
) -> None:
    session = owner.http.cookies["session"]
    async with Merchant(world) as other:
        for browser in (owner, other):
            for method, path in ROUTES:
                if method == "GET":
                    answer = await browser.http.get(address(path), params={name: session})
                    assert answer.status_code == 400, path
        bearer = {"Authorization": f"Bearer {session}"}
        assert (await other.http.get("/console/people", headers=bearer)).status_code == 401


async def test_a_form_that_is_too_large_is_not_read(owner: Merchant) -> None:
    token = owner.token_of(await owner.get("/console/sign-in"))
    for path in POSTS:
        answer = await owner.http.post(address(path), data={"token": token, "email": "a" * LARGEST_FORM})
        assert answer.status_code == 413, path
    megabytes = await owner.http.post("/console/sign-in", content=b"a" * (1024 * 1024 + 1))
    assert megabytes.status_code == 413
    many = await owner.http.post(
        "/console/sign-in",
        content="&".join(["a="] * 4000),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert many.status_code == 400


async def test_no_answer_leads_to_a_host_that_the_request_names(world: World, owner: Merchant) -> None:
    for method, path in ROUTES:
        if method == "GET":
            for slash in ("", "/", "//evil.example"):
                answer = await owner.http.get(
                    address(path).partition("?")[0] + slash,
                    headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
                )
                assert "evil.example" not in answer.headers.get("location", ""), path
                assert answer.status_code < 500, (path, slash)
    (authorize,) = {world.environment["INSTAGRAM_AUTHORIZE_URL"]}
    page = await owner.get("/console/connect")
    sent = await owner.send_form(page, "/console/connect", next="https://evil.example/")
    assert sent.headers["location"].startswith(authorize)
    assert "evil" not in sent.headers["location"]


async def test_every_page_keeps_scripts_frames_and_addresses_to_itself(owner: Merchant) -> None:
    for method, path in ROUTES:
        if method == "GET" and "static" not in path and "push.js" not in path:
            answer = await owner.get(address(path))
            policy = answer.headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "unsafe" not in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert not any(said in answer.text for said in ("<script>", "onclick=", "style=", "javascript:"))
