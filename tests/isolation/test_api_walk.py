"""Every operation of the merchant API, found in the document that it serves, called by one shop for what is another's.

A route that is new is tried by itself. A new name of a path parameter fails here until what it is called next door is
told in `NAMES`.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from merchant.accounts import Account, Profile, put_shop
from merchant.users import owner_of
from process.record import record
from shared.auth import issue, verify
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import inbound, message
from tests.isolation.test_tenants import TABLES, full_tenant
from tests.support.api import Answer, Client, document
from tests.support.stages import StageApp

PREFIX = "/api/v1"
#: Is in every text that is next door, and nowhere else.
MARK = "zumurrud"
SOURCE = "7a756d7572727564"
USER = "7a6f4d75-7272-4564-8000-000000000001"
WORDS = {
    "S": f"S-{MARK}", "e": f"e-{MARK}", "00000000000000aa": SOURCE, "u": f"{MARK}.shop", "a": f"{MARK} a", "b": f"{MARK} b", "k": f"k-{MARK}",
    "أ": f"أ {MARK}", "secret": f"secret {MARK}", "message:M": f"message:{MARK}", "C": MARK, "p": f"p/{MARK}", "00000000-0000-4000-8000-000000000001": USER,
}  # fmt: skip
NUMBERS = count(uuid4().int % 10**14 * 100)


@dataclass(frozen=True, slots=True)
class Neighbour:
    tenant: TenantId
    account: str
    customer: str

    @property
    def names(self) -> dict[str, str]:
        """What each path parameter of the API is called next door."""
        return {
            "account_id": self.account,
            "customer_id": self.customer,
            "sku": WORDS["S"],
            "entry_id": WORDS["e"],
            "source_id": SOURCE,
            "order_no": "1",
        }

    @property
    def secrets(self) -> tuple[str, ...]:
        return (MARK, str(self.tenant), self.account, self.customer, USER, SOURCE)


def operations() -> list[tuple[str, str]]:
    return [(method.upper(), path) for path, found in document()["paths"].items() for method in found]


@pytest.fixture(scope="module")
def theirs(admin: psycopg.Connection) -> Neighbour:
    account, customer = f"1784{next(NUMBERS)}", f"9{next(NUMBERS)}"
    return Neighbour(full_tenant(admin, account=account, customer=customer, words=WORDS), account, customer)


@pytest.fixture(scope="module")
async def app(app_url: str) -> AsyncIterator[StageApp]:
    app = StageApp(app_url)
    yield app
    await app.database.close()


async def shop(app: StageApp) -> Client:
    tenant, number = TenantId(uuid4()), str(next(NUMBERS))
    await put_shop(
        app, tenant, Profile("دار", "Dar", "JOD", "", ""), Account(number, f"9{number}", "dar", "token")
    )
    return Client(app, await issue(app, tenant, await owner_of(app.database, tenant), actor="operator"))


@pytest.fixture
async def ours(app: StageApp) -> Client:
    return await shop(app)


def everything_of(admin: psycopg.Connection, tenant: TenantId) -> dict[str, list[str]]:
    """As the superuser sees it."""
    found = {}
    for table in TABLES:
        statement = f"SELECT to_jsonb(t)::text FROM shop.{table} t WHERE tenant_id = %s ORDER BY 1"
        found[table] = [row for (row,) in admin.execute(statement.encode(), [tenant])]
    return found


def assert_nothing_of(theirs: Neighbour, answer: Answer, *, told: str) -> None:
    """But what the request itself has told."""
    said = json.dumps([answer.text, answer.headers], ensure_ascii=False)
    assert [secret for secret in theirs.secrets if secret in said and secret not in told] == []


def examples(method: str, path: str) -> list[Any]:
    """Requests as the document describes them, the same in each run."""
    schema = schemathesis.openapi.from_dict(document())
    found: list[Any] = []

    @settings(max_examples=4, derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=schema[path][method].as_strategy())
    def collect(case: Any) -> None:
        found.append(case)

    collect()
    return found


async def call(api: Client, case: Any, path: str) -> tuple[Answer, str]:
    """The answer, and what was asked. Cursors are for a test of their own."""
    body = case.body if isinstance(case.body, dict | list | bytes) else None
    query = {name: value for name, value in (case.query or {}).items() if name != "after"}
    told = json.dumps([path, repr(body), {name: str(value) for name, value in query.items()}])
    return await api.ask(case.method, path.removeprefix(PREFIX), body, query=query), told


def test_every_path_parameter_has_a_name_next_door(theirs: Neighbour) -> None:
    named = {step[1:-1] for _, path in operations() for step in path.split("/") if step.startswith("{")}
    assert named == theirs.names.keys()


@pytest.mark.parametrize(("method", "path"), operations())
async def test_no_operation_gives_or_takes_anything_of_a_neighbour(
    admin: psycopg.Connection, ours: Client, theirs: Neighbour, method: str, path: str
) -> None:
    before = everything_of(admin, theirs.tenant)
    asked = path.format_map(theirs.names)
    for case in examples(method, path):
        answer, told = await call(ours, case, asked)
        assert answer.status < 500
        if asked != path and method != "PUT":  # which makes what is not there
            assert answer.status in {400, 404, 422}, answer.text
        assert_nothing_of(theirs, answer, told=told)
    assert everything_of(admin, theirs.tenant) == before


@pytest.mark.parametrize(("method", "path"), operations())
async def test_with_a_token_that_the_shops_own_key_has_not_signed_nothing_is_told_or_done(
    admin: psycopg.Connection, ours: Client, theirs: Neighbour, method: str, path: str
) -> None:
    before = everything_of(admin, theirs.tenant)
    token = ours.token or ""
    for wrong in (None, str(theirs.tenant), f"k-{MARK}", token[:-4] + "AAAA"):
        for case in examples(method, path)[:1]:
            answer, _ = await call(Client(ours.app, wrong), case, path.format_map(theirs.names))
            assert answer.status == 401
            assert_nothing_of(theirs, answer, told="")
    assert everything_of(admin, theirs.tenant) == before


async def test_what_a_neighbour_holds_of_the_api_is_of_no_use_here(
    app: StageApp, ours: Client, admin: psycopg.Connection
) -> None:
    """A cursor leads into the caller's own list, and an Idempotency-Key is the person's own."""
    there = await shop(app)
    keys = {}
    for api, customers in ((ours, "12"), (there, "34")):
        tenant = (await verify(app, api.token or "")).tenant
        ((account,),) = admin.execute("SELECT account_id FROM shop.accounts WHERE tenant_id = %s", [tenant])
        for customer in customers:
            keys[customer] = ConversationKey(tenant, account, customer)
            await record(app, inbound(keys[customer], message(f"من {customer}")))
    first = (await there.get("/conversations", limit=1)).json
    page = (await ours.get("/conversations", after=first["next"])).json
    assert {one["customer_id"] for one in page["items"]} <= {"1", "2"}
    for api, customer in ((there, "3"), (ours, "1")):
        key = keys[customer]
        path = f"/conversations/{key.account}/{key.customer}/replies"
        answer = await api.post(path, {"text": f"إلى {customer}"}, idempotency_key="the-same")
        assert (answer.status, answer.json) == (202, {"messages": 1})
