"""From the bytes of one delivery to events, each item on its own.

Meta adds fields and kinds without notice and batches up to a thousand items, so nothing here may raise for an item:
what is not understood becomes an `unknown` event with the raw item, and its neighbours never notice.
Shapes: Instagram messaging webhooks (Meta's "Webhooks events" pages) and captures of real deliveries, which also use
`changes[]` with field `messages`, seconds in place of milliseconds, and numbers as text.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from shared.contracts import Event
from shared.language.storable import storable

#: An unknown item is kept whole up to this many bytes; of a larger one, what tells it apart and its beginning.
RAW_LIMIT = 192 * 1024
RAW_HEAD = 64 * 1024
#: Longer than this it is no mid (they have 164 characters), and PostgreSQL indexes no more than 2.7 kB.
MID_LIMIT = 512
#: The end of the year 9999: later times are no times, and no clock of ours can show them.
LAST_MS = 253_402_300_799_999
#: Stands for an account or customer that an item does not name.
NOBODY = "0"

_ID = re.compile(r"[0-9]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    account: str
    customer: str
    event: Event


def parse(body: bytes, *, now_ms: int) -> list[Item]:
    """Every item of a signed body, in its order. `now_ms` stands in for a time that an item lacks."""
    try:
        delivery = json.loads(body)
    except (ValueError, RecursionError):
        delivery = None
    entries = delivery.get("entry") if isinstance(delivery, dict) else None
    if isinstance(entries, list):
        # Nested so deeply that it could just be read, an entry may be too deep to be written.
        with suppress(RecursionError):
            return [item for entry in entries for item in _entry(entry, now_ms)]
    return [Item(NOBODY, NOBODY, _unknown(body.decode("utf-8", "replace"), NOBODY, now_ms))]


def _entry(entry: Any, now_ms: int) -> Iterator[Item]:
    if not isinstance(entry, dict) or _id(entry.get("id")) is None:
        yield Item(NOBODY, NOBODY, _unknown(_dump(entry), NOBODY, now_ms))
        return
    account = str(entry["id"])
    at = _millis(entry.get("time")) or now_ms
    contents = [*_contents(entry)]
    if not contents:
        yield Item(account, NOBODY, _unknown(_dump(entry), account, at))
    for content, whole in contents:
        yield _item(account, content, whole, at)


def _contents(entry: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """What may be a message, and what is kept when it is none, from each of Meta's four containers."""
    for item in _held(entry.get("messaging")):
        yield item, item
    for item in _held(entry.get("standby")):
        # Another app has the thread: who wrote is known, and nobody here answers.
        yield ({**item, "message": None} if isinstance(item, dict) else item), {"standby": item}
    for change in _held(entry.get("changes")):
        yield (change["value"] if _is_messages(change) else change), change
    if "field" in entry:
        flat = {"field": entry["field"], "value": entry.get("value")}
        yield (flat["value"] if _is_messages(flat) else flat), flat


def _item(account: str, content: Any, whole: Any, entry_at: int) -> Item:
    """`content` is what may be a message; `whole` is what is kept when it is not one."""
    sender, recipient = _party(content, "sender"), _party(content, "recipient")
    customer = recipient if sender == account else sender
    at = (_millis(content.get("timestamp")) if isinstance(content, dict) else None) or entry_at
    event = _message(content["message"], at) if _is_message(content) else None
    wrong_way = event is not None and (event.kind == "echo") != (sender == account)
    if event is None or customer is None or customer == account or wrong_way or _too_large(event):
        return Item(account, customer or NOBODY, _unknown(_dump(whole), account, at))
    return Item(account, customer, event)


def _is_message(content: Any) -> bool:
    return isinstance(content, dict) and isinstance(content.get("message"), dict)


def _message(message: dict[str, Any], at: int) -> Event | None:
    mid, text = message.get("mid"), message.get("text")
    if not isinstance(mid, str) or not mid or message.get("is_deleted") or message.get("is_self"):
        return None
    kinds = tuple(_attachment_kind(a) for a in _list(message.get("attachments")))
    if message.get("is_unsupported"):
        kinds += ("unsupported",)
    text = storable(text) if isinstance(text, str) and text else None
    if text is None and not kinds:
        return None
    echo = bool(message.get("is_echo"))
    metadata = message.get("metadata")
    return Event(
        key=f"{'echo' if echo else 'message'}:{storable(mid)}",
        kind="echo" if echo else "message",
        at=at,
        mid=storable(mid),
        text=text,
        attachments=kinds,
        metadata=storable(metadata) if isinstance(metadata, str) else None,
    )


def _unknown(raw: str, account: str, at: int) -> Event:
    digest = hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()
    return Event(key=f"unknown:{digest}", kind="unknown", at=at, raw=_bounded(storable(raw), account, digest))


def _bounded(raw: str, account: str, digest: str) -> str:
    data, head, kept = raw.encode(), RAW_HEAD, raw
    # Judged as it will travel: each escaping may double a quote and makes six bytes of a control character.
    while len(_dump(kept).encode()) > RAW_LIMIT:
        beginning = data[:head].decode("utf-8", "ignore")
        kept = _dump({"size": len(data), "sha256": digest, "account": account, "head": beginning})
        head //= 2
    return kept


def _too_large(event: Event) -> bool:
    characters = len(event.text or "") + len(event.metadata or "")
    characters += sum(len(kind) + 1 for kind in event.attachments)
    return 6 * characters > RAW_LIMIT or len(event.mid or "") > MID_LIMIT


def _attachment_kind(attachment: Any) -> str:
    kind = attachment.get("type") if isinstance(attachment, dict) else None
    return storable(kind)[:40] if isinstance(kind, str) else "unknown"


def _is_messages(change: Any) -> bool:
    return isinstance(change, dict) and change.get("field") == "messages" and "value" in change


def _party(content: Any, role: str) -> str | None:
    party = content.get(role) if isinstance(content, dict) else None
    return _id(party.get("id")) if isinstance(party, dict) else None


def _id(value: Any) -> str | None:
    """The digits of a number or a text: some samples have ids as numbers, times as text. Nothing else passes."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text if _ID.fullmatch(text) else None


def _millis(value: Any) -> int | None:
    """Milliseconds; below 10^11 the sender meant seconds."""
    text = _id(value)
    if text is None or len(text) > 15:
        return None
    number = int(text)
    millis = number * 1000 if number < 10**11 else number
    return millis if millis <= LAST_MS else None


def _held(container: Any) -> list[Any]:
    """What a container holds; one that is not a list is itself the item, so that it is not lost."""
    return container if isinstance(container, list) else [] if container is None else [container]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
