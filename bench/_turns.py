"""The measured process of `bench/turn.py`: the product's own App and the turn function, and nothing else.

Reads what to do as JSON from its first argument, and prints what it has measured as JSON: either what a turn waits for,
one turn after the other, or what many at once cost.
"""

import asyncio
import json
import os
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from process.turn import turn
from shared.app import App
from shared.contracts import Outgoing, TurnDoorbell
from shared.errors import Retryable
from shared.settings import read_settings
from shared.tenants import ConversationKey, TenantId
from tests.support.proxy import Door

SAMPLE = 0.1
TURN_TAKES = 3.0
WARM_UP = 20


class Turns:
    def __init__(self, work: Mapping[str, Any]) -> None:
        self._tenant, self._account = TenantId(UUID(work["tenant"])), work["account"]
        self._customers: Iterator[str] = iter(work["customers"])
        self.put_off: Counter[str] = Counter()  #: by what was out

    async def run(self, app: App, count: int, in_flight: int) -> float:
        """Seconds, of `count` turns with so many of them at any time, begun one after the other."""
        left = iter(range(count))

        async def one_by_one(number: int) -> None:
            await asyncio.sleep(number * TURN_TAKES / in_flight)
            for _ in left:
                key = ConversationKey(self._tenant, self._account, next(self._customers))
                try:
                    await turn(app, TurnDoorbell.of(key))
                except Retryable as error:
                    self.put_off[str(error)] += 1

        began = time.perf_counter()
        await asyncio.gather(*(one_by_one(number) for number in range(in_flight)))
        return time.perf_counter() - began


class CountingDoor(Door):
    """In front of PostgreSQL: the client waits when its words end with a Sync or a Flush."""

    round_trips = 0

    def _asked(self, chunk: bytes) -> bytes:
        self.round_trips += chunk.endswith((b"S\0\0\0\x04", b"H\0\0\0\x04"))
        return chunk


class CountingBus:
    def __init__(self, app: App) -> None:
        self._bus, self.sends = app.bus, 0

    async def send(self, *messages: Outgoing) -> None:
        self.sends += 1
        await self._bus.send(*messages)

    async def close(self) -> None:
        await self._bus.close()


def resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


async def highest_resident(into: list[float]) -> None:
    while True:
        into.append(resident_mb())
        await asyncio.sleep(SAMPLE)


async def waits(turns: Turns, work: Mapping[str, Any]) -> dict[str, float]:
    """How often a turn waits for each server, on the average of a few."""
    door = CountingDoor(work["database"])
    await door.open()
    app = App(read_settings({**os.environ, "DATABASE_URL": door.url_for(work["login"])}))
    bus = CountingBus(app)
    vars(app).update(bus=bus)

    def so_far() -> dict[str, int]:
        with urllib.request.urlopen(f"{os.environ['SEARCH_ENDPOINT']}/asked") as answer:  # noqa: S310
            return {"database": door.round_trips, "bus": bus.sends, **json.load(answer)}

    await turns.run(app, 2, 1)
    before = await asyncio.to_thread(so_far)
    await turns.run(app, work["turns"], 1)
    after = await asyncio.to_thread(so_far)
    await app.close()
    await door.shut()
    return {name: (after[name] - before[name]) / work["turns"] for name in after}


async def costs(turns: Turns, work: Mapping[str, Any]) -> dict[str, Any]:
    app = App(read_settings(os.environ))
    await turns.run(app, WARM_UP, WARM_UP)
    resident = [resident_mb()]
    watch = asyncio.create_task(highest_resident(resident))
    cpu = time.process_time()
    seconds = await turns.run(app, work["turns"], work["in_flight"])
    cpu = time.process_time() - cpu
    watch.cancel()
    await app.close()
    return {
        "seconds": seconds,
        "cpu": cpu,
        "resident": max(resident),
        "warm": resident[0],
        "put_off": turns.put_off,
    }


async def main(work: Mapping[str, Any]) -> None:
    turns = Turns(work)
    measured = await (waits if work["alone"] else costs)(turns, work)
    print("measured", json.dumps(measured), flush=True)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
