"""The HTTP front: finds the function for a request, checks its key, answers what the function answered.

A wrong path and a wrong method both answer 404, a missing key 401, a failed function 500 with an empty body;
none of them says why, the log does. Bodies arrive byte for byte, also compressed ones.
"""

import logging
from collections.abc import Iterable
from http import HTTPStatus

from aiohttp import web
from azure.functions import AuthLevel

from local.host import exchange
from local.host.admin import Admin
from local.host.indexing import Index, LoadedFunction
from local.host.invoke import Invoker
from local.host.keys import FunctionsKey
from local.host.routes import Route, RouteError, Router, compile_route

_log = logging.getLogger("Host.Http")
#: tells whoever looks at the answer that this is not the platform
SERVER = "local-functions-host"


def routes(index: Index, prefix: str) -> list[Route[LoadedFunction]]:
    found = []
    for function in [function for function in index.functions if function.trigger.type == "httpTrigger"]:
        try:
            found.append(_route(function, prefix))
        except RouteError as error:
            index.reject(function.name, str(error))
    return found


def _route(function: LoadedFunction, prefix: str) -> Route[LoadedFunction]:
    methods = getattr(function.trigger, "methods", None) or ()
    return compile_route(
        getattr(function.trigger, "route", None) or function.name,
        name=function.name,
        methods=[getattr(method, "value", method) for method in methods],
        target=function,
        prefix=prefix,
    )


class HttpFront:
    def __init__(
        self,
        routes: Iterable[Route[LoadedFunction]],
        *,
        invoker: Invoker,
        key: FunctionsKey,
        admin: Admin,
    ) -> None:
        self._router = Router(routes)
        self._invoker = invoker
        self._key = key
        self.app = web.Application(client_max_size=exchange.MAX_BODY)
        admin.mount(self.app.router)
        self.app.router.add_route("*", "/{path:.*}", self._answer)
        self.app.on_response_prepare.append(_sign)

    async def _answer(self, request: web.Request) -> web.Response:
        found = self._router.find(request.method, request.rel_url.raw_path)
        if found is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        function, route_params = found
        if _needs_key(function) and not self._key.opens(request):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        datum = await exchange.read_request(request, route_params)
        result = await self._invoker.invoke(function, datum, trace_parent=request.headers.get("traceparent"))
        if result.value is None:
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        try:
            return exchange.write_response(result.value)
        except ValueError:
            _log.exception("'%s' answered with what HTTP cannot carry", function.name)
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _needs_key(function: LoadedFunction) -> bool:
    return getattr(function.trigger, "auth_level", None) is not AuthLevel.ANONYMOUS


async def _sign(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = SERVER
