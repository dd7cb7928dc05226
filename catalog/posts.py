"""Drafts of products from the shop's own posts: each post is read once, and nothing of it is sold until a person has approved it.

Reading stops at the first outage, or when the shop's budget has no room for another post, and goes on from there the next time: what has been
read is kept post by post, with what it has cost.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from catalog.doorbell import announce
from catalog.post_budget import release, reserve, settle, worst_case
from catalog.post_draft import Draft, asked_about, drafted
from catalog.rows import Product
from catalog.store import put
from shared.app import App
from shared.audit import write_down
from shared.crypto import Column
from shared.database import Row, named_queries
from shared.errors import AgentError, Misconfigured
from shared.graph.posts import OwnPost
from shared.model.client import Reply
from shared.stock import Stock, variants_of
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Drafted:
    drafts: int = 0
    without_product: int = 0
    out_of_budget: bool = False  #: the next post may cost more than the shop has left


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that nobody has decided on."""

    media_id: str
    permalink: str
    draft: Draft


async def draft_posts(
    app: App, tenant: TenantId, account: str, *, most: int, progress: Callable[[int, int], None]
) -> Drafted:
    """Of the newest posts that were not read before, so many. Raises Misconfigured, and what Graph and the model raise."""
    done = Drafted()
    async for post in _new_posts(app, tenant, account, most):
        messages = await asked_about(app, post)
        worst = worst_case(app.settings.chat_models, messages)
        entry = await reserve(app, tenant, account, worst)
        if entry is None:
            return replace(done, out_of_budget=True)
        try:
            draft, reply = await drafted(app, tenant, messages, post.caption)
        except AgentError:
            await release(app, tenant, entry)
            raise
        await _keep(app, tenant, account, post, draft, entry, reply)
        kind = "without_product" if draft is None else "drafts"
        done = replace(done, **{kind: getattr(done, kind) + 1})
        progress(done.drafts + done.without_product, most)
    return done


async def _new_posts(app: App, tenant: TenantId, account: str, most: int) -> AsyncIterator[OwnPost]:
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["account"], {"tenant": tenant, "account": account})
    if row is None:
        raise Misconfigured(f"the shop has no account {account} that is connected")
    token = app.keys.open(row["access_token"], tenant=tenant, column=Column.ACCESS_TOKEN)
    after: str | None = None
    while most > 0:
        page = await app.graph.own_posts(token=token, after=after)
        ids = [post.media_id for post in page.found]
        async with app.database.tenant(tenant) as tx:
            known = {one["media_id"] for one in await tx.rows(SQL["known"], {"tenant": tenant, "ids": ids})}
        for post in [post for post in page.found if post.media_id not in known][:most]:
            yield post
            most -= 1
        if page.after is None or page.after == after:
            return
        after = page.after


async def _keep(
    app: App,
    tenant: TenantId,
    account: str,
    post: OwnPost,
    draft: Draft | None,
    entry: UUID,
    reply: Reply,
) -> None:
    async with app.database.tenant(tenant) as tx:
        row = {
            "tenant": tenant,
            "account": account,
            "media": post.media_id,
            "state": "draft" if draft else "no_product",
            "draft": draft.model_dump_json() if draft else None,
            "permalink": post.permalink,
            "posted_at": post.posted_at,
        }
        await tx.queue(SQL["keep"], row)
        await settle(tx, tenant, entry, reply)


async def waiting(app: App, tenant: TenantId) -> list[Waiting]:
    """Newest post first."""
    async with app.database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["waiting"], {"tenant": tenant})
    return [Waiting(row["media_id"], row["permalink"], Draft.model_validate(row["draft"])) for row in rows]


async def approve(
    app: App, tenant: TenantId, media: str, *, sku: str | None = None, price: Decimal | None = None
) -> Product:
    """It is on sale from now on, in stock. Raises Misconfigured when there is no such draft, or no price."""
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["one"], {"tenant": tenant, "media": media})
    if row is None:
        raise Misconfigured(f"there is no draft of {media} that waits")
    product = _product(row, media, sku or f"IG-{media}", price)
    await put(app.database, tenant, [product])
    await _decide(app, tenant, media, "approved")
    await announce(app, tenant)
    return product


async def reject(app: App, tenant: TenantId, media: str) -> None:
    """It is not asked about again. Raises Misconfigured when there is no such draft."""
    await _decide(app, tenant, media, "rejected")


async def _decide(app: App, tenant: TenantId, media: str, state: str) -> None:
    async with app.database.tenant(tenant) as tx:
        if await tx.row(SQL["decide"], {"tenant": tenant, "media": media, "state": state}) is None:
            raise Misconfigured(f"there is no draft of {media} that waits")
        await write_down(tx, tenant, f"draft.{state}", actor="operator", media=media)


def _product(row: Row, media: str, sku: str, price: Decimal | None) -> Product:
    draft = Draft.model_validate(row["draft"])
    costs = price if price is not None else draft.price
    if costs is None:
        raise Misconfigured(f"the post {media} names no price: give one")
    colours = [(one.ar, one.en) for one in draft.colors]
    variants, _ = variants_of(sku, draft.sizes, colours, Stock.AVAILABLE)
    return Product(
        sku=sku,
        name_ar=draft.name_ar,
        name_en=draft.name_en,
        description_ar=draft.description_ar,
        price=costs,
        currency=draft.currency or row["currency"],
        category=draft.category,
        media_ids=(media,),
        variants=variants,
    )
