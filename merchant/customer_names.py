"""By what name a customer goes at Instagram: asked for when a person of the shop wants to know, and remembered.

Never for a reply, which waits for nobody's name. Where Instagram is away or does not tell, one does without.
"""

import asyncio
from pathlib import Path

from shared.app import App
from shared.crypto import Column
from shared.database import named_queries
from shared.errors import GraphRefused, GraphUnavailable, SealBroken
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))
#: Seconds that somebody who wants to see a page waits for a name on it.
PATIENCE = 3.0


async def name_of(app: App, key: ConversationKey) -> str | None:
    async with app.database.tenant(key.tenant) as tx:
        row = await tx.row(SQL["known"], key.params)
    if row is None or row["username"] is not None or row["state"] != "active":
        return row["username"] if row else None
    try:
        token = app.keys.open(row["access_token"], tenant=key.tenant, column=Column.ACCESS_TOKEN)
        async with asyncio.timeout(PATIENCE):
            name = await app.graph.username(token=token, customer=key.customer)
    except (GraphUnavailable, GraphRefused, SealBroken, TimeoutError):
        return None
    if name is not None:
        async with app.database.tenant(key.tenant) as tx:
            await tx.queue(SQL["remember"], {**key.params, "username": name})
    return name
