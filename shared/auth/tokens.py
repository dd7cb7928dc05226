"""A token's text and what it says: six claims, one algorithm, and a key id that only says which key to try.

Nothing in a token decides how it is checked: the algorithm is fixed here, keys come from the directory, and a claim or
a header that we never write is a reason to refuse. Every refusal is a TokenRefused with one word.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.auth.keypair import KeyPair, public_key
from shared.errors import TokenRefused
from shared.tenants import TenantId

ALGORITHM = "EdDSA"
AUDIENCE = "merchant"
LIFETIME = timedelta(hours=12)
#: Clocks of two machines differ by less than this.
LEEWAY = timedelta(seconds=30)
#: Ours have about 500 characters; what is longer is read by nobody.
LONGEST = 2048

_CLAIMS = ("iss", "sub", "aud", "exp", "iat", "tenant_id")
_HEADERS = {"alg", "kid", "typ"}


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

    if len(token) > LONGEST or not token.isascii():
        raise TokenRefused("malformed")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise TokenRefused("malformed") from None
    if header.get("alg") != ALGORITHM:
        raise TokenRefused("algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid.isascii() or "\x00" in kid or not header.keys() <= _HEADERS:
        raise TokenRefused("malformed")
    return kid


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
        return _claims(payload)
    except jwt.InvalidTokenError as error:
        raise TokenRefused(_word(error)) from None
    except (
        TypeError,
        ValueError,
        OverflowError,
    ):  # PyJWT leaks these for times that are no numbers, or no times
        raise TokenRefused("claims") from None


def _claims(payload: dict[str, Any]) -> Claims:
    if payload.keys() != set(_CLAIMS) or any(type(payload[name]) is not int for name in ("exp", "iat")):
        raise TokenRefused("claims")
    return Claims(
        issuer=payload["iss"],
        user=_id(payload["sub"]),
        tenant=TenantId(_id(payload["tenant_id"])),
        issued_at=datetime.fromtimestamp(payload["iat"], UTC),
        expires_at=datetime.fromtimestamp(payload["exp"], UTC),
    )


def _id(text: object) -> UUID:
    """An id has one spelling here; Python reads a dozen."""
    if not isinstance(text, str) or str(UUID(text)) != text:
        raise TokenRefused("claims")
    return UUID(text)


def _word(error: Exception) -> str:
    import jwt
    from jwt.exceptions import InvalidSubjectError

    words = {
        jwt.ExpiredSignatureError: "expired",
        jwt.ImmatureSignatureError: "not_yet_valid",
        jwt.InvalidAudienceError: "audience",
        jwt.InvalidIssuerError: "issuer",
        jwt.InvalidSignatureError: "signature",
        jwt.MissingRequiredClaimError: "claims",
        InvalidSubjectError: "claims",
        jwt.InvalidIssuedAtError: "claims",
        jwt.InvalidAlgorithmError: "algorithm",
    }
    return words.get(type(error), "malformed")
