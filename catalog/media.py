"""Which stories, posts and reels of a shop show which of its products: the merchant's word, by Meta's ids."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from shared.audit import write_down
from shared.database import Database, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: As the webhook takes them.
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    media_id: str
    sku: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """`MEDIA=SKU`. Raises Misconfigured."""
        media, _, sku = text.partition("=")
        if not _ID.fullmatch(media) or not sku:
            raise Misconfigured(f"{text!r} is not MEDIA=SKU, with Meta's id of a story, post or reel")
        return cls(media, sku)


async def put_media(
    database: Database, tenant: TenantId, *, add: Sequence[Shown] = (), remove: Sequence[str] = ()
) -> list[Shown]:
    """How it stands then. `remove` are ids of media. Raises Misconfigured for a product that the shop has not."""
    async with database.tenant(tenant) as tx:
        for one in add:
            where = {"tenant": tenant, "media": one.media_id, "sku": one.sku}
            if await tx.row(SQL["add"], where) is None:
                raise Misconfigured(f"the shop has no product {one.sku}")
            await write_down(tx, tenant, "media.added", actor="operator", media=one.media_id, product=one.sku)
        for media in remove:
            await tx.queue(SQL["remove"], {"tenant": tenant, "media": media})
            await write_down(tx, tenant, "media.removed", actor="operator", media=media)
        rows = await tx.rows(SQL["listed"], {"tenant": tenant})
    return [Shown(**row) for row in rows]
