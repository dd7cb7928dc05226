"""`python -m ops drafts …`: products that a shop's own posts offer, read by the model, approved by a person."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from catalog import posts
from ops.terminal import Tenant, out, run
from shared.errors import Misconfigured
from shared.language.money import plain
from shared.tenants import TenantId

drafts = typer.Typer(no_args_is_help=True)
Media = Annotated[str, typer.Argument(help="Meta's id of the post.")]


@drafts.command("read")
def read(
    tenant: Tenant,
    account: Annotated[str, typer.Option(help="`user_id` of the Instagram account.")],
    most: Annotated[int, typer.Option(help="So many posts that were not read before, newest first.")] = 50,
) -> None:
    """Have the model read the shop's newest posts; each costs one call, once, within the shop's budget."""
    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("reading posts", total=most)
        done = run(
            posts.draft_posts, TenantId(tenant), account, most=most,
            progress=lambda read, of: bar.update(task, completed=read, total=of),
        )  # fmt: skip
    out.print(f"{done.drafts} drafts, {done.without_product} posts without a product")
    if done.out_of_budget:
        raise Misconfigured(
            "the shop's budget has no room for another post: what has been read is kept; the same command goes on when there is room, by"
            f" the next day or month, or by `python -m ops budget --tenant {tenant}`"
        )


@drafts.command("show")
def show(tenant: Tenant) -> None:
    """What waits for a person."""
    table = Table("media", "name", "price", "sizes", "post")
    for one in run(posts.waiting, TenantId(tenant)):
        price = "none named" if one.draft.price is None else plain(one.draft.price)
        name = f"{one.draft.name_ar} / {one.draft.name_en}"
        table.add_row(*map(escape, (one.media_id, name, price, ", ".join(one.draft.sizes), one.permalink)))
    out.print(table)


@drafts.command("approve")
def approve(
    media: Media,
    tenant: Tenant,
    sku: Annotated[
        str | None, typer.Option(help="The product's code; IG- and the post's id without one.")
    ] = None,
    price: Annotated[str | None, typer.Option(help="Needed where the post names none.")] = None,
) -> None:
    """Put it on sale."""
    product = run(posts.approve, TenantId(tenant), media, sku=sku, price=_price(price))
    out.print(f"{escape(product.sku)} is on sale for {plain(product.price)} {product.currency}")


@drafts.command("reject")
def reject(media: Media, tenant: Tenant) -> None:
    """Forget it; the post is not read again."""
    run(posts.reject, TenantId(tenant), media)


def _price(text: str | None) -> Decimal | None:
    try:
        price = None if text is None else Decimal(text)
    except InvalidOperation:
        price = Decimal(-1)
    if price is not None and not (price.is_finite() and price >= 0):
        raise Misconfigured(f"{text!r} is no price such as 12.5")
    return price
