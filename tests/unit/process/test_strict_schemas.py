"""Every tool there is, held to what strict mode takes: one schema that is not strict has all requests refused."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.model.errors import ApiError
from local.model.strictness import check_strict
from process.tools import schemas

#: The keywords that the platform supports with `strict`.
SUPPORTED = {
    "type", "enum", "const", "anyOf", "$ref", "$defs", "title", "description", "properties", "required",
    "additionalProperties", "items", "pattern", "format", "multipleOf", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "minItems", "maxItems",
}  # fmt: skip
#: Over all tools of a request.
MOST_PROPERTIES = 5000


def inner(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    named = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    for one in [*named, *schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]:
        yield from inner(one)


@pytest.mark.parametrize("tool", schemas(), ids=lambda tool: tool["function"]["name"])
def test_a_tools_schema_is_strict_down_to_its_last_object(tool: dict[str, Any]) -> None:
    function = tool["function"]
    assert function["strict"] is True
    check_strict(function["name"], function["parameters"], 0)
    parts = list(inner(function["parameters"]))
    assert {keyword for part in parts for keyword in part} <= SUPPORTED
    for part in (part for part in parts if part.get("type") == "object"):
        assert part["additionalProperties"] is False
        assert sorted(part["required"]) == sorted(part["properties"])


def test_all_of_them_together_are_not_too_many_for_one_request() -> None:
    properties = [part for tool in schemas() for part in inner(tool["function"]["parameters"])]
    assert len(properties) < MOST_PROPERTIES
    assert len({tool["function"]["name"] for tool in schemas()}) == len(schemas()) <= 128


@pytest.mark.parametrize("keyword", ["minLength", "maxLength", "uniqueItems", "default", "oneOf"])
def test_the_local_model_refuses_a_keyword_that_the_platform_does_not_take(keyword: str) -> None:
    with pytest.raises(ApiError, match=keyword):
        schema = {"type": "object", "properties": {"a": {"type": "string", keyword: 1}}, "required": ["a"]}
        check_strict("f", {**schema, "additionalProperties": False}, 0)
