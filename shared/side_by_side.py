"""Work that one timer does for several: each has its turn, whatever becomes of the others."""

import asyncio
from collections.abc import Awaitable


async def side_by_side(*works: Awaitable[object]) -> None:
    """What nobody foresaw in one is raised when all the others have had their turn."""
    for outcome in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
