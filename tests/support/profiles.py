"""A connected shop on a database of its own, whose messenger profile the Instagram stand-in keeps."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from aiohttp import web

from local.instagram import Account as Shown
from local.instagram import InstagramStandIn
from local.serve import serve
from merchant import accounts
from merchant.profile import Named, Shop, profile_of
from shared.graph.client import Graph
from shared.graph.login import Login
from shared.tenants import TenantId
from tests.support.instagram import Clock
from tests.support.stages import StageApp

PATH = "/v26.0/me/messenger_profile"
SETTINGS = ("ice_breakers", "persistent_menu")
SHOPS = [
    Shown(f"1784140000000010{n}", f"2897867183840310{n}", f"shop{n}", "Shop", f"token-{n}") for n in "12"
]
#: Sets both, and reads each.
SET = [f"POST {PATH}", f"GET {PATH}", f"GET {PATH}"]
CLEARED = ["DELETE /v26.0/me/subscribed_apps", *[f"DELETE {PATH}"] * 2]


@dataclass
class Meta:
    instagram: InstagramStandIn
    url: str = ""
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None  #: once, when a profile has been set

    async def note(self, request: web.Request, _: web.StreamResponse) -> None:
        self.asked.append(f"{request.method} {request.path}")
        if request.method == "POST" and self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()

    def calls(self) -> list[str]:
        """Since the last time."""
        asked, self.asked = self.asked, []
        return asked

    async def shown(self, account: Shown = SHOPS[0]) -> dict[str, list[Any]]:
        headers = {"Authorization": f"Bearer {account.access_token}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers) as client:
            read = {
                name: (await client.get(PATH, params={"fields": name})).json()["data"] for name in SETTINGS
            }
        self.calls()
        return read

    async def another_app_sets(self, question: str) -> None:
        breakers = [{"locale": "default", "call_to_actions": [{"question": question, "payload": "P"}]}]
        headers = {"Authorization": f"Bearer {SHOPS[0].access_token}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers) as client:
            await client.post(PATH, json={"platform": "instagram", "ice_breakers": breakers})


@pytest.fixture
async def meta() -> AsyncIterator[Meta]:
    instagram = InstagramStandIn(SHOPS, app_secret="s", clock=Clock(), limits=None)
    meta = Meta(instagram)
    instagram.app.on_response_prepare.append(meta.note)
    async with serve(instagram.app) as meta.url:
        yield meta


@pytest.fixture
def own(own_admin_url: str) -> Iterator[psycopg.Connection]:
    """A database with no shops but this test's."""
    with psycopg.connect(own_admin_url, autocommit=True) as connection:
        connection.execute("TRUNCATE shop.tenants, shop.account_directory CASCADE")
        yield connection


@pytest.fixture
async def app(own_app_url: str, meta: Meta) -> AsyncIterator[StageApp]:
    app = StageApp(own_app_url)
    graph = Graph(meta.url, "v26.0")
    login = Login(meta.url, "v26.0", app_id="1", secret="s", token_url=f"{meta.url}/oauth/access_token")
    vars(app).update(graph=graph, login=login)
    yield app
    await graph.close()
    await login.close()
    await app.database.close()


async def connect(
    app: StageApp, tenant: TenantId, account: Shown = SHOPS[0], token: str | None = None
) -> None:
    profile = accounts.Profile("دار", "Dar", "JOD", "", "")
    wanted = accounts.Account(
        account.user_id, account.app_scoped_id, account.username, token or account.access_token
    )
    await accounts.put_shop(app, tenant, profile, wanted)


@pytest.fixture
async def shop(app: StageApp, own: psycopg.Connection) -> TenantId:
    """Connected, with a dress and something to say about delivery."""
    tenant = TenantId(uuid4())
    await connect(app, tenant)
    own.execute(
        "INSERT INTO shop.products (tenant_id, sku, name_ar, name_en, price, currency, stock)"
        " VALUES (%s, 'D-1', 'فستان أحمر', 'Red dress', 20, 'JOD', 3)",
        [tenant],
    )
    own.execute(
        "INSERT INTO shop.knowledge (tenant_id, entry_id, title_ar, title_en, text_ar, text_en, tags)"
        " VALUES (%s, 'delivery', 'رسوم التوصيل', 'Delivery fees', 'دينارين', '2 JOD', '{توصيل}')",
        [tenant],
    )
    return tenant


WANTED = profile_of(Shop([Named("فستان أحمر", "Red dress")], [Named("رسوم التوصيل", "Delivery fees")]))
NOTHING: dict[str, list[Any]] = {"ice_breakers": [], "persistent_menu": []}
CLEAR = (None, False, None)


def kept(own: psycopg.Connection, tenant: TenantId) -> tuple[bytes | None, bool, str | None]:
    """Digest, whether something of ours may be at Instagram, and the problem."""
    (row,) = own.execute(
        "SELECT profile_digest, profile_checked_at IS NOT NULL, profile_problem FROM shop.accounts WHERE tenant_id = %s",
        [tenant],
    ).fetchall()
    digest, touched, problem = row
    return digest, touched, problem


def change(own: psycopg.Connection, tenant: TenantId, columns: str) -> None:
    own.execute(f"UPDATE shop.accounts SET {columns} WHERE tenant_id = %s".encode(), [tenant])


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str | None, int]]:
    """The events about profiles: name, reason and level."""
    lines = [(json.loads(one.message), one.levelno) for one in caplog.records if one.name == "igshop"]
    return [
        (one["event"], one.get("reason"), level)
        for one, level in lines
        if one["event"].startswith("profile.")
    ]
