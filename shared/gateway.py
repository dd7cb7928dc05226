"""Whether a request came through the gateway that stands before the app, where one does.

The gateway adds a header that nobody outside knows, so whoever finds the app's own address gets no further. Read from
the environment alone: a request that is not let in has no claim on the rest of the settings.
"""

import os
from collections.abc import Mapping
from hmac import compare_digest

from shared.errors import Misconfigured, Refused

HEADER = "x-gateway-key"
SETTING = "GATEWAY_KEYS"
#: Shorter could be found by trying.
SHORTEST = 24
#: Azure leaves the reference itself, which can be guessed, where it could not read the secret.
_UNREAD = "@Microsoft.KeyVault("


def only_through_gateway(headers: Mapping[str, str], environ: Mapping[str, str] = os.environ) -> None:
    """Raises Refused for a request that bears none of the keys; with no key set, everybody may call."""
    keys = gateway_keys(environ)
    if not keys:
        return
    borne = headers.get(HEADER, "").encode()
    if not any(compare_digest(borne, key) for key in keys):
        raise Refused(403, "this app is reached through its gateway")


def gateway_keys(environ: Mapping[str, str]) -> tuple[bytes, ...]:
    """The keys that are good, several while one replaces another. Raises Misconfigured rather than let everybody in."""
    text = environ.get(SETTING, "").strip()
    if not text:
        return ()
    if text.startswith(_UNREAD):
        raise Misconfigured(
            f"{SETTING} was not read from the key vault: see to the app's role and the secret"
        )
    keys = tuple(key.strip().encode() for key in text.split(","))
    if any(len(key) < SHORTEST for key in keys):
        raise Misconfigured(f"{SETTING} has a key of fewer than {SHORTEST} characters")
    return keys
