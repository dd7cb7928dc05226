"""Requests for the merchant's pages and API, from the Functions trigger to FastAPI and back.

Imported by the first such request: FastAPI costs half a second, which no webhook may pay. The app is built once a
process, around the same composition root as every other trigger.
"""

from functools import cache
from typing import TYPE_CHECKING

import azure.functions as func

from shared.app import App

if TYPE_CHECKING:
    from fastapi import FastAPI

#: Larger bodies are refused before anything reads them; a catalogue comes by a way of its own.
LARGEST_BODY = 1024 * 1024


async def respond(app: App, req: func.HttpRequest) -> func.HttpResponse:
    if len(req.get_body()) > LARGEST_BODY:
        return func.HttpResponse("this is too large", status_code=413)
    response: func.HttpResponse = await func.AsgiMiddleware(_web(app)).handle_async(req)  # type: ignore[no-untyped-call]
    return response


@cache
def _web(app: App) -> "FastAPI":
    from merchant.web.site import build

    return build(app)
