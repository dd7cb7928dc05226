"""A parameter of the address that nobody knows is refused: a filter that is misspelt would otherwise show everything."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError

from shared.api import PREFIX


async def only_known(request: Request) -> None:
    """Raises RequestValidationError."""
    known = _known(request.app, PREFIX + request.scope["route"].path_format, request.method.lower())
    strangers = [name for name in request.query_params if name not in known]
    if strangers:
        raise RequestValidationError(
            [{"loc": ("query", name), "msg": "no such parameter"} for name in strangers]
        )


def _known(web: FastAPI, path: str, method: str) -> frozenset[str]:
    """By the document, which FastAPI keeps once it has been made."""
    parameters = web.openapi()["paths"][path][method].get("parameters", [])
    return frozenset(one["name"] for one in parameters if one["in"] == "query")
