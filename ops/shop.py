"""A whole shop from a folder of files: profile, account, products, knowledge and delivery areas."""

import json
from pathlib import Path

from catalog.doorbell import announce
from catalog.files import read_delivery, read_folder
from catalog.store import Put, put, put_delivery
from merchant.accounts import Account, Profile, put_shop
from merchant.hours import put_hours
from merchant.manners import Manners, put_manners
from merchant.selling import Selling, put_selling
from shared.app import App
from shared.errors import Misconfigured
from shared.tenants import TenantId


async def put_shop_from_folder(
    app: App, folder: Path, tenant: TenantId, account: str, app_scoped_id: str, token: str
) -> tuple[Put, int]:
    """What became of products and knowledge, and how many delivery areas were stored. Nothing is when a file has faults."""
    products, entries = read_folder(folder)
    delivery = read_delivery(folder)
    try:
        about = json.loads((folder / "shop.json").read_text(encoding="utf-8"))
        profile = Profile(**{name: about[name] for name in Profile.__slots__})
        username = about["instagram"]
        manners = Manners(**about.get("manners", {}))
        selling = Selling(**about.get("selling", {}))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Misconfigured(f"shop.json cannot be used: {error!r}") from error
    new = await put_shop(app, tenant, profile, Account(account, app_scoped_id, username, token))
    # What the merchant has set since is theirs.
    if new and about.get("manners"):
        await put_manners(app.database, tenant, manners)
    if new and about.get("selling"):
        await put_selling(app.database, tenant, selling)
    if new and about.get("hours"):
        await put_hours(app.database, tenant, hours=about["hours"], zone=about.get("time_zone"))
    done = await put(app.database, tenant, products, entries)
    if delivery is not None:
        await put_delivery(app.database, tenant, delivery)
    if done.products.keys or done.entries.keys:
        await announce(app, tenant)
    return done, len(delivery.areas) if delivery else 0
