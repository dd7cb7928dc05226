"""What an operator types about search services, as a program of its own: what it prints and how it ends."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest

from local.children import ChildFailed, run
from local.model import ModelStandIn
from local.serve import serve
from merchant.accounts import Account, Profile, put_shop
from shared.alerts import open_alerts
from shared.tenants import TenantId
from tests.contract.database.test_operator_commands import RING
from tests.support.search_services import KEY, Services, search_services
from tests.support.stages import StageApp

Ops = Callable[..., Awaitable[str]]


@pytest.fixture
async def services(empty_app_url: str) -> AsyncIterator[Services]:
    app = StageApp(empty_app_url)
    async with search_services(app, {"main": 3, "second": 50, "big": 15}) as services:
        yield services
    await app.database.close()


@pytest.fixture
async def ops(services: Services, empty_app_url: str) -> AsyncIterator[Ops]:
    second = {"name": "second", "endpoint": services.addresses["second"], "tier": "s1", "api_key": KEY}
    big = {"name": "big", "endpoint": services.addresses["big"], "tier": "basic", "role": "dedicated", "api_key": KEY}  # fmt: skip
    async with serve(ModelStandIn(api_key=KEY).app) as model:
        environment = {
            "PUBLIC_URL": "https://shop.example",
            "INSTAGRAM_APP_SECRETS": "app-secret",
            "INSTAGRAM_VERIFY_TOKEN": "verify",
            "DATABASE_URL": empty_app_url,
            "SEARCH_ENDPOINT": services.addresses["main"],
            "SEARCH_API_KEY": KEY,
            "SEARCH_TIER": "free",
            "OPENAI_BASE_URL": f"{model}/openai/v1/",
            "OPENAI_API_KEY": KEY,
            "SECRET_KEY_RING": RING,
        }

        async def ops(*arguments: str, others: bool = True) -> str:
            declared = {"SEARCH_SERVICES": json.dumps([second, big])} if others else {}
            return (await run("ops", *arguments, environment=environment | declared)).strip()

        yield ops


async def connect(services: Services) -> TenantId:
    tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
    await put_shop(
        services.app, tenant, Profile("محل", "Shop", "JOD", "", ""), Account(account, "1", "s", "t")
    )
    return tenant


def cells(table: str, name: str) -> list[str]:
    (row,) = [line for line in table.splitlines() if name in line.split()]
    return row.replace("│", " ").replace("|", " ").split()


async def test_shops_that_wait_are_placed_once_a_service_is_declared(services: Services, ops: Ops) -> None:
    services.declare("main")
    tenants = [await connect(services) for _ in range(5)]
    status = await ops("search", "status", others=False)
    assert cells(status, "main") == ["main", "shared", "3", "3", "0", "of", "3", "3", "0"]
    assert "2 shops wait for a place" in status
    told = await ops("alerts", "--tenant", str(tenants[-1]))
    assert "declare another service in SEARCH_SERVICES, then `python -m ops search place`" in told
    with pytest.raises(ChildFailed, match="still waits: no room"):
        await ops("search", "place", others=False)
    with pytest.raises(ChildFailed, match="SearchNotPlaced"):
        await ops("index", "--tenant", str(tenants[-1]), others=False)

    placed = await ops("search", "place")
    assert {line.split()[0] for line in placed.splitlines()} == {str(tenant) for tenant in tenants[3:]}
    assert placed.count("on second") == 2
    assert await open_alerts(services.app.database, tenants[-1]) == []
    status = await ops("search", "status")
    assert cells(status, "second") == ["second", "shared", "2", "50", "2", "of", "50", "2", "0"]
    assert "0 shops wait" in status


async def test_all_shops_are_moved_compared_brought_back_and_moved_for_good(
    services: Services, ops: Ops
) -> None:
    tenants = [await connect(services) for _ in range(2)]
    for tenant in tenants:
        await ops("index", "--tenant", str(tenant))
    one = ("--tenant", str(tenants[0]))
    moved = await ops("search", "move", "--all", "--to", "second")
    assert sorted(moved.splitlines()) == sorted(
        f"{tenant} moved: products-index-{tenant}-r1 on second" for tenant in tenants
    )
    assert "already there" in await ops("search", "move", *one, "--model", "shared")
    assert "0 of 0 documents are not as the database has them" in await ops("search", "compare", *one)
    assert (await ops("search", "move", "--all", "--back")).count("moved back") == 2
    assert cells(await ops("search", "status"), "main")[-2:] == ["2", "2"]
    assert (await ops("search", "move", "--all", "--end")).count("is kept for the way back") == 2
    with pytest.raises(ChildFailed, match="is not moving"):
        await ops("search", "compare", "--tenant", str(await connect(services)))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--all",), "say --tenant or --all"),
        (("--all", "--back", "--end"), "say --tenant or --all"),
        (("--model", "shared"), "say --tenant or --all"),
        (("--all", "--to", "third"), "SEARCH_SERVICES has no service third"),
        (("--all", "--model", "multi-vector"), "not one of SEARCH_PILOT_TENANTS"),
    ],
)
async def test_what_cannot_be_done_is_told_and_ends_the_command_with_an_error(
    services: Services, ops: Ops, arguments: tuple[str, ...], sentence: str
) -> None:
    await connect(services)
    with pytest.raises(ChildFailed, match=sentence):
        await ops("search", "move", *arguments)


async def test_one_shops_trouble_stops_no_others_move(services: Services, ops: Ops) -> None:
    """A dedicated service takes one of them."""
    tenants = [await connect(services) for _ in range(2)]
    with pytest.raises(ChildFailed) as failed:
        await ops("search", "move", "--all", "--model", "dedicated", "--at-once", "1")
    assert "no room on big" in str(failed.value)
    assert "1 shops stay where they are" in str(failed.value)
    assert cells(await ops("search", "status"), "big")[2] == "1"
    assert sum(str(tenant) in str(failed.value) for tenant in tenants) == 1


async def test_a_service_that_is_not_reached_or_not_declared_is_shown_so(
    services: Services, ops: Ops
) -> None:
    await connect(services)
    services.stand_ins["second"].fail(500, times=9, retry_after=0.01)
    assert "not reached" in await ops("search", "status")
    services.declare("big")
    await connect(services)
    assert "not declared" in await ops("search", "status", others=False)
