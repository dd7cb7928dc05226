"""An account that Meta no longer lets in stops, whoever finds out first, until its owner has connected it again."""

import logging
from pathlib import Path

from shared.alerts import AlertKind, raise_alert
from shared.database import Transaction, named_queries
from shared.errors import AccountBlocked, TokenDead
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: What Meta answers then.
LetsInNoMore = TokenDead | AccountBlocked


async def stop(
    tx: Transaction, tenant: TenantId, account: str, error: LetsInNoMore, sealed_token: bytes
) -> bool:
    """The merchant is told. False when it is stopped already, or has another token by now."""
    state = "token_dead" if isinstance(error, TokenDead) else "blocked"
    where = {"tenant": tenant, "account": account, "sealed_token": sealed_token}
    stopped = await tx.row(SQL["stop"], {**where, "state": state, "reason": str(error)}) is not None
    if stopped:
        await raise_alert(tx, tenant, account, AlertKind.ACCOUNT_STOPPED, about=str(error))
    return stopped


def tell_stop(tenant: TenantId, account: str, error: LetsInNoMore) -> None:
    event(
        "account.stopped",
        level=logging.ERROR,
        tenant=tenant,
        account=account,
        reason=str(error),
        code=error.code,
    )
