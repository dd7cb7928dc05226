"""A run visits the accounts that have waited longest, of all tenants, and one that fails holds up nobody."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from uuid import uuid4

import psycopg
import pytest

from merchant.accounts import Account, Profile, put_shop
from process import reconcile as running
from process.reconcile import RUN_WITHIN, reconcile
from shared.errors import BusUnavailable, GraphUnavailable
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.threads import said, sent_on, show, without_limits
from tests.support.stages import StageApp

CUSTOMER = "1234567890123456"


@pytest.fixture
async def app(own_app_url: str) -> AsyncIterator[StageApp]:
    """On a database of this module's own, for a run looks at every tenant there is."""
    app = StageApp(own_app_url)
    without_limits(app)
    yield app
    await app.database.close()


@pytest.fixture
async def shops(app: StageApp, own_admin_url: str) -> AsyncIterator[list[ConversationKey]]:
    """Three of them, connected a day ago, each with a message that no webhook told; the first has waited longest."""
    keys = []
    with psycopg.connect(own_admin_url, autocommit=True) as admin:
        admin.execute("TRUNCATE shop.tenants CASCADE")
        for number in range(3):
            key = ConversationKey(TenantId(uuid4()), str(uuid4().int)[:17], CUSTOMER)
            account = Account(key.account, f"9{key.account}", "a", token_of(key))
            await put_shop(app, key.tenant, Profile("أ", "A", "JOD", "", ""), account)
            admin.execute(
                "UPDATE shop.accounts SET first_connected_at = now() - interval '1 day',"
                " reconciled_at = now() - interval '1 day', reconcile_due_at = now() - %s WHERE account_id = %s",
                [timedelta(minutes=10 - number), key.account],
            )
            show(app, f"T{number}", said(key, f"M{number}"), token=token_of(key))
            keys.append(key)
    yield keys
    app.scripted_graph.threads.clear()


def token_of(key: ConversationKey) -> str:
    return f"IGAA-{key.tenant}"


def found(app: StageApp) -> list[tuple[str, str | None]]:
    """Account and mid of all that went to the recorder since the last time."""
    return [(body.account, event.mid) for body in sent_on(app) for event in body.events]


async def test_every_account_is_looked_at_and_what_is_found_stays_with_it(
    app: StageApp, shops: list[ConversationKey]
) -> None:
    await reconcile(app)
    assert sorted(found(app)) == sorted((key.account, f"M{number}") for number, key in enumerate(shops))
    await reconcile(app)
    assert found(app) == []  # none is due


async def test_when_not_all_can_be_visited_those_who_waited_longest_are_and_the_next_run_goes_on(
    app: StageApp, shops: list[ConversationKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_ACCOUNTS", 2)
    await reconcile(app)
    assert {account for account, _ in found(app)} == {shops[0].account, shops[1].account}
    await reconcile(app)
    assert found(app) == [(shops[2].account, "M2")]


async def test_a_run_whose_time_is_over_begins_with_no_other_account(
    app: StageApp, shops: list[ConversationKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 1)
    times = count(0.0, RUN_WITHIN * 0.6)  # at the start, then before each account
    await reconcile(app, clock=lambda: next(times))
    assert found(app) == [(shops[0].account, "M0")]
    await reconcile(app)
    assert {account for account, _ in found(app)} == {shops[1].account, shops[2].account}


async def test_an_account_that_fails_goes_to_the_end_of_the_line(
    app: StageApp, shops: list[ConversationKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_ACCOUNTS", 1)
    show(app, "T0", GraphUnavailable("temporary", code=2), token=token_of(shops[0]))
    for expected in ([], [(shops[1].account, "M1")], [(shops[2].account, "M2")]):
        await reconcile(app)
        assert found(app) == expected


async def test_an_outage_of_ours_ends_the_run_as_what_it_is(
    app: StageApp, shops: list[ConversationKey]
) -> None:
    app.posted_to_bus.down = True
    with pytest.raises(BusUnavailable):
        await reconcile(app)
    app.posted_to_bus.down = False
    assert len(shops) == 3


async def test_connecting_an_account_again_makes_it_due_at_once_and_covers_the_gap(
    app: StageApp, shops: list[ConversationKey], own_admin_url: str
) -> None:
    await reconcile(app)
    found(app)
    key = shops[0]
    with psycopg.connect(own_admin_url, autocommit=True) as admin:
        admin.execute(
            "UPDATE shop.accounts SET state = 'token_dead', reconciled_at = now() - interval '5 hours'"
            " WHERE account_id = %s",
            [key.account],
        )
    show(app, "T0", said(key, "meanwhile", minutes_ago=200), token=token_of(key))
    await reconcile(app)
    assert found(app) == []
    account = Account(key.account, f"9{key.account}", "a", token_of(key))
    await put_shop(app, key.tenant, Profile("أ", "A", "JOD", "", ""), account)
    await reconcile(app)
    assert found(app) == [(key.account, "meanwhile")]


async def test_a_shop_that_is_connected_now_begins_at_this_moment(
    app: StageApp, shops: list[ConversationKey]
) -> None:
    key = ConversationKey(TenantId(uuid4()), str(uuid4().int)[:17], CUSTOMER)
    account = Account(key.account, f"9{key.account}", "a", token_of(key))
    await put_shop(app, key.tenant, Profile("أ", "A", "JOD", "", ""), account)
    show(app, "T", said(key, "before", minutes_ago=3), token=token_of(key))
    await reconcile(app)
    assert key.account not in {account for account, _ in found(app)}
    assert len(shops) == 3
