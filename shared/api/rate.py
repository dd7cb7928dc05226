"""How often one person's tokens may call the API: a window of a minute, counted in the database, as instances come and go.

Every answer says what is left (`RateLimit-Policy` and `RateLimit`, the IETF's draft-ietf-httpapi-ratelimit-headers).
"""

from pathlib import Path

from fastapi import Request, Response

from shared.app import App
from shared.auth import Principal
from shared.database import named_queries
from shared.errors import Refused

SQL = named_queries(Path(__file__).with_suffix(".sql"))
MOST_A_MINUTE = 300
WINDOW = 60  #: seconds


async def count(app: App, who: Principal, request: Request) -> None:
    """Raises Refused 429; the headers of the answer are put on by `tell`."""
    params = {"tenant": who.tenant, "user": who.user, "window": WINDOW}
    async with app.database.tenant(who.tenant) as tx:
        row = await tx.row(SQL["count"], params)
    calls, left = (row["calls"], row["seconds_left"]) if row else (0, WINDOW)
    request.state.rate = (max(0, MOST_A_MINUTE - calls), left)
    if calls > MOST_A_MINUTE:
        raise Refused(429, f"more than {MOST_A_MINUTE} requests in {WINDOW} seconds")


def tell(request: Request, response: Response) -> None:
    """Nothing for one who was turned away before being counted."""
    if not hasattr(request.state, "rate"):
        return
    remaining, seconds = request.state.rate
    response.headers["RateLimit-Policy"] = f'"person";q={MOST_A_MINUTE};w={WINDOW}'
    response.headers["RateLimit"] = f'"person";r={remaining};t={seconds}'
    if response.status_code == 429:
        response.headers["Retry-After"] = str(seconds)
