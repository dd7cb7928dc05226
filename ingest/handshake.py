"""Meta's subscription check: `GET /webhook?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…`.

The challenge is echoed only when it is digits, which it always is, so that the answer can never carry script.
"""

import hmac
from collections.abc import Mapping

import azure.functions as func

from shared.app import App
from shared.errors import Refused
from shared.secret import Secret


def challenge(query: Mapping[str, str], verify_token: Secret) -> str:
    """The text to answer with 200 and text/plain. Raises Refused(403)."""
    given = query.get("hub.verify_token", "").encode("utf-8", "replace")
    agreed = bool(verify_token) and hmac.compare_digest(given, verify_token.reveal().encode())
    if query.get("hub.mode") != "subscribe" or not agreed:
        raise Refused(403, "verification failed: hub.mode or hub.verify_token is not what was agreed")
    text = query.get("hub.challenge", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 64):
        raise Refused(403, "verification failed: hub.challenge is not a number")
    return text


async def respond(app: App, req: func.HttpRequest) -> func.HttpResponse:
    said = challenge(req.params, app.settings.verify_token)
    return func.HttpResponse(said, mimetype="text/plain")
