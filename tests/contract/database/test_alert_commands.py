"""What an operator types about alerts, as a program of its own: what it prints and how it ends."""

import base64
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
import pytest

from local.children import ChildFailed, run
from merchant.alerting import deliver_due
from shared.alerts import AlertKind
from shared.crypto import Column
from tests.contract.database.telling import Told
from tests.support.outlets import Mailbox, mailbox
from tests.support.stages import StageApp


@pytest.fixture
async def app(own_app_url: str) -> AsyncIterator[StageApp]:
    """On a database of this module's own: what is due is looked for in all shops."""
    app = StageApp(own_app_url)
    yield app
    await app.database.close()


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
async def shop(app: StageApp, own_admin_url: str) -> AsyncIterator[Told]:
    with psycopg.connect(own_admin_url, autocommit=True) as admin:
        yield await Told(app, admin).connect()


@pytest.fixture
def ops(own_app_url: str, app: StageApp, box: Mailbox, shop: Told) -> Callable[..., Any]:
    environment = {
        "PUBLIC_URL": app.settings.public_url,
        "INSTAGRAM_APP_SECRETS": "app-secret",
        "INSTAGRAM_VERIFY_TOKEN": "verify",
        "DATABASE_URL": own_app_url,
        "SEARCH_ENDPOINT": "http://127.0.0.1:1",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/",
        "SECRET_KEY_RING": f"k1:{base64.b64encode(bytes(32)).decode()}",
        "SMTP_URL": f"smtp://127.0.0.1:{box.port}",
        "MAIL_FROM": "alerts@igshop.example",
    }

    async def ops(*arguments: str) -> str:
        return (
            await run("ops", "alerts", *arguments, "--tenant", str(shop.tenant), environment=environment)
        ).strip()

    return ops


async def test_where_a_shop_is_told_is_set_and_tried(ops, app: StageApp, shop: Told, box: Mailbox) -> None:
    with pytest.raises(ChildFailed, match="Misconfigured: this shop is told nowhere"):
        await ops("test")
    await ops("set", "--mail", "Owner@shop.example")
    assert re.fullmatch(r"mail \S+: sent", await ops("test"))
    assert box.recipients == ["owner@shop.example"]

    printed = await ops("set", "--webhook", "https://nobody.invalid/", "--quiet", "23:00-08:00", "--urgent", "person_wanted")  # fmt: skip
    assert printed.splitlines()[:4] == [
        "told by: mail, webhook",
        "webhook: https://nobody.invalid/",
        "quiet hours: 23:00-08:00 (Asia/Amman)",
        "urgent all the same: person_wanted",
    ]
    (row,) = shop.ask("SELECT webhook_secret FROM shop.alert_settings WHERE tenant_id = %(tenant)s")
    secret = app.keys.open(row["webhook_secret"], tenant=shop.tenant, column=Column.WEBHOOK_SECRET)
    assert printed.endswith(f"shown this once: {secret}")
    assert secret not in await ops("set")
    with pytest.raises(ChildFailed, match="not everything was sent: webhook"):
        await ops("test")
    assert "told by: mail\nwebhook: none" in await ops("set", "--webhook", "")


async def test_what_did_not_arrive_is_listed_with_the_reason(ops, app: StageApp, shop: Told) -> None:
    assert await ops() == "nothing to see to"
    await ops("set", "--webhook", "https://nobody.invalid/")
    await shop.raises(AlertKind.ACCOUNT_STOPPED, "token_dead")
    await deliver_due(app)
    listed = await ops("failed")
    assert re.fullmatch(r"\S+ \S+ account_stopped round 1 by webhook: waiting \(\w+\), attempts: 1", listed)
    assert (await ops()).splitlines()[1] == "  connect the account again: token_dead"


async def test_a_setting_that_cannot_be_is_told_in_one_sentence(ops) -> None:
    with pytest.raises(ChildFailed, match="this is no e-mail address"):
        await ops("set", "--mail", "owner")
    with pytest.raises(ChildFailed, match="must begin with https"):
        await ops("set", "--webhook", "http://shop.example/")
