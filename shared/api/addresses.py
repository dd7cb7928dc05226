"""An address that is no UTF-8 is refused before FastAPI meets it, which has no answer to one."""

import json
from urllib.parse import unquote_to_bytes, urlsplit

import azure.functions as func


def refused_at_sight(req: func.HttpRequest) -> func.HttpResponse | None:
    try:
        unquote_to_bytes(urlsplit(req.url).path).decode()
    except UnicodeDecodeError:
        told = {"type": "about:blank", "title": "the address is no UTF-8", "status": 400}
        return func.HttpResponse(json.dumps(told), status_code=400, mimetype="application/problem+json")
    return None
