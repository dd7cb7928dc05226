"""How large a request to the API may be: refused by its length, before anything reads it as JSON or asks who sent it."""

import json
from urllib.parse import urlsplit

import azure.functions as func

LARGEST_BODY = 1024 * 1024
#: A hundred thousand rows of a sheet; more than that is for `python -m ops import`.
LARGEST_CATALOGUE = 32 * 1024 * 1024
_CATALOGUE = "/api/v1/catalog"


def too_large(req: func.HttpRequest) -> func.HttpResponse | None:
    room = LARGEST_CATALOGUE if urlsplit(req.url).path == _CATALOGUE else LARGEST_BODY
    if len(req.get_body()) <= room:
        return None
    told = {"type": "about:blank", "title": f"a request here has at most {room >> 20} MB", "status": 413}
    return func.HttpResponse(json.dumps(told), status_code=413, mimetype="application/problem+json")
