"""What an operator types about keys and tokens, as a program of its own: what it prints and how it ends."""

import base64
import json
import re
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

from local.children import ChildFailed, run
from local.instagram import Account, InstagramStandIn
from local.serve import serve
from merchant.budgets import put_budgets
from process.budget import reserve
from process.record import record
from process.turn import turn
from shared.alerts import AlertKind, raise_alert
from shared.contracts import TurnDoorbell
from shared.payloads import TALK_TO_PERSON
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.servicebus import inbound_alone
from tests.support.stages import StageApp, called, said

#: As in tests/support/stages.py.
RING = f"k1:{base64.b64encode(bytes(32)).decode()}"
NEW_KEY = f"k2:{base64.b64encode(b'2' * 32).decode()}"


@pytest.fixture
async def app(own_app_url: str) -> AsyncIterator[StageApp]:
    """On a database of this module's own: rotating the ring is for every tenant there is."""
    app = StageApp(own_app_url)
    yield app
    await app.database.close()


@pytest.fixture
def environment(own_app_url: str, app: StageApp) -> dict[str, str]:
    return {
        "PUBLIC_URL": app.settings.public_url,
        "INSTAGRAM_APP_SECRETS": "app-secret",
        "INSTAGRAM_VERIFY_TOKEN": "verify",
        "DATABASE_URL": own_app_url,
        "SEARCH_ENDPOINT": "http://127.0.0.1:1",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/",
        "SECRET_KEY_RING": RING,
    }


@pytest.fixture
def ops(environment: dict[str, str]) -> Callable[..., object]:
    async def ops(*arguments: str, give: str = "") -> str:
        return (await run("ops", *arguments, environment=environment, give=give)).strip()

    return ops


async def test_a_token_is_printed_and_read_again(ops, key: ConversationKey) -> None:
    token = await ops("token", "--tenant", str(key.tenant))
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token)
    assert re.fullmatch(rf"owner \S+ of tenant {key.tenant}", await ops("whoami", give=token))


async def test_a_rotated_key_still_verifies_and_a_retired_one_does_not(ops, key: ConversationKey) -> None:
    token = await ops("token", "--tenant", str(key.tenant))
    assert (await ops("rotate", "tenant-key", "--tenant", str(key.tenant))).startswith("signing with ")
    assert "owner" in await ops("whoami", give=token)
    await ops("rotate", "tenant-key", "--tenant", str(key.tenant), "--at-once")
    with pytest.raises(ChildFailed, match="TokenRefused: retired_key"):
        await ops("whoami", give=token)


async def test_the_ring_is_rotated_and_the_old_key_may_leave_it(
    ops, environment: dict[str, str], key: ConversationKey
) -> None:
    old, both = environment["SECRET_KEY_RING"], f"{NEW_KEY},{environment['SECRET_KEY_RING']}"
    token = await ops("token", "--tenant", str(key.tenant))
    environment["SECRET_KEY_RING"] = both
    assert re.search(
        r"values sealed anew: [1-9]\d*\n  sealed with k2: \d+\nRun it again", await ops("rotate", "key-ring")
    )
    assert re.search(
        r"values sealed anew: 0\n  sealed with k2: \d+\nNo key but", await ops("rotate", "key-ring")
    )
    environment["SECRET_KEY_RING"] = NEW_KEY
    assert "owner" in await ops("whoami", give=token)
    environment["SECRET_KEY_RING"] = old
    with pytest.raises(ChildFailed, match="values do not open"):
        await ops("rotate", "key-ring")
    environment["SECRET_KEY_RING"] = f"{old},{NEW_KEY}"
    await ops("rotate", "key-ring")  # back, for the tests that follow


@pytest.fixture
async def instagram(environment: dict[str, str], key: ConversationKey) -> AsyncIterator[InstagramStandIn]:
    account = Account(key.account, f"9{key.account}", "dar.yasmin", "Dar Yasmin", "IGAA-token")
    instagram = InstagramStandIn([account], app_secret="s")
    async with serve(instagram.app) as environment["GRAPH_BASE_URL"]:
        yield instagram


async def test_what_customers_can_tap_is_set_at_once_and_printed(
    ops, key: ConversationKey, instagram: InstagramStandIn
) -> None:
    printed = await ops("profile", "--tenant", str(key.tenant))
    assert f"account {key.account}" in printed
    for text in (
        "ice_breakers",
        "persistent_menu",
        "en_GB",
        "شو بتبيعوا؟",
        "What do you sell?",
        TALK_TO_PERSON,
    ):
        assert text in printed


async def test_what_instagram_refuses_to_show_is_told_in_a_word(
    ops, key: ConversationKey, instagram: InstagramStandIn
) -> None:
    instagram.fail_next(10, on="profile")
    with pytest.raises(ChildFailed, match=f"{key.account}: permission_missing"):
        await ops("profile", "--tenant", str(key.tenant))


async def test_without_a_connected_account_there_is_nowhere_to_show_anything(ops) -> None:
    with pytest.raises(ChildFailed, match=r"Misconfigured: tenant .* has no account"):
        await ops("profile", "--tenant", str(uuid4()))


@pytest.mark.parametrize("command", [("token",), ("rotate", "tenant-key")])
async def test_a_tenant_that_is_not_there_is_told_so(ops, command: tuple[str, ...]) -> None:
    with pytest.raises(ChildFailed, match="Misconfigured: there is no tenant"):
        await ops(*command, "--tenant", str(uuid4()))


async def test_a_ring_that_is_none_is_told_before_anything_is_done(ops, environment: dict[str, str]) -> None:
    environment["SECRET_KEY_RING"] = "k1:short"
    with pytest.raises(ChildFailed, match="SECRET_KEY_RING must be"):
        await ops("rotate", "key-ring")


async def test_what_a_merchant_has_to_see_to_is_listed_with_what_to_do(
    ops, app: StageApp, key: ConversationKey
) -> None:
    where = ("--tenant", str(key.tenant), "--account", key.account, "--customer", key.customer)
    await record(app, inbound(key, message("بكم؟", seconds_ago=60), echo("لحظة", seconds_ago=50)))
    await record(app, inbound(key, message("طيب؟", seconds_ago=20)))
    async with app.database.tenant(key.tenant) as tx:
        await raise_alert(
            tx, key.tenant, key.account, AlertKind.CUSTOMER_WAITING, about=key.customer, customer=key.customer
        )
        await raise_alert(
            tx,
            key.tenant,
            key.account,
            AlertKind.OTHER_AUTOMATION,
            about="digest",
            detail={"text": "أهلاً بكم", "which": "instant_reply"},
        )
    first, to_do, second, where_to = (await ops("alerts", "--tenant", str(key.tenant))).splitlines()
    assert re.fullmatch(rf"\S+ \S+ customer_waiting account {key.account} customer {key.customer}", first)
    assert "hand-back" in to_do
    assert re.fullmatch(rf"\S+ \S+ other_automation account {key.account}", second)
    assert where_to.startswith("  it says «أهلاً بكم»; switch it off: Instagram app")
    with pytest.raises(ChildFailed, match="Refused: the message shows nothing"):
        await ops("reply", *where, give=" ")


async def test_manners_are_shown_and_changed(ops, key: ConversationKey) -> None:
    changed = await ops(
        "manners",
        "--tenant",
        str(key.tenant),
        "--comments",
        "keywords",
        "--keyword",
        "سعر",
        "--owner-pause",
        "45",
    )
    assert "keywords" in changed
    assert await ops("manners", "--tenant", str(key.tenant)) == changed
    with pytest.raises(ChildFailed, match="Misconfigured: comment_rule is one of"):
        await ops("manners", "--tenant", str(key.tenant), "--comments", "always")


async def test_a_shops_hours_are_set_by_days_and_by_season(ops, key: ConversationKey) -> None:
    where = ("hours", "--tenant", str(key.tenant))
    assert "no time" in await ops(*where)
    await ops(*where, "--open", "sat-thu 10:00-14:00,16:00-21:00", "--open", "fri 16:00-22:00")
    await ops(*where, "--from", "2099-03-10", "--to", "2099-03-12")
    shown = await ops(*where, "--from", "2099-02-08", "--to", "2099-03-09", "--open", "sun-sat 20:30-01:00")
    assert await ops(*where) == shown
    for text in (
        "Asia/Amman",
        "wed 10:00-14:00, 16:00-21:00",
        "fri 16:00-22:00",
        "closed",
        "mon 20:30-01:00",
    ):
        assert text in shown
    with pytest.raises(ChildFailed, match="Misconfigured: 'fri': days and hours"):
        await ops(*where, "--open", "fri")
    with pytest.raises(ChildFailed, match="Misconfigured: these are no opening hours"):
        await ops(*where, "--open", "fri 9-5")
    assert "no time" in await ops(*where, "--forget")


async def test_who_wants_a_person_is_listed_with_the_reason_and_what_it_is_about(
    ops, app: StageApp, key: ConversationKey
) -> None:
    await record(app, inbound(key, message("بدي أحكي مع موظف")))
    first, about = (await ops("alerts", "--tenant", str(key.tenant))).splitlines()
    assert re.fullmatch(rf"\S+ \S+ person_wanted account {key.account} customer {key.customer}", first)
    assert about == "  asked: «بدي أحكي مع موظف»"


async def test_a_budget_that_has_no_room_is_listed(ops, app: StageApp, key: ConversationKey) -> None:
    await put_budgets(app.database, key.tenant, {"day": Decimal("0.5")})
    assert not await reserve(app.database, key, turn_no=1, money=Decimal(1))
    _, about = (await ops("alerts", "--tenant", str(key.tenant))).splitlines()
    assert about.startswith("  the budget of $0.50 a day has no room for another turn")


async def test_what_answers_cost_is_shown_by_day_and_by_conversation(
    ops, app: StageApp, key: ConversationKey, own_admin_url: str
) -> None:
    await record(app, inbound(key, message(), message()))
    with Rows(own_admin_url, key) as rows:
        rows.let_quiet_pass()
    app.scripted_model.answers.append(said("أهلا"))
    await turn(app, TurnDoorbell.of(key))
    where = ("usage", "--tenant", str(key.tenant))
    by_day, by_conversation = await ops(*where), await ops(*where, "--by", "conversation", "--days", "1")
    for shown in (by_day, by_conversation):
        (line,) = [row for row in shown.splitlines() if "0.000350" in row]
        assert [cell.strip() for cell in re.split("[│┃|]", line)[2:-1]] == ["1", "2", "100", "0", "10", "0", "0", "0.000350"]  # fmt: skip
    ids = re.findall(r"^[│|]\s*([\d:]+)", by_conversation, re.MULTILINE)
    assert "".join(ids) == f"{key.account}:{key.customer}"
    with pytest.raises(ChildFailed, match="Misconfigured: usage is shown for"):
        await ops(*where, "--days", "0")


async def test_what_was_searched_for_and_not_found_is_listed(
    app: StageApp, ops, key: ConversationKey, own_admin_url: str
) -> None:
    await record(app, inbound(key, message()))
    with Rows(own_admin_url, key) as rows:
        rows.let_quiet_pass()
    empty = dict.fromkeys(("min_price", "max_price", "size", "color"))
    app.scripted_model.answers += [
        called("search_products", query="swimsuit", in_stock_only=False, **empty),
        said("للأسف"),
    ]
    await turn(app, TurnDoorbell.of(key))
    assert re.search(r"swimsuit\W+1\W+1\W+20\d\d-", await ops("searches", "--tenant", str(key.tenant)))
    with pytest.raises(ChildFailed, match="1 to 90 days"):
        await ops("searches", "--tenant", str(key.tenant), "--days", "91")


async def test_what_is_kept_of_a_customer_is_written_line_by_line_and_then_forgotten(
    ops, app: StageApp, key: ConversationKey, environment: dict[str, str]
) -> None:
    """In the database, and on the bus."""
    await record(app, inbound(key, message("عندكم فستان؟")))
    whom = ("--tenant", str(key.tenant), "--account", key.account, "--customer", key.customer)
    lines = [json.loads(line) for line in (await ops("export", *whom)).splitlines()]
    assert [line["table"] for line in lines] == ["customers", "conversations", "events"]
    assert lines[-1]["text"] == "عندكم فستان؟"
    whole = (await ops("export", *whom[:2], "--everything")).splitlines()
    assert {line["table"] for line in lines} | {"tenants", "accounts"} <= {
        json.loads(line)["table"] for line in whole
    }
    with pytest.raises(ChildFailed, match="either --account and --customer, or --everything"):
        await ops("export", *whom[:4])
    async with inbound_alone() as bus:
        environment["ServiceBusConnection"] = bus.connection_string("root")
        async with ServiceBusClient.from_connection_string(environment["ServiceBusConnection"]) as client:
            sender = client.get_queue_sender("inbound")
            await sender.send_messages(ServiceBusMessage("سر", session_id=f"{key.account}:{key.customer}"))
        printed = await ops("erase", *whom)
        assert bus.broker.messages("inbound") == []
    assert re.search(r"events\W+1\b", printed)
    assert await ops("export", *whom) == ""
