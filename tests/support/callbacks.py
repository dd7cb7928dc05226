"""Meta's callbacks to the product's own functions, and shops with something in every table to be forgotten."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import azure.functions as func
import psycopg

from ingest import callbacks, deletion_page
from local.instagram.callbacks import signed_request
from merchant.accounts import Account, Profile, put_shop
from shared.tenants import TenantId
from tests.isolation.test_tenants import ROWS, columns
from tests.support.stages import StageApp

SECRET = "app-secret"
PROFILE = Profile("دار الياسمين", "Dar Yasmin", "JOD", "بوتيك", "A boutique")


def called(user: str, *, secret: str = SECRET, issued_at: int = 4_000_000_000) -> func.HttpRequest:
    payload = {"algorithm": "HMAC-SHA256", "issued_at": issued_at, "user_id": user}
    body = urlencode({"signed_request": signed_request(payload, secret)}).encode()
    return func.HttpRequest("POST", "https://shop.example/", body=body)


async def deauthorize(app: StageApp, user: str, **signed: Any) -> int:
    answer = await callbacks.deauthorize(app, called(user, **signed))
    return int(answer.status_code)


async def request_deletion(app: StageApp, user: str) -> str:
    """The code, of an answer that has just what Meta asks for."""
    answer = await callbacks.delete_data(app, called(user))
    told = json.loads(answer.get_body())
    code: str = told["confirmation_code"]
    assert told == {"url": f"https://shop.example/deletion/{code}", "confirmation_code": code}
    return code


async def status_page(app: StageApp, code: str) -> tuple[int, str]:
    request = func.HttpRequest("GET", "https://shop.example/", route_params={"code": code}, body=b"")
    answer = await deletion_page.respond(app, request)
    return answer.status_code, answer.get_body().decode()


def an_account() -> Account:
    number = str(uuid4().int)[:15]
    return Account(f"17{number}", f"28{number}", "dar.yasmin", f"token {number}")


async def a_full_shop(app: StageApp, admin: psycopg.Connection) -> tuple[TenantId, Account]:
    """A connected shop with a row in every table there is."""
    tenant, account = TenantId(uuid4()), an_account()
    await put_shop(app, tenant, PROFILE, account)
    fill(admin, tenant, account)
    return tenant, account


def fill(admin: psycopg.Connection, tenant: TenantId, account: Account) -> None:
    keys = {"tenant_id": str(tenant), "account_id": account.account, "customer_id": "1"}
    unique = {"order_no": account.account[:9], "alert_id": str(uuid4()), "delivery_id": str(uuid4())}
    unique |= {"correction_id": str(uuid4()), "event_key": account.account, "confirmation_code": uuid4().hex}
    unique |= {"media_id": account.account, "to_service": "main", "to_index": f"i-{tenant}"}
    for table, row in ROWS.items():
        held = columns(admin, table)
        shared = (
            {"alert_id", "order_no", "media_id"} & held if table in _CHILDREN or table in _PARENTS else set()
        )
        own = {name: unique[name] for name in row.keys() & unique.keys() | shared}
        whole = {name: value for name, value in keys.items() if name in held} | row | own
        names = ", ".join(whole)
        statement = f"INSERT INTO shop.{table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::shop.{table}, %s) ON CONFLICT DO NOTHING"
        admin.execute(statement.encode(), [json.dumps(whole)])


_PARENTS = {"alerts", "orders"}
_CHILDREN = {"alert_deliveries", "order_lines", "order_pushes"}


def held(admin: psycopg.Connection, tenant: TenantId, account: str | None = None) -> dict[str, int]:
    """How many rows each table has of a tenant, or of one of its accounts where that is a column; none is left out."""
    counts = {}
    for table in ROWS:
        if account is not None and "account_id" not in columns(admin, table):
            continue
        where = "tenant_id = %s" if account is None else "tenant_id = %s AND account_id = %s"
        found = admin.execute(
            f"SELECT count(*) FROM shop.{table} WHERE {where}".encode(),
            [tenant] if account is None else [tenant, account],
        ).fetchone()
        if found and found[0]:
            counts[table] = found[0]
    return counts
