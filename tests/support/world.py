"""The whole product as the flow tests see it: its host in a process of its own, the real SDKs and PostgreSQL inside it,
and the stand-ins in the test's hands: to script, to hold back, to kill, and to move the bus's clock.
"""

import asyncio
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx
import psycopg
from psycopg.rows import dict_row

from local import postgres
from local.children import Child
from local.filling import prepare_database, store_shop
from local.instagram.stand_in import InstagramStandIn
from local.instagram.threads import Account
from local.keys import Keys, make
from local.model import ModelStandIn
from local.search import SearchStandIn
from local.serve import serve
from local.servicebus.broker.broker import Broker
from local.servicebus.config import Config
from local.servicebus.server import Server
from local.settings import Places, product_settings, queues
from tests.support.outlets import Mailbox, mailbox
from tests.support.pgbouncer import PgBouncer
from tests.support.postgres import new_database
from tests.support.proxy import Door

T = TypeVar("T")

TENANT = UUID("11111111-2222-4333-8444-555555555555")
ACCOUNT_ID = "17841400000000009"
NEIGHBOURS_ACCOUNT_ID = "17841400000000008"


#: Accounts that nobody has connected yet, the last of them a personal one and the one before it no tester's.
NEWCOMERS = 8


def newcomer(number: int) -> Account:
    return Account(
        user_id=f"1784140000000100{number}",
        app_scoped_id=f"2897867183840310{number}",
        username=f"newcomer.{number}",
        display_name=f"Newcomer {number}",
        access_token=f"unissued-{number}",
        account_type="PERSONAL" if number == NEWCOMERS - 1 else "BUSINESS",
        tester=number != NEWCOMERS - 2,
        connected=False,
    )


class BusClock:
    """The bus's time: real, or ahead of it for as long as a test needs. The product's own clock stays where it is."""

    ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class World:
    def __init__(self, keys: Keys, database: postgres.Postgres, folder: Path, door: Door) -> None:
        self.keys = keys
        self.database = database
        self.folder = folder
        self.door = door
        self.clock = BusClock()
        self.broker = Broker(Config.parse(queues(keys)), clock=self.clock)
        self.bus = Server(self.broker)
        self.search = SearchStandIn(keys.search_key)
        self.model = ModelStandIn(api_key=keys.model_key)
        self.account = Account(
            user_id=ACCOUNT_ID,
            app_scoped_id="28978671838402999",
            username="flow.shop",
            display_name="Flow Shop",
            access_token=keys.access_token,
        )
        self.neighbour = Account(
            user_id=NEIGHBOURS_ACCOUNT_ID,
            app_scoped_id="28978671838402998",
            username="next.door",
            display_name="Next Door",
            access_token=f"IGLOCAL{secrets.token_hex(20)}",
        )
        self.newcomers = [newcomer(number) for number in range(NEWCOMERS)]
        self.instagram = InstagramStandIn(
            [self.account, self.neighbour, *self.newcomers],
            app_secret=keys.app_secret,
            retries=(0.05, 0.1, 0.2, 0.4, 0.8, *[1.6] * 20),  # for as long as a host may need to start again
        )
        self.environment: dict[str, str] = {}
        self.mailbox = Mailbox()
        self.host_arguments: tuple[str, ...] = ()
        self.host: Child | None = None
        self.webhook = ""
        self._customers = iter(range(7_000_000_000_000_001, 7_000_000_000_999_999))

    def new_customer(self) -> str:
        return str(next(self._customers))

    async def start_host(self) -> None:
        self.host = await Child.start(
            "local.host", *self.host_arguments, environment=self.environment, log=self.folder / "host.log"
        )
        self.webhook = f"{await self.host.says('Listening on ')}/webhook"
        self.instagram.callback_url = self.webhook

    async def kill_host(self) -> None:
        """SIGKILL, wherever it is."""
        assert self.host is not None
        await self.host.kill()

    def let_pass(self, seconds: float) -> None:
        """What is due within these seconds is due now, and what the bus forgets by then is forgotten."""
        self.clock.ahead = seconds
        self.broker.wake()
        self.clock.ahead = 0.0

    async def while_time_flies(self, waiting: Awaitable[T]) -> T:
        """Let minutes pass on the bus, again and again, until what is waited for has come."""
        task = asyncio.ensure_future(waiting)
        while not task.done():
            self.let_pass(300)
            await asyncio.wait([task], timeout=0.05)
        return await task

    async def rows(self, statement: str, *params: object) -> list[dict[str, Any]]:
        """Read or change the database as its superuser, past every policy."""

        def query() -> list[dict[str, Any]]:
            with psycopg.connect(
                self.database.admin_url, autocommit=True, row_factory=dict_row
            ) as connection:
                cursor = connection.execute(statement.encode(), params)
                return cursor.fetchall() if cursor.description else []

        return await asyncio.to_thread(query)

    async def until(self, statement: str, *params: object, within: float = 30.0) -> list[dict[str, Any]]:
        """The first rows that the query has."""
        async with asyncio.timeout(within):
            while not (rows := await self.rows(statement, *params)):  # noqa: ASYNC110  # a database tells nobody that a row came
                await asyncio.sleep(0.02)
        return rows

    async def until_true(self, condition: Callable[[], bool], within: float = 30.0) -> None:
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110  # the broker's counts ring no bell
                await asyncio.sleep(0.01)

    async def settled(self, customer: str, within: float = 30.0) -> list[dict[str, Any]]:
        """The customer's events once each has its disposition."""
        await self.until(
            "SELECT 1 FROM shop.events WHERE customer_id = %s HAVING count(*) > 0 AND count(disposition) = count(*)",
            customer,
            within=within,
        )
        return await self.rows("SELECT * FROM shop.events WHERE customer_id = %s ORDER BY seq", customer)

    async def tune_shops(self) -> None:
        """Answers at once, and no disclosure: few tests are about that, and those switch it on."""
        await self.rows(
            "UPDATE shop.tenants SET quiet = '0.15 seconds', quiet_cap = '0.6 seconds', disclosure_ar = '', disclosure_en = ''"
        )

    async def sweep(self) -> None:
        await self.run_timer("sweep")

    async def run_timer(self, name: str) -> None:
        """Start this timer's work now, as the host's admin endpoint can."""
        async with httpx.AsyncClient() as client:
            url = self.webhook.replace("/webhook", f"/admin/functions/{name}")
            answer = await client.post(url, json={"input": ""})
        answer.raise_for_status()

    def letters_to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.mailbox.messages if one["To"] == address]

    async def link_to(self, address: str, *, after: int = 0) -> str:
        """The path of the link in the letter that comes to this address after so many others."""
        await self.run_timer("alerts")
        await self.until_true(lambda: len(self.letters_to(address)) > after)
        found = re.search(r"https?://[^/\s]+(/\S+)", self.letters_to(address)[-1].get_content())
        assert found
        return found[1]

    async def leave_threads_alone(self) -> None:
        """The reconciler's timer reads no account's threads until a test makes it due: reads are limited and scripted."""
        await self.rows("UPDATE shop.accounts SET reconcile_due_at = 'infinity'")

    def dead_letters(self) -> int:
        return sum(
            len(self.broker.messages(queue, dead_letter=True))
            for queue in ("inbound", "turns", "outbound", "catalog", "orders")
        )


@asynccontextmanager
async def flow_world(
    folder: Path, bouncer: PgBouncer | None = None, *, name: str = "flow"
) -> AsyncIterator[World]:
    """Everything up, the sample shop stored and indexed, the host listening; its database through the bouncer."""
    database = await asyncio.to_thread(new_database, name)
    door = Door(bouncer.url_of(database.admin_url) if bouncer else database.admin_url)
    world = World(make(), database, folder, door)
    async with AsyncExitStack() as stack:
        await world.bus.start()
        stack.push_async_callback(world.bus.stop)
        await world.door.open()
        stack.push_async_callback(world.door.shut)
        places = Places(
            app="http://127.0.0.1:1",
            bus=world.bus.connection_string(),
            graph=await stack.enter_async_context(serve(world.instagram.app)),
            search=await stack.enter_async_context(serve(world.search.app)),
            model=await stack.enter_async_context(serve(world.model.app)),
            database=world.door.url_for(postgres.LOGIN),
            migration_database=database.admin_url,
        )
        world.instagram.address = places.graph
        world.mailbox = await stack.enter_async_context(mailbox())
        world.environment = product_settings(world.keys, places) | {
            "SMTP_URL": f"smtp://127.0.0.1:{world.mailbox.port}",
            "MAIL_FROM": "letters@igshop.example",
        }
        await prepare_database(database, world.environment)
        await store_shop(world.account, TENANT, world.environment)
        await world.tune_shops()
        await world.leave_threads_alone()
        await world.start_host()
        yield world
        if world.host is not None:
            await world.host.stop()
