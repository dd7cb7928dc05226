"""Which products a customer's message points at: a reply to a story of the shop, a post of it sent back, a comment below one.

The merchant has said which media show what (`shop.product_media`). The facts are the catalogue's own of this moment, in
the form that search_products gives them, so that the guard takes a price from them as from a search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from process.history import Line
from process.product_facts import facts_of_row
from process.told_options import Asked
from shared.app import App
from shared.database import Row, named_queries
from shared.graph.posts import OF_MEDIA
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))
#: Of one message; a post that shows more is asked about by name.
MOST_PRODUCTS = 6


@dataclass(frozen=True, slots=True)
class PointedAt:
    products: tuple[Mapping[str, Any], ...] = ()
    media: frozenset[str] = frozenset()  #: ids of those that show them
    images: Mapping[str, str] = field(default_factory=dict)  #: of the products, by SKU, as the index has them


async def pointed_at(app: App, tenant: TenantId, waiting: Sequence[Line]) -> PointedAt:
    ids = sorted({one.id for line in waiting for one in line.media if one.id is not None})
    if not ids:
        return PointedAt()
    async with app.database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["shown"], {"tenant": tenant, "media": ids, "most": MOST_PRODUCTS})
    asked = Asked.in_words("\n".join(filter(None, (line.words for line in waiting))))
    return PointedAt(
        tuple({row["sku"]: facts_of_row(row, asked) for row in rows}.values()),
        frozenset(media for row in rows for media in row["media"]),
        {row["sku"]: image for row in rows if (image := _image(row))},
    )


def _image(row: Row) -> str | None:
    return row["image"] or (OF_MEDIA + row["post"] if row["post"] else None)
