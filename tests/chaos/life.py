"""The product's processes, one after the other, on one conversation: what outlives them is real or stands in for real.

PostgreSQL is real, the bus is a list that loses nothing, Instagram is the stand-in behind HTTP. Time passes by SQL.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
from aiohttp import web

from ingest.webhook import accept
from local.instagram import Account, InstagramStandIn
from local.instagram.switches import Switches
from local.serve import serve
from merchant.accounts import Account as Connected
from merchant.accounts import Profile, put_shop
from process.record import record
from process.sweep import sweep
from process.turn import turn
from send.deliver import deliver
from shared.contracts import Inbound, Outgoing, Queue, SendDoorbell, TurnDoorbell
from shared.errors import Retryable
from shared.pace import Kind
from shared.secret import Secret
from shared.tenants import TenantId
from tests.support.dying import DyingBus, DyingDatabase, DyingGraph, Fate, Killed
from tests.support.instagram import SECRET
from tests.support.stages import StageApp, said

CUSTOMER = "1234567890123456"
#: What seems overdue to the sweeper, and has run out for everybody.
LATER = (
    "UPDATE shop.conversations SET due_at = due_at - interval '1 minute', next_ring_at = NULL WHERE tenant_id = %s",
    "UPDATE shop.conversations SET echo_hold_until = echo_hold_until - interval '1 minute' WHERE tenant_id = %s",
    "UPDATE shop.parts SET not_before = not_before - interval '1 minute' WHERE tenant_id = %s",
    "UPDATE shop.parts SET lease_until = lease_until - interval '1 minute' WHERE tenant_id = %s",
)


class NoPace:
    async def permit(self, _tenant: TenantId, _account: str, _kind: Kind) -> None:
        """As fast as one likes: time stands still between these steps."""


class Life:
    def __init__(
        self, database: str, admin: psycopg.Connection, instagram: InstagramStandIn, graph: str
    ) -> None:
        self.instagram = instagram
        self.tenant = TenantId(uuid4())
        self.queue: deque[Outgoing] = deque()
        self._later: list[Outgoing] = []
        self._database = database
        self._admin = admin
        self._graph = graph
        self.reply = ""
        self.app = self.born(Fate())

    async def hold_on_to(self, *messages: Outgoing) -> None:
        """What is scheduled waits until nothing else is left to do; then its time has come."""
        soon = datetime.now(UTC) + timedelta(milliseconds=500)
        for message in messages:
            (self._later if message.due is not None and message.due > soon else self.queue).append(message)

    async def live(self, fate: Fate) -> None:
        """Until nothing is left to do. A killed process is followed by another, which nothing kills."""
        await buried(self.app)
        self.app = self.born(fate)
        for _ in range(40):
            while self.queue:
                await self._work()
            if self.settled:
                return
            for statement in LATER:
                # In a thread: another process of ours may hold the row, and lives in this loop.
                await asyncio.to_thread(self._admin.execute, statement.encode(), [self.tenant])
            self.queue += self._later
            self._later.clear()
            await self._dying(sweep(self.app))
        raise AssertionError("never settled")

    @property
    def settled(self) -> bool:
        unsent = {"queued", "sending", "in_doubt"}
        return None not in self.dispositions and not unsent.intersection(self.states)

    @property
    def states(self) -> set[str]:
        rows = self._admin.execute(b"SELECT state FROM shop.parts WHERE tenant_id = %s", [self.tenant])
        return {state for (state,) in rows.fetchall()}

    @property
    def dispositions(self) -> set[str | None]:
        rows = self._admin.execute(b"SELECT disposition FROM shop.events WHERE tenant_id = %s", [self.tenant])
        return {disposition for (disposition,) in rows.fetchall()}

    async def _work(self) -> None:
        message = self.queue.popleft()
        if not await self._dying(self._handle(message)):
            self.queue.appendleft(message)  # never completed: it is delivered again

    async def _handle(self, message: Outgoing) -> None:
        match message.queue:
            case Queue.INBOUND:
                await record(self.app, Inbound.decode(message.body))
            case Queue.TURNS:
                self.app.scripted_model.answers = deque([said(self.reply)])
                await turn(self.app, TurnDoorbell.decode(message.body))
            case Queue.OUTBOUND:
                await deliver(self.app, SendDoorbell.decode(message.body))

    async def _dying(self, work: Awaitable[object]) -> bool:
        """Whether the process outlived it."""
        try:
            await work
        except Killed:
            await buried(self.app)
            self.app = self.born(Fate())
            return False
        except Retryable:
            return True  # a successor would come; the sweeper does
        return True

    def born(self, fate: Fate) -> StageApp:
        app = StageApp(self._database)
        vars(app).update(
            database=DyingDatabase(Secret(self._database), fate),
            bus=DyingBus(self.hold_on_to, fate),
            graph=DyingGraph(self._graph, fate),
            pace=NoPace(),
        )
        return app


@asynccontextmanager
async def life(database: str, admin_url: str, echo: str, *, at_once: bool) -> AsyncIterator[Life]:
    """`at_once`: another process records an echo while the first still waits for the answer to its post."""
    shop = Account(str(uuid4().int)[:17], "28978671838402975", "shop.one", "متجر", "token-of-shop")
    instagram = InstagramStandIn([shop], app_secret=SECRET, switches=Switches(echo=echo), limits=None)  # type: ignore[arg-type]

    async def take(request: web.Request) -> web.Response:
        came: deque[Outgoing] = deque()

        async def collect(*messages: Outgoing) -> None:
            came.extend(messages)

        await accept(await request.read(), request.headers, secrets=[SECRET.encode()], send=collect)
        if at_once:
            healthy = lived.born(Fate())
            for message in came:
                await record(healthy, Inbound.decode(message.body))
            await buried(healthy)
        else:
            await lived.hold_on_to(*came)
        return web.Response()

    product = web.Application()
    product.router.add_post("/webhook", take)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        async with serve(product) as callback, serve(instagram.app) as graph:
            instagram.callback_url = f"{callback}/webhook"
            lived = Life(database, admin, instagram, graph)
            await put_shop(
                lived.app,
                lived.tenant,
                Profile("دار", "Dar", "JOD", "", ""),
                Connected(shop.user_id, shop.app_scoped_id, shop.username, shop.access_token),
            )
            at_once_answered = b"UPDATE shop.tenants SET quiet = '0', quiet_cap = '0', comment_rule = 'questions', comment_public_reply = 'sent' WHERE tenant_id = %s"
            admin.execute(at_once_answered, [lived.tenant])
            yield lived
            await buried(lived.app)


async def buried(app: StageApp) -> None:
    """What the operating system does for a process that has ended."""
    await app.database.close()
    await app.graph.close()
