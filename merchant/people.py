"""Who works in a shop: its owner invites people, and lets them go.

Whoever is let go is signed out of everything at once, for a token without its user opens nothing. Each change is written down.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from shared.app import App
from shared.audit import write_down
from shared.auth import Principal
from shared.database import Database, named_queries
from shared.errors import Refused
from shared.outlets import is_mail_address
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Of one shop.
MOST_PEOPLE = 50
MOST_INVITED_AN_HOUR = 20


@dataclass(frozen=True, slots=True)
class Person:
    user_id: UUID
    role: Literal["owner", "staff"]
    email: str | None
    created_at: datetime
    disabled: bool


async def people_of(database: Database, tenant: TenantId) -> list[Person]:
    """The owner first."""
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["people"], {"tenant": tenant})
    return [Person(**row) for row in rows]


async def invite(app: App, who: Principal, email: str) -> UUID:
    """A letter with a link is on its way. Raises Refused: no_address, there_already, too_many_people, too_many_links, mail_not_ready."""
    address = address_of(email)
    if app.settings.mail is None:
        raise Refused(503, "mail_not_ready")
    user = uuid4()
    async with app.database.tenant(who.tenant) as tx:
        await tx.queue(SQL["lock"], {"tenant": who.tenant})
        if len(await tx.rows(SQL["people"], {"tenant": who.tenant})) >= MOST_PEOPLE:
            raise Refused(409, "too_many_people")
        added = {"tenant": who.tenant, "user": user, "email": address}
        if await tx.row(SQL["add"], added) is None:
            raise Refused(409, "there_already")
        invited = {"letter": uuid4(), "user": user, "most": MOST_INVITED_AN_HOUR}
        row = await tx.row(SQL["invite"], invited)
        if not (row and row["taken"]):
            raise Refused(429, "too_many_links")
        await write_down(tx, who.tenant, "user.invited", actor=who.role, user=user)
    return user


async def let_go(app: App, who: Principal, user: UUID) -> None:
    """Raises Refused 404 for whoever is no staff of this shop; its owner cannot be let go."""
    async with app.database.tenant(who.tenant) as tx:
        if await tx.row(SQL["remove"], {"tenant": who.tenant, "user": user}) is None:
            raise Refused(404, "no_such_person")
        await write_down(tx, who.tenant, "user.removed", actor=who.role, user=user)


def address_of(email: str) -> str:
    """As it is kept. Raises Refused 400."""
    address = email.strip().lower()
    if not is_mail_address(address):
        raise Refused(400, "no_address")
    return address
