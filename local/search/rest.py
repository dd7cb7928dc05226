"""The routes of the search service that `azure-search-documents` uses for indexes, documents and queries.

Anything else answers 404 and says that it is the stand-in's limit, so that a new SDK call is noticed at once.
"""

from collections import deque
from collections.abc import Mapping
from itertools import count
from typing import Any

from aiohttp import web

from local.search.documents import read_batch
from local.search.errors import RequestError, unsupported
from local.search.incoming import body_of, check_preconditions
from local.search.index import Index, describe
from local.search.query import SearchRequest, read_request
from local.search.schema import Schema
from local.search.synonym_routes import SynonymRoutes
from local.search.synonyms import MAP_QUOTA

#: The one GA version the installed SDK speaks.
API_VERSION = "2026-04-01"
#: Knows vectors inside of collections as well.
PREVIEW = "2026-08-01-preview"

STORAGE_QUOTA = 160 * 1024**3
VECTOR_QUOTA = 35 * 1024**3


class Routes:
    def __init__(self, index_quota: int, most_skipped: int) -> None:
        self._indexes: dict[str, Index] = {}
        self._quota = index_quota
        self._most_skipped = most_skipped
        #: The last searches as they were asked: the index and the request's body.
        self.searches: deque[tuple[str, dict[str, Any]]] = deque(maxlen=200)
        self._etags = count(1)
        self.synonyms = SynonymRoutes(MAP_QUOTA, self._etag, self._names_map)

    def _names_map(self, name: str) -> bool:
        fields = (field for index in self._indexes.values() for field in index.schema.fields.values())
        return any(field.synonym_map == name for field in fields)

    def table(self) -> list[web.RouteDef]:
        index, docs = "/indexes('{name:[^'/]+}')", "/indexes('{name:[^'/]+}')/docs"
        return [
            *self.synonyms.table(),
            web.get("/servicestats", self.service_statistics),
            web.get("/indexes", self.list_indexes),
            web.post("/indexes", self.create_index),
            web.put(index, self.put_index),
            web.get(index, self.get_index),
            web.delete(index, self.delete_index),
            web.get(f"{index}/search.stats", self.index_statistics),
            web.post(f"{docs}/search.index", self.index_documents),
            web.post(f"{docs}/search.post.search", self.search),
            web.get(f"{docs}/$count", self.count_documents),
            web.get(docs + "('{key:[^'/]+}')", self.get_document),
        ]

    def _index(self, request: web.Request) -> Index:
        name = request.match_info["name"]
        if name not in self._indexes:
            raise RequestError(
                404, f"No index with the name '{name}' was found in the service 'local-stand-in'."
            )
        return self._indexes[name]

    def _etag(self) -> str:
        return f'"0x{next(self._etags):X}"'

    async def create_index(self, request: web.Request) -> web.Response:
        schema = Schema.read(await body_of(request), preview=_is_preview(request))
        if schema.name in self._indexes:
            message = f"Cannot create index '{schema.name}' because it already exists."
            raise RequestError(409, message, code="ResourceNameAlreadyInUse")
        return self._store_new(schema)

    async def put_index(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        schema = Schema.read(body, preview=_is_preview(request))
        if schema.name != request.match_info["name"]:
            raise RequestError(400, "The index name in the request body does not match the one in the URL.")
        current = self._indexes.get(schema.name)
        check_preconditions(request, current.etag if current else None)
        if current is None:
            return self._store_new(schema)
        current.schema.check_replaceable_by(schema)
        self.synonyms.check_named(schema)
        current.replace_schema(schema, self._etag())
        if request.headers.get("Prefer") != "return=representation":
            return web.Response(status=204, headers={"ETag": current.etag})
        return _index_response(current, 200)

    def _store_new(self, schema: Schema) -> web.Response:
        if len(self._indexes) >= self._quota:
            raise RequestError(
                429,
                f"An index with the name '{schema.name}' could not be created. Index quota has been exceeded for this "
                "service. You must either delete unused indexes first, add a delay between index creation requests, or "
                f"upgrade the service for higher limits. Maximum number of indexes allowed: {self._quota}",
            )
        self.synonyms.check_named(schema)
        index = self._indexes[schema.name] = Index(schema, self._etag(), self.synonyms.find)
        return _index_response(index, 201)

    async def get_index(self, request: web.Request) -> web.Response:
        return _index_response(self._index(request), 200)

    async def list_indexes(self, request: web.Request) -> web.Response:
        selected = [name for name in request.query.get("$select", "*").split(",") if name != "*"]
        described = [describe(self._indexes[name]) for name in sorted(self._indexes)]
        if selected:
            described = [{name: entry.get(name) for name in ("name", *selected)} for entry in described]
        return web.json_response({"value": described})

    async def delete_index(self, request: web.Request) -> web.Response:
        index = self._index(request)
        check_preconditions(request, index.etag)
        del self._indexes[index.schema.name]
        return web.Response(status=204)

    async def index_statistics(self, request: web.Request) -> web.Response:
        return web.json_response(self._index(request).statistics())

    async def service_statistics(self, request: web.Request) -> web.Response:
        del request
        totals = [index.statistics() for index in self._indexes.values()]
        sums = {
            name: sum(each[name] for each in totals)
            for name in ("documentCount", "storageSize", "vectorIndexSize")
        }
        none = {"usage": 0, "quota": 0}
        counters = {
            **dict.fromkeys(("aliasesCount", "indexersCount", "dataSourcesCount", "skillsetCount"), none),
            "synonymMaps": self.synonyms.counter(),
            "documentCount": {"usage": sums["documentCount"], "quota": None},
            "indexesCount": {"usage": len(self._indexes), "quota": self._quota},
            "storageSize": {"usage": sums["storageSize"], "quota": STORAGE_QUOTA},
            "vectorIndexSize": {"usage": sums["vectorIndexSize"], "quota": VECTOR_QUOTA},
        }
        limits = {
            "maxStoragePerIndex": STORAGE_QUOTA,
            "maxFieldsPerIndex": 1000,
            "maxFieldNestingDepthPerIndex": 10,
            "maxComplexCollectionFieldsPerIndex": 40,
            "maxComplexObjectsInCollectionsPerDocument": 3000,
        }
        return web.json_response({"counters": counters, "limits": limits})

    async def index_documents(self, request: web.Request) -> web.Response:
        index = self._index(request)
        actions = read_batch(await body_of(request), index.schema, request.query["api-version"])
        outcomes = index.apply(actions)
        status = 200 if all(outcome.status < 400 for outcome in outcomes) else 207
        return web.json_response({"value": [outcome.as_json() for outcome in outcomes]}, status=status)

    async def get_document(self, request: web.Request) -> web.Response:
        index = self._index(request)
        key = request.match_info["key"]
        if key not in index.documents:
            raise RequestError(404, f"Document with key '{key}' was not found.")
        select = read_request({"select": request.query.get("$select")}, index.schema).select
        return web.json_response(index.shown(index.documents[key], select))

    async def count_documents(self, request: web.Request) -> web.Response:
        # The service sends plain text with a byte order mark.
        return web.Response(
            body=f"\ufeff{len(self._index(request).documents)}".encode(), content_type="text/plain"
        )

    async def search(self, request: web.Request) -> web.Response:
        index = self._index(request)
        body = await body_of(request)
        self.searches.append((index.schema.name, body))
        asked = read_request(body, index.schema, most_skipped=self._most_skipped)
        return web.json_response(_search(index, asked, body, str(request.url)))


def _search(index: Index, request: SearchRequest, body: Mapping[str, Any], url: str) -> dict[str, Any]:
    page = index.search(request)
    answer: dict[str, Any] = {"@odata.count": page.total} if request.count else {}
    if request.coverage:
        answer["@search.coverage"] = 100.0
    answer["value"] = [{"@search.score": score, **values} for score, values in page.hits]
    if page.more:
        answer["@search.nextPageParameters"] = _next_page(body, request)
        answer["@odata.nextLink"] = url
    return answer


def _next_page(body: Mapping[str, Any], request: SearchRequest) -> dict[str, Any]:
    following = {**body, "skip": request.skip + request.top}
    return {**following, "top": body["top"] - request.top} if body.get("top") else following


def _is_preview(request: web.Request) -> bool:
    return request.query.get("api-version") == PREVIEW


def _index_response(index: Index, status: int) -> web.Response:
    return web.json_response(describe(index), status=status, headers={"ETag": index.etag})


async def unknown(request: web.Request) -> web.Response:
    refusal = unsupported(f"{request.method} {request.path}")
    return web.json_response(refusal.body(), status=404)
