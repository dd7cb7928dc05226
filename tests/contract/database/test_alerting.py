"""Alerts reach a telephone, a mailbox and a shop's own address: each once a round, again while nobody has seen to it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from merchant.alert_channels import put_quiet, put_webhook
from merchant.alerting import MOST_ATTEMPTS, deliver_due, not_delivered
from merchant.channels.push import KEPT_FOR, public_key
from shared.alerts import AlertKind, end_alert
from tests.contract.database.telling import CUSTOMER, MAIL, Told, reaches
from tests.support.outlets import Mailbox, Outside, mailbox, outside, push_key
from tests.support.stages import StageApp


@pytest.fixture
def own(own_admin_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A database in which nothing is due but what this test puts there."""
    with psycopg.connect(own_admin_url, autocommit=True) as connection:
        connection.execute("TRUNCATE shop.tenants, shop.account_directory CASCADE")
        yield connection


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Outside]:
    async with outside(tmp_path) as there:
        yield there


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
async def app(own_app_url: str, there: Outside, box: Mailbox) -> AsyncIterator[StageApp]:
    app = StageApp(own_app_url)
    reaches(app, there, box, push_key())
    yield app
    await app.database.close()


@pytest.fixture
async def shop(app: StageApp, own: psycopg.Connection[Any]) -> Told:
    return await Told(app, own).connect()


async def test_a_person_wanted_is_told_everywhere_in_words_and_without_who(
    app: StageApp, shop: Told, there: Outside, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    browser = await shop.everywhere(there)
    await shop.raises(AlertKind.PERSON_WANTED, reason="asked")
    assert await deliver_due(app) == 3
    (alert,) = shop.ask("SELECT alert_id FROM shop.alerts WHERE tenant_id = %(tenant)s")
    link = f"https://shop.example/console/alerts/{alert['alert_id']}"

    ((shown,), (headers,), (claims,)) = browser.shown, browser.headers, browser.claims
    assert shown["title"] == "زبون يريد أن يتحدث مع شخص · دار الياسمين"
    assert shown["body"] == "A customer wants a person · Dar Yasmin"
    assert shown["url"] == link
    assert (headers["urgency"], headers["ttl"], headers["topic"]) == ("high", str(KEPT_FOR), shown["tag"])
    assert claims["sub"] == "mailto:alerts@igshop.example"
    assert browser.signers == [public_key(app.settings)]

    ((_, told),) = there.told
    assert told["type"] == "alert.raised"
    assert (told["data"]["kinds"], told["data"]["url"]) == (["person_wanted"], link)

    (mail,) = box.messages
    assert box.recipients == [MAIL]
    assert (mail["From"], mail["To"], mail["Subject"]) == ("alerts@igshop.example", MAIL, shown["title"])
    assert link in mail.get_content()

    outside_texts = json.dumps([shown, headers, told]) + mail.as_string() + mail.get_content()
    assert CUSTOMER not in outside_texts
    for secret in (MAIL, browser.endpoint, there.secret, CUSTOMER, "Dar Yasmin"):
        assert secret not in caplog.text
    assert {state for _, _, state, _ in shop.deliveries()} == {"sent"}


async def test_a_round_is_told_once_however_many_runs_there_are(
    app: StageApp, shop: Told, there: Outside, box: Mailbox
) -> None:
    browser = await shop.everywhere(there)
    await shop.raises(AlertKind.CUSTOMER_WAITING)
    await asyncio.gather(*(deliver_due(app) for _ in range(4)))
    await deliver_due(app)
    assert (len(browser.shown), len(there.told), len(box.messages)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        pytest.param(AlertKind.PERSON_WANTED, (5, 15, 60), id="a customer waits for it"),
        pytest.param(AlertKind.CUSTOMER_WAITING, (5, 15, 60), id="a customer waits"),
        pytest.param(AlertKind.BUDGET_LOW, (), id="nobody waits"),
    ],
)
async def test_it_is_told_again_while_nobody_has_seen_to_it(
    app: StageApp, shop: Told, there: Outside, kind: AlertKind, waits: tuple[int, ...]
) -> None:
    browser = await shop.browses(there)
    await shop.raises(kind, reason="asked")
    await deliver_due(app)
    for rounds, minutes in enumerate(waits, 1):
        shop.pass_minutes(minutes - 0.5)
        await deliver_due(app)
        assert len(browser.shown) == rounds
        shop.pass_minutes(0.5)
        await deliver_due(app)
        assert len(browser.shown) == rounds + 1
    shop.pass_minutes(10_000)
    await deliver_due(app)
    assert len(browser.shown) == len(waits) + 1


async def test_once_it_is_seen_to_nothing_leaves_any_more(app: StageApp, shop: Told, there: Outside) -> None:
    browser = await shop.browses(there)
    there.statuses = [503]
    await shop.raises(AlertKind.PERSON_WANTED, reason="asked")
    await deliver_due(app)
    async with app.database.tenant(shop.tenant) as tx:
        await end_alert(tx, shop.tenant, shop.account, AlertKind.PERSON_WANTED)
    shop.pass_minutes(60)
    assert await deliver_due(app) == 0
    assert browser.shown == []
    assert shop.deliveries() == [(1, "push", "ended", "status_503")]


def hours_around_now() -> str:
    now = datetime.now(UTC).astimezone(ZoneInfo("Asia/Amman"))
    return f"{now - timedelta(hours=1):%H}:00-{now + timedelta(hours=2):%H}:00"


async def test_quiet_hours_hold_back_what_is_not_urgent_and_end_with_one_summary(
    app: StageApp, shop: Told, there: Outside
) -> None:
    browser = await shop.browses(there)
    await put_quiet(app, shop.tenant, quiet=hours_around_now(), urgent=["account_stopped"])
    await shop.raises(AlertKind.PERSON_WANTED, "1", reason="asked")
    await shop.raises(AlertKind.PERSON_WANTED, "2", reason="payment")
    await shop.raises(AlertKind.PERSON_WANTED, "3", reason="upset")
    await shop.raises(AlertKind.ACCOUNT_STOPPED, "token_dead")
    await deliver_due(app)
    assert [one["body"] for one in browser.shown] == [
        "The Instagram account must be connected again · Dar Yasmin"
    ]
    held = shop.ask(
        "SELECT next_round_at > now() AS later FROM shop.alerts WHERE tenant_id = %(tenant)s AND held"
    )
    assert [row["later"] for row in held] == [True] * 3
    await put_quiet(app, shop.tenant, quiet="")
    await deliver_due(app)
    (_, summary) = browser.shown
    assert summary["body"] == (
        "3 alerts: A customer wants a person (2), A customer says to have paid (1) · Dar Yasmin"
    )
    assert summary["url"] == "https://shop.example/console/alerts"


async def test_what_is_due_in_numbers_rings_once(app: StageApp, shop: Told, there: Outside) -> None:
    browser = await shop.browses(there)
    for number in range(4):
        await shop.raises(AlertKind.CUSTOMER_WAITING, str(number))
    await deliver_due(app)
    assert [one["title"] for one in browser.shown] == ["4 تنبيهات: زبون ينتظر ردك (4) · دار الياسمين"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(
    app: StageApp, shop: Told, there: Outside, status: int
) -> None:
    await shop.browses(there)
    there.statuses = [status]
    await shop.raises(AlertKind.BUDGET_SPENT)
    await deliver_due(app)
    assert shop.deliveries() == [(1, "push", "gone", f"status_{status}")]
    assert shop.ask("SELECT 1 FROM shop.push_subscriptions WHERE tenant_id = %(tenant)s") == []


async def test_a_service_that_is_away_is_tried_again_with_patience_and_then_given_up(
    app: StageApp, shop: Told, there: Outside
) -> None:
    browser = await shop.browses(there)
    await shop.raises(AlertKind.BUDGET_SPENT)
    there.statuses = [503] * MOST_ATTEMPTS
    waits = []
    for _ in range(MOST_ATTEMPTS):
        assert await deliver_due(app) == 1
        assert await deliver_due(app) == 0
        waits += [row["wait"] for row in shop.ask(
            "SELECT round(extract(epoch FROM not_before - now()))::integer AS wait FROM shop.alert_deliveries"
            " WHERE tenant_id = %(tenant)s AND state = 'waiting'"
        )]  # fmt: skip
        shop.pass_minutes(20)
    assert all(15 * 2**n <= wait + 1 <= 15 * 2**n * 1.1 + 3 for n, wait in enumerate(waits))
    assert len(waits) == MOST_ATTEMPTS - 1
    assert shop.deliveries() == [(1, "push", "failed", "status_503")]
    (row,) = await not_delivered(app, shop.tenant)
    assert (row["kind"], row["channel"], row["attempts"]) == ("budget_spent", "push", MOST_ATTEMPTS)
    assert browser.shown == []


async def test_a_service_says_how_long_it_wants_us_to_wait(app: StageApp, shop: Told, there: Outside) -> None:
    await shop.browses(there)
    await shop.raises(AlertKind.BUDGET_SPENT)
    there.statuses, there.retry_after = [429], "600"
    await deliver_due(app)
    shop.pass_minutes(9.5)
    assert await deliver_due(app) == 0
    shop.pass_minutes(2)
    assert await deliver_due(app) == 1


@pytest.mark.parametrize("status", [302, 307, 403])
async def test_what_is_refused_or_led_on_is_given_up_at_once_and_nothing_is_followed(
    app: StageApp, shop: Told, there: Outside, status: int
) -> None:
    await shop.browses(there)
    there.statuses = [status]
    await shop.raises(AlertKind.BUDGET_SPENT)
    await deliver_due(app)
    assert shop.deliveries() == [(1, "push", "failed", f"status_{status}")]
    assert len(there.site.asked) == 1


async def test_an_address_that_leads_into_our_own_network_is_never_called(
    app: StageApp, shop: Told, there: Outside
) -> None:
    await shop.browses(there)
    await put_webhook(app, shop.tenant, there.hook)
    there.site.names["outside.example"] = ["127.0.0.1", "169.254.169.254"]
    await shop.raises(AlertKind.BUDGET_SPENT)
    await deliver_due(app)
    assert shop.deliveries() == [
        (1, "push", "failed", "private_address"),
        (1, "webhook", "failed", "private_address"),
    ]
    assert there.site.asked == []


@pytest.mark.parametrize(
    ("code", "state"), [(550, "failed"), (451, "waiting")], ids=["no such mailbox", "greylisted"]
)
async def test_a_mail_server_that_refuses_is_believed(
    app: StageApp, shop: Told, there: Outside, box: Mailbox, code: int, state: str
) -> None:
    await shop.everywhere(there)
    box.refuses = [code]
    await shop.raises(AlertKind.BUDGET_SPENT)
    await deliver_due(app)
    assert ("mail", state, f"smtp_{code}") in [one[1:] for one in shop.deliveries()]


async def test_whoever_dies_between_sending_and_noting_repeats_it_once_and_never_twice(
    app: StageApp, shop: Told, there: Outside
) -> None:
    there.secret = await put_webhook(app, shop.tenant, there.hook) or ""
    await shop.raises(AlertKind.BUDGET_SPENT)
    for _ in range(3):
        vars(app).update(outside=_DiesAfterPosting(there))
        with suppress(Killed):
            await deliver_due(app)
        shop.pass_minutes(2)
    assert len({name for name, _ in there.told}) == 1
    assert len(there.told) == 2
    assert shop.deliveries() == [(1, "webhook", "unknown", None)]


async def test_one_death_is_repaired(app: StageApp, shop: Told, there: Outside) -> None:
    there.secret = await put_webhook(app, shop.tenant, there.hook) or ""
    await shop.raises(AlertKind.BUDGET_SPENT)
    vars(app).update(outside=_DiesAfterPosting(there))
    with pytest.raises(Killed):
        await deliver_due(app)
    vars(app).update(outside=there.fetcher)
    shop.pass_minutes(2)
    assert await deliver_due(app) == 1
    assert shop.deliveries() == [(1, "webhook", "sent", None)]


async def test_one_shops_alerts_go_to_its_own_places_only(
    app: StageApp, own: psycopg.Connection[Any], shop: Told, there: Outside, box: Mailbox
) -> None:
    ours = await shop.everywhere(there)
    other = await Told(app, own).connect()
    theirs = await other.browses(there)
    await other.raises(AlertKind.PERSON_WANTED, reason="asked")
    await deliver_due(app)
    assert (len(theirs.shown), ours.shown, there.told, box.messages) == (1, [], [], [])


async def test_whoever_is_locked_out_is_told_no_more(
    app: StageApp, shop: Told, there: Outside, box: Mailbox
) -> None:
    browser = await shop.everywhere(there)
    shop.ask("UPDATE shop.users SET disabled_at = now() WHERE tenant_id = %(tenant)s")
    await shop.raises(AlertKind.BUDGET_SPENT)
    await deliver_due(app)
    assert (browser.shown, box.messages, len(there.told)) == ([], [], 1)


async def test_what_nobody_foresaw_in_one_delivery_holds_up_no_other(
    app: StageApp, shop: Told, there: Outside, box: Mailbox
) -> None:
    await shop.everywhere(there)
    vars(app).update(outside=_DiesAfterPosting(there))
    await shop.raises(AlertKind.BUDGET_SPENT)
    with pytest.raises(Killed):
        await deliver_due(app)
    states = {channel: state for _, channel, state, _ in shop.deliveries()}
    assert states == {"mail": "sent", "push": "sending", "webhook": "sending"}
    assert len(box.messages) == 1


class Killed(Exception):
    pass


class _DiesAfterPosting:
    """The post has arrived, and whoever sent it never hears of that."""

    def __init__(self, there: Outside) -> None:
        self._there = there

    async def post(self, *arguments: Any) -> None:
        await self._there.fetcher.post(*arguments)
        raise Killed
