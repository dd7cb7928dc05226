"""A shop put into a running database and its index, by the same commands that an operator uses."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from local.children import ROOT, run
from local.instagram.threads import Account
from local.postgres import Postgres

SAMPLE = ROOT / "local" / "shop"


async def prepare_database(database: Postgres, environment: Mapping[str, str]) -> None:
    """The schema, and then the login that joins a role of it."""
    await run("ops", "migrate", environment=environment)
    await asyncio.to_thread(database.create_login)


async def store_shop(
    account: Account, tenant: UUID, environment: Mapping[str, str], folder: Path = SAMPLE
) -> None:
    """Profile, account, products and knowledge of a shop, the sample shop by default, stored and indexed."""
    owner = ("--tenant", str(tenant))
    ids = ("--account", account.user_id, "--app-scoped-id", account.app_scoped_id)
    await run("ops", "shop", str(folder), *owner, *ids, environment=environment, give=account.access_token)
    await run("ops", "index", *owner, environment=environment)


async def show_profile(tenant: UUID, environment: Mapping[str, str]) -> None:
    """Ice breakers and menu, which Instagram is told by an app and keeps."""
    await run("ops", "profile", "--tenant", str(tenant), environment=environment)
