"""Tokens as an attacker would write them: any header, any payload, any signature."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from shared.auth.keypair import KeyPair

Signer = Callable[[bytes], bytes]


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(header: Any, payload: Any, sign: Signer) -> str:
    """`header.payload.signature`; bytes are taken as they are, everything else as JSON."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
    body = ".".join(map(encode, parts))
    return f"{body}.{encode(sign(body.encode()))}"


def signer(pair: KeyPair) -> Signer:
    return pair.private_key.sign


def hmac_with(secret: bytes) -> Signer:
    return lambda data: hmac.new(secret, data, hashlib.sha256).digest()


def unsigned(_data: bytes) -> bytes:
    return b""
