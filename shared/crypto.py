"""Secrets at rest: AES-256-GCM, bound to the tenant and the column they belong to.

A sealed value copied to another tenant or column does not open. The key's id stands in front, so that a ring of keys
can be rotated: the first key of the ring seals, every key opens.
"""

import base64
import os
from dataclasses import dataclass, field

from shared.errors import Misconfigured, Permanent
from shared.settings import Secret
from shared.tenants import TenantId

_NONCE_BYTES = 12


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

    def seal(self, value: str, *, tenant: TenantId, column: str) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        name = self.sealing.encode()
        box = AESGCM(self.keys[self.sealing]).encrypt(nonce, value.encode(), _bound_to(tenant, column))
        return bytes([len(name)]) + name + nonce + box

    def open(self, sealed: bytes, *, tenant: TenantId, column: str) -> str:
        """Raises Permanent when the value was not sealed for this tenant and column, or its key is gone."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        end = 1 + sealed[0] if sealed else 0
        key = self.keys.get(sealed[1:end].decode("ascii", "replace"))
        if key is None:
            raise Permanent(f"{column} was sealed with a key that is not in the ring")
        nonce, box = sealed[end : end + _NONCE_BYTES], sealed[end + _NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, box, _bound_to(tenant, column)).decode()
        except (InvalidTag, ValueError):  # ValueError: cut short, within the nonce
            raise Permanent(
                f"{column} does not open: it belongs to another tenant or column, or was changed"
            ) from None


def _bound_to(tenant: TenantId, column: str) -> bytes:
    return f"{tenant}:{column}".encode()
