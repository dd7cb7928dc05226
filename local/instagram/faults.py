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

Target = Literal["messages", "actions", "reads"]


@dataclass
class _Failure:
    error: GraphError
    target: Target
    left: int


class Faults:
    def __init__(self) -> None:
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
    ) -> None:
        error = GraphError(code, subcode, status=status, transient=transient, headers=headers)
        self._failures.append(_Failure(error, on, times))

    def strike(self, target: Target) -> None:
        """Raises the next failure meant for this kind of call, if any."""
        for failure in self._failures:
            if failure.target == target:
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

    def lose_next_response(self) -> None:
        self._to_lose += 1

    def loses_this(self) -> bool:
        lost = self._to_lose > 0
        self._to_lose -= lost
        return lost
