"""What makes a connected account work: webhooks of it, its ice breakers and menu, and a message to itself as the proof.

Every step may be done again. A step that fails names the one thing to fix, in a word of a closed list that the pages
have sentences for; `setup_problem` keeps it until the next try.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from merchant.profiles import refresh
from shared.app import App
from shared.crypto import Column
from shared.database import named_queries
from shared.errors import (
    AccountBlocked,
    AgentError,
    GraphRefused,
    GraphUnavailable,
    LoginRefused,
    OutcomeUnknown,
    Refused,
    SealBroken,
    TokenDead,
)
from shared.graph.login import CORE_FIELDS, OPTIONAL_FIELDS
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: A webhook that has not come by then has gone astray.
PATIENCE = timedelta(seconds=45)
_TEXT = "✓"


class Health(StrEnum):
    GREEN = "green"  #: a message went out and came back as a webhook
    WAITING = "waiting"  #: for the webhook
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Setup:
    account: str
    username: str
    health: Health
    problem: str | None  #: of FAILED: `message_access_off`, `webhook_missing`, `token_dead`, `unavailable` …
    comments: bool  #: whether comments are told of


async def set_up(app: App, tenant: TenantId, account: str) -> None:
    """All the steps; what stands in the way is written down and told by `read_setup`."""
    fields: Sequence[str] = ()
    mid = problem = None
    try:
        token = await _token(app, tenant, account)
        fields = await subscribe(app, token)
        await refresh(app, tenant)
        mid = await app.graph.write_to_itself(account=account, token=token, text=_TEXT)
    except (GraphUnavailable, GraphRefused, OutcomeUnknown, LoginRefused, SealBroken) as error:
        problem = _word_for(error)
        event("account.not_set_up", tenant=tenant, account=account, reason=problem)
    where = {"tenant": tenant, "account": account}
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["set_up"], {**where, "fields": list(fields), "problem": problem, "mid": mid})


async def read_setup(app: App, tenant: TenantId, account: str) -> Setup:
    """How the last `set_up` went, with the webhook of its message if it has come."""
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["read"], {"tenant": tenant, "account": account, "patience": PATIENCE})
    if row is None:
        raise Refused(404, "no_such_account")
    problem = row["setup_problem"] or (None if row["heard"] or not row["overdue"] else "webhook_missing")
    health = Health.GREEN if row["heard"] else Health.FAILED if problem else Health.WAITING
    return Setup(account, row["username"], health, problem, "comments" in (row["subscribed_fields"] or ()))


async def subscribe(app: App, token: str) -> list[str]:
    """The core at once; then each optional field beside those that were taken, since one unknown name refuses a call."""
    taken = list(CORE_FIELDS)
    await app.login.subscribe(token, taken)
    for name in OPTIONAL_FIELDS:
        try:
            await app.login.subscribe(token, [*taken, name])
        except TokenDead:
            raise
        except GraphRefused:
            continue
        taken.append(name)
    told = await app.login.subscribed(token)
    if not set(CORE_FIELDS) <= set(told):
        raise LoginRefused("not_subscribed")
    return told


async def _token(app: App, tenant: TenantId, account: str) -> str:
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["token"], {"tenant": tenant, "account": account})
    if row is None:
        raise Refused(404, "no_such_account")
    return app.keys.open(row["access_token"], tenant=tenant, column=Column.ACCESS_TOKEN)


def _word_for(error: AgentError) -> str:
    if isinstance(error, TokenDead | SealBroken):
        return "token_dead"
    if isinstance(error, AccountBlocked):
        return str(error)
    if isinstance(error, GraphUnavailable | OutcomeUnknown):
        return "unavailable"
    return "permission_missing" if str(error) == "permission_missing" else "refused"
