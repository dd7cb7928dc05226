"""The API as one FastAPI application: the stages' routers under one prefix, and the OpenAPI 3.1 document of all of them."""

from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from pydantic.json_schema import models_json_schema

from shared.api import PREFIX, rate
from shared.api.caller import caller
from shared.api.known import only_known
from shared.api.problems import Problem, responses, tell_problems
from shared.app import App

#: Bytes; the catalogue's route has a limit of its own.
LARGEST_BODY = 1024 * 1024
#: What any route may answer, besides what is its own.
_ANYWHERE = responses(400, 401, 413, 422, 429, 503)


def build(app: App, routers: Iterable[APIRouter]) -> FastAPI:
    web = FastAPI(
        title="Merchant API",
        version="1",
        summary="A shop's conversations, catalogue, orders and settings.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=LARGEST_BODY,
    )
    web.state.app = app
    tell_problems(web)

    @web.middleware("http")
    async def with_headers(request: Request, follow: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await follow(request)
        rate.tell(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    for router in routers:
        web.include_router(
            router,
            prefix=PREFIX,
            dependencies=[Depends(caller), Depends(only_known)],
            responses=_ANYWHERE,
        )
    document = web.openapi

    @cache
    def with_problems() -> dict[str, Any]:
        told = document()
        told["components"]["schemas"].update(_problem_schemas())
        return told

    web.openapi = with_problems  # type: ignore[method-assign]  # as FastAPI's documentation does it
    return web


def _problem_schemas() -> dict[str, Any]:
    """Of what exception handlers answer, FastAPI knows nothing."""
    _, schemas = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
    definitions: dict[str, Any] = schemas["$defs"]
    return definitions
