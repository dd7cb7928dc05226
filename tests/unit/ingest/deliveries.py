"""Deliveries as Meta writes them: compact JSON, everything beyond ASCII escaped, `/` as `\\/`, signed byte for byte."""

import hashlib
import hmac
import json
from typing import Any

from ingest.items import Item
from ingest.parse import parse
from shared.contracts import MAX_BODY_BYTES, Inbound

BUSINESS = "17841400000000001"
CUSTOMER = "1234567890123456"
AT = 1762128000001
NOW = 1762128060000
SECRET = b"instagram-app-secret"


def written_by_meta(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()


def delivery(*items: Any, account: Any = BUSINESS, container: str = "messaging", **entry: Any) -> bytes:
    """One entry with these items."""
    return written_by_meta(
        {"object": "instagram", "entry": [{"id": account, "time": AT + 160, container: list(items), **entry}]}
    )


def item(sender: str = CUSTOMER, recipient: str = BUSINESS, at: Any = AT, **content: Any) -> dict[str, Any]:
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at, **content}


def said(text: str = "hi", mid: str = "M", **message: Any) -> dict[str, Any]:
    """An item in which the customer says something."""
    return item(message={"mid": mid, "text": text, **message})


def echoed(text: str = "hello", mid: str = "M", **message: Any) -> dict[str, Any]:
    """An item in which the account says something."""
    return item(BUSINESS, CUSTOMER, message={"mid": mid, "text": text, "is_echo": True, **message})


def signature(body: bytes, secret: bytes = SECRET) -> str:
    return f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"


def signed(body: bytes, secret: bytes = SECRET) -> dict[str, str]:
    """The headers of a delivery, in the case in which the host hands them over."""
    return {"x-hub-signature-256": signature(body, secret)}


def only(body: bytes) -> Item:
    """The one item of a delivery, as it is understood."""
    (parsed,) = parse(body, now_ms=NOW)
    return parsed


def fits_the_queue(found: Item) -> bool:
    """Whether it travels alone, and comes out as it went in."""
    body = Inbound(account=found.account, customer=found.customer, events=(found.event,)).encode()
    assert Inbound.decode(body).events == (found.event,)
    return len(body) <= MAX_BODY_BYTES
