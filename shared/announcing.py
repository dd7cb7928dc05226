"""Bells behind a COMMIT. What is done is done; a bell that cannot be rung now is rung by a sweeper, so nobody fails for it."""

from contextlib import suppress

from shared.app import App
from shared.contracts import Outgoing
from shared.errors import BusUnavailable, Misconfigured


async def announce(app: App, *bells: Outgoing) -> None:
    if bells:
        with suppress(BusUnavailable, Misconfigured):
            await app.bus.send(*bells)
