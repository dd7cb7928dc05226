"""Tokens last for 60 days and Meta's leave to read for 90: both are renewed or told of before, and their end stops sending.

Looked at once a day, an account at a time. A token is refreshed in its last ten days, so that nine lost runs cost nothing;
its age is its own column, for any other write to the row would make it look young. An account whose webhooks Meta has
switched off, as it does when deliveries fail for an hour, is subscribed to again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from merchant.connect.setup import subscribe
from shared.alerts import AlertKind, end_alert, raise_alert
from shared.app import App
from shared.crypto import Column
from shared.database import Row, named_queries
from shared.database.every_tenant import visit_every_tenant
from shared.errors import AccountBlocked, GraphRefused, GraphUnavailable, LoginRefused, SealBroken, TokenDead
from shared.graph.login import CORE_FIELDS
from shared.stopping import stop, tell_stop
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Meta refreshes no token that is younger.
YOUNG = timedelta(hours=24)
LAST_DAYS = timedelta(days=10)
#: With so little left, refreshing has failed for days: a person has to log in.
ALARM = timedelta(days=5)
#: From the login: data access ends with the 90th day.
DATA_ACCESS = timedelta(days=90)
WARNED_AFTER = timedelta(days=75)


@dataclass(frozen=True, slots=True)
class Age:
    """Of an account's login, by the database's clock."""

    now: datetime
    issued_at: datetime | None  #: None: nobody knows, and it may be old
    expires_at: datetime | None
    logged_in_at: datetime | None  #: None: an operator gave the token

    def wants_refresh(self) -> bool:
        if self.issued_at is not None and self.now - self.issued_at < YOUNG:
            return False
        return self.expires_at is None or self.expires_at - self.now <= LAST_DAYS

    def ends(self) -> str | None:
        """What the merchant is told ends soon; data access by itself, for no refresh renews it."""
        if self.logged_in_at is not None and self.now - self.logged_in_at >= WARNED_AFTER:
            return "data_access"
        if self.expires_at is not None and self.expires_at - self.now <= ALARM:
            return "token"
        return None


async def keep(app: App) -> None:
    """One run over every account that is connected."""
    await visit_every_tenant(app.database, lambda tenant: keep_shop(app, tenant))


async def keep_shop(app: App, tenant: TenantId) -> None:
    async with app.database.tenant(tenant) as tx:
        accounts = await tx.rows(SQL["accounts"], {"tenant": tenant})
    for row in accounts:
        await _Account(app, tenant, row).keep()


class _Account:
    def __init__(self, app: App, tenant: TenantId, row: Row) -> None:
        self._app = app
        self._tenant = tenant
        self._id: str = row["account_id"]
        self._sealed: bytes = row["access_token"]
        self._age = Age(row["now"], row["token_issued_at"], row["token_expires_at"], row["logged_in_at"])

    async def keep(self) -> None:
        try:
            token = self._app.keys.open(self._sealed, tenant=self._tenant, column=Column.ACCESS_TOKEN)
            if self._age.wants_refresh():
                token = await self._refresh(token)
            await self._subscribed(token)
        except (TokenDead, AccountBlocked) as error:
            await self._stop(error)
        except (GraphUnavailable, GraphRefused, LoginRefused, SealBroken) as error:
            reason = "token_unreadable" if isinstance(error, SealBroken) else str(error)
            event("token.not_kept", tenant=self._tenant, account=self._id, reason=reason)
        await self._warn()

    async def _refresh(self, token: str) -> str:
        fresh = await self._app.login.refreshed(token)
        sealed = self._app.keys.seal(fresh.token, tenant=self._tenant, column=Column.ACCESS_TOKEN)
        new = {"sealed": sealed, "seconds": fresh.seconds, "before": self._sealed}
        async with self._app.database.tenant(self._tenant) as tx:
            row = await tx.row(SQL["refreshed"], {"tenant": self._tenant, "account": self._id, **new})
        if row is None:
            return token  # a login meanwhile has brought another, which is younger than ours
        self._sealed = sealed
        self._age = Age(row["now"], row["token_issued_at"], row["token_expires_at"], self._age.logged_in_at)
        event("token.refreshed", tenant=self._tenant, account=self._id, seconds=fresh.seconds)
        return fresh.token

    async def _subscribed(self, token: str) -> None:
        told = await self._app.login.subscribed(token)
        if set(CORE_FIELDS) <= set(told):
            return
        told = await subscribe(self._app, token)
        async with self._app.database.tenant(self._tenant) as tx:
            await tx.queue(SQL["subscribed"], {"tenant": self._tenant, "account": self._id, "fields": told})
        event("account.subscribed_again", tenant=self._tenant, account=self._id)

    async def _warn(self) -> None:
        """One alert for each thing that ends, and none any more once a login has renewed both."""
        ends = self._age.ends()
        async with self._app.database.tenant(self._tenant) as tx:
            if ends is None:
                await end_alert(tx, self._tenant, self._id, AlertKind.LOGIN_ENDS)
            else:
                await raise_alert(tx, self._tenant, self._id, AlertKind.LOGIN_ENDS, about=ends)

    async def _stop(self, error: TokenDead | AccountBlocked) -> None:
        async with self._app.database.tenant(self._tenant) as tx:
            stopped = await stop(tx, self._tenant, self._id, error, self._sealed)
        if stopped:
            tell_stop(self._tenant, self._id, error)
