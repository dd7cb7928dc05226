"""The `state` of a login under way: signed, good once, for a quarter of an hour, and for the browser that began it.

Whoever comes back from Instagram has no tenant yet, so states lie outside the tenant rule; only digests are kept there.
The signature turns away what we never wrote before the database is asked.
"""

import hashlib
import secrets
from datetime import timedelta
from pathlib import Path

from shared.app import App
from shared.database import named_queries
from shared.errors import LoginRefused

SQL = named_queries(Path(__file__).with_suffix(".sql"))

LASTS = timedelta(minutes=15)
_PURPOSE = "login-state"


async def begin(app: App, browser: str) -> str:
    """A new state for this browser, which is named by the secret in its cookie."""
    nonce = secrets.token_urlsafe(24)
    async with app.database.crossing() as tx:
        await tx.queue(SQL["begin"], {"state": _digest(nonce), "browser": _digest(browser), "lasts": LASTS})
    return f"{nonce}.{app.keys.sign(_PURPOSE, nonce)}"


async def end(app: App, state: str, browser: str) -> None:
    """Raises LoginRefused `state`: forged, used, too old, or begun in another browser; which of them is nobody's business."""
    nonce, _, signature = state.partition(".")
    if not browser or len(state) > 200 or not app.keys.has_signed(_PURPOSE, nonce, signature):
        raise LoginRefused("state")
    async with app.database.crossing() as tx:
        row = await tx.row(SQL["end"], {"state": _digest(nonce), "browser": _digest(browser)})
    if not (row and row["good"]):
        raise LoginRefused("state")


def _digest(value: str) -> bytes:
    return hashlib.sha256(value.encode()).digest()
