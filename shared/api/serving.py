"""Requests for `/api/v1`, from the Functions trigger to FastAPI and back.

Imported by the first such request: FastAPI costs half a second, which no webhook may pay. The application is built once
a process, around the same composition root as every other trigger, from the routers of the stages that were named.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import azure.functions as func

from shared.api.addresses import refused_at_sight
from shared.app import App

if TYPE_CHECKING:
    from fastapi import FastAPI


async def respond(app: App, req: func.HttpRequest, *stages: str) -> func.HttpResponse:
    """`stages` are modules with a `router` of FastAPI's."""
    refusal = refused_at_sight(req)
    if refusal is not None:
        return refusal
    response: func.HttpResponse = await func.AsgiMiddleware(_web(app, stages)).handle_async(req)  # type: ignore[no-untyped-call]
    return response


@cache
def _web(app: App, stages: tuple[str, ...]) -> "FastAPI":
    from shared.api.frame import build

    return build(app, [import_module(stage).router for stage in stages])
