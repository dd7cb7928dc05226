"""What the deployed app must answer, asked from outside as everybody else asks.

Each is read-only: a handshake, a delivery that is refused unread, the keys of a shop that does not exist (only the database knows that), the page
on which a merchant begins, and behind a gateway that the app's own address leads nowhere.
"""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlencode
from uuid import UUID

CHALLENGE = "1158201444"
WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Check:
    what: str
    url: str
    status: int
    body: str | None = None  #: what the answer must be, where that is known
    posted: bytes | None = None


def checks(public: str, verify_token: str, direct: str) -> Iterator[Check]:
    """`direct` is the app's own address where a gateway stands before it, else empty."""
    handshake = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": CHALLENGE}
    yield Check("Meta's handshake", f"{public}/webhook?{urlencode(handshake)}", 200, body=CHALLENGE)
    yield Check("an unsigned delivery is refused", f"{public}/webhook", 401, posted=b"{}")
    nobody = f"/.well-known/jwks.json?tenant={UUID(int=0, version=4)}"
    yield Check("the database is reached", public + nobody, 404, body="no such tenant")
    yield Check("the page on which a merchant begins", f"{public}/console/connect", 200)
    if direct:
        yield Check("nobody gets past the gateway", direct + nobody, 403)


def run(check: Check) -> str:
    """Empty, or what was wrong with the answer."""
    request = urllib.request.Request(check.url, data=check.posted)  # noqa: S310  # our own address
    try:
        with urllib.request.urlopen(request, timeout=WITHIN) as response:  # noqa: S310
            status, body = response.status, response.read(65536).decode("utf-8", "replace")
    except urllib.error.HTTPError as refused:
        with refused:
            status, body = refused.code, refused.read(65536).decode("utf-8", "replace")
    except (OSError, HTTPException) as error:
        return f"no answer ({type(error).__name__})"
    if status != check.status:
        return f"status {status} instead of {check.status}"
    if check.body is not None and body != check.body:
        return "another answer than was asked for"
    return ""
