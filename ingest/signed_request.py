"""Meta's signed callbacks: form field `signed_request`, two parts of base64url without padding, `signature.payload`.

The signature is HMAC-SHA256 over the payload as it is encoded, with the secret of the Instagram app or of the Meta app;
both may be configured, hence a list. Nothing of the payload is read before it is known to be Meta's.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from ingest.values import ident
from shared.errors import Refused

#: A real one has 300 bytes.
MAX_BYTES = 16 * 1024
_FIELDS = 16
_PART = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
#: The last second that a time of PostgreSQL and a reader of pages can be sure of: the end of the year 9999.
_LAST = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Signed:
    user: str  #: the app-scoped id; Meta's mails have named professional ids as well
    issued_at: int | None  #: seconds


def read_signed_request(body: bytes, secrets: Sequence[bytes]) -> Signed:
    """Raises Refused: 413 and 400 for what is no signed request, 401 for one that is not Meta's."""
    signature, payload = _parts(_field(body))
    matches = [
        hmac.compare_digest(hmac.digest(secret, payload.encode(), hashlib.sha256), signature)
        for secret in secrets
        if secret
    ]
    if not any(matches):
        raise Refused(401, "the signature of signed_request does not match its payload")
    return _claims(payload)


def _field(body: bytes) -> str:
    if len(body) > MAX_BYTES:
        raise Refused(413, f"a signed request has at most {MAX_BYTES} bytes")
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=_FIELDS)
    except ValueError:
        raise Refused(400, "the body is no form") from None
    given = fields.get("signed_request", [])
    if len(given) != 1:
        raise Refused(400, "the form needs signed_request, once")
    return given[0]


def _parts(text: str) -> tuple[bytes, str]:
    parts = text.split(".")
    if len(parts) != 2 or not all(map(_PART.fullmatch, parts)):
        raise Refused(400, "signed_request must be two parts of base64url with a dot between them")
    signature = _decoded(parts[0])
    if len(signature) != hashlib.sha256().digest_size:
        raise Refused(400, "the signature of signed_request is not of HMAC-SHA256")
    return signature, parts[1]


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise Refused(400, "a part of signed_request is not base64url") from None


def _claims(payload: str) -> Signed:
    try:
        told = json.loads(_decoded(payload))
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise Refused(400, "the payload of signed_request is not JSON") from None
    if not isinstance(told, dict):
        raise Refused(400, "the payload of signed_request is not an object")
    if told.get("algorithm") != "HMAC-SHA256":
        raise Refused(400, "the algorithm of signed_request must be HMAC-SHA256")
    user = ident(told.get("user_id"))
    if user is None:
        raise Refused(400, "signed_request names no user_id")
    issued = ident(told.get("issued_at"))
    at = int(issued) if issued is not None else None
    return Signed(user, at if at is not None and at <= _LAST else None)
