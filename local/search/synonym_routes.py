"""The routes of synonym maps; they belong to the service, and fields name them."""

from collections.abc import Callable

from aiohttp import web

from local.search.errors import RequestError, invalid, unsupported
from local.search.incoming import body_of, check_preconditions
from local.search.schema import Schema
from local.search.synonyms import SynonymMap


class SynonymRoutes:
    def __init__(self, quota: int, etag: Callable[[], str], in_use: Callable[[str], bool]) -> None:
        self._quota = quota
        self._etag = etag
        self._in_use = in_use
        self._maps: dict[str, SynonymMap] = {}
        self._etags: dict[str, str] = {}

    def table(self) -> list[web.RouteDef]:
        one = "/synonymmaps('{name:[^'/]+}')"
        return [
            web.get("/synonymmaps", self.list),
            web.post("/synonymmaps", self.create),
            web.put(one, self.put),
            web.get(one, self.get),
            web.delete(one, self.delete),
        ]

    def find(self, name: str) -> SynonymMap | None:
        return self._maps.get(name)

    def counter(self) -> dict[str, int]:
        return {"usage": len(self._maps), "quota": self._quota}

    def check_named(self, schema: Schema) -> None:
        for field in schema.fields.values():
            if field.synonym_map is not None and field.synonym_map not in self._maps:
                raise invalid(f"definition : The synonym map '{field.synonym_map}' does not exist.")

    async def list(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"value": [self._described(name) for name in sorted(self._maps)]})

    async def create(self, request: web.Request) -> web.Response:
        new = SynonymMap.read(await body_of(request))
        if new.name in self._maps:
            message = f"Cannot create synonym map '{new.name}' because it already exists."
            raise RequestError(409, message, code="ResourceNameAlreadyInUse")
        return self._store(new)

    async def put(self, request: web.Request) -> web.Response:
        new = SynonymMap.read(await body_of(request))
        if new.name != request.match_info["name"]:
            raise RequestError(400, "The name in the request body does not match the one in the URL.")
        check_preconditions(request, self._etags.get(new.name))
        return self._store(new)

    async def get(self, request: web.Request) -> web.Response:
        return web.json_response(self._described(self._known(request)))

    async def delete(self, request: web.Request) -> web.Response:
        name = self._known(request)
        check_preconditions(request, self._etags[name])
        if self._in_use(name):
            raise unsupported("deleting a synonym map that a field names")
        del self._maps[name], self._etags[name]
        return web.Response(status=204)

    def _known(self, request: web.Request) -> str:
        name = request.match_info["name"]
        if name not in self._maps:
            raise RequestError(404, f"No synonym map with the name '{name}' was found in the service.")
        return name

    def _store(self, new: SynonymMap) -> web.Response:
        status = 200 if new.name in self._maps else 201
        if status == 201 and len(self._maps) >= self._quota:
            raise RequestError(
                429, f"Synonym map quota has been exceeded for this service. Maximum number: {self._quota}"
            )
        self._maps[new.name], self._etags[new.name] = new, self._etag()
        return web.json_response(
            self._described(new.name), status=status, headers={"ETag": self._etags[new.name]}
        )

    def _described(self, name: str) -> dict[str, object]:
        return {"@odata.etag": self._etags[name], **self._maps[name].definition}
