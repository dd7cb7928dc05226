"""What record, turn and send do by themselves: on a real PostgreSQL, with bus, model, search and Graph answering at once.

A floor in the same run: one transaction of one statement, of which each stage has at least one.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable
from uuid import uuid4

from merchant.accounts import Account, Profile, put_shop
from merchant.manners import Manners, put_manners
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.database import Database
from shared.secret import Secret
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.postgres import migrated_database
from tests.support.stages import StageApp, said

CONVERSATIONS, WARM_UP = 400, 50


async def main() -> None:
    admin_url, app_url = migrated_database()
    app = StageApp(app_url)
    vars(app).update(database=Database(Secret(app_url)))
    tenant, account = TenantId(uuid4()), str(uuid4().int)[:17]
    await put_shop(
        app, tenant, Profile("متجر", "Shop", "JOD", "", ""), Account(account, f"9{account}", "shop", "t")
    )
    await put_manners(app.database, tenant, Manners(disclosure_ar="", disclosure_en=""))
    with Rows(admin_url, ConversationKey(tenant, account, "")) as rows:
        rows.arrange_shop(quiet="'0'", quiet_cap="'0'")
    times: dict[str, list[float]] = {"floor": [], "record": [], "turn": [], "send": []}

    async def timed(name: str, work: Awaitable[object]) -> None:
        began = time.perf_counter()
        await work
        times[name].append(time.perf_counter() - began)

    for number in range(CONVERSATIONS):
        key = ConversationKey(tenant, account, f"1234567890{number:06}")
        app.scripted_model.answers.append(said("أهلا"))
        await timed("floor", _one_statement(app, tenant))
        await timed("record", record(app, inbound(key, message())))
        await timed("turn", turn(app, TurnDoorbell.of(key)))
        await timed("send", deliver(app, SendDoorbell.of(key)))
    await app.database.close()
    floor = _median(times["floor"])
    print(
        f"Stages by themselves (real PostgreSQL, other ports at once; floor: one transaction, {floor:.2f} ms)"
    )
    for name in ("record", "turn", "send"):
        print(f"  {name:<7} p50 {_median(times[name]):5.2f} ms   ratio {_median(times[name]) / floor:.1f}")


async def _one_statement(app: StageApp, tenant: TenantId) -> None:
    async with app.database.tenant(tenant) as tx:
        await tx.row(b"SELECT 1 AS one", {})


def _median(seconds: list[float]) -> float:
    return statistics.median(seconds[WARM_UP:]) * 1000


if __name__ == "__main__":
    asyncio.run(main())
