"""A process of the product that is killed at a step of the test's choosing, and starts again.

A step is where the process touches the world: a transaction begins, is about to be committed, has been committed; a call
to Graph or to the bus leaves, or has been answered. Killed there, nothing behind it happens, as with SIGKILL: PostgreSQL
rolls back what was open, what Graph and the bus have accepted stays accepted.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from shared.contracts import Outgoing
from shared.database import Database, Transaction
from shared.graph.client import Graph
from shared.secret import Secret
from shared.tenants import TenantId

T = TypeVar("T")


class Killed(BaseException):
    """Nothing in the product catches it."""


class Fate:
    """Counts steps, and kills at one of them."""

    def __init__(self, kill_at: int | None = None) -> None:
        self.passed: list[str] = []
        self._kill_at = kill_at
        self.killed = False

    def step(self, name: str) -> None:
        if self.killed:
            raise Killed(name)  # whatever else the process was doing has ended too
        if len(self.passed) == self._kill_at:
            self.killed = True
            raise Killed(name)
        self.passed.append(name)

    async def around(self, name: str, work: Awaitable[T]) -> T:
        try:
            self.step(f"before {name}")
        except Killed:
            getattr(work, "close", lambda: None)()
            raise
        done = await work
        self.step(f"after {name}")
        return done


class DyingDatabase(Database):
    def __init__(self, url: Secret, fate: Fate) -> None:
        super().__init__(url, pool_size=4)
        self._fate = fate

    @asynccontextmanager
    async def tenant(self, tenant: TenantId) -> AsyncIterator[Transaction]:
        self._fate.step("before a transaction")
        async with super().tenant(tenant) as tx:
            yield tx
            self._fate.step("before a commit")
        self._fate.step("after a commit")


class DyingBus:
    def __init__(self, send: Callable[..., Awaitable[None]], fate: Fate) -> None:
        self._send = send
        self._fate = fate

    async def send(self, *messages: Outgoing) -> None:
        await self._fate.around("the bus", self._send(*messages))

    async def close(self) -> None:
        pass


class DyingGraph(Graph):
    def __init__(self, base_url: str, fate: Fate) -> None:
        super().__init__(base_url, "v26.0")
        self._fate = fate

    async def send(self, **call: Any) -> str | None:
        return await self._fate.around("a post", super().send(**call))

    async def action(self, **call: Any) -> None:
        await self._fate.around("a signal", super().action(**call))

    async def reply_to_comment(self, **call: Any) -> str | None:
        return await self._fate.around("a comment", super().reply_to_comment(**call))

    async def comment_replies(self, **call: Any) -> Any:
        return await self._fate.around("a look below the comment", super().comment_replies(**call))

    async def recent_messages(self, **call: Any) -> Any:
        return await self._fate.around("a look", super().recent_messages(**call))
