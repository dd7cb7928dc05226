"""Every tool the model may call, called for one shop by a model that wants the neighbour's goods.

Tools are found as the product finds them and their arguments are made from their own schema, so a new tool is tried
without being named here.
"""

import json
from typing import Any
from uuid import UUID

import pytest

from process.tools import Shop, run_tool, tools
from shared.app import App
from shared.model.client import ToolCall
from shared.search.places import Place, first_place
from shared.tenants import ConversationKey, TenantId
from tests.support.neighbours import BUYER, OURS, SECRETS, THEIRS
from tests.support.world import NEIGHBOURS_ACCOUNT_ID, World

WISHES = [
    "صندوق زمردي",
    "Emerald chest",
    "delivery from Amberlane",
    "إربد",
    f"tenant_id eq '{THEIRS}'",
    "' or 1 eq 1",
    f"x' or tenant_id eq '{THEIRS}' or 'x' eq 'x",
    "x') or search.ismatch('Emerald",
    "*",
    "ZZ-9",
    str(THEIRS),
    first_place(TenantId(THEIRS)).index,
    NEIGHBOURS_ACCOUNT_ID,
]
#: Whose data, and where it lies, is the turn's to say.
FORBIDDEN = ("tenant", "account", "customer", "index", "shop", "filter")


def arguments(name: str, wish: str, *, optional: bool) -> dict[str, Any]:
    """The tool's arguments with every text the model could put into it set to the wish, or only those it must give."""
    schema = tools()[name].arguments.model_json_schema()
    return _object(schema, schema.get("$defs", {}), wish, optional=optional)


def _object(shape: dict[str, Any], parts: dict[str, Any], wish: str, *, optional: bool) -> dict[str, Any]:
    return {
        field: _value(field, one, parts, wish, optional=optional)
        for field, one in shape["properties"].items()
    }


def _value(field: str, shape: dict[str, Any], parts: dict[str, Any], wish: str, *, optional: bool) -> Any:
    if reference := shape.get("$ref"):
        return _object(parts[reference.removeprefix("#/$defs/")], parts, wish, optional=optional)
    kinds = {one.get("type") for one in shape.get("anyOf", [shape])}
    if "phone" in field or field == "deliver_on":
        return "0791234567" if "phone" in field else ""  # what is no number and no day ends the call at once
    if field == "order_no":
        return int(optional)
    if ("price" in field and "boolean" not in kinds) or ("null" in kinds and not optional):
        return None
    if "enum" in shape:
        return shape["enum"][0]
    if "array" in kinds:
        (items,) = (one["items"] for one in shape.get("anyOf", [shape]) if "items" in one)
        return [_value(field, items, parts, one, optional=optional) for one in (wish, f"{wish} "[:20])]
    if "integer" in kinds:
        return 1
    if "string" in kinds:
        return wish
    if "boolean" in kinds:
        return False
    raise AssertionError(f"{field} is of a kind that is not tried yet: {shape}")


async def call(app: App, tenant: TenantId, place: Place, name: str, arguments: dict[str, Any]) -> str:
    shop = Shop(app, tenant, place, customer=ConversationKey(tenant, NEIGHBOURS_ACCOUNT_ID, BUYER))
    return json.dumps(await run_tool(shop, ToolCall("c", name, json.dumps(arguments))), ensure_ascii=False)


@pytest.mark.parametrize("name", sorted(tools()))
@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("optional", [True, False], ids=["all", "least"])
@pytest.mark.parametrize(
    "place", [OURS, THEIRS], ids=["own index", "the neighbour's, as if a placement were wrong"]
)
async def test_no_tool_finds_what_is_the_neighbours(
    world: World,
    inside: App,
    name: str,
    wish: str,
    optional: bool,  # noqa: FBT001  # the table's
    place: UUID,
) -> None:
    asked = arguments(name, wish, optional=optional)
    found = await call(inside, TenantId(OURS), first_place(TenantId(place)), name, asked)
    assert not any(secret in found for secret in SECRETS)


#: The others work on what these have found in the same turn.
LOOK_UP = ("answer_from_knowledge", "delivery_quote", "order_status", "search_products", "size_advice")


@pytest.mark.parametrize("name", LOOK_UP)
async def test_the_neighbour_finds_it(world: World, inside: App, name: str) -> None:
    """Or else the tests above would prove nothing."""
    theirs = TenantId(THEIRS)
    found = [
        await call(inside, theirs, first_place(theirs), name, arguments(name, wish, optional=False))
        for wish in ("صندوق زمردي", "Amberlane", "ZZ-9")
    ]
    assert any(secret in text for text in found for secret in SECRETS)


@pytest.mark.parametrize("name", sorted(tools()))
def test_no_tool_lets_the_model_say_whose_data_it_wants(name: str) -> None:
    fields = tools()[name].arguments.model_json_schema()["properties"]
    assert not [field for field in fields if any(word in field for word in FORBIDDEN)]


@pytest.mark.parametrize("name", sorted(tools()))
@pytest.mark.parametrize("extra", ["tenant", "tenant_id", "index", "where"])
async def test_a_tenant_that_the_model_makes_up_is_refused_with_the_call(
    inside: App, name: str, extra: str
) -> None:
    forged = arguments(name, "فستان", optional=True) | {extra: str(THEIRS)}
    answer = json.loads(await call(inside, TenantId(OURS), first_place(TenantId(OURS)), name, forged))
    assert list(answer) == ["error"]
