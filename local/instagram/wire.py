r"""The bytes of a webhook as Meta sends them: pure functions, no clock, no network.

Meta signs what it sends: compact JSON, every non-ASCII character as lowercase `\uXXXX` (an emoji is two of them) and
every slash as `\/`. A receiver that parses, dumps again and then checks the signature works with English and fails
with Arabic; these bytes make it fail here.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

API_VERSION = "v26.0"

#: How much later than an event its envelope says it was sent; captured deliveries start at 0.16 s.
ENVELOPE_LAG_MS = 160


Item = dict[str, Any]


def encode(body: Mapping[str, Any]) -> bytes:
    # A slash never stands outside a string in compact JSON, so it can be escaped in the finished text.
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def sign(raw: bytes, secret: str) -> str:
    """The value of X-Hub-Signature-256 for exactly these bytes."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def headers(raw: bytes, secret: str | None) -> dict[str, str]:
    """What Meta sends beside the body; without a secret the two signatures are missing."""
    plain = {
        "Content-Type": "application/json",
        "Accept": "*/*",
        "User-Agent": "Webhooks/1.0 (https://fb.me/webhooks)",
        "Facebook-API-Version": API_VERSION,
    }
    if secret is None:
        return plain
    legacy = hmac.new(secret.encode(), raw, hashlib.sha1).hexdigest()
    return plain | {"X-Hub-Signature": f"sha1={legacy}", "X-Hub-Signature-256": sign(raw, secret)}


def item(sender: str, recipient: str, at: int, **content: Any) -> Item:
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at, **content}


def text_item(account: str, customer: str, *, mid: str, text: str, at: int) -> Item:
    return item(customer, account, at, message={"mid": mid, "text": text})


def account_of(entry_item: Item) -> str:
    """The business side of an item: it sends its echoes and receives everything else."""
    side = "sender" if entry_item.get("message", {}).get("is_echo") else "recipient"
    return str(entry_item[side]["id"])


def entry(account: str, items: Iterable[Item], *, time: int) -> dict[str, Any]:
    return {"id": account, "time": time, "messaging": list(items)}


def envelope(*entries: Mapping[str, Any]) -> dict[str, Any]:
    return {"object": "instagram", "entry": list(entries)}


def build_body(*items: Item, time: int | None = None, comments: Iterable[Mapping[str, Any]] = ()) -> bytes:
    """One POST body for these items, an entry for each account in order of first appearance, then the comments' entries.

    `time` is the envelope's own time in milliseconds; by default a little after the newest item.
    """
    newest = max((int(one["timestamp"]) for one in items), default=0)
    sent_at = time if time is not None else newest + ENVELOPE_LAG_MS
    by_account: dict[str, list[Item]] = {}
    for one in items:
        by_account.setdefault(account_of(one), []).append(one)
    entries = [entry(account, ones, time=sent_at) for account, ones in by_account.items()]
    return encode(envelope(*entries, *comments))
