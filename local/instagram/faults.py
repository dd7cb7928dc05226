"""Trouble on demand: a Graph that fails, answers late, or answers nobody.

`hold` and `lose` come after a message is in the thread: they make the one case a sender cannot decide by itself, where
the post happened and the answer did not arrive.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from local.instagram.errors import GraphError
from local.instagram.limits import throttled
from local.instagram.switches import Switches
from local.instagram.threads import Account

Target = Literal["messages", "actions", "reads", "profile", "comments", "subscriptions"]


@dataclass
class _Failure:
    error: GraphError
    target: Target
    left: int
    account: Account | None


class Faults:
    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._dead: set[str] = set()
        self._to_break = 0
        self._failures: deque[_Failure] = deque()
        self._open = asyncio.Event()
        self._open.set()
        self._to_lose = 0

    def fail_next(
        self,
        code: int,
        subcode: int | None = None,
        status: int = 400,
        times: int = 1,
        headers: Mapping[str, str] | None = None,
        *,
        transient: bool = False,
        on: Target = "messages",
        account: Account | None = None,
    ) -> None:
        """`account`: only calls of this one fail."""
        error = GraphError(code, subcode, status=status, transient=transient, headers=headers)
        self._failures.append(_Failure(error, on, times, account))

    def throttle_next(self, code: int, *, minutes: int, account: Account, on: Target = "messages") -> None:
        """A limit is used up: the answer says for how long."""
        self.fail_next(code, headers=throttled(account, minutes), on=on, account=account)

    def kill_token(self, account: Account) -> None:
        """Every call of this account fails until `revive_token`, as after an expiry or a new password."""
        self._dead.add(account.user_id)

    def revive_token(self, account: Account) -> None:
        self._dead.discard(account.user_id)

    def check_token(self, account: Account) -> None:
        if account.user_id in self._dead:
            raise GraphError(190, self._switches.token_subcode)

    def strike(self, target: Target, account: Account) -> None:
        """Raises the next failure meant for this kind of call of this account, if any."""
        self.check_token(account)
        for failure in self._failures:
            if failure.target == target and failure.account in {None, account}:
                failure.left -= 1
                if not failure.left:
                    self._failures.remove(failure)
                raise failure.error.with_traceback(None)

    def hold(self) -> None:
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    async def released(self) -> None:
        await self._open.wait()

    def break_next_post(self) -> None:
        """The connection breaks before Graph has done anything; what is posted is posted nowhere."""
        self._to_break += 1

    def breaks_this(self) -> bool:
        broken = self._to_break > 0
        self._to_break -= broken
        return broken

    def lose_next_response(self) -> None:
        self._to_lose += 1

    def loses_this(self) -> bool:
        lost = self._to_lose > 0
        self._to_lose -= lost
        return lost
