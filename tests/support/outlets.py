"""Where alerts arrive, for real and on loopback: a push service, a shop's own webhook, and a mail server.

The push service does what a browser does: it decrypts with the subscription's own key and checks who signed. Nothing that
does not decrypt or verify is ever kept.
"""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import http_ece
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from standardwebhooks import Webhook

from shared.fetching import Fetcher
from shared.public_addresses import is_public
from tests.support.site import Site, certificate_for, serve_tls

NAME = "outside.example"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def push_key() -> str:
    return b64(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32))


@dataclass
class Browser:
    """What subscribes: its keys, and what it was shown."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    shown: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    signers: list[str] = field(default_factory=list)

    @property
    def subscription(self) -> dict[str, Any]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": b64(point), "auth": b64(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def take(self, body: bytes, headers: dict[str, str], origin: str) -> None:
        scheme, _, rest = headers["authorization"].partition(" ")
        parts = dict(part.split("=", 1) for part in rest.split(","))
        assert (scheme, headers["content-encoding"]) == ("vapid", "aes128gcm")
        signer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
        self.claims.append(jwt.decode(parts["t"], signer, algorithms=["ES256"], audience=origin))
        told = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        self.shown.append(json.loads(told))
        self.headers.append(headers)
        self.signers.append(parts["k"])


class Outside:
    """One server under one name, with a certificate for it: /push/<n> are browsers, /hook is a shop's own address."""

    def __init__(self) -> None:
        self.site = Site()
        self.site.answer = self._answer
        self.browsers: dict[str, Browser] = {}
        self.secret = ""
        self.told: list[tuple[str, dict[str, Any]]] = []  #: webhook-id and body of what verified
        self.statuses: list[int] = []  #: for the next requests, before it answers as it should
        self.retry_after = ""
        self.fetcher = Fetcher()

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.site.port}"

    @property
    def hook(self) -> str:
        return f"{self.origin}/hook"

    def browser(self) -> Browser:
        path = f"/push/{len(self.browsers)}"
        self.browsers[path] = Browser(self.origin + path)
        return self.browsers[path]

    async def _answer(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), {name.lower(): text for name, text in request.headers.items()}
        if self.statuses:
            status = self.statuses.pop(0)
            led = {"Location": f"{self.origin}/push/led-on"} if status in {301, 302, 307, 308} else {}
            later = {"Retry-After": self.retry_after} if self.retry_after else {}
            return web.Response(status=status, headers=led | later, text="what the other side says")
        if request.path == "/hook":
            told = Webhook(self.secret).verify(body, headers)
            self.told.append((headers["webhook-id"], cast("dict[str, Any]", told)))
            return web.Response(status=204)
        self.browsers[request.path].take(body, headers, self.origin)
        return web.Response(status=201)


@asynccontextmanager
async def outside(folder: Path) -> AsyncIterator[Outside]:
    there = Outside()
    server, trust = certificate_for(NAME, folder)
    async with serve_tls(there.site, server) as there.site.port:
        there.site.names[NAME] = ["127.0.0.1"]
        there.fetcher = Fetcher(
            resolve=there.site.resolve,
            may_call=lambda address: address == "127.0.0.1" or is_public(address),
            ports=(there.site.port, 443),
            trust=trust,
            within=10.0,
        )
        yield there


class Mailbox:
    """A mail server of RFC 5321's smallest kind: it keeps each message, or refuses with the code it is given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuses: list[int] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        while line := await reader.readline():
            verb = line.decode().strip().upper()
            if verb.startswith("RCPT TO:") and self.refuses:
                writer.write(f"{self.refuses.pop(0)} not now\r\n".encode())
            elif verb.startswith("RCPT TO:"):
                self.recipients.append(line.decode().strip()[len("RCPT TO:") :].partition(" ")[0].strip("<>"))
                writer.write(b"250 ok\r\n")
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                raw = await reader.readuntil(b"\r\n.\r\n")
                self.messages.append(message_from_bytes(raw[:-3], policy=policy.default))
                writer.write(b"250 kept\r\n")
            elif verb == "QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 ok\r\n")
            await writer.drain()
        writer.close()


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
