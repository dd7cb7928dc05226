"""What the catalogue's timer sees to: bells for the index that were lost, shops that wait for a place, moves that are over.

One timer, for each holds connections and is paid for; neither part waits for the other.
"""

import asyncio

from catalog import doorbell, placing
from shared.app import App


async def see_to_it(app: App) -> None:
    """What nobody foresaw in one is raised when the other has had its turn."""
    done = await asyncio.gather(doorbell.sweep(app), placing.keep(app), return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, BaseException):
            raise outcome
