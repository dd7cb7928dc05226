"""Azure as the product's login to PostgreSQL sees it: the endpoint that gives a process its tokens, and a server under
one of Azure's names that speaks TLS and takes a token for a password.

The endpoint speaks App Service's protocol to the real azure-identity; the server is the tests' real PostgreSQL.
"""

import asyncio
import secrets
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from local.serve import Faults
from tests.support.proxy import Door

HOST = "shop.postgres.database.azure.com"
LOGIN = "entra_login"


class IdentityEndpoint:
    """Gives out `token` until it is replaced."""

    def __init__(self) -> None:
        self.header = secrets.token_hex(16)
        self.token = new_token()
        self.lifetime = 3600
        self.refuses = False
        self.resource = "https://ossrdbms-aad.database.windows.net"  #: whom its tokens are for
        self.faults = Faults()
        self.app = web.Application()
        self.app.router.add_get("/msi/token", self._answer)

    @property
    def asked(self) -> int:
        return self.faults.arrivals

    async def _answer(self, request: web.Request) -> web.Response:
        await self.faults.admit()
        if self.refuses:
            return web.json_response({"error": f"cannot give {self.token}"}, status=400)
        if request.headers.get("X-IDENTITY-HEADER") != self.header or "api-version" not in request.query:
            return web.json_response({"error": "not from this process"}, status=401)
        resource = request.query["resource"]
        assert resource == self.resource
        expires = str(int(time.time()) + self.lifetime)
        return web.json_response(
            {"access_token": self.token, "expires_on": expires, "resource": resource, "token_type": "Bearer"}
        )


def new_token() -> str:
    """As long as Entra's are."""
    return f"eyJ0eXAi{secrets.token_urlsafe(1350)}"


class AzurePostgres(Door):
    """The way in is by TLS, and the password of the one login is the last token that was accepted."""

    def __init__(self, admin_url: str, folder: Path) -> None:
        super().__init__(admin_url)
        self._admin_url = admin_url
        self._certificate = folder / "server.pem"
        self._context = _server_context(self._certificate)

    async def open(self) -> None:
        await asyncio.to_thread(self._ask_for_passwords)
        await super().open()

    @property
    def url(self) -> str:
        trust = f"sslmode=verify-full&sslrootcert={self._certificate}"
        return f"postgresql://{LOGIN}@{HOST}:{self.port}{self._target.path}?hostaddr=127.0.0.1&{trust}"

    def accept(self, token: str) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as admin:
            admin.execute(f"ALTER ROLE {LOGIN} PASSWORD '{token}'".encode())

    def lets_in(self, token: str) -> bool:
        try:
            psycopg.connect(self._admin_url, user=LOGIN, password=token).close()
        except psycopg.OperationalError:
            return False
        return True

    def _ask_for_passwords(self) -> None:
        """Of this login alone; the server trusts all others."""
        with psycopg.connect(self._admin_url, autocommit=True) as admin:
            admin.execute(f"DROP ROLE IF EXISTS {LOGIN}".encode())
            admin.execute(f"CREATE ROLE {LOGIN} LOGIN SUPERUSER".encode())
            ((file,),) = admin.execute("SHOW hba_file").fetchall()
            rules = Path(file).read_text()
            if LOGIN not in rules:
                own = f"local all {LOGIN} scram-sha-256\nhost all {LOGIN} all scram-sha-256\n"
                Path(file).write_text(own + rules)
            admin.execute("SELECT pg_reload_conf()")
        deadline = time.monotonic() + 10
        while self.lets_in("no token"):
            assert time.monotonic() < deadline

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)  # the client's request for TLS
        writer.write(b"S")
        await writer.start_tls(self._context)
        await super()._carry(reader, writer)


def _server_context(file: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, *plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
