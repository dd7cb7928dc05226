"""Every operation of the merchant API behaves as the document that it serves says: requests of all sorts, made from it.

Good requests are for things that are there, so that what is answered is looked at as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CheckFunction
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from shared.auth import issue, rotate_key
from shared.tenants import TenantId
from tests.isolation.test_tenants import full_tenant
from tests.support.api import document
from tests.support.served_api import ServedApi, served_api

OWNER = UUID("00000000-0000-4000-8000-000000000001")
NUMBERS = count(uuid4().int % 10**14 * 100)
#: Those of coverage, one by one, come before them.
EXAMPLES = 4
#: What is refused although the document would have it, and why the document cannot say so.
BEYOND = {
    "POST /api/v1/catalog": "any bytes may be sent as a catalogue, and few are one",
    "PATCH /api/v1/products/{sku}": "a price is below the one before, and variants are the product's own",
    "PUT /api/v1/knowledge/entries/{entry_id}": "a title and a text in one language at least",
    "PATCH /api/v1/settings": "hours, time zones and keywords that are none",
    "PUT /api/v1/delivery": "areas that are served have terms, and lie in one another",
    "POST /api/v1/knowledge/sources": "a text may say nothing",
}
SCHEMA = schemathesis.openapi.from_dict(document())


@pytest.fixture(scope="module")
def api(app_url: str) -> Iterator[ServedApi]:
    with served_api(app_url) as served:
        yield served


@dataclass(frozen=True, slots=True)
class Shop:
    token: str
    names: dict[str, str]  #: what each path parameter is called in it


@pytest.fixture
def shop(api: ServedApi, admin: psycopg.Connection) -> Shop:
    """With a row in every table, whose owner may call as often as they like."""
    account = f"1784{next(NUMBERS)}"
    tenant = full_tenant(admin, account=account)
    admin.execute("DELETE FROM shop.tenant_keys WHERE tenant_id = %s", [tenant])
    unhurried(admin, tenant)
    api.run(rotate_key(api.app.database, api.app.keys, tenant))
    token = api.run(issue(api.app, tenant, OWNER, actor="operator"))
    return Shop(
        token,
        {
            "account_id": account,
            "customer_id": "1",
            "sku": "S",
            "entry_id": "e",
            "source_id": "00000000000000aa",
            "order_no": "1",
        },
    )


def unhurried(admin: psycopg.Connection, tenant: TenantId) -> None:
    """A minute that has not begun yet, and that has less than no calls."""
    admin.execute(
        "UPDATE shop.api_calls SET calls = -1000000, began_at = now() + interval '1 day' WHERE tenant_id = %s",
        [tenant],
    )


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))  # fmt: skip
def test_what_is_answered_is_what_the_document_says(
    case: schemathesis.Case[Any], api: ServedApi, shop: Shop
) -> None:
    if case.meta is not None and case.meta.generation.mode.is_positive:
        case.path_parameters = {name: shop.names[name] for name in case.path_parameters}
        case.query.pop("after", None)  # no document can say which texts are cursors
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = uuid4().hex  # nor which were used before
    unlikely: list[CheckFunction] = [positive_data_acceptance] if case.operation.label in BEYOND else []
    headers = {} if without_token(case) else {"Authorization": f"Bearer {shop.token}"}
    case.call_and_validate(base_url=api.url, headers=headers, excluded_checks=unlikely)


def without_token(case: schemathesis.Case[Any]) -> bool:
    """What is wrong with it may be its token."""
    header = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    return header is not None and header.mode.is_negative
