"""An index definition: checked as the service checks it, with its defaults written out.

A definition that only works locally would fail on the first deployment, so unknown properties, dangling profile names
and impossible attributes are refused here too. Parts that this stand-in cannot honour are refused rather than stored.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from local.search.analysis import ANALYSERS, DEFAULT, Analyser
from local.search.errors import RequestError, invalid, unsupported
from local.search.scoring import check_functions
from local.search.sections import check_sections

STRING, INT32, INT64 = "Edm.String", "Edm.Int32", "Edm.Int64"
DOUBLE, BOOLEAN, SINGLE = "Edm.Double", "Edm.Boolean", "Edm.Single"

SCALARS = frozenset({STRING, INT32, INT64, DOUBLE, BOOLEAN})
NUMBERS = frozenset({INT32, INT64, DOUBLE})
VECTORS = frozenset({f"Collection({SINGLE})"})

MAX_FIELDS = 1000
MAX_DIMENSIONS = 4096

_INDEX_NAME = re.compile(r"[a-z0-9](?:-?[a-z0-9])+")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,127}")
_FLAGS = ("key", "searchable", "filterable", "facetable", "sortable", "retrievable", "stored")
_PROPERTIES = frozenset(
    (
        *_FLAGS,
        "name",
        "type",
        "analyzer",
        "searchAnalyzer",
        "indexAnalyzer",
        "dimensions",
        "vectorSearchProfile",
    )
)


@dataclass(frozen=True)
class Field:
    name: str
    type: str  #: of one element when it is a collection
    collection: bool
    key: bool
    searchable: bool
    filterable: bool
    facetable: bool
    sortable: bool
    retrievable: bool
    dimensions: int | None
    index_analyser: str
    search_analyser: str

    @property
    def vector(self) -> bool:
        return self.dimensions is not None

    @property
    def text(self) -> bool:
        return self.searchable and not self.vector

    def terms_to_index(self, text: str) -> list[str]:
        return ANALYSERS[self.index_analyser](text)

    @property
    def query_terms(self) -> Analyser:
        return ANALYSERS[self.search_analyser]


@dataclass(frozen=True)
class Schema:
    name: str
    fields: Mapping[str, Field]
    key: Field
    definition: Mapping[str, Any]  #: as the service returns it, without the etag

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        name = body.get("name")
        if not isinstance(name, str) or not 2 <= len(name) <= 128 or not _INDEX_NAME.fullmatch(name):
            raise invalid(
                "index : Invalid index name: Index name must only contain lowercase letters, digits or dashes, "
                "cannot start or end with dashes and is limited to 128 characters."
            )
        written_out = [_with_defaults(raw) for raw in _raw_fields(body)]
        fields = {raw["name"]: _field(raw) for raw in written_out}
        if len(fields) != len(written_out):
            raise invalid("definition : Field names must be unique.")
        check_functions(body, {name: field.type for name, field in fields.items() if field.filterable})
        profiles = check_sections(body, _searchable_texts(fields), frozenset(fields))
        _check_profiles(written_out, profiles)
        definition = {key: value for key, value in body.items() if not key.startswith("@odata")}
        return cls(name, fields, _only_key(fields), {**definition, "fields": written_out})

    def field(self, name: str, refusal: Callable[[str], RequestError]) -> Field:
        if name not in self.fields:
            raise refusal(f"Could not find a property named '{name}' on type 'search.document'.")
        return self.fields[name]

    def texts(self) -> list[Field]:
        return [field for field in self.fields.values() if field.text]

    def check_replaceable_by(self, new: "Schema") -> None:
        """Fields may be added; an existing one may neither go nor change."""
        for name, field in self.fields.items():
            if name not in new.fields:
                raise invalid(f"index : Existing field(s) '{name}' cannot be deleted.")
            wanted = new.fields[name]
            # Only what is applied at query time may change without a rebuild.
            if replace(wanted, retrievable=field.retrievable, search_analyser=field.search_analyser) != field:
                raise RequestError(
                    400, f"Existing field '{name}' cannot be changed.", code="CannotChangeExistingField"
                )


def _raw_fields(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    fields = body.get("fields")
    if not isinstance(fields, list) or not fields or not all(isinstance(field, dict) for field in fields):
        raise invalid("definition : An index must have at least one field.")
    if len(fields) > MAX_FIELDS:
        raise invalid(f"definition : An index can have at most {MAX_FIELDS} fields.")
    return fields


def _with_defaults(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The definition with every attribute written out, as the service returns it."""
    for name, value in raw.items():
        if name not in _PROPERTIES and value not in (None, []):
            raise unsupported(f"the field property '{name}'")
    collection = str(raw.get("type", "")).startswith("Collection(")
    vector = raw.get("dimensions") is not None or raw.get("type") in VECTORS
    key = bool(raw.get("key"))
    defaults = {
        "key": key,
        "searchable": vector or (STRING in str(raw.get("type")) and not key),
        "filterable": not vector,
        "sortable": not vector and not collection,
        "facetable": not vector and not key,
        "retrievable": raw.get("stored") is not False,
        "stored": True,
    }
    written = {flag: defaults[flag] if raw.get(flag) is None else raw[flag] for flag in _FLAGS}
    return {**{name: value for name, value in raw.items() if name not in _FLAGS}, **written}


def _field(raw: Mapping[str, Any]) -> Field:
    name, full_type = raw.get("name"), raw.get("type")
    if not isinstance(name, str) or not _FIELD_NAME.fullmatch(name):
        raise invalid(f"definition : Invalid field name: '{name}'.")
    if not isinstance(full_type, str):
        raise invalid(f"definition : The field '{name}' has no type.")
    collection = full_type.startswith("Collection(")
    element = full_type.removeprefix("Collection(").removesuffix(")") if collection else full_type
    if full_type not in VECTORS and element not in SCALARS:
        raise unsupported(f"the type '{full_type}' of field '{name}'")
    flags = {flag: bool(raw[flag]) for flag in _FLAGS if flag != "stored"}
    analyser = raw.get("analyzer") or DEFAULT
    field = Field(
        name=name,
        type=element,
        collection=collection,
        dimensions=raw.get("dimensions"),
        index_analyser=raw.get("indexAnalyzer") or analyser,
        search_analyser=raw.get("searchAnalyzer") or analyser,
        **flags,
    )
    _check_attributes(field)
    return field


def _check_attributes(field: Field) -> None:
    vector_type = f"Collection({field.type})" in VECTORS
    problems = {
        "A vector field must have the properties 'dimensions' and 'vectorSearchProfile' set.": vector_type
        and not field.vector,
        "Only vector fields have dimensions.": field.vector and not vector_type,
        f"Dimensions must be between 2 and {MAX_DIMENSIONS}.": field.vector
        and not 2 <= (field.dimensions or 0) <= MAX_DIMENSIONS,
        "A vector field cannot be filterable, sortable, facetable or the key.": field.vector
        and (field.filterable or field.sortable or field.facetable or field.key),
        "Only string and vector fields can be searchable.": field.searchable
        and field.type != STRING
        and not field.vector,
        "A collection cannot be sortable.": field.collection and field.sortable,
        "The key must be a retrievable Edm.String.": field.key
        and (field.type != STRING or field.collection or not field.retrievable),
    }
    for message, wrong in problems.items():
        if wrong:
            raise invalid(f"definition : Field '{field.name}': {message}")
    for analyser in (field.index_analyser, field.search_analyser):
        if analyser not in ANALYSERS:
            raise unsupported(f"the analyser '{analyser}' of field '{field.name}'")


def _only_key(fields: Mapping[str, Field]) -> Field:
    keys = [field for field in fields.values() if field.key]
    if len(keys) != 1:
        raise invalid("definition : An index must have exactly one key field.")
    return keys[0]


def _check_profiles(fields: list[dict[str, Any]], profiles: frozenset[str]) -> None:
    for raw in fields:
        profile = raw.get("vectorSearchProfile")
        if raw.get("dimensions") is not None and profile not in profiles:
            raise invalid(
                f"definition : The vector profile '{profile}' of field '{raw['name']}' does not exist."
            )


def _searchable_texts(fields: Mapping[str, Field]) -> frozenset[str]:
    return frozenset(field.name for field in fields.values() if field.text)
