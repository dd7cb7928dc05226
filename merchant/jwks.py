"""A shop's public keys for whoever must verify its tokens: `/.well-known/jwks.json?tenant=…` (RFC 7517)."""

import json
from collections.abc import Mapping

import azure.functions as func

from shared.app import App
from shared.auth import public_keys
from shared.auth.keypair import public_jwk
from shared.errors import Refused
from shared.tenants import TenantId, read_id

MEDIA_TYPE = "application/jwk-set+json"
#: A new key signs at once, so a verifier that meets an unknown key id must ask again; this only spares repeats.
CACHING = "public, max-age=60"


async def respond(app: App, req: func.HttpRequest) -> func.HttpResponse:
    keys = await key_set(app, req.params)
    return func.HttpResponse(keys, mimetype=MEDIA_TYPE, headers={"Cache-Control": CACHING})


async def key_set(app: App, query: Mapping[str, str]) -> bytes:
    """Raises Refused 404 for whatever is not the id of a tenant with keys."""
    try:
        tenant = TenantId(read_id(query.get("tenant")))
    except ValueError:
        raise Refused(404, "no such tenant") from None
    found = await public_keys(app.database, tenant)
    if not found:
        raise Refused(404, "no such tenant")
    return json.dumps({"keys": [public_jwk(kid, public) for kid, public in found.items()]}).encode()
