"""From the code that Instagram gave a browser to a connected shop, and who has signed in by it.

Whoever can log in to the account owns it: its shop's owner has signed in, or a new shop begins. An account stays with the
tenant that connected it first. Nothing of Meta's is called while a transaction is open.
"""

from dataclasses import dataclass
from uuid import uuid4

from merchant.accounts import Account, LoggedIn, Profile, TakenByAnother, join
from shared.app import App
from shared.auth import Principal
from shared.contracts import CatalogDoorbell
from shared.errors import BusUnavailable, LoginRefused
from shared.graph.login import Granted, Identity, LongLived
from shared.telemetry import event
from shared.tenants import TenantId

#: Until the owner says otherwise.
CURRENCY = "JOD"


@dataclass(frozen=True, slots=True)
class Joined:
    tenant: TenantId
    account: str
    new: bool  #: a shop has begun


async def connect(app: App, code: str, redirect_uri: str, signed_in: Principal | None) -> Joined:
    """Raises LoginRefused with the reason for the page, or GraphUnavailable: then the code may be spent, and one begins again."""
    granted = await app.login.granted(code, redirect_uri)
    if granted.missing:
        raise LoginRefused("permission_missing")
    token = await app.login.long_lived(granted.token)
    identity = await app.login.identity(token.token)
    try:
        joined = await _join(app, identity, granted, token, signed_in)
    except TakenByAnother:
        # Between our look and our claim somebody has connected it: whose it is now can be read.
        joined = await _join(app, identity, granted, token, signed_in)
    event("account.connected", tenant=joined.tenant, account=joined.account, new=joined.new)
    if joined.new:
        await _begin_index(app, joined.tenant)
    return joined


async def _join(
    app: App, identity: Identity, granted: Granted, token: LongLived, signed_in: Principal | None
) -> Joined:
    holder = await app.tenant_of(identity.account)
    own = signed_in.tenant if signed_in is not None and signed_in.role == "owner" else None
    if holder is not None and own is not None and holder != own:
        raise LoginRefused("other_shop")
    tenant = holder or own
    profile = None if tenant is not None else Profile(identity.name, identity.name, CURRENCY, "", "")
    tenant = tenant or TenantId(uuid4())
    permissions = None if granted.permissions is None else sorted(granted.permissions)
    account = Account(identity.account, identity.app_scoped_id, identity.username, token.token)
    told = LoggedIn(identity.name, identity.account_type, permissions, token.seconds)
    await join(app, tenant, account, told, profile)
    return Joined(tenant, identity.account, new=profile is not None)


async def _begin_index(app: App, tenant: TenantId) -> None:
    """An empty one, so that the first customer's question finds nothing rather than no index; the sweeper rings as well."""
    try:
        await app.bus.send(CatalogDoorbell(tenant=tenant).outgoing())
    except BusUnavailable:
        event("index.not_rung", tenant=tenant)
