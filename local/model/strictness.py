"""Strict function schemas: what the platform accepts, and arguments that conform to them.

With `strict` every object must list all its properties as required and allow no others. A schema that breaks this is
refused with the platform's 400, because the first real request would be.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from local.model.errors import ApiError

#: What strict mode takes; whatever else a schema says is refused.
_PERMITTED = frozenset(
    {
        "type",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "title",
        "description",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "pattern",
        "format",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
    }
)


def check_strict(name: str, parameters: Mapping[str, Any], position: int) -> None:
    problem = next(_problems(parameters, ()), None)
    if parameters.get("type") != "object":
        problem = (
            f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{parameters.get('type')}\"'."
        )
    if problem:
        raise ApiError(
            400,
            f"Invalid schema for function '{name}': {problem}",
            param=f"tools[{position}].function.parameters",
            code="invalid_function_parameters",
        )


def _problems(schema: Any, context: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(schema, dict):
        yield f"In context={context}, a schema is expected."
        return
    for keyword in schema:
        if keyword not in _PERMITTED:
            yield f"In context={context}, '{keyword}' is not permitted."
    if schema.get("type") == "object" or "properties" in schema:
        yield from _object_problems(schema, context)
    for keyword in ("properties", "$defs"):
        for key, inner in (schema.get(keyword) or {}).items():
            yield from _problems(inner, (*context, keyword, key))
    if "items" in schema:
        yield from _problems(schema["items"], (*context, "items"))
    for at, inner in enumerate(schema.get("anyOf") or []):
        yield from _problems(inner, (*context, "anyOf", str(at)))


def _object_problems(schema: Mapping[str, Any], context: tuple[str, ...]) -> Iterator[str]:
    if schema.get("additionalProperties") is not False:
        yield f"In context={context}, 'additionalProperties' is required to be supplied and to be false."
    keys, required = set(schema.get("properties") or {}), set(schema.get("required") or [])
    rule = f"In context={context}, 'required' is required to be supplied and to be an array including every key in properties."
    if missing := sorted(keys - required):
        yield f"{rule} Missing '{missing[0]}'."
    if extra := sorted(required - keys):
        yield f"{rule} Extra required key '{extra[0]}' supplied."


def conforming(parameters: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments with every required key: ours where the schema knows it, null or emptiness elsewhere."""
    properties = parameters.get("properties") or {}
    return {name: _fitting(schema, values.get(name)) for name, schema in properties.items()}


def _fitting(schema: Mapping[str, Any], value: Any) -> Any:
    types = _types(schema)
    if value is None:
        return None if "null" in types else _EMPTY.get(next(iter(types), "string"))
    if isinstance(value, str) and "string" not in types and types & {"number", "integer"}:
        return float(value)
    return value


_EMPTY: dict[str, Any] = {
    "string": "",
    "boolean": False,
    "number": 0,
    "integer": 0,
    "array": [],
    "object": {},
}


def _types(schema: Mapping[str, Any]) -> set[str]:
    declared = schema.get("type")
    own = {declared} if isinstance(declared, str) else set(declared or [])
    return own.union(*map(_types, schema.get("anyOf") or []))
