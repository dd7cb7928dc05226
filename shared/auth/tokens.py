"""A token's text and what it says: six claims, one algorithm, and a key id that only says which key to try.

Nothing in a token decides how it is checked: the algorithm is fixed here, keys come from the directory, and a claim or
a header that we never write is a reason to refuse. Every refusal is a TokenRefused with one word.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard
from uuid import UUID

from shared.auth.keypair import KeyPair, public_key
from shared.errors import TokenRefused
from shared.tenants import TenantId, read_id

ALGORITHM = "EdDSA"
AUDIENCE = "merchant"
LIFETIME = timedelta(hours=12)
#: Clocks of two machines differ by less than this.
LEEWAY = timedelta(seconds=30)
#: Ours have about 500 characters; what is longer is read by nobody.
LONGEST = 2048

_CLAIMS = ("iss", "sub", "aud", "exp", "iat", "tenant_id")
#: A SHA-256 as base64url.
_KID = re.compile("[A-Za-z0-9_-]{43}")
#: By PyJWT's class; what it calls otherwise is malformed.
_WORDS = {
    "ExpiredSignatureError": "expired",
    "ImmatureSignatureError": "not_yet_valid",
    "InvalidAlgorithmError": "algorithm",
    "InvalidAudienceError": "audience",
    "InvalidIssuedAtError": "claims",
    "InvalidIssuerError": "issuer",
    "InvalidSignatureError": "signature",
    "InvalidSubjectError": "claims",
    "MissingRequiredClaimError": "claims",
}


@dataclass(frozen=True, slots=True)
class Claims:
    """Who signed in, at which shop, from when to when."""

    issuer: str  #: the address of the deployment that issued the token
    user: UUID
    tenant: TenantId
    issued_at: datetime
    expires_at: datetime


def sign(pair: KeyPair, claims: Claims) -> str:
    import jwt

    payload = {
        "iss": claims.issuer,
        "sub": str(claims.user),
        "aud": AUDIENCE,
        "exp": int(claims.expires_at.timestamp()),
        "iat": int(claims.issued_at.timestamp()),
        "tenant_id": str(claims.tenant),
    }
    return jwt.encode(payload, pair.private_key, algorithm=ALGORITHM, headers={"kid": pair.kid})


def key_id(token: str) -> str:
    """The key that the token says it was signed with; nothing about the token has been checked but its form."""
    import jwt

    # Base64url of ours has no padding, which PyJWT would take, so that one token had many spellings.
    if len(token) > LONGEST or not token.isascii() or "=" in token:
        raise TokenRefused("malformed")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise TokenRefused("malformed") from None
    if header.get("alg") != ALGORITHM:
        raise TokenRefused("algorithm")
    kid = header.get("kid")
    if header != {"alg": ALGORITHM, "kid": kid, "typ": "JWT"} or not _is_kid(kid):
        raise TokenRefused("malformed")
    return kid


def _is_kid(kid: object) -> TypeGuard[str]:
    return isinstance(kid, str) and _KID.fullmatch(kid) is not None


def read(token: str, public: bytes, *, issuer: str) -> Claims:
    """The claims of a token that `public` has signed for us and that is good now."""
    import jwt

    try:
        payload = jwt.decode(
            token,
            public_key(public),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": list(_CLAIMS), "strict_aud": True},
        )
    except jwt.InvalidTokenError as error:
        raise TokenRefused(_WORDS.get(type(error).__name__, "malformed")) from None
    except (TypeError, ValueError, OverflowError):
        # PyJWT leaks these for times that are no numbers, or no times.
        raise TokenRefused("claims") from None
    return _claims(payload)


def _claims(payload: dict[str, Any]) -> Claims:
    begins, ends = payload["iat"], payload["exp"]
    if payload.keys() != set(_CLAIMS) or type(begins) is not int or type(ends) is not int:
        raise TokenRefused("claims")
    if not (0 <= begins < ends <= begins + LIFETIME.total_seconds()):
        raise TokenRefused("claims")
    try:
        user, tenant = read_id(payload["sub"]), TenantId(read_id(payload["tenant_id"]))
    except ValueError:
        raise TokenRefused("claims") from None
    return Claims(
        payload["iss"], user, tenant, datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)
    )
