"""A place for a shop's index: taken in the caller's transaction, so that two shops never take the last one.

Shops that are connected while every service is full are connected all the same: they wait, answer without search by
handing over to a person, and an alert says what makes room.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.alerts import AlertKind, end_alert, raise_alert
from shared.database import Database, Transaction, named_queries
from shared.search.places import index_of
from shared.search.services import SearchService
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))
#: A name in the settings, and the command that places who waits: what the alert tells.
MAKES_ROOM = {"setting": "SEARCH_SERVICES", "command": "python -m ops search place"}


@dataclass(frozen=True, slots=True)
class Usage:
    indexes: int
    tenants: int
    moves: int  #: into it, not over yet


def offers(services: Sequence[SearchService], *, dedicated: bool = False) -> dict[str, list[object]]:
    """Services to fill in their order, as statements take them; a dedicated one has room for a single index."""
    some = [service for service in services if service.dedicated is dedicated]
    return {
        "services": [service.name for service in some],
        "limits": [1 if service.dedicated else service.limit for service in some],
    }


async def place_shop(
    tx: Transaction, tenant: TenantId, accounts: Sequence[str], services: Sequence[SearchService]
) -> bool:
    """Give a shop that waits its place on the first shared service with room; False when there is none.

    The transaction's last statements, for the lock that counting takes holds up everybody else's.
    """
    await tx.queue(SQL["lock"], {"tenant": tenant})
    taken = await tx.row(SQL["take"], {"tenant": tenant, "index": index_of(tenant), **offers(services)})
    placed = taken is not None and taken["search_service"] is not None
    for account in accounts:
        if placed:
            await end_alert(tx, tenant, account, AlertKind.SEARCH_WAITING)
        else:
            kind = AlertKind.SEARCH_WAITING
            await raise_alert(tx, tenant, account, kind, about="no_room", detail=MAKES_ROOM)
    return placed


async def usage(database: Database) -> dict[str | None, Usage]:
    """By service, those that only rows still name among them; None counts the shops that wait."""
    async with database.crossing() as tx:
        rows = await tx.rows(SQL["usage"], {})
    return {row.pop("service"): Usage(**row) for row in rows}


def tell_waiting(tenant: TenantId) -> None:
    """Once the transaction is over. ERROR: nothing but another service helps."""
    event(
        "search.waiting",
        level=logging.ERROR,
        tenant=tenant,
        setting=MAKES_ROOM["setting"],
        command=MAKES_ROOM["command"],
    )
