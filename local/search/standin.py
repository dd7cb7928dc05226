"""A stand-in for Azure AI Search: its REST interface in memory, for tests and the local world.

In memory, for an index is derived: whoever starts a world fills it from PostgreSQL by the product's own commands, as is done
after a loss in Azure. Kept in a database, it would hide a rebuild that leaves something out, and a search over some hundred
documents asks for no more. It says nothing about the service's ranking, speed or limits under load; every answer carries `Server:
local-search-stand-in`. What it does not support it refuses by name.
"""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from local.search.documents import MAX_BATCH_BYTES
from local.search.errors import RequestError
from local.search.query import MAX_SKIP
from local.search.rest import API_VERSION, PREVIEW, Routes, unknown
from local.serve import Faults

SERVER = "local-search-stand-in"

#: What a Standard (S1) service takes.
INDEX_QUOTA = 50

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SearchStandIn:
    def __init__(self, api_key: str, *, index_quota: int = INDEX_QUOTA, most_skipped: int = MAX_SKIP) -> None:
        self._key = api_key.encode()
        self.faults = Faults()
        self.index_quota = index_quota
        routes = Routes(index_quota, most_skipped)
        self.searches = routes.searches
        self.app = web.Application(client_max_size=MAX_BATCH_BYTES, middlewares=[self._guard])
        self.app.add_routes([*routes.table(), web.route("*", "/{rest:.*}", unknown)])
        self.app.on_response_prepare.append(_sign)

    def fail(self, status: int, times: int = 1, retry_after: float | None = None) -> None:
        self.faults.fail(status, times, retry_after)

    def hold(self) -> None:
        self.faults.hold()

    def release(self) -> None:
        self.faults.release()

    async def arrived(self, count: int = 1) -> None:
        await self.faults.arrived(count)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = await self.faults.admit()
        if fault is not None:
            body = RequestError(fault.status, "This failure was asked for by a test.").body()
            return web.json_response(body, status=fault.status, headers=fault.headers)
        try:
            self._check_key(request)
            _check_version(request)
            return await handler(request)
        except RequestError as refused:
            return web.json_response(refused.body(), status=refused.status)
        except web.HTTPRequestEntityTooLarge:
            too_large = RequestError(
                413, f"The request is too large: at most {MAX_BATCH_BYTES} bytes are allowed."
            )
            return web.json_response(too_large.body(), status=413)

    def _check_key(self, request: web.Request) -> None:
        """Only keys are known here; a bearer token counts as no credential at all."""
        key = request.headers.get("api-key")
        if key is None:
            raise RequestError(401, "Access denied: no api-key was given.")
        if not hmac.compare_digest(key.encode(), self._key):
            raise RequestError(403, "Access denied: the api-key is not valid for this service.")


def _check_version(request: web.Request) -> None:
    version = request.query.get("api-version")
    if version is None:
        raise RequestError(
            400, "The api-version query parameter is required.", code="MissingApiVersionParameter"
        )
    if version not in {API_VERSION, PREVIEW}:
        raise RequestError(
            400, f"The api-version '{version}' is not supported.", code="InvalidApiVersionParameter"
        )


async def _sign(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = SERVER
    if request_id := request.headers.get("x-ms-client-request-id"):
        response.headers["request-id"] = request_id
