"""An Ed25519 key pair as JOSE writes it: an octet key pair whose id is its own thumbprint (RFC 8037, RFC 7638).

A key id that is computed from the key cannot be given to another key, by mistake or on purpose.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class KeyPair:
    kid: str
    public: bytes  #: 32 bytes
    seed: str = field(repr=False)  #: the private key's 32 bytes as base64url, `d` of a JWK

    @classmethod
    def generate(cls) -> Self:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls.from_seed(_encode(Ed25519PrivateKey.generate().private_bytes_raw()))

    @classmethod
    def from_seed(cls, seed: str) -> Self:
        public = _private_key(seed).public_key().public_bytes_raw()
        return cls(thumbprint(public), public, seed)

    @property
    def private_key(self) -> "Ed25519PrivateKey":
        return _private_key(self.seed)


def thumbprint(public: bytes) -> str:
    """RFC 7638: the hash of the key's required members, in the one spelling that the RFC gives them."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _encode(public)}
    return _encode(hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest())


def public_jwk(kid: str, public: bytes) -> dict[str, str]:
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": _encode(public),
        "kid": kid,
        "use": "sig",
        "alg": "EdDSA",
    }


def public_key(public: bytes) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(public)


def _private_key(seed: str) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(seed + "="))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
