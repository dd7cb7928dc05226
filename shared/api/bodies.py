"""What is refused of a request to the API before anything asks who sent it: a body by its length, an address by its bytes."""

import json
from urllib.parse import unquote_to_bytes, urlsplit

import azure.functions as func

LARGEST_BODY = 1024 * 1024
#: A hundred thousand rows of a sheet; more than that is for `python -m ops import`.
LARGEST_CATALOGUE = 32 * 1024 * 1024
_CATALOGUE = "/api/v1/catalog"


def refused_at_sight(req: func.HttpRequest) -> func.HttpResponse | None:
    path = urlsplit(req.url).path
    room = LARGEST_CATALOGUE if path == _CATALOGUE else LARGEST_BODY
    if len(req.get_body()) > room:
        return _problem(413, f"a request here has at most {room >> 20} MB")
    try:
        unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return _problem(400, "the address is no UTF-8")
    return None


def _problem(status: int, title: str) -> func.HttpResponse:
    told = {"type": "about:blank", "title": title, "status": status}
    return func.HttpResponse(json.dumps(told), status_code=status, mimetype="application/problem+json")
