"""The body of a search request, checked.

Nothing is ignored silently: a parameter this stand-in cannot honour is refused, because a query that quietly means less
here than in the service is worse than none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.search.errors import RequestError, bad_expression, invalid, unsupported
from local.search.odata import parse_filter
from local.search.odata_nodes import Node
from local.search.ordering import read_order
from local.search.schema import Schema
from local.search.scoring import Magnitude, magnitudes

DEFAULT_TOP = 50
MAX_PAGE = 1000
MAX_SKIP = 100_000
DEFAULT_K = 50

_KNOWN = frozenset(
    {
        "search",
        "filter",
        "select",
        "searchFields",
        "top",
        "skip",
        "count",
        "orderby",
        "vectorQueries",
        "vectorFilterMode",
        "searchMode",
        "queryType",
        "scoringProfile",
        "minimumCoverage",
        # These two steer caching and sharding, of which there is none here: every value has the same effect.
        "sessionId",
        "scoringStatistics",
    }
)
_BEYOND = frozenset(
    {
        "facets",
        "highlight",
        "highlightPreTag",
        "highlightPostTag",
        "scoringParameters",
        "semanticConfiguration",
        "semanticQuery",
        "captions",
        "answers",
        "semanticErrorHandling",
        "semanticMaxWaitInMilliseconds",
        "debug",
        "speller",
        "queryLanguage",
        "hybridSearch",
    }
)


@dataclass(frozen=True)
class VectorQuery:
    vector: list[float]
    k: int
    fields: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class SearchRequest:
    text: str | None  #: None without full text, "*" for everything
    every: bool
    full: bool  #: in the full Lucene syntax
    weights: Mapping[str, float]  #: fields searched, with their weight
    boosts: tuple[Magnitude, ...]
    vectors: tuple[VectorQuery, ...]
    filter: Node | None
    filter_first: bool
    order: list[tuple[str, bool]]
    select: frozenset[str]
    top: int
    skip: int
    count: bool
    coverage: bool
    paged: bool  #: the caller set no limit within one page, so that more may follow


def read_request(body: Mapping[str, Any], schema: Schema, *, most_skipped: int = MAX_SKIP) -> SearchRequest:
    body = {name: value for name, value in body.items() if value is not None}
    _check_parameters(body)
    top = _whole(body, "top", DEFAULT_TOP, None)
    vectors = tuple(_vector_query(raw, schema) for raw in body.get("vectorQueries", []))
    text = body.get("search", "").strip()
    return SearchRequest(
        text=text or (None if vectors else "*"),
        every=_one_of(body, "searchMode", ("any", "all")) == "all",
        full=body.get("queryType") == "full",
        weights=_weights(body, schema),
        boosts=magnitudes(_profile(body.get("scoringProfile"), schema)),
        vectors=vectors,
        filter=parse_filter(body["filter"], schema.fields) if body.get("filter") else None,
        filter_first=_one_of(body, "vectorFilterMode", ("preFilter", "postFilter")) == "preFilter",
        order=read_order(body.get("orderby"), schema),
        select=_select(body.get("select"), schema),
        top=min(top, MAX_PAGE),
        skip=_whole(body, "skip", 0, most_skipped),
        count=bool(body.get("count")),
        coverage="minimumCoverage" in body,
        paged="top" not in body or top > MAX_PAGE,
    )


def _check_parameters(body: Mapping[str, Any]) -> None:
    if body.get("queryType", "simple") == "semantic":
        raise RequestError(400, "Semantic search is not enabled for this service.")
    if body.get("queryType", "simple") not in {"simple", "full"}:
        raise unsupported(f"the query type '{body['queryType']}'")
    for name, value in body.items():
        if name in _BEYOND and value not in ([], "disabled"):
            raise unsupported(f"the search parameter '{name}'")
        if name not in _KNOWN | _BEYOND:
            raise invalid(f"The parameter '{name}' in the request payload is not a valid parameter.")


def _one_of(body: Mapping[str, Any], name: str, values: tuple[str, ...]) -> str:
    value = body.get(name, values[0])
    if value not in values:
        raise invalid(f"parameters : '{value}' is not a valid value for {name}.")
    return str(value)


def _whole(body: Mapping[str, Any], name: str, default: int, most: int | None) -> int:
    value = body.get(name, default)
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or value < 0
        or (most is not None and value > most)
    ):
        raise RequestError(
            400,
            f"Value must be between 0 and {most or 2**31 - 1}.\r\nParameter name: ${name}",
            code="InvalidRequestParameter",
        )
    return value


def _names(listed: str | None) -> list[str]:
    return [name.strip() for name in (listed or "").split(",") if name.strip()]


def _select(listed: str | None, schema: Schema) -> frozenset[str]:
    retrievable = frozenset(field.name for field in schema.fields.values() if field.retrievable)
    names = _names(listed)
    if not names or names == ["*"]:
        return retrievable
    for name in names:
        schema.field(name, lambda problem: bad_expression(problem, "$select"))
        if name not in retrievable:
            raise bad_expression(f"'{name}' is not a retrievable field.", "$select")
    return frozenset(names)


def _weights(body: Mapping[str, Any], schema: Schema) -> dict[str, float]:
    searchable = {field.name for field in schema.texts()}
    names = _names(body.get("searchFields"))
    for name in names:
        if name not in searchable:
            raise RequestError(
                400, f"The field '{name}' in the search field list is unknown or not searchable."
            )
    weights = (_profile(body.get("scoringProfile"), schema).get("text") or {}).get("weights") or {}
    return {name: weights.get(name, 1.0) for name in schema.fields if name in (names or searchable)}


def _profile(name: str | None, schema: Schema) -> Mapping[str, Any]:
    name = name or schema.definition.get("defaultScoringProfile")
    if not name:
        return {}
    for profile in schema.definition.get("scoringProfiles") or []:
        if profile.get("name") == name:
            return dict(profile)
    raise invalid(f"parameters : The scoring profile '{name}' does not exist.")


def _vector_query(raw: Mapping[str, Any], schema: Schema) -> VectorQuery:
    extra = raw.keys() - {"kind", "vector", "k", "fields", "weight", "exhaustive", "oversampling"}
    if raw.get("kind") != "vector" or extra:
        raise unsupported(f"vector queries of kind '{raw.get('kind')}' with {sorted(extra)}")
    vector, fields = raw.get("vector"), _names(raw.get("fields"))
    fields = fields or [name for name in schema.vectors() if "/" not in name]
    if not isinstance(vector, list) or not all(isinstance(component, (int, float)) for component in vector):
        raise invalid("vectorQueries : A vector query needs a vector of numbers.")
    for name in fields:
        _check_vector_field(name, len(vector), schema)
    k, weight = raw.get("k", DEFAULT_K), raw.get("weight", 1.0)
    if not isinstance(k, int) or k < 1 or weight <= 0:
        raise invalid("vectorQueries : 'k' and 'weight' must be greater than 0.")
    return VectorQuery(vector, k, tuple(fields), weight)


def _check_vector_field(name: str, length: int, schema: Schema) -> None:
    if name not in schema.vectors():
        raise RequestError(400, f"Unknown field '{name}' in vector field list.", code="InvalidVectorQuery")
    expected = schema.vectors()[name].dimensions
    if length != expected:
        raise RequestError(
            400,
            f"The vector field '{name}', with dimension of '{expected}', expects a length of '{expected}'. However, "
            f"the provided vector has a length of '{length}'. Please ensure that the vector length matches the "
            "expected length of the vector field.",
            code="InvalidVectorQuery",
        )
