"""What a caller of the API is told when something is not done: RFC 9457 problem details, whatever raised it."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from shared.errors import Refused, Retryable

MEDIA_TYPE = "application/problem+json"
#: Seconds: an outage is seldom over before.
_TRY_AGAIN = 5


class Fault(BaseModel):
    """One thing in a request that is not as it should be."""

    at: str  #: where, as a JSON pointer into the request: `/body/text`, `/query/limit`
    what: str


class Problem(BaseModel):
    type: str = "about:blank"
    title: str
    status: int
    errors: list[Fault] | None = None


def problem(
    status: int, title: str, *, errors: list[Fault] | None = None, headers: dict[str, str] | None = None
) -> Response:
    told = Problem(title=title, status=status, errors=errors).model_dump(exclude_none=True)
    return JSONResponse(told, status_code=status, headers=headers, media_type=MEDIA_TYPE)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's documentation."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def tell_problems(web: FastAPI) -> None:
    @web.exception_handler(Refused)
    async def refused(_request: Request, refusal: Refused) -> Response:
        headers = {"WWW-Authenticate": "Bearer"} if refusal.status == HTTPStatus.UNAUTHORIZED else None
        return problem(refusal.status, refusal.reason, headers=headers)

    @web.exception_handler(Retryable)
    async def unavailable(_request: Request, outage: Retryable) -> Response:
        wait = str(round(outage.after or _TRY_AGAIN))
        return problem(503, "not possible at the moment: try again later", headers={"Retry-After": wait})

    @web.exception_handler(HTTPException)
    async def by_the_framework(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = _allowed(web, request)
        return problem(error.status_code, str(error.detail), headers=headers)

    @web.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, error: RequestValidationError) -> Response:
        faults = [Fault(at=_pointer(one["loc"]), what=one["msg"]) for one in error.errors()]
        return problem(422, "the request is not as the API describes it", errors=faults)


def _allowed(web: FastAPI, request: Request) -> str:
    """Of every route at this address; the framework names those of the first alone."""
    found: set[str] = set()
    for route in web.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return ", ".join(sorted(found))


def _pointer(place: tuple[int | str, ...]) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place)
