"""Is this body Meta's? HMAC-SHA256 over the exact bytes, against every configured app secret.

Deliveries have been seen signed with the Instagram app's secret and with the Meta app's, and a rotation needs two at
once, hence a list. No secret at all refuses everything: a check that passes when unconfigured is no check.
"""

import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "sha256="


def is_signed(body: bytes, header: str | None, secrets: Sequence[bytes]) -> bool:
    """`header` is X-Hub-Signature-256, `sha256=` and 64 hex digits; every secret is tried, in constant time."""
    if header is None or not header.startswith(PREFIX):
        return False
    claimed = header[len(PREFIX) :].lower().encode("utf-8", "replace")
    matches = [
        hmac.compare_digest(hmac.new(secret, body, hashlib.sha256).hexdigest().encode(), claimed)
        for secret in secrets
        if secret
    ]
    return any(matches)
