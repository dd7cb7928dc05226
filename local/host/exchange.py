"""An HTTP request as the worker receives it, and the worker's answer as an HTTP response.

What is lost on the way is lost here too: a chunked body arrives empty, repeated headers and query keys come
joined by commas, empty query values vanish, and of two equal response headers the last one wins. A signature
check that only holds when none of that happens fails on a developer's machine first.
"""

import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from azure.functions.meta import Datum

#: what the platform itself takes at most
MAX_BODY = 100 * 1024 * 1024
_COMPUTED = {"content-length", "transfer-encoding"}


async def read_request(request: web.Request, route_params: Mapping[str, str]) -> Datum:
    """Raise HTTPRequestEntityTooLarge before such a body is read."""
    length = request.content_length or 0  # absent from a chunked request: the platform then forwards no body
    if length > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY)
    body = await request.read() if length else b""
    value = {
        "method": _text(request.method),
        "url": _text(f"{request.scheme}://{request.host}{request.raw_path}"),
        "headers": _texts(_joined((name.lower(), value) for name, value in request.headers.items())),
        "query": _texts({name: value for name, value in _query(request).items() if value}),
        "params": _texts(route_params),
        "body": Datum(body, "bytes"),
    }
    return Datum(value, "http")


def write_response(answer: Datum) -> web.Response:
    """Raise ValueError for a status that HTTP does not have."""
    if answer.type == "string":
        return _from_text(answer.value)
    parts = answer.value
    headers = {name: datum.value for name, datum in parts["headers"].items()}
    response = _response(int(parts["status_code"].value), headers, parts["body"].value)
    for cookie in parts["cookies"] or ():
        _add_cookies(response, cookie)
    return response


def _response(status: int, headers: Mapping[str, str], body: bytes) -> web.Response:
    if not 100 <= status <= 999:
        raise ValueError(f"{status} is not an HTTP status")
    kept = {name: value for name, value in headers.items() if name.lower() not in _COMPUTED}
    return web.Response(status=status, headers=kept, body=body)


def _from_text(text: str) -> web.Response:
    """A returned `str`: the platform takes a JSON object with a `body` for a whole response."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict) or "body" not in value:
        return _response(200, {"Content-Type": "text/plain; charset=utf-8"}, text.encode())
    body = value["body"] if isinstance(value["body"], str) else json.dumps(value["body"])
    status = int(value.get("statusCode") or value.get("status") or 200)
    return _response(status, value.get("headers") or {}, body.encode())


def _add_cookies(response: web.Response, cookie: SimpleCookie) -> None:
    for morsel in cookie.values():
        response.headers.add("Set-Cookie", morsel.OutputString())


def _query(request: web.Request) -> dict[str, str]:
    return _joined(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))


def _joined(pairs: Any) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _text(value: str) -> Datum:
    return Datum(value, "string")


def _texts(values: Mapping[str, str]) -> dict[str, Datum]:
    return {name: Datum(value, "string") for name, value in values.items()}
