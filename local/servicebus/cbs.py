"""Claims-based security: whether a shared access signature is valid, and what its bearer may do where.

A token names a rule, a resource and an expiry under an HMAC of the rule's key. The resource must cover the
entity it is put for. Time is the wall clock's and not the broker's, because clients sign by theirs: a test
that moves the broker a day ahead must not lock its own client out.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote, unquote_plus, urlsplit

from local.servicebus.config import Rule

SCHEME = "SharedAccessSignature "


class TokenError(ValueError):
    """The token is not good; the text is what the client is told."""


@dataclass(frozen=True, slots=True)
class Grant:
    #: The entity path covered, lower case, with everything below it; "" is the whole namespace.
    path: str
    claims: frozenset[str]
    expires_at: float

    def covers(self, path: str, now: float) -> bool:
        return self.expires_at > now and _covers(self.path, path)


def entity_path(address: str) -> str:
    """The lower-case path of `amqps://host:port/Entity`, `sb://host/Entity` or a bare `Entity`."""
    path = urlsplit(address).path if "://" in address else address
    return path.strip("/").lower()


def verify(token: str, audience: str, rules: tuple[Rule, ...], *, now: float) -> Grant:
    """What kind of token it is shows in its text; azure-servicebus announces a signature as "jwt" here and there."""
    fields = _fields(token)
    rule = next((rule for rule in rules if rule.name == fields["skn"]), None)
    signed = f"{fields['sr']}\n{fields['se']}".encode()
    # A key is made up where the rule is unknown, so that an attempt takes as long as with a wrong signature.
    expected = hmac.digest((rule.key if rule else "?").encode(), signed, hashlib.sha256)
    given = _octets(fields["sig"])
    if not hmac.compare_digest(expected, given) or rule is None:
        raise TokenError("InvalidSignature: The token has an invalid signature.")
    expires_at = _seconds(fields["se"])
    if expires_at <= now:
        raise TokenError("ExpiredToken: The token is expired.")
    resource = entity_path(unquote_plus(fields["sr"]))
    if not _covers(resource, entity_path(audience)):
        raise TokenError("InvalidAudience: The authorization header contains a token for another resource.")
    return Grant(entity_path(audience), rule.claims, expires_at)


def _fields(token: str) -> dict[str, str]:
    if not token.startswith(SCHEME):
        raise TokenError("MalformedToken: a SharedAccessSignature is expected")
    # sr is signed as it stands, still quoted, so it is cut out by hand.
    raw = dict(part.partition("=")[::2] for part in token.removeprefix(SCHEME).split("&"))
    if not raw.keys() >= {"sr", "sig", "se", "skn"}:
        raise TokenError("MalformedToken: sr, sig, se and skn are required")
    return {"sr": raw["sr"], "se": raw["se"], "sig": unquote(raw["sig"]), "skn": unquote_plus(raw["skn"])}


def _octets(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except binascii.Error as error:
        raise TokenError("MalformedToken: the signature is not base64") from error


def _seconds(expiry: str) -> float:
    try:
        return float(expiry)
    except ValueError as error:
        raise TokenError("MalformedToken: the expiry is not a number") from error


def _covers(resource: str, path: str) -> bool:
    return not resource or path == resource or path.startswith(resource + "/")


def sign(rule_name: str, key: str, resource: str, expires_at: int) -> str:
    """The token a client makes for itself."""
    quoted = quote_plus(resource)
    digest = hmac.digest(key.encode(), f"{quoted}\n{expires_at}".encode(), hashlib.sha256)
    signature = quote_plus(base64.b64encode(digest))
    return f"{SCHEME}sr={quoted}&sig={signature}&se={expires_at}&skn={quote_plus(rule_name)}"
