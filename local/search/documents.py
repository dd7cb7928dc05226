"""Documents on their way in: every value is checked against the index before anything is stored.

The service rejects the whole batch for one wrong property or type, and only what concerns a single key (a merge into
nothing) is reported per document. The same split is kept here, because callers must handle both.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.search.errors import RequestError, invalid
from local.search.schema import BOOLEAN, DOUBLE, INT32, INT64, STRING, Field, Schema

MAX_ACTIONS = 1000
#: Applies to the whole request body.
MAX_BATCH_BYTES = 16 * 1024 * 1024

#: In one document, over all its collections of objects.
MAX_NESTED_VECTORS = 100

_ACTIONS = frozenset({"upload", "merge", "mergeOrUpload", "delete"})
_KEY = re.compile(r"[A-Za-z0-9=-][A-Za-z0-9_=-]{0,1023}")

Values = dict[str, Any]


@dataclass(frozen=True)
class Action:
    kind: str
    key: str
    values: Values  #: only the fields the caller sent


def read_batch(body: Mapping[str, Any], schema: Schema, api_version: str) -> list[Action]:
    items = body.get("value")
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_ACTIONS:
        raise invalid(
            f"actions : The items collection must have from 1 to {MAX_ACTIONS} valid items to be indexed."
        )
    return [_read_action(item, position, schema, api_version) for position, item in enumerate(items)]


def _read_action(item: Mapping[str, Any], position: int, schema: Schema, api_version: str) -> Action:
    kind = item.get("@search.action", "upload")
    if kind not in _ACTIONS:
        raise invalid(f"actions : {position}: '{kind}' is not a valid value for @search.action.")
    values = {name: value for name, value in item.items() if name != "@search.action"}
    for name in values.keys() - schema.fields.keys():
        raise invalid(
            f"The property '{name}' does not exist on type 'search.documentFields' or is not present in the API "
            f"version '{api_version}'. Make sure to only use property names that are defined by the type."
        )
    key = values.get(schema.key.name)
    if not key:
        raise invalid(f"actions : {position}: Document key cannot be missing or empty.")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise invalid(
            f"actions : {position}: Invalid document key: '{key}'. Keys can only contain letters, digits, "
            "underscore (_), dash (-), or equal sign (=)."
        )
    return Action(
        kind, key, {name: _checked(value, schema.fields[name], position) for name, value in values.items()}
    )


def _checked(value: Any, field: Field, position: int) -> Any:
    if field.parts:
        return _objects(value, field, position)
    if field.vector:
        return _vector(value, field, position)
    if not field.collection:
        return None if value is None else _scalar(value, field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid(f"The property '{field.name}' expects a collection.")
    return [_scalar(element, field) for element in value]


def _objects(value: Any, field: Field, position: int) -> Any:
    elements = [] if value is None else value
    if not isinstance(elements, list) or not all(isinstance(element, dict) for element in elements):
        raise invalid(f"The property '{field.name}' expects a collection.")
    if sum(part.vector for part in field.parts.values()) * len(elements) > MAX_NESTED_VECTORS:
        raise invalid(
            f"actions : {position}: A document can have at most {MAX_NESTED_VECTORS} vectors in '{field.name}'."
        )
    for name in {name for element in elements for name in element} - field.parts.keys():
        raise invalid(f"The property '{name}' does not exist on type 'search.complex.{field.name}'.")
    return [
        {name: _checked(one, field.parts[name], position) for name, one in element.items()}
        for element in elements
    ]


def _vector(value: Any, field: Field, position: int) -> Any:
    if value is None:
        return None
    if not isinstance(value, list) or not all(_is_number(component) for component in value):
        raise _cannot_convert(value, "Collection(Edm.Single)")
    if len(value) != field.dimensions:
        raise invalid(
            f"actions : {position}: There's a mismatch in vector dimensions. The vector field '{field.name}', with "
            f"dimension of '{field.dimensions}', expects a length of '{field.dimensions}'. However, the provided "
            f"vector has a length of '{len(value)}'."
        )
    return value


def _scalar(value: Any, field: Field) -> Any:
    if not _FITS[field.type](value):
        raise _cannot_convert(value, field.type)
    return float(value) if field.type == DOUBLE else value


def _cannot_convert(value: Any, edm: str) -> RequestError:
    return invalid(f"Cannot convert the literal '{str(value)[:60]}' to the expected type '{edm}'.")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(bits: int) -> Callable[[Any], bool]:
    limit = 2 ** (bits - 1)
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit


_FITS: dict[str, Callable[[Any], bool]] = {
    STRING: lambda value: isinstance(value, str),
    BOOLEAN: lambda value: isinstance(value, bool),
    INT32: _is_integer(32),
    INT64: _is_integer(64),
    DOUBLE: _is_number,
}
