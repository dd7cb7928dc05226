"""A website that a merchant might name: real HTTP on loopback, under whatever names the test gives it.

`Site.fetcher` is the product's own; only what names mean, and that this one loopback address may be called, is told it.
"""

import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from local.serve import serve
from shared.errors import AgentError, SourceUnavailable, SourceUnusable
from shared.fetching import Fetcher, Found, Wanted
from shared.public_addresses import is_public

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = "<html><p>التوصيل خلال يومين</p></html>".encode()
WANTED = Wanted({"text/html"}, most=100_000)


class Site:
    """One server for every name. Answers what the test says and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Handler = says(PAGE)
        self.asked: list[web.Request] = []
        self.port = 0
        self.names: dict[str, Sequence[str]] = {}
        self.app = web.Application()
        self.app.router.add_route("*", "/{path:.*}", self._handle)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self.answer(request)

    async def resolve(self, host: str, _port: int) -> Sequence[str]:
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return self.names[host]

    def fetcher(self, **options: object) -> Fetcher:
        """May call this server beside what is public."""
        usual = {
            "resolve": self.resolve,
            "may_call": lambda address: address == "127.0.0.1" or is_public(address),
            "ports": (self.port, 80, 443),
            "plain_http": True,
            "within": 10.0,
        }
        return Fetcher(**(usual | options))  # type: ignore[arg-type]

    async def fetch(self, path: str = "/", **options: object) -> Found:
        return await self.fetcher(**options).fetch(f"http://shop.example:{self.port}{path}", WANTED)

    async def refusal(self, address: str = "", **options: object) -> AgentError:
        with pytest.raises((SourceUnusable, SourceUnavailable)) as refusal:
            await self.fetcher(**options).fetch(address or f"http://shop.example:{self.port}/", WANTED)
        return refusal.value


def says(body: bytes, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers={"Content-Type": kind} | named)

    return answer


def leads_to(address: str) -> Handler:
    return says(b"", status=302, Location=address)


@asynccontextmanager
async def a_site() -> AsyncIterator[Site]:
    """Known as shop.example."""
    site = Site()
    async with serve(site.app) as url:
        site.port = int(url.rpartition(":")[2])
        site.names["shop.example"] = ["127.0.0.1"]
        yield site


@asynccontextmanager
async def serve_tls(site: Site, context: ssl.SSLContext) -> AsyncIterator[int]:
    runner = web.AppRunner(site.app, shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await listener.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server that has a certificate for the name, and a client that trusts it and nobody else."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    (folder / "certificate").write_bytes(certificate.public_bytes(encoding))
    (folder / "key").write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "certificate", folder / "key")
    return server, ssl.create_default_context(cafile=folder / "certificate")
