"""By what alerts leave, as the settings name it: the mail server, and the key by which push services know this app.

Each may be left out; then nothing leaves that way.
"""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from shared.errors import Misconfigured
from shared.secret import Secret

#: Implicit TLS from the first byte, or STARTTLS (RFC 8314).
_PORTS = {"smtps": 465, "smtp": 587}
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    implicit_tls: bool
    needs_starttls: bool  #: none is needed on loopback
    user: str
    password: Secret
    sender: str


def read_mail_server(url: Secret, sender: str) -> MailServer | None:
    """Raises Misconfigured; the sentence never holds the address, in which a password stands."""
    if not url.reveal():
        return None
    if not is_mail_address(sender):
        raise Misconfigured("MAIL_FROM must be the e-mail address that alerts come from, for SMTP_URL is set")
    try:
        parts = urlsplit(url.reveal())
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise Misconfigured("SMTP_URL must be like smtps://user:password@host:465, or smtp:// with STARTTLS")
    return MailServer(
        host=parts.hostname,
        port=port,
        implicit_tls=parts.scheme == "smtps",
        needs_starttls=parts.scheme == "smtp" and parts.hostname not in {"127.0.0.1", "localhost", "::1"},
        user=unquote(parts.username or ""),
        password=Secret(unquote(parts.password or "")),
        sender=sender,
    )


def is_mail_address(text: str) -> bool:
    """One address and nothing that would begin another header or recipient."""
    name, at, host = text.partition("@")
    plain = text.isascii() and text.isprintable() and not any(sign in text for sign in ' ,;:<>()[]"\\')
    return bool(at and name and host) and plain and "@" not in host and len(text) <= 254


def read_push_key(text: Secret) -> Secret | None:
    """A private key on P-256 as base64url of its 32 bytes, which is how VAPID keys are passed around."""
    if not text.reveal():
        return None
    try:
        raw = base64.urlsafe_b64decode(text.reveal() + "=" * (-len(text.reveal()) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32 or not 0 < int.from_bytes(raw) < _P256_ORDER:
        raise Misconfigured("WEB_PUSH_KEY must be a P-256 private key: base64url of its 32 bytes")
    return text
