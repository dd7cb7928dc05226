"""Every account shows what its shop has to say: ice breakers and menu are kept at Instagram as they should be.

Desired state, not commands: each run computes what should be there, and what differs from what was last read there is
set, read back, and only then remembered. A run that died, a refusal or an outage is mended by the next run; an account
that is as it should be costs no call and no write. Disconnected accounts are cleared the same way, of webhooks and token too.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from merchant.profile import Named, Profile, Shop, digest_of, profile_of, shows
from shared.app import App
from shared.crypto import Column
from shared.database import Row, named_queries
from shared.database.every_tenant import visit_every_tenant
from shared.errors import GraphRefused, GraphUnavailable, SealBroken, TokenDead
from shared.graph.client import Setting
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

SETTINGS: tuple[Setting, ...] = get_args(Setting)
_OTHER_THAN_SET = "other_than_set"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one account shows now, or a word for why it does not."""

    account: str
    shown: Profile | None = None
    problem: str | None = None


async def refresh_all(app: App) -> None:
    """One run over every shop."""
    await visit_every_tenant(app.database, lambda tenant: refresh(app, tenant))


async def refresh(app: App, tenant: TenantId, *, anyway: bool = False) -> list[Outcome]:
    """What has been done, for each account that something was to be done for; `anyway`, for each that is active."""
    async with app.database.tenant(tenant) as tx:
        goods = await tx.queue(SQL["goods"], {"tenant": tenant})
        topics = await tx.queue(SQL["topics"], {"tenant": tenant})
        accounts = await tx.rows(SQL["accounts"], {"tenant": tenant})
        shop = Shop(
            [Named(**row) for row in await goods.fetchall()],
            [Named(row["ar"], row["en"], tuple(row["tags"])) for row in await topics.fetchall()],
        )
    wanted = profile_of(shop)
    digest = digest_of(wanted)
    outcomes = []
    for row in accounts:
        work = _Account(app, tenant, row)
        if row["busy"] and not anyway:
            continue
        if row["state"] == "disconnected" and row["profile_checked_at"] is not None:
            outcomes.append(await work.clear())
        if row["state"] == "active" and (anyway or row["profile_digest"] != digest):
            outcomes.append(await work.show(wanted, digest))
    return outcomes


class _Account:
    """One account as it was read. Its token is opened for a call and kept nowhere."""

    def __init__(self, app: App, tenant: TenantId, row: Row) -> None:
        self._app = app
        self._tenant = tenant
        self._id: str = row["account_id"]
        self._sealed: bytes = row["access_token"]
        self._known_problem: str | None = row["profile_problem"]

    async def show(self, wanted: Profile, digest: bytes) -> Outcome:
        await self._write("begin")
        try:
            token = self._token()
            await self._app.graph.set_messenger_profile(token=token, settings=wanted)
            read: Profile = {
                name: await self._app.graph.messenger_profile(token=token, setting=name) for name in SETTINGS
            }
        except (GraphUnavailable, GraphRefused, SealBroken) as error:
            return await self._not_shown(_word_for(error), error)
        if not all(shows(read[name], wanted[name]) for name in SETTINGS):
            return await self._not_shown(_OTHER_THAN_SET)
        await self._write("shown", digest=digest, sealed_token=self._sealed)
        event("profile.shown", tenant=self._tenant, account=self._id)
        return Outcome(self._id, shown=read)

    async def clear(self) -> Outcome:
        """Webhooks, both settings, and then the token; one that is dead or does not open can do nothing, and goes as well."""
        problem = None
        try:
            token = self._token()
            await self._app.login.unsubscribe(token)
            for name in SETTINGS:
                await self._app.graph.delete_messenger_profile(token=token, setting=name)
        except (TokenDead, SealBroken) as error:
            problem = _word_for(error)
        except (GraphUnavailable, GraphRefused) as error:
            return await self._not_shown(_word_for(error), error)
        # A value that opens, and is no token: whoever rotates the key ring meets it like any other.
        nothing = self._app.keys.seal("", tenant=self._tenant, column=Column.ACCESS_TOKEN)
        await self._write("gone", problem=problem, sealed_token=self._sealed, nothing=nothing)
        event("profile.cleared", tenant=self._tenant, account=self._id, reason=problem)
        return Outcome(self._id, problem=problem)

    async def _not_shown(self, problem: str, error: Exception | None = None) -> Outcome:
        """Told once: the next run meets the same problem ten minutes later."""
        await self._write("not_shown", problem=problem)
        if problem != self._known_problem:
            level = logging.INFO if isinstance(error, GraphUnavailable) else logging.ERROR
            code = getattr(error, "code", None)
            event(
                "profile.failed",
                level=level,
                tenant=self._tenant,
                account=self._id,
                reason=problem,
                code=code,
            )
        return Outcome(self._id, problem=problem)

    def _token(self) -> str:
        return self._app.keys.open(self._sealed, tenant=self._tenant, column=Column.ACCESS_TOKEN)

    async def _write(self, statement: str, **more: Any) -> None:
        async with self._app.database.tenant(self._tenant) as tx:
            await tx.queue(SQL[statement], {"tenant": self._tenant, "account": self._id, **more})


def _word_for(error: GraphUnavailable | GraphRefused | SealBroken) -> str:
    """Of Meta's table where there is one."""
    if isinstance(error, SealBroken):
        return "token_unreadable"
    return "unavailable" if error.code is None else str(error)
