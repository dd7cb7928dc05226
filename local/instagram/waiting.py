"""What the product has done so far, and a way to wait for more of it without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from local.instagram.public_replies import CommentReply, PublicReplies
from local.instagram.sends import Refused, Sends, Sent

T = TypeVar("T")


class Waiting:
    """Each returns all there is once there is enough, and says what there was when that did not come."""

    def __init__(self, sends: Sends, public: PublicReplies) -> None:
        self._sends = sends
        self._public = public

    async def posted(self, count: int, *, within: float = 30.0) -> list[Sent]:
        """Until so many messages have been accepted in all; their answers may still be held."""
        return await self._gathered(lambda: list(self._sends.sent), count, within)

    async def sent_to(self, customer: str, count: int, *, within: float = 30.0) -> list[Sent]:
        return await self._gathered(
            lambda: [one for one in self._sends.sent if one.recipient == customer], count, within
        )

    async def refusals(self, count: int, *, within: float = 30.0) -> list[Refused]:
        return await self._gathered(lambda: list(self._sends.refused), count, within)

    async def comments_replied(self, count: int, *, within: float = 30.0) -> list[CommentReply]:
        return await self._gathered(lambda: list(self._public.made), count, within)

    async def _gathered(self, found: Callable[[], list[T]], count: int, within: float) -> list[T]:
        try:
            async with asyncio.timeout(within):
                await self._sends.bell.until(lambda: len(found()) >= count)
        except TimeoutError:
            raise TimeoutError(f"waited {within} s for {count}, got {len(found())}: {found()}") from None
        return found()
