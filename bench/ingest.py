"""The webhook against its floor, on a warm link to the local Service Bus in a process of its own.

Floor: check the signature, parse the JSON, one awaited send; what no webhook can do without. Goals: one delivery at
most 1.3 times the floor (median), and with 64 deliveries at once at least twice the throughput of the usual way, one
send a delivery behind a lock. Figures are of a stand-in: they say nothing about Azure's latency.
"""

import asyncio
import hashlib
import hmac
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusSender

from ingest.webhook import accept
from local.children import Child
from local.keys import make, write_private
from local.settings import queues
from shared.bus import Bus

ROUNDS = 400
IN_FLIGHT = 64
BURST = 1280
GOAL_RATIO = 1.3
GOAL_THROUGHPUT = 2.0

Deliver = Callable[[int], Awaitable[None]]


def body(number: int) -> bytes:
    """One text message, escaped as Meta escapes it."""
    message = {"mid": f"m{number}.{time.monotonic_ns()}", "text": "عندكم فستان أحمر؟ قديش؟"}
    item = {
        "sender": {"id": "900"},
        "recipient": {"id": "178"},
        "timestamp": 1762128000001,
        "message": message,
    }
    entry = {"id": "178", "time": 1762128000123, "messaging": [item]}
    return (
        json.dumps({"object": "instagram", "entry": [entry]}, separators=(",", ":"))
        .replace("/", "\\/")
        .encode()
    )


def signature(secret: bytes, data: bytes) -> str:
    return "sha256=" + hmac.new(secret, data, hashlib.sha256).hexdigest()


class Floor:
    """What cannot be left out, one delivery after the other."""

    def __init__(self, sender: ServiceBusSender, secret: bytes) -> None:
        self._sender = sender
        self._secret = secret
        self._lock = asyncio.Lock()

    async def deliver(self, number: int) -> None:
        data = body(number)
        header = signature(self._secret, data)
        if not hmac.compare_digest(signature(self._secret, data), header):
            raise AssertionError
        item = json.loads(data)["entry"][0]["messaging"][0]
        message = ServiceBusMessage(
            json.dumps(item).encode(), session_id=f"178:{number % 50}", message_id=item["message"]["mid"]
        )
        async with self._lock:
            await self._sender.send_messages(message)


class Ours:
    def __init__(self, bus: Bus, secret: bytes) -> None:
        self._bus = bus
        self._secret = secret

    async def deliver(self, number: int) -> None:
        data = body(number)
        headers = {"x-hub-signature-256": signature(self._secret, data)}
        await accept(data, headers, secrets=[self._secret], send=self._bus.send)


async def each_after_the_other(floor: Deliver, ours: Deliver) -> tuple[float, float]:
    """Median milliseconds of each, by turns."""
    times: dict[Deliver, list[float]] = {floor: [], ours: []}
    for number in range(ROUNDS):
        for deliver in (floor, ours):
            began = time.perf_counter()
            await deliver(number)
            times[deliver].append((time.perf_counter() - began) * 1000)
    return statistics.median(times[floor]), statistics.median(times[ours])


async def many_at_once(deliver: Deliver) -> float:
    """Deliveries a second with IN_FLIGHT of them waiting at any time."""
    numbers = iter(range(BURST))

    async def one_by_one() -> None:
        for number in numbers:
            await deliver(number)

    began = time.perf_counter()
    await asyncio.gather(*(one_by_one() for _ in range(IN_FLIGHT)))
    return BURST / (time.perf_counter() - began)


async def measure(connection: str) -> None:
    secret = b"bench"
    bus = Bus(lambda _: ServiceBusClient.from_connection_string(connection, retry_total=0), namespaces=1)
    async with (
        ServiceBusClient.from_connection_string(connection) as client,
        client.get_queue_sender("inbound") as sender,
    ):
        floor, ours = Floor(sender, secret), Ours(bus, secret)
        await floor.deliver(0)
        await ours.deliver(0)
        floor_ms, ours_ms = await each_after_the_other(floor.deliver, ours.deliver)
        rounds = [(await many_at_once(floor.deliver), await many_at_once(ours.deliver)) for _ in range(3)]
    await bus.close()
    locked, grouped = (statistics.median(side) for side in zip(*rounds, strict=True))
    report(
        "one delivery, p50 in ms",
        floor_ms,
        ours_ms,
        ours_ms / floor_ms,
        f"at most {GOAL_RATIO}",
        met=ours_ms / floor_ms <= GOAL_RATIO,
    )
    gain = grouped / locked
    report(
        f"{IN_FLIGHT} at once, per second",
        locked,
        grouped,
        gain,
        f"at least {GOAL_THROUGHPUT}",
        met=gain >= GOAL_THROUGHPUT,
    )


def report(what: str, floor: float, ours: float, ratio: float, goal: str, *, met: bool) -> None:
    print(
        f"  {what:<26} floor {floor:8.2f}   webhook {ours:8.2f}   ratio {ratio:.2f}, goal {goal} → {'met' if met else 'MISSED'}"
    )


async def main() -> None:
    print("Webhook against its floor (local stand-in for Service Bus, in memory, own process)")
    keys = make()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "queues.json"
        write_private(config, queues(keys))
        bus = await Child.start(
            "local.servicebus", "--config", str(config), "--memory", environment={}, log=Path(folder) / "log"
        )
        try:
            await measure("Endpoint=" + await bus.says("Endpoint="))
        finally:
            await bus.stop()


if __name__ == "__main__":
    asyncio.run(main())
