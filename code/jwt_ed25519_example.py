"""A tenant's token from key pair to refusal, in one file: `python code/jwt_ed25519_example.py`.

It needs PyJWT and cryptography and nothing of this project; the product does the same in shared/auth/, with its keys in
PostgreSQL. The key that a token names by `kid` decides which tenant the token may speak for.
"""

import base64
import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ISSUER = "https://shop.example"
AUDIENCE = "merchant"
CLAIMS = ("iss", "sub", "aud", "exp", "iat", "tenant_id")


@dataclass(frozen=True)
class Tenant:
    id: str
    key: Ed25519PrivateKey

    @classmethod
    def new(cls) -> "Tenant":
        return cls(str(uuid4()), Ed25519PrivateKey.generate())

    @property
    def kid(self) -> str:
        """RFC 7638: a key's id is the hash of the key, so it can stand for no other."""
        x = base64url(self.key.public_key().public_bytes_raw())
        members = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":"))
        return base64url(hashlib.sha256(members.encode()).digest())


@dataclass(frozen=True)
class Directory:
    """Whose key is it? Filled when a key is made, never from a token."""

    keys: dict[str, tuple[str, Ed25519PublicKey]]

    @classmethod
    def of(cls, *tenants: Tenant) -> "Directory":
        return cls({tenant.kid: (tenant.id, tenant.key.public_key()) for tenant in tenants})


def claims_for(tenant: Tenant, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": ISSUER, "sub": str(uuid4()), "aud": AUDIENCE, "exp": now + 3600, "iat": now}
    return usual | {"tenant_id": tenant.id} | changed


def sign(tenant: Tenant, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, tenant.key, algorithm="EdDSA", headers={"kid": tenant.kid})


def verify(directory: Directory, token: str) -> dict[str, Any]:
    """The claims, or an error that says why not. Nothing in the token chooses the algorithm."""
    kid = jwt.get_unverified_header(token).get("kid", "")
    if kid not in directory.keys:
        raise jwt.InvalidTokenError("nobody has this key")
    owner, key = directory.keys[kid]
    claims = jwt.decode(
        token,
        key,
        algorithms=["EdDSA"],
        audience=AUDIENCE,
        issuer=ISSUER,
        leeway=30,
        options={"require": list(CLAIMS), "strict_aud": True},
    )
    if claims["tenant_id"] != owner:
        raise jwt.InvalidTokenError("signed with another tenant's key")
    return claims


def with_algorithm_changed(token: str, public: Ed25519PublicKey) -> str:
    """The classic forgery: the public key, which everybody has, used as the secret of an HMAC."""
    header = jwt.get_unverified_header(token) | {"alg": "HS256"}
    body = f"{base64url(json.dumps(header).encode())}.{token.split('.')[1]}"
    hs256 = jwt.get_algorithm_by_name("HS256")
    return f"{body}.{base64url(hs256.sign(body.encode(), public.public_bytes_raw()))}"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def main() -> None:
    ours, theirs = Tenant.new(), Tenant.new()
    directory = Directory.of(ours, theirs)
    token = sign(ours, claims_for(ours))
    print(f"key    {ours.kid}\ntoken  {token}\nclaims {json.dumps(verify(directory, token), indent=2)}\n")

    refused = {
        "expired": sign(ours, claims_for(ours, exp=int(time.time()) - 60)),
        "wrong audience": sign(ours, claims_for(ours, aud="somebody else")),
        "other tenant's key": sign(theirs, claims_for(ours)),
        "alg changed": with_algorithm_changed(token, ours.key.public_key()),
    }
    for what, forged in refused.items():
        try:
            verify(directory, forged)
        except jwt.InvalidTokenError as error:
            print(f"refused  {what:<19} {type(error).__name__}: {error}")
        else:
            raise SystemExit(f"accepted a token that is {what}")


if __name__ == "__main__":
    main()
