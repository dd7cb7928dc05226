"""How a shop stands, for its people's first page: its names, its accounts and what each of them lacks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.database import Database, named_queries
from shared.errors import Refused
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class AccountStanding:
    account_id: str
    username: str
    state: Literal["active", "token_dead", "blocked", "disconnected"]
    setup_problem: str | None  #: of the last check; of an active account alone
    login_ends: bool  #: an alert says so

    @property
    def word(self) -> str:
        """What the page says of it: `works`, or the one thing that it lacks."""
        if self.state != "active":
            return self.state
        return "login_ends" if self.login_ends else "problem" if self.setup_problem else "works"


@dataclass(frozen=True, slots=True)
class Standing:
    name_ar: str
    name_en: str
    accounts: list[AccountStanding]
    alerts: int  #: that nobody has seen to


async def standing(database: Database, tenant: TenantId) -> Standing:
    """Raises Refused 404 for a shop that is not there."""
    async with database.tenant(tenant) as tx:
        accounts = await tx.queue(SQL["accounts"], {"tenant": tenant})
        shop = await tx.row(SQL["shop"], {"tenant": tenant})
        rows = await accounts.fetchall()
    if shop is None:
        raise Refused(404, "not_found")
    listed = [AccountStanding(**row) for row in rows]
    return Standing(shop["name_ar"], shop["name_en"], listed, shop["alerts"])
