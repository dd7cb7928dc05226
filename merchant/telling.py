"""What leaves the house by itself, every fifteen seconds: alerts, and letters by which people come in.

One timer for both, for each run is paid for by the second; neither waits for the other.
"""

import asyncio

from merchant import alerting, letters
from shared.app import App


async def deliver_due(app: App) -> None:
    """What nobody foresaw in one is raised when the other has had its turn."""
    told = await asyncio.gather(alerting.deliver_due(app), letters.deliver_due(app), return_exceptions=True)
    for outcome in told:
        if isinstance(outcome, BaseException):
            raise outcome
