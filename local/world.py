"""`up`: the whole product on this machine, ready when its address is printed.

PostgreSQL, Service Bus and the functions host run as processes of their own; search, model and Instagram listen in
this one. Before the address is printed a message goes the whole way, webhook to reply, so that what is printed works.
All that must outlive a stop lies in one folder, and a start on the same folder goes on from there.
"""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID

from local import postgres
from local.children import ROOT, Child, ChildFailed
from local.filling import prepare_database, show_profile, store_shop
from local.instagram.stand_in import InstagramStandIn
from local.instagram.threads import Account
from local.keys import Keys, load_or_make, write_private
from local.model import ModelStandIn
from local.search import SearchStandIn
from local.serve import serve
from local.settings import Places, product_settings, queues, real_model
from local.shop.catalogue import load_shop
from local.shop.posting import sample_posts

LOCAL = ROOT / ".local"
TENANT = UUID("5f0c7a52-4a0e-4d8e-9d39-6a1f1c1b7a10")
ACCOUNT_ID = "17841400000000001"
APP_SCOPED_ID = "28978671838402975"
PAGE_PORT = 7400
APP_PORT = 7401
#: The stand-in answers at once; a moment per call lets the typing dots be seen.
THINK = 0.25
#: Has no shop here yet: for whoever wants to see a merchant connect.
NEWCOMER = Account(
    user_id="17841400000000002",
    app_scoped_id="28978671838402976",
    username="laila.scarves",
    display_name="Laila's scarves",
    access_token="",
    connected=False,
)
#: Not a customer: the world asking itself whether it works.
SELF_CHECK = "100000000000001"


async def up(state: Path = LOCAL) -> None:
    """Runs until Ctrl-C, or until a process of the world ends; then raises ChildFailed."""
    stopping = _stop_signal()
    started = time.monotonic()
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(_world(state))
        print(
            f"\n  Open {world.page} and write to the shop.  (ready in {time.monotonic() - started:.1f} s)\n"
        )
        print(f"  A merchant connects at {world.connect}")
        place = LOCAL.name if state == LOCAL else state
        print(
            f"  Webhook {world.webhook} · logs and keys in {place}/ · Ctrl-C stops everything\n", flush=True
        )
        ends: list[asyncio.Task[object]] = [asyncio.create_task(child.ended()) for child in world.children]
        ends.append(asyncio.create_task(stopping.wait()))
        done, pending = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        print("stopping …", flush=True)
        for task in done:
            task.result()


class _World:
    def __init__(self, page: str, webhook: str, children: list[Child]) -> None:
        self.page = page
        self.connect = webhook.replace("/webhook", "/console/connect")
        self.webhook = webhook
        self.children = children


@asynccontextmanager
async def _world(state: Path) -> AsyncIterator[_World]:
    keys = load_or_make(state / "keys.json")
    shop = load_shop()
    async with AsyncExitStack() as stack:
        _say("PostgreSQL")
        database = await asyncio.to_thread(postgres.start, state / "postgres")
        stack.callback(database.stop)
        _say("Service Bus")
        bus, bus_address = await _start_bus(keys, state, stack)
        _say("search, model and Instagram (stand-ins)")
        search = await stack.enter_async_context(serve(SearchStandIn(keys.search_key).app))
        model = await stack.enter_async_context(serve(ModelStandIn(api_key=keys.model_key, think=THINK).app))
        account = Account(
            user_id=ACCOUNT_ID,
            app_scoped_id=APP_SCOPED_ID,
            username=shop.instagram,
            display_name=shop.name_en,
            access_token=keys.access_token,
        )
        instagram = InstagramStandIn(
            [account, NEWCOMER],
            app_secret=keys.app_secret,
            state=state / "instagram.jsonl",
            unlisted={SELF_CHECK},
        )
        instagram.put_posts(*sample_posts())
        page = await stack.enter_async_context(serve(instagram.app, _free_port(PAGE_PORT)))
        instagram.address = page
        port = _free_port(APP_PORT)
        places = Places(
            app=f"http://127.0.0.1:{port}",
            bus=bus_address,
            graph=page,
            search=search,
            model=model,
            database=database.app_url,
            migration_database=database.admin_url,
        )
        environment = product_settings(keys, places) | real_model(os.environ)
        write_private(state / "settings.json", {"IsEncrypted": False, "Values": environment})
        _say("schema, sample shop and its search index")
        host = await _start_product(account, environment, port, database, state, stack)
        webhook = await _connect(instagram, host, keys)
        yield _World(page, webhook, [bus, host])


async def _start_bus(keys: Keys, state: Path, stack: AsyncExitStack) -> tuple[Child, str]:
    config = state / "queues.json"
    write_private(config, queues(keys))
    journal = str(state / "servicebus.sqlite")
    bus = await Child.start(
        "local.servicebus",
        "--config",
        str(config),
        "--journal",
        journal,
        environment={},
        log=state / "logs" / "servicebus.log",
    )
    stack.push_async_callback(bus.stop)
    return bus, "Endpoint=" + await bus.says("Endpoint=")


async def _start_product(
    account: Account,
    environment: dict[str, str],
    port: int,
    database: postgres.Postgres,
    state: Path,
    stack: AsyncExitStack,
) -> Child:
    """Schema first; then the host starts up while the catalogue is stored, indexed and offered to be tapped."""
    await prepare_database(database, environment)
    host = await Child.start(
        "local.host", "--port", str(port), environment=environment, log=state / "logs" / "host.log"
    )
    stack.push_async_callback(host.stop)
    await store_shop(account, TENANT, environment)
    await show_profile(TENANT, environment)
    return host


async def _connect(instagram: InstagramStandIn, host: Child, keys: Keys) -> str:
    """Point Instagram at the host, as the dashboard does, and let one message go the whole way."""
    webhook = f"{await host.says('Listening on ')}/webhook"
    handshake = await instagram.verify(webhook, keys.verify_token)
    if not handshake.accepted:
        raise ChildFailed(f"the webhook did not pass Meta's handshake: {handshake}\n{host.tail()}")
    instagram.callback_url = webhook
    _say("one message, all the way")
    before = len([one for one in instagram.sent if one.recipient == SELF_CHECK])
    await instagram.customer_says(SELF_CHECK, "مرحبا")
    try:
        await instagram.sent_to(SELF_CHECK, before + 1, within=20)
    except TimeoutError:
        raise ChildFailed(f"the message was not answered; see {host.log}\n{host.tail()}") from None
    return webhook


def _free_port(wanted: int) -> int:
    """The wanted port, so that the address stays the same from start to start, or any other."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            if sys.platform != "win32":  # there it would take a port that somebody listens on
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise ChildFailed("no port of this machine is free")


def _stop_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
    return stopping


def _say(what: str) -> None:
    print(f"  {what}", flush=True)
