"""A catalogue as one request to the merchant API: what is taken, what is told, and who is turned away."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import azure.functions as func
import pytest

from catalog.api.receiving import LARGEST, MOST_TOLD
from catalog.store import read
from merchant.accounts import Account, Profile, put_shop
from merchant.users import owner_of
from shared.api.serving import respond
from shared.auth import issue, sign_out_everywhere
from shared.tenants import TenantId
from tests.support.stages import StageApp

PRODUCTS = [
    {"sku": "A", "name_ar": "قميص", "price": "10", "sizes": ["S", "M"], "stock": 3},
    {"sku": "B", "name_en": "Shoes", "price": "-1", "stock": 2},
]


@pytest.fixture
async def shop(app: StageApp) -> TenantId:
    tenant = TenantId(uuid4())
    account = Account(str(tenant.int)[:17], "1", "dar", "token")
    await put_shop(app, tenant, Profile("دار", "Dar", "JOD", "", ""), account)
    return tenant


@pytest.fixture
async def token(app: StageApp, shop: TenantId) -> str:
    return await issue(app, shop, await owner_of(app.database, shop), actor="operator")


async def post(
    app: StageApp, body: bytes | list[Any], token: str | None = None, **query: str
) -> tuple[int, dict[str, Any]]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    url = f"https://shop.example/api/v1/catalog?{urlencode(query)}"
    request = func.HttpRequest(method="POST", url=url, headers=headers, params=query, body=content)
    answer = await respond(app, request, "catalog.api")
    return answer.status_code, json.loads(answer.get_body())


async def skus(app: StageApp, shop: TenantId) -> set[str]:
    return {product.sku for product in (await read(app.database, shop))[1] if product.active}


async def test_good_products_are_taken_and_the_others_told_by_row(
    app: StageApp, shop: TenantId, token: str
) -> None:
    status, told = await post(app, PRODUCTS, token)
    assert status == 200
    assert (told["added"], told["refused"], told["wrote"]) == (1, 1, True)
    (fault,) = told["faults"]
    assert (fault["column"], fault["value"], fault["refuses"]) == ("price", "-1", True)
    assert fault["expected"]
    assert await skus(app, shop) == {"A"}
    assert [str(one.queue) for one in app.posted_to_bus.sent] == ["catalog"]


async def test_the_same_again_writes_nothing_and_rings_nobody(
    app: StageApp, shop: TenantId, token: str
) -> None:
    await post(app, PRODUCTS[:1], token)
    rung = len(app.posted_to_bus.sent)
    _, told = await post(app, PRODUCTS[:1], token)
    assert (told["added"], told["changed"], told["unchanged"]) == (0, 0, 1)
    assert len(app.posted_to_bus.sent) == rung


async def test_what_a_complete_catalogue_does_not_name_is_off_sale(
    app: StageApp, shop: TenantId, token: str
) -> None:
    await post(app, [PRODUCTS[0], {**PRODUCTS[0], "sku": "C"}], token)
    _, told = await post(app, PRODUCTS[:1], token, complete="true")
    assert told["removed"] == 1
    assert await skus(app, shop) == {"A"}


@pytest.mark.parametrize("wish", ["all_or_nothing", "dry_run"])
async def test_a_wish_can_be_to_write_nothing(app: StageApp, shop: TenantId, token: str, wish: str) -> None:
    status, told = await post(app, PRODUCTS, token, **{wish: "true"})
    assert (status, told["wrote"], told["refused"]) == (200, False, 1)
    assert await skus(app, shop) == set()


async def test_a_sheet_is_taken_as_well(app: StageApp, shop: TenantId, token: str) -> None:
    status, told = await post(app, "sku,الاسم,السعر\nA,قميص,١٠٫٥\n".encode("cp1256", "replace"), token)
    assert (status, told["refused"]) == (
        200,
        1,
    )  # Windows-1256 has no Arabic digits: the cell holds question marks
    status, told = await post(app, "sku,الاسم,السعر\nA,قميص,١٠٫٥\n".encode(), token)
    assert (status, told["added"]) == (200, 1)


@pytest.mark.parametrize("body", [b"\x00" * 100, b"[1, 2", b"PK\x03\x04 no workbook", b"<rss>"])
async def test_what_cannot_be_read_at_all_is_told(
    app: StageApp, shop: TenantId, token: str, body: bytes
) -> None:
    status, told = await post(app, body, token)
    assert status in {200, 422}
    assert told["good"] == 0
    assert told["faults"]
    assert await skus(app, shop) == set()


async def test_of_many_faults_the_first_are_listed_and_the_rest_counted(
    app: StageApp, shop: TenantId, token: str
) -> None:
    _, told = await post(
        app, [{**PRODUCTS[1], "sku": f"B{number}"} for number in range(MOST_TOLD + 7)], token
    )
    assert (len(told["faults"]), told["faults_left_off"]) == (MOST_TOLD, 7)


@pytest.mark.parametrize(
    ("body", "query", "status"),
    [
        (b"", {}, 400),
        (b" " * (LARGEST + 1), {}, 413),
        (b"[]", {"complete": "perhaps"}, 422),
        (b"[]", {"tenant": "another"}, 422),
    ],
    ids=["empty", "too large", "a wish that is none", "a tenant of one's choice"],
)
async def test_a_request_that_is_none_is_refused_with_a_sentence(
    app: StageApp, token: str, body: bytes, query: dict[str, str], status: int
) -> None:
    got, told = await post(app, body, token, **query)
    assert (got, told["status"]) == (status, status)
    assert told["title"]


async def test_who_is_not_signed_in_changes_nothing(app: StageApp, shop: TenantId, token: str) -> None:
    for given in (None, "", "nonsense", token[:-4] + "AAAA"):
        assert (await post(app, PRODUCTS, given))[0] == 401
    assert (await post(app, PRODUCTS, token, access_token=token))[0] == 400
    await sign_out_everywhere(app, shop, await owner_of(app.database, shop), actor="operator")
    assert (await post(app, PRODUCTS, token))[0] == 401
    assert await skus(app, shop) == set()
