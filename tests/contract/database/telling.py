"""A shop that is told: its app with every channel, and its alerts as the database has them."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from merchant.accounts import Account, Profile, put_shop
from merchant.alert_channels import put_mail, put_webhook, subscribe
from merchant.users import owner_of
from shared.alerts import AlertKind, raise_alert
from shared.auth import Principal
from shared.outlets import MailServer
from shared.secret import Secret
from shared.tenants import TenantId
from tests.support.outlets import Browser, Mailbox, Outside
from tests.support.stages import StageApp

MAIL = "owner@shop.example"
CUSTOMER = "5550001112223334"


def reaches(app: StageApp, there: Outside, box: Mailbox, key: str) -> None:
    server = MailServer("127.0.0.1", box.port, False, False, "", Secret(""), "alerts@igshop.example")
    app.settings = replace(app.settings, web_push_key=Secret(key), mail=server)
    vars(app).update(outside=there.fetcher)


class Told:
    """One shop."""

    def __init__(self, app: StageApp, admin: psycopg.Connection[Any]) -> None:
        self.app = app
        self.tenant = TenantId(uuid4())
        self.account = str(uuid4().int)[:17]
        self._admin = admin

    async def connect(self) -> "Told":
        profile = Profile("دار الياسمين", "Dar Yasmin", "JOD", "بوتيك", "A boutique")
        await put_shop(self.app, self.tenant, profile, Account(self.account, "9", "dar", "IGAA-token"))
        return self

    async def principal(self) -> Principal:
        return Principal(self.tenant, await owner_of(self.app.database, self.tenant), "owner")

    async def browses(self, there: Outside) -> Browser:
        browser = there.browser()
        await subscribe(self.app, await self.principal(), browser.subscription)
        return browser

    async def everywhere(self, there: Outside) -> Browser:
        there.secret = await put_webhook(self.app, self.tenant, there.hook) or ""
        await put_mail(self.app, self.tenant, MAIL)
        return await self.browses(there)

    async def raises(self, kind: AlertKind, about: str = CUSTOMER, **detail: str) -> None:
        who = about if kind in {AlertKind.PERSON_WANTED, AlertKind.CUSTOMER_WAITING} else None
        async with self.app.database.tenant(self.tenant) as tx:
            await raise_alert(tx, self.tenant, self.account, kind, about=about, customer=who, detail=detail)

    def ask(self, sql: str) -> list[dict[str, Any]]:
        cursor = self._admin.cursor(row_factory=dict_row)
        cursor.execute(sql.encode(), {"tenant": self.tenant})
        return cursor.fetchall() if cursor.description else []

    def pass_minutes(self, minutes: float) -> None:
        """The clock of everything of this shop that waits goes on."""
        back = f"- interval '{minutes} minutes' WHERE tenant_id = %(tenant)s"
        self.ask(f"UPDATE shop.alerts SET next_round_at = next_round_at {back}")
        self.ask(f"UPDATE shop.alert_deliveries SET not_before = not_before {back}")

    def deliveries(self) -> list[tuple[Any, ...]]:
        rows = self.ask(
            "SELECT round, channel, state, reason FROM shop.alert_deliveries WHERE tenant_id = %(tenant)s"
            " ORDER BY created_at, round, channel"
        )
        return [tuple(row.values()) for row in rows]
