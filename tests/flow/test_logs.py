"""Nothing personal in any line: a host as talkative as a host can be, everything goes wrong, and its log is searched.

The world is one of its own, because of what is left behind in it. Every line counts, whoever wrote it: ours, the
libraries', the host's, tracebacks included.
"""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from azure.servicebus.aio import ServiceBusClient

from local.children import ROOT
from local.instagram import wire
from local.model import Failure
from shared.bus import Bus
from shared.contracts import Event, Inbound, Outgoing, Queue, SendDoorbell, TurnDoorbell, dump, members
from shared.tenants import ConversationKey, TenantId
from tests.support.logs import logged, text_of
from tests.support.world import ACCOUNT_ID, TENANT, World, flow_world

ARABIC = "مرحبا أنا سلمى الزعبي، بدي فستان خطوبة، رقمي 0791234567 وعنواني شارع الرينبو عمارة الزيتونة"
ENGLISH = "Kindly bring it to Rania Qubeisi, 14 Zahran Boulevard near Abdali, telephone +962795554433"
ARABIZI = "bidi fustan la bint khalti Um Khaldoun bshare3 Wasfi, ra2mi 0785551212"
OWNER = "أهلا حبيبتي معك هنادي صاحبة البوتيك، احكيني 0776665544"
UNKNOWN = {"hologram": {"nickname": "Tareq Masarweh", "reach": "0777000111"}}
POISON = "shukran Ghadeer 0788123999"
REFUSED = "NUL \x00 Shahrazad 0799998877"
BROKEN = "Thurayya Nabulsi 0781112223"
WRITTEN = (ARABIC, ENGLISH, ARABIZI, OWNER, json.dumps(UNKNOWN["hologram"]), POISON, REFUSED, BROKEN)
PASSWORD = "swordfish-of-the-database"

#: Fails as a stage or a trigger with a fault would: seen by its rim, and in a task that nobody waits for.
FAULTY_FUNCTION = """
import asyncio, gc, logging

@app.function_name("faulty")
@app.route("faulty", methods=["POST"])
async def faulty(req: func.HttpRequest) -> func.HttpResponse:
    logging.getLogger("talkative").debug("the host lets this through")
    return await answer("faulty", req, _fail)

async def _fail(req):
    task = asyncio.create_task(_fail_unseen(req))
    await asyncio.wait({task})
    del task
    gc.collect()
    return int(req.get_body().decode())

async def _fail_unseen(req):
    int(req.get_body().decode())
"""


def talkative_app(folder: Path) -> Path:
    """function_app.py as it is and a function that fails, under a host.json that lets every line through."""
    folder.mkdir()
    host = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))
    host["logging"] = {"logLevel": {"default": "Trace"}}
    (folder / "host.json").write_text(json.dumps(host), encoding="utf-8")
    source = (ROOT / "function_app.py").read_text(encoding="utf-8")
    (folder / "function_app.py").write_text(source + FAULTY_FUNCTION, encoding="utf-8")
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("logs")
    async with flow_world(folder, name="logs") as world:
        assert world.host is not None
        await world.host.stop()
        world.environment["PYTHON_ENABLE_DEBUG_LOGGING"] = "1"
        world.environment["DATABASE_URL"] = world.environment["DATABASE_URL"].replace("@", f":{PASSWORD}@")
        world.host_arguments = ("--app", str(talkative_app(folder / "app")))
        await world.start_host()
        yield world


async def a_conversation(world: World) -> None:
    customer = world.new_customer()
    await world.instagram.customer_says(customer, ARABIC)
    await world.instagram.sent_to(customer, 1)
    await world.instagram.customer_says(customer, ENGLISH)
    await world.instagram.sent_to(customer, 2)
    await world.instagram.deliver(
        wire.item(customer, ACCOUNT_ID, 1, **UNKNOWN), world.instagram.write(customer, ARABIZI)
    )
    await world.instagram.sent_to(customer, 3)
    await world.instagram.owner_says(customer, OWNER)
    await world.settled(customer)


async def a_turn_whose_model_refuses(world: World) -> None:
    customer = world.new_customer()
    world.model.enqueue(Failure(400, code=ENGLISH, message=f"The prompt says: {ENGLISH}"))
    await world.instagram.customer_says(customer, ENGLISH)
    await world.instagram.sent_to(customer, 1)
    await logged(world, "turn.failed")


async def posts_that_meta_refuses(world: World) -> None:
    """For now, and for good."""
    customer = world.new_customer()
    world.instagram.fail_next(2)
    await world.instagram.customer_says(customer, ARABIZI)
    await world.instagram.sent_to(customer, 1)
    await logged(world, "send.postponed")
    world.instagram.fail_next(10, 2534022)
    await world.instagram.customer_says(world.new_customer(), ARABIZI)
    await logged(world, "send.failed")


async def messages_that_are_poison(world: World) -> None:
    """Of no contract, in value and in name; of the contract, and PostgreSQL takes none of it."""
    key = ConversationKey(TenantId(TENANT), ACCOUNT_ID, world.new_customer())
    event = Event(f"message:{POISON}", "message", 1, f"mid-{POISON}", REFUSED)
    bodies = {
        Queue.TURNS: dump({"turn": members(TurnDoorbell.of(key)) | {"customer": [POISON]}}),
        Queue.OUTBOUND: dump({"send": members(SendDoorbell.of(key)) | {POISON: 1}}),
        Queue.INBOUND: Inbound(account=key.account, customer=key.customer, events=(event,)).encode(),
    }
    connection = world.bus.connection_string()
    bus = Bus(lambda _: ServiceBusClient.from_connection_string(connection), namespaces=1)
    for queue, body in bodies.items():
        await bus.send(Outgoing(queue, key.account, f"{key.account}:{key.customer}", queue.value, body))
    await bus.close()
    await world.until_true(lambda: world.dead_letters() == len(bodies), within=30)


async def an_outage(world: World) -> None:
    customer = world.new_customer()
    await world.door.shut()
    try:
        await world.instagram.customer_says(customer, ARABIC)
        await logged(world, "successor.scheduled", queue=Queue.INBOUND)
    finally:
        await world.door.open()
    await world.while_time_flies(world.instagram.sent_to(customer, 1))


async def calls_of_strangers(world: World) -> None:
    await world.instagram.verify(world.webhook, world.keys.verify_token)
    await world.instagram.verify(world.webhook, "guess")
    async with httpx.AsyncClient() as client:
        body = wire.build_body(world.instagram.write(world.new_customer(), ENGLISH))
        assert (await client.post(world.webhook, content=body)).status_code == 401
        failed = await client.post(world.webhook.replace("/webhook", "/faulty"), content=BROKEN.encode())
    assert (failed.status_code, failed.text) == (500, "this failed on our side")


def telling(world: World) -> set[str]:
    """Everything that would tell on somebody: texts, their words and numbers, ids of messages, keys."""
    texts = [*WRITTEN, *(sent.text for sent in world.instagram.sent)]
    words = {found for text in WRITTEN for found in re.findall(r"[^\W\d_]{4,}|\d{6,}", text)}
    customers = {sent.recipient for sent in world.instagram.sent}
    mids = {message.mid for one in customers for message in world.instagram.thread(one).messages}
    secrets = {*astuple(world.keys), world.keys.key_ring.partition(":")[2], PASSWORD}
    assert len(mids) > 10
    return {*filter(None, texts), *words, *mids, *secrets}


async def test_no_line_tells_on_anybody_whatever_goes_wrong(world: World) -> None:
    await a_conversation(world)
    await a_turn_whose_model_refuses(world)
    await posts_that_meta_refuses(world)
    await messages_that_are_poison(world)
    await an_outage(world)
    await calls_of_strangers(world)
    await logged(world, "request.failed", function="faulty")

    log = text_of(world)
    assert [told for told in telling(world) if told in log or json.dumps(told)[1:-1] in log] == []
    lines = [json.loads(line) for line in log.splitlines()]
    assert gone_wrong(lines) >= {"message.poison", "request.failed", "send.failed", "turn.failed"}
    assert any("Task exception was never retrieved: ValueError" in str(line["message"]) for line in lines)
    assert speakers_below_a_warning(lines) == {"igshop", "Host", "Function", "talkative"}


def gone_wrong(lines: list[dict[str, Any]]) -> set[str]:
    errors = [line["message"] for line in lines if line["level"] == "ERROR"]
    return {message["event"] for message in errors if isinstance(message, dict)}


def speakers_below_a_warning(lines: list[dict[str, Any]]) -> set[str]:
    """Once the app is there: asyncio's line about its selector is older."""
    ready = max(n for n, line in enumerate(lines) if str(line["message"]).startswith("Running: "))
    quiet = [line for line in lines[ready:] if line["level"] in {"DEBUG", "INFO"}]
    return {line["category"].partition(".")[0] for line in quiet}
