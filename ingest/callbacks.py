"""What Meta tells of an account's owner: that our app may do no more for it (`/deauthorize`), or must forget it (`/data-deletion`).

Either way nothing leaves the account from now on, and its token is overwritten. Whoever is unknown here is answered like
everybody else. The deletion itself is a timer's work: merchant/forgetting.py, catalog/forgetting.py.
"""

import json
import secrets
from pathlib import Path

import azure.functions as func

from ingest.signed_request import Signed, read_signed_request
from shared.alerts import AlertKind, end_alert, raise_alert
from shared.app import App
from shared.audit import write_down
from shared.crypto import Column
from shared.database import Transaction, named_queries
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

REASON = "deauthorized"
_NO_STORE = {"Cache-Control": "no-store"}


async def deauthorize(app: App, req: func.HttpRequest) -> func.HttpResponse:
    signed = read_signed_request(req.get_body(), app.settings.app_secrets)
    for tenant, account in await _accounts(app, signed):
        async with app.database.tenant(tenant) as tx:
            cut = await _cut_off(tx, app, tenant, account, since=signed.issued_at)
        event("account.deauthorized", tenant=tenant, account=account, new=cut)
    return func.HttpResponse("deauthorized", mimetype="text/plain", headers=_NO_STORE)


async def delete_data(app: App, req: func.HttpRequest) -> func.HttpResponse:
    """Answers where a person can see how far the deletion is."""
    signed = read_signed_request(req.get_body(), app.settings.app_secrets)
    codes = [await _request(app, tenant, account) for tenant, account in await _accounts(app, signed)]
    code = codes[0] if codes else await _nothing_to_delete(app)
    told = {"url": f"{app.settings.public_url}/deletion/{code}", "confirmation_code": code}
    return func.HttpResponse(json.dumps(told), mimetype="application/json", headers=_NO_STORE)


async def _accounts(app: App, signed: Signed) -> list[tuple[TenantId, str]]:
    async with app.database.crossing() as tx:
        rows = await tx.rows(SQL["accounts_of_user"], {"user": signed.user})
    return [(TenantId(row["tenant_id"]), row["account_id"]) for row in rows]


async def _request(app: App, tenant: TenantId, account: str) -> str:
    """The code of the request that is open, or of a new one."""
    where = {"tenant": tenant, "account": account}
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["lock_account"], where)  # Meta may ask twice at once
        await _cut_off(tx, app, tenant, account, since=None)
        found = await tx.row(SQL["open_request"], where)
        code = found["confirmation_code"] if found else _new_code()
        if found is None:
            await tx.queue(SQL["open_status"], {"code": code, "done": False})
            await tx.queue(SQL["add_request"], {**where, "code": code})
            await write_down(tx, tenant, "account.deletion_requested", actor="owner", account=account)
    event("deletion.requested", tenant=tenant, account=account, new=found is None)
    return str(code)


async def _nothing_to_delete(app: App) -> str:
    code = _new_code()
    async with app.database.crossing() as tx:
        await tx.queue(SQL["open_status"], {"code": code, "done": True})
    return code


async def _cut_off(tx: Transaction, app: App, tenant: TenantId, account: str, *, since: int | None) -> bool:
    """Whether there was anything to cut. What was issued before the owner's last login is about an earlier one."""
    # A value that opens, and is no token: whoever rotates the key ring meets it like any other.
    nothing = app.keys.seal("", tenant=tenant, column=Column.ACCESS_TOKEN)
    told = {"tenant": tenant, "account": account, "reason": REASON, "nothing": nothing, "issued_at": since}
    if await tx.row(SQL["cut_off"], told) is None:
        return False
    await end_alert(tx, tenant, account, AlertKind.ACCOUNT_STOPPED)
    await end_alert(tx, tenant, account, AlertKind.LOGIN_ENDS)
    await raise_alert(tx, tenant, account, AlertKind.ACCOUNT_STOPPED, about=REASON)
    await write_down(tx, tenant, "account.deauthorized", actor="owner", account=account)
    return True


def _new_code() -> str:
    """128 random bits: it is all that the page behind it asks for."""
    return secrets.token_hex(16)
