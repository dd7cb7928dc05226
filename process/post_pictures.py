"""Pictures of products that the shop's own posts show: their addresses expire, so each is asked for when a card needs it.

A card does without a picture rather than wait: Meta has two seconds, and whatever goes wrong ends in none.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from shared.app import App
from shared.crypto import Column
from shared.database import named_queries
from shared.errors import AgentError
from shared.graph.posts import OF_MEDIA
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

PICTURE_WITHIN = 2.0


async def as_shown_now(app: App, tenant: TenantId, images: Mapping[str, str]) -> dict[str, str]:
    """By SKU: addresses as they are, and in place of a post the address that its picture has now."""
    posts = {sku: image.removeprefix(OF_MEDIA) for sku, image in images.items() if image.startswith(OF_MEDIA)}
    shown = {sku: image for sku, image in images.items() if sku not in posts}
    if not posts:
        return shown
    try:
        tokens = await _tokens(app, tenant, list(posts.values()))
    except AgentError:
        return shown
    asked = [(sku, media) for sku, media in posts.items() if media in tokens]
    found = await asyncio.gather(*(_picture(app, tokens[media], media) for _, media in asked))
    return shown | {sku: picture for (sku, _), picture in zip(asked, found, strict=True) if picture}


async def _tokens(app: App, tenant: TenantId, media: list[str]) -> dict[str, str]:
    async with app.database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["accounts"], {"tenant": tenant, "media": media})
    return {
        row["media_id"]: app.keys.open(row["access_token"], tenant=tenant, column=Column.ACCESS_TOKEN)
        for row in rows
    }


async def _picture(app: App, token: str, media: str) -> str | None:
    try:
        async with asyncio.timeout(PICTURE_WITHIN):
            return await app.graph.post_picture(token=token, media=media)
    except (AgentError, TimeoutError):
        return None
