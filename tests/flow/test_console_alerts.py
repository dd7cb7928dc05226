"""The pages of alerts: what waits, what one is about, and where the shop's people are told."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared.alerts import AlertKind
from tests.support.merchant import Merchant
from tests.support.outlets import Browser
from tests.support.people import a_staff, an_owner
from tests.support.world import TENANT, World

PATH = "/console/alerts"


@pytest.fixture
async def owner(world: World) -> AsyncIterator[Merchant]:
    async with an_owner(world, TENANT) as one:
        yield one


OF_ORDERS = {AlertKind.NEW_ORDER, AlertKind.ORDER_CHANGED, AlertKind.ORDER_REFUSED, AlertKind.ORDER_WAITING}


async def raised(
    world: World, kind: str = "person_wanted", *, tenant: object = TENANT, **columns: str
) -> str:
    """An alert that the timer does not tell by itself."""
    (row,) = await world.rows(
        "INSERT INTO shop.alerts (tenant_id, account_id, kind, about, customer_id, detail, next_round_at)"
        " SELECT tenant_id, account_id, %s, %s, %s, %s, NULL FROM shop.accounts WHERE tenant_id = %s LIMIT 1"
        " RETURNING alert_id",
        kind, uuid4().hex, columns.get("customer"), columns.get("detail", "{}"), str(tenant),
    )  # fmt: skip
    return str(row["alert_id"])


async def test_an_alert_says_what_and_since_when_and_nothing_that_was_written(
    world: World, owner: Merchant, customer: str
) -> None:
    """Instagram does not answer for the customer's name at first: the page does without it."""
    await world.instagram.customer_says(customer, "كلام لا يظهر في تنبيه", account=world.account)
    await world.settled(customer)
    alert = await raised(world, customer=customer, detail='{"reason": "payment"}')
    world.instagram.fail_next(2, status=500, on="reads", account=world.account)
    page = await owner.get(f"{PATH}/{alert}")
    assert page.status_code == 200
    assert "A customer says to have paid" in page.text
    assert "https://www.instagram.com/direct/inbox/" in page.text
    assert re.search(r"<time[^>]*datetime=\"20\d\d-", page.text)
    assert "كلام" not in page.text
    listed = await owner.get(PATH)
    assert f"{PATH}/{alert}" in listed.text
    await world.rows("UPDATE shop.alerts SET ended_at = now() WHERE alert_id = %s", alert)
    assert "Ended" in (await owner.get(f"{PATH}/{alert}")).text
    assert alert not in (await owner.get(PATH)).text


@pytest.mark.parametrize("kind", AlertKind)
async def test_every_kind_of_alert_has_a_page_that_says_what_to_do(
    world: World, owner: Merchant, kind: AlertKind
) -> None:
    alert = await raised(world, kind)
    arabic, english = [await owner.get(f"{PATH}/{alert}?lang={language}") for language in ("ar", "en")]
    assert (arabic.status_code, english.status_code) == (200, 200)
    assert ("Order</dt>" in english.text) is (kind in OF_ORDERS)
    await world.rows("DELETE FROM shop.alerts WHERE alert_id = %s", alert)


async def test_a_customer_is_asked_for_by_name_once_and_linked(
    world: World, owner: Merchant, customer: str
) -> None:
    await world.instagram.customer_says(customer, "مرحبا", account=world.account)
    await world.settled(customer)
    name = world.instagram.thread(customer, account=world.account).customer.username
    alert = await raised(world, "customer_waiting", customer=customer)
    page = await owner.get(f"{PATH}/{alert}")
    assert f"@{name}" in page.text
    assert f'href="https://ig.me/m/{name}"' in page.text
    await world.rows("UPDATE shop.customers SET username = 'remembered' WHERE username = %s", name)
    assert "@remembered" in (await owner.get(f"{PATH}/{alert}")).text


async def test_a_name_is_shown_as_it_is_and_leads_to_instagram_alone(
    world: World, owner: Merchant, customer: str
) -> None:
    await world.instagram.customer_says(customer, "مرحبا", account=world.account)
    await world.settled(customer)
    await world.rows("UPDATE shop.customers SET username = 'a.\"b' WHERE customer_id = %s", customer)
    alert = await raised(world, "customer_waiting", customer=customer)
    page = await owner.get(f"{PATH}/{alert}")
    assert "@a.&#34;b" in page.text
    assert 'href="https://ig.me/m/a.%22b"' in page.text


async def test_another_shops_alert_is_not_there(world: World, owner: Merchant) -> None:
    async with Merchant(world) as neighbour:
        await neighbour.connect(world.newcomers[4])
    (row,) = await world.rows(
        "SELECT tenant_id FROM shop.account_directory WHERE account_id = %s", world.newcomers[4].user_id
    )
    theirs = await raised(world, tenant=row["tenant_id"])
    answers = [await owner.get(f"{PATH}/{alert}") for alert in (theirs, uuid4())]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].text == answers[1].text


async def test_a_browser_is_switched_on_and_off_by_who_holds_it(world: World, owner: Merchant) -> None:
    page = await owner.get(PATH)
    endpoint = f"https://push.example/{uuid4()}"
    keys = Browser(endpoint).subscription["keys"]
    async with a_staff(world, owner) as staff:
        theirs = await staff.get(PATH)
        on = await staff.send_form(theirs, f"{PATH}/browser", endpoint=endpoint, **keys)
        assert on.status_code == 204
        assert (await owner.send_form(page, f"{PATH}/browser/off", endpoint=endpoint)).status_code == 204
        rows = await world.rows("SELECT 1 FROM shop.push_subscriptions WHERE endpoint = %s", endpoint)
        assert len(rows) == 1
        known = re.search(r'data-known="([0-9a-f]{64})"', (await staff.get(PATH)).text)
        assert known
        assert known[1] not in (await owner.get(PATH)).text
        assert (await staff.send_form(theirs, f"{PATH}/browser/off", endpoint=endpoint)).status_code == 204
    assert await world.rows("SELECT 1 FROM shop.push_subscriptions WHERE endpoint = %s", endpoint) == []


@pytest.mark.parametrize(
    "endpoint", ["https://user:word@push.example/", "http://push.example/1", "file:///etc/passwd", "x"]
)
async def test_what_is_no_address_of_a_push_service_is_not_kept(owner: Merchant, endpoint: str) -> None:
    page, keys = await owner.get(PATH), Browser("https://push.example/1").subscription["keys"]
    answer = await owner.send_form(page, f"{PATH}/browser", endpoint=endpoint, **keys)
    assert answer.status_code == 400


async def test_the_webhooks_secret_is_shown_once(world: World, owner: Merchant) -> None:
    page = await owner.get(PATH)
    saved = await owner.send_form(page, f"{PATH}/webhook", url="https://hook.example/alerts")
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", saved.text)
    assert found
    again = await owner.get(PATH)
    assert "whsec_" not in again.text
    assert 'value="https://hook.example/alerts"' in again.text
    for url in ("https://hook.example:22/", "ftp://hook.example/", "nonsense"):
        refused = await owner.send_form(page, f"{PATH}/webhook", url=url)
        assert (refused.status_code, "will not do" in refused.text) == (400, True)
    assert 'value="https://hook.example/alerts"' in (await owner.get(PATH)).text
    await owner.send_form(page, f"{PATH}/webhook", url="")
    assert "hook.example" not in (await owner.get(PATH)).text
    rows = await world.rows(
        "SELECT actor FROM shop.audit_log WHERE tenant_id = %s AND action = 'alerts.changed' ORDER BY at DESC LIMIT 2",
        str(TENANT),
    )
    assert [row["actor"] for row in rows] == ["owner", "owner"]


async def test_quiet_hours_are_set_and_taken_back(world: World, owner: Merchant) -> None:
    page = await owner.get(PATH)
    hours = {"begins": "22:00", "ends": "08:00"}
    assert (
        await owner.send_form(page, f"{PATH}/quiet", **hours, urgent="account_stopped")
    ).status_code == 303
    shown = (await owner.get(PATH)).text
    assert 'name="begins" type="time" value="22:00"' in shown
    assert 'value="account_stopped" checked' in shown
    for wrong in ({"begins": "22:00"}, {"begins": "25:00", "ends": "08:00"}, {"begins": "x", "ends": "y"}):
        refused = await owner.send_form(page, f"{PATH}/quiet", **wrong)
        assert (refused.status_code, "hours are not complete" in refused.text) == (400, True)
    unknown = await owner.send_form(page, f"{PATH}/quiet", **hours, urgent="everything")
    assert unknown.status_code == 400
    assert (await owner.send_form(page, f"{PATH}/quiet", begins="", ends="")).status_code == 303
    (row,) = await world.rows(
        "SELECT quiet, urgent FROM shop.alert_settings WHERE tenant_id = %s", str(TENANT)
    )
    assert (row["quiet"], row["urgent"]) == (None, [])


async def test_a_test_alert_goes_everywhere_and_says_how_it_went(world: World, owner: Merchant) -> None:
    page = await owner.get(PATH)
    before = len(world.mailbox.messages)
    tried = await owner.send_form(page, f"{PATH}/test")
    assert tried.status_code == 200
    assert re.search(r"E-mail <bdi[^>]*>[^<]+@people\.example</bdi>: taken", tried.text)
    assert any("تنبيه للتجربة" in one["Subject"] for one in world.mailbox.messages[before:])


async def test_the_service_worker_stands_where_it_has_a_say_over_the_console(owner: Merchant) -> None:
    answer = await owner.get("/console/push.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "showNotification" in answer.text
