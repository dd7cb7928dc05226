"""A shop and its Instagram account: put in, or put right, as often as one likes.

The account directory decides whose an account is; one that another tenant holds is refused, never moved.
"""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from shared.alerts import AlertKind, end_alert
from shared.app import App
from shared.audit import Actor, write_down
from shared.auth import create_first_key
from shared.crypto import Column
from shared.database import Transaction, named_queries
from shared.errors import Misconfigured, Refused
from shared.search.places import index_of
from shared.search.placing import place_shop, tell_waiting
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Profile:
    """What the assistant must know of the shop before any question."""

    name_ar: str
    name_en: str
    currency: str
    about_ar: str
    about_en: str


@dataclass(frozen=True, slots=True)
class Account:
    account: str  #: `user_id` of /me: the id in webhooks
    app_scoped_id: str  #: `id` of /me: the id in signed callbacks
    username: str
    access_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What an operator's token does not tell, and a merchant's own login does."""

    display_name: str
    account_type: str
    permissions: list[str] | None
    token_seconds: int  #: from now until the token ends


class TakenByAnother(Refused):
    def __init__(self, account: str) -> None:
        super().__init__(409, f"account {account} is connected to another shop")


async def put_shop(app: App, tenant: TenantId, profile: Profile, account: Account) -> bool:
    """Whether the shop is new. Without room on any search service it is connected all the same, and waits for a place.

    Raises Refused when the account is connected to another tenant; then nothing has changed.
    """
    async with app.database.tenant(tenant) as tx:
        put = await tx.row(
            SQL["put_tenant"], {"tenant": tenant, "search_index": index_of(tenant), **asdict(profile)}
        )
        await _connect(tx, app, tenant, account, actor="operator")
        placed = not (put and put["waits"]) or await _place(tx, app, tenant, account)
    if not placed:
        tell_waiting(tenant)
    return bool(put and put["new"])


async def join(
    app: App, tenant: TenantId, account: Account, login: LoggedIn, profile: Profile | None
) -> None:
    """Connect an account whose owner has just logged in; `profile` is of the shop that begins with it.

    Raises TakenByAnother when the account is another shop's; then nothing has changed.
    """
    placed = True
    async with app.database.tenant(tenant) as tx:
        if profile is not None:
            shop = {"tenant": tenant, "search_index": index_of(tenant), **asdict(profile)}
            await tx.queue(SQL["put_tenant"], shop)
        await _connect(tx, app, tenant, account, actor="owner")
        told = {"tenant": tenant, "account": account.account, **asdict(login)}
        await tx.queue(SQL["put_login"], told)
        if profile is not None:
            placed = await _place(tx, app, tenant, account)
    if not placed:
        tell_waiting(tenant)


async def _connect(tx: Transaction, app: App, tenant: TenantId, account: Account, *, actor: Actor) -> None:
    sealed = app.keys.seal(account.access_token, tenant=tenant, column=Column.ACCESS_TOKEN)
    claim = await tx.row(SQL["claim"], {"account": account.account})
    if not (claim and claim["ours"]):
        raise TakenByAnother(account.account)
    where = {"tenant": tenant, "account": account.account}
    await tx.queue(SQL["wake_conversations"], where)
    await tx.queue(SQL["put_account"], {"tenant": tenant, **asdict(account), "access_token": sealed})
    await tx.queue(SQL["wake_parts"], where)
    await end_alert(tx, tenant, account.account, AlertKind.ACCOUNT_STOPPED)
    await end_alert(tx, tenant, account.account, AlertKind.LOGIN_ENDS)
    await create_first_key(tx, app.keys, tenant)
    await tx.queue(SQL["add_owner"], {"tenant": tenant, "user": uuid4()})
    await write_down(tx, tenant, "account.connected", actor=actor, account=account.account)


async def _place(tx: Transaction, app: App, tenant: TenantId, account: Account) -> bool:
    return await place_shop(tx, tenant, [account.account], app.settings.search_services)


async def disconnect(
    app: App, tenant: TenantId, account: str, *, actor: Actor = "operator", user: UUID | None = None
) -> None:
    """From now on nothing leaves the account; the token stays until what we have put there has been taken away.

    Raises Misconfigured when the shop has no such account.
    """
    async with app.database.tenant(tenant) as tx:
        if await tx.row(SQL["disconnect"], {"tenant": tenant, "account": account}) is None:
            raise Misconfigured(f"tenant {tenant} has no account {account}")
        await end_alert(tx, tenant, account, AlertKind.ACCOUNT_STOPPED)
        await end_alert(tx, tenant, account, AlertKind.LOGIN_ENDS)
        await write_down(tx, tenant, "account.disconnected", actor=actor, user=user, account=account)
