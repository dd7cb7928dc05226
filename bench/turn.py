"""The turn function alone, against its budgets: CPU, round trips, turns a second, memory, and tokens of the prompt.

It runs in a process of its own with the real SDKs; PostgreSQL (real), Service Bus (local stand-in), model and search
(fixed answers, each call of the model 1.5 s) and this load are other processes on the same machine. A turn here is two
calls of the model with a search between, behind three exchanges, of a shop with a budget. CPU is the process's own time.
"""

import asyncio
import json
import os
import tempfile
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from bench._providers import THINK
from bench._turns import WARM_UP
from local.children import Child
from local.keys import make, write_private
from local.postgres import LOGIN
from local.settings import Places, product_settings, queues
from local.shop.catalogue import load_shop
from merchant.accounts import Account, Profile, put_shop
from merchant.budgets import put_budgets
from shared.app import App
from shared.database import named_queries
from shared.settings import read_settings
from shared.tenants import TenantId
from tests.support.postgres import migrated_database

SQL = named_queries(Path(__file__).with_suffix(".sql"))
ALONE, TURNS = 4, 900
#: The pace is that of a run so long that its beginning and its end, when few are in flight, do not count for much.
PACED = 3_600
#: Two calls of 1.5 s leave 200 in flight no more than 66 turns a second; the pace is measured with more.
IN_FLIGHT, MOST_IN_FLIGHT = 200, 300
GOALS = {"cpu": 15.0, "round trips": 6.0, "turns/s": 60.0, "resident": 200.0}
TEXT = "مرحبا، عندكم فستان أحمر لعرس؟ وقديش سعره لو سمحتوا؟"
ANSWER = "أهلا وسهلا 🌷 عنا فستان سهرة ساتان أحمر، قصّة حورية، متوفر بقياسات S و M و L. بتحبي أبعتلك صورته؟"


class Measured:
    """The shop with its conversations, and the process that answers them."""

    def __init__(self, environment: Mapping[str, str], admin_url: str, log: Path) -> None:
        self._environment, self._admin_url, self._log = environment, admin_url, log
        self.tenant, self.account = TenantId(uuid4()), str(uuid4().int)[:17]
        self._customers = iter(range(10**15, 10**16))

    async def open_shop(self) -> None:
        app, shop = App(read_settings(self._environment)), load_shop()
        profile = Profile(shop.name_ar, shop.name_en, "JOD", shop.about_ar, shop.about_en)
        await put_shop(app, self.tenant, profile, Account(self.account, f"9{self.account}", "shop", "token"))
        await put_budgets(app.database, self.tenant, {"day": Decimal(100_000)})
        await app.close()

    async def run(self, *, alone: bool, turns: int, in_flight: int = 1) -> dict[str, Any]:
        customers = [str(next(self._customers)) for _ in range(turns + WARM_UP)]
        for statement in ("conversations", "events", "parts"):
            self.ask(statement, customers=customers, text=TEXT, answer=ANSWER)
        self._vacuum()
        work = {
            "tenant": str(self.tenant),
            "account": self.account,
            "customers": customers,
            "alone": alone,
            "turns": turns,
            "in_flight": in_flight,
            "database": self._admin_url,
            "login": LOGIN,
        }
        child = await Child.start(
            "bench._turns", json.dumps(work), environment=self._environment, log=self._log
        )
        try:
            return dict(json.loads(await child.says("measured", within=120)))
        finally:
            await child.stop()

    def ask(self, statement: str, **params: object) -> list[dict[str, Any]]:
        params |= {"tenant": self.tenant, "account": self.account}
        with psycopg.connect(self._admin_url, autocommit=True, row_factory=dict_row) as connection:
            cursor = connection.execute(SQL[statement], params)
            return cursor.fetchall() if cursor.description else []

    def _vacuum(self) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def report(what: str, value: float, unit: str, goal: str = "", *, met: bool | None = None) -> None:
    verdict = "" if met is None else f"   goal {goal} → {'met' if met else 'MISSED'}"
    print(f"  {what:<44} {value:8.1f} {unit}{verdict}", flush=True)


async def measure(shop: Measured) -> None:
    await shop.open_shop()
    waits = await shop.run(alone=True, turns=ALONE)
    # The bell for the typing dots travels beside the model's first call, and nobody waits for it.
    waits["bus"] -= 1
    trips = sum(waits[name] for name in ("database", "embed", "search", "bus"))
    many = await shop.run(alone=False, turns=TURNS, in_flight=IN_FLIGHT)
    most = await shop.run(alone=False, turns=PACED, in_flight=MOST_IN_FLIGHT)
    cpu = many["cpu"] / TURNS * 1000
    report("CPU a turn", cpu, "ms", "at most 15", met=cpu <= GOALS["cpu"])
    report("round trips, without the model's", trips, "", "at most 6", met=trips <= GOALS["round trips"])
    for name in ("database", "embed", "search", "bus", "chat"):
        report(f"  of them {name}" if name != "chat" else "  and calls of the model", waits[name], "")
    report(f"turns a second, {IN_FLIGHT} in flight", TURNS / many["seconds"], "")
    pace = PACED / most["seconds"]
    report(
        f"turns a second, {MOST_IN_FLIGHT} in flight", pace, "", "at least 60", met=pace >= GOALS["turns/s"]
    )
    rss = many["resident"]
    report(f"resident, {IN_FLIGHT} in flight", rss, "MB", "at most 200", met=rss <= GOALS["resident"])
    report("  before, warm", many["warm"], "MB")
    (spent,) = shop.ask("spent")
    report("prompt tokens a turn, both calls (bytes / 4)", spent["prompt"], "")
    report("  of them cached, as providers count", spent["cached"], "")
    report("completion tokens a turn", spent["completion"], "")
    if outages := Counter(many["put_off"]) + Counter(most["put_off"]):
        raise SystemExit(f"these figures are not those of turns, for some were put off: {dict(outages)}")
    for row in shop.ask("outcomes"):
        print(f"  {row['turns']} turns: {row['outcome']} {row['reason'] or ''}")
    print(
        f"  load of the machine: {', '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores"
    )


async def main() -> None:
    print(f"Turns (real PostgreSQL, stand-ins in other processes, the model answers in {THINK:g} s a call)")
    admin_url, app_url = migrated_database()
    keys = make()
    with tempfile.TemporaryDirectory() as folder:
        log, config = Path(folder) / "log", Path(folder) / "queues.json"
        write_private(config, queues(keys))
        bus = await Child.start(
            "local.servicebus", "--config", str(config), "--memory", environment={}, log=log
        )
        providers = await Child.start("bench._providers", environment={}, log=log)
        try:
            address = await providers.says("Listening on ")
            places = Places(
                app="http://127.0.0.1:1",
                bus="Endpoint=" + await bus.says("Endpoint="),
                graph="http://127.0.0.1:1",
                search=address,
                model=address,
                database=app_url,
                migration_database=admin_url,
            )
            settings = product_settings(keys, places) | {"OPENAI_BASE_URL": f"{address}/v1/"}
            await measure(Measured({**os.environ, **settings}, admin_url, log))
        finally:
            await providers.stop()
            await bus.stop()


if __name__ == "__main__":
    asyncio.run(main())
