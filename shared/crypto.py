"""Secrets at rest: AES-256-GCM, bound to the tenant and the column they belong to.

A sealed value copied to another tenant or column does not open. The key's id stands in front, so that a ring of keys
can be rotated: the first key of the ring seals, every key opens. Layout: one byte length of the key's id, the id, 12
bytes nonce, ciphertext, 16 bytes tag.
"""

import base64
import hmac
import os
from dataclasses import dataclass, field
from enum import StrEnum

from shared.errors import Misconfigured, SealBroken, SealKeyMissing
from shared.secret import Secret
from shared.tenants import TenantId

_NONCE_BYTES = 12


class Column(StrEnum):
    """Every column that holds sealed values, by table; rotating the ring visits exactly these."""

    ACCESS_TOKEN = "accounts.access_token"  # noqa: S105  # a column's name
    PRIVATE_KEY = "tenant_keys.private_key"
    CREDENTIALS = "connectors.credentials"
    HOOK_SECRET = "connectors.hook_secret"  # noqa: S105  # likewise
    WEBHOOK_SECRET = "alert_settings.webhook_secret"  # noqa: S105  # likewise


@dataclass(frozen=True, slots=True)
class KeyRing:
    keys: dict[str, bytes] = field(repr=False)
    sealing: str

    @classmethod
    def parse(cls, text: Secret) -> "KeyRing":
        """`id:base64,id:base64`, newest first; ids of at most 16 ASCII characters, keys of 32 bytes."""
        keys: dict[str, bytes] = {}
        for entry in text.reveal().split(","):
            name, _, encoded = entry.strip().partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except ValueError:
                key = b""
            if not (name.isascii() and 1 <= len(name) <= 16) or len(key) != 32 or name in keys:
                raise Misconfigured(
                    "SECRET_KEY_RING must be `id:base64 of 32 bytes`, several divided by commas"
                )
            keys[name] = key
        return cls(keys, next(iter(keys)))

    def seal(self, value: str, *, tenant: TenantId, column: Column) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        name = self.sealing.encode()
        box = AESGCM(self.keys[self.sealing]).encrypt(nonce, value.encode(), _bound_to(tenant, column))
        return bytes([len(name)]) + name + nonce + box

    def open(self, sealed: bytes, *, tenant: TenantId, column: Column) -> str:
        """Raises SealBroken when the value was not sealed for this tenant and column, SealKeyMissing without its key."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self.keys.get(sealed_with(sealed))
        if key is None:
            raise SealKeyMissing(f"{column} was sealed with a key that is not in the ring")
        end = 1 + sealed[0]
        nonce, box = sealed[end : end + _NONCE_BYTES], sealed[end + _NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, box, _bound_to(tenant, column)).decode()
        except (InvalidTag, ValueError):  # ValueError: cut short, within the nonce
            raise SealBroken(
                f"{column} does not open: it belongs to another tenant or column, or was changed"
            ) from None

    def sign(self, purpose: str, value: str) -> str:
        """A keyed digest of what we hand out and want to know again; as base64url, without padding."""
        return _mac(self.keys[self.sealing], purpose, value)

    def has_signed(self, purpose: str, value: str, signature: str) -> bool:
        """By any key of the ring, so that a rotation breaks no form that lies open."""
        given = signature.encode("utf-8", "replace")
        return any(
            hmac.compare_digest(_mac(key, purpose, value).encode(), given) for key in self.keys.values()
        )

    def seal_anew(self, sealed: bytes, *, tenant: TenantId, column: Column) -> bytes:
        """The same value under the ring's newest key. Raises as `open` does."""
        return self.seal(self.open(sealed, tenant=tenant, column=column), tenant=tenant, column=column)


def _mac(key: bytes, purpose: str, value: str) -> str:
    """Each purpose has a key of its own, and none is the key that seals."""
    own = hmac.digest(key, f"sign:{purpose}".encode(), "sha256")
    made = hmac.digest(own, value.encode("utf-8", "replace"), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


NO_KEYS = KeyRing({}, "")


def sealed_with(sealed: bytes) -> str:
    """The id of the key that a value says it was sealed with."""
    return sealed[1 : 1 + sealed[0]].decode("ascii", "replace") if sealed else ""


def _bound_to(tenant: TenantId, column: Column) -> bytes:
    return f"{tenant}:{column}".encode()
