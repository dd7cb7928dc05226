"""An address that is no UTF-8 is refused before FastAPI meets it, which has no answer to one."""

from urllib.parse import unquote, urlsplit

import azure.functions as func

from shared.api.bare import bare_problem


def refused_at_sight(req: func.HttpRequest) -> func.HttpResponse | None:
    try:
        unquote(urlsplit(req.url).path, errors="strict")
    except UnicodeDecodeError:
        return bare_problem(400, "the address is not UTF-8")
    return None
