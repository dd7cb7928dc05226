"""What every route does with a request before its own work: read the body, look at the conditions in the headers."""

import json
from typing import Any

from aiohttp import web

from local.search.documents import MAX_BATCH_BYTES
from local.search.errors import RequestError, bad_expression


async def body_of(request: web.Request) -> dict[str, Any]:
    if request.content_length is not None and request.content_length > MAX_BATCH_BYTES:
        raise RequestError(413, f"The request is too large: at most {MAX_BATCH_BYTES} bytes are allowed.")
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise RequestError(400, "The request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise bad_expression("A JSON object is expected.", "body")
    return body


def check_preconditions(request: web.Request, etag: str | None) -> None:
    """`etag` of the resource as it is; None when there is none."""
    wanted, unwanted = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if (wanted and not _matches(wanted, etag)) or (unwanted and _matches(unwanted, etag)):
        raise RequestError(
            412,
            "The precondition given in one of the request headers evaluated to false. No change was made to the "
            "resource from this request.",
        )


def _matches(condition: str, etag: str | None) -> bool:
    return etag is not None and condition in {"*", etag}
