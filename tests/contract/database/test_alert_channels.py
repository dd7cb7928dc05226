"""Where a shop is told is its own people's word: who may say it, and what is no such place."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from merchant.alert_channels import (
    MOST_BROWSERS,
    places,
    put_mail,
    put_quiet,
    put_webhook,
    subscribe,
    unsubscribe,
)
from merchant.alerting import try_channels
from shared.auth import Principal
from shared.errors import Misconfigured, Refused
from tests.contract.database.telling import Told, reaches
from tests.support.outlets import Browser, mailbox, outside, push_key
from tests.support.stages import StageApp

GOOD = Browser("https://push.example/1").subscription


@pytest.fixture
async def shop(app: StageApp, admin: psycopg.Connection[Any], tmp_path: Path) -> Any:
    async with outside(tmp_path) as there, mailbox() as box:
        reaches(app, there, box, push_key())
        yield await Told(app, admin).connect()


async def told(shop: Told) -> list[tuple[str, str]]:
    async with shop.app.database.tenant(shop.tenant) as tx:
        return [
            (place.channel, place.row["endpoint"] or place.row["email"] or place.row["url"])
            for place in await places(shop.app, tx, shop.tenant)
        ]


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        pytest.param({"endpoint": "http://push.example/1"}, "not_https", id="not encrypted on its way"),
        pytest.param({"endpoint": "https://push.example:8443/1"}, "port", id="another port"),
        pytest.param({"endpoint": "https://a@push.example/1"}, "user_name", id="a user name"),
        pytest.param({"endpoint": 7}, "subscription", id="no address at all"),
        pytest.param({"keys": {"p256dh": "AAAA", "auth": "A" * 22}}, "keys", id="no point on the curve"),
        pytest.param({"keys": {**GOOD["keys"], "auth": "AAAA"}}, "keys", id="a short secret"),
        pytest.param({"keys": {**GOOD["keys"], "auth": "رمز"}}, "keys", id="no base64"),
        pytest.param({"keys": None}, "subscription", id="no keys"),
    ],
)
async def test_what_is_no_subscription_is_refused(shop: Told, changed: dict[str, Any], because: str) -> None:
    with pytest.raises(Refused, match=because) as refusal:
        await subscribe(shop.app, await shop.principal(), GOOD | changed)
    assert refusal.value.status == 400
    assert await told(shop) == []


async def test_a_browser_is_told_once_and_whoever_signed_in_there_last(shop: Told) -> None:
    owner = await shop.principal()
    staff = Principal(shop.tenant, uuid4(), "staff")
    shop.ask(
        f"INSERT INTO shop.users (tenant_id, user_id, role) VALUES (%(tenant)s, '{staff.user}', 'staff')"
    )
    for who in (owner, owner, staff):
        await subscribe(shop.app, who, GOOD)
    assert await told(shop) == [("push", GOOD["endpoint"])]
    assert not await unsubscribe(shop.app, owner, GOOD["endpoint"])
    assert await unsubscribe(shop.app, staff, GOOD["endpoint"])
    assert await told(shop) == []


async def test_the_oldest_of_many_browsers_makes_room(shop: Told) -> None:
    for number in range(MOST_BROWSERS + 2):
        await subscribe(
            shop.app, await shop.principal(), Browser(f"https://push.example/n{number}").subscription
        )
    kept = {endpoint for _, endpoint in await told(shop)}
    assert kept == {f"https://push.example/n{number}" for number in range(2, MOST_BROWSERS + 2)}


async def test_without_a_key_nobody_subscribes_and_without_a_server_nobody_is_mailed(
    shop: Told, own_app_url: str
) -> None:
    await put_mail(shop.app, shop.tenant, "owner@shop.example")
    await subscribe(shop.app, await shop.principal(), GOOD)
    shop.app.settings = StageApp().settings
    assert await told(shop) == []
    with pytest.raises(Refused, match="WEB_PUSH_KEY"):
        await subscribe(shop.app, await shop.principal(), GOOD)


@pytest.mark.parametrize("url", ["http://shop.example/hook", "https://shop.example:22/", "shop.example"])
async def test_a_webhook_that_would_never_be_called_is_not_kept(shop: Told, url: str) -> None:
    with pytest.raises(Misconfigured, match="no address for a webhook"):
        await put_webhook(shop.app, shop.tenant, url)
    assert await told(shop) == []


async def test_the_webhooks_secret_is_sealed_and_new_each_time(shop: Told) -> None:
    secrets = [await put_webhook(shop.app, shop.tenant, "https://hook.example/") for _ in range(2)]
    assert secrets[0] != secrets[1]
    (row,) = shop.ask("SELECT webhook_secret FROM shop.alert_settings WHERE tenant_id = %(tenant)s")
    assert str(secrets[1]).encode() not in row["webhook_secret"]
    await put_webhook(shop.app, shop.tenant, "")
    assert await told(shop) == []


@pytest.mark.parametrize("quiet", ["22-8", "22:00-22:00", "night"])
async def test_quiet_hours_that_are_none_are_refused(shop: Told, quiet: str) -> None:
    with pytest.raises(Misconfigured, match="no opening hours"):
        await put_quiet(shop.app, shop.tenant, quiet=quiet)


async def test_a_kind_that_is_none_is_refused(shop: Told) -> None:
    with pytest.raises(Misconfigured, match="no kind of alert"):
        await put_quiet(shop.app, shop.tenant, urgent=["everything"])


@pytest.mark.parametrize("address", ["owner", "a@b@c", "a@b.c\nBcc: d@e.f", "a b@c.d", "a@b.c, d@e.f"])
async def test_an_address_that_is_none_or_more_than_one_is_refused(shop: Told, address: str) -> None:
    with pytest.raises(Misconfigured, match="no e-mail address"):
        await put_mail(shop.app, shop.tenant, address)


async def test_trying_says_what_each_place_answered(shop: Told, tmp_path: Path) -> None:
    await put_mail(shop.app, shop.tenant, "owner@shop.example")
    await put_webhook(shop.app, shop.tenant, "https://nowhere.example/")
    answers = [(place.channel, one.reason or one.verdict) for place, one in await try_channels(shop.app, shop.tenant)]  # fmt: skip
    assert answers == [("mail", "sent"), ("webhook", "unknown_host")]
