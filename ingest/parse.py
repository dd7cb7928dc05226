"""From the bytes of one delivery to events, each item on its own.

Meta adds fields and kinds without notice and batches up to a thousand items, so nothing here may raise for an item:
what is not understood becomes an `unknown` event with the raw item, and its neighbours never notice.
Shapes: Meta's "Webhooks events" pages and captures of real deliveries, which hold items in four ways: `messaging[]`,
`standby[]`, `changes[]`, and one flat `field` and `value`.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ingest.items import NOBODY, Item, comment_item, messaging_item, unknown_item
from ingest.unknown import unknown
from ingest.values import ident, millis

_COMMENTS = frozenset({"comments", "live_comments"})
#: Fields whose value is what `messaging[]` would hold; the dashboard's test button sends them in `changes[]`.
_MESSAGING = frozenset(
    {
        "messages",
        "message_echoes",
        "message_edit",
        "message_reactions",
        "messaging_handover",
        "messaging_optins",
        "messaging_postbacks",
        "messaging_referral",
        "messaging_seen",
        "standby",
    }
)


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
    return [Item(NOBODY, NOBODY, unknown(body.decode("utf-8", "replace"), NOBODY, now_ms))]


def _entry(entry: Any, now_ms: int) -> Iterator[Item]:
    account = ident(entry.get("id")) if isinstance(entry, dict) else None
    if account is None:
        yield unknown_item(NOBODY, entry, now_ms)
        return
    at = millis(entry.get("time")) or now_ms
    empty = True
    for field, content, whole in _contents(entry):
        empty = False
        if field in _MESSAGING:
            yield messaging_item(account, content, whole, at, standby=field == "standby")
        elif field in _COMMENTS:
            yield comment_item(account, content, whole, at, live=field == "live_comments")
        else:
            yield unknown_item(account, whole, at)
    if empty:
        yield unknown_item(account, entry, at)


def _contents(entry: dict[str, Any]) -> Iterator[tuple[str | None, Any, Any]]:
    """The field, what it holds, and what is kept when that is not understood, from each of the containers."""
    for item in _listed(entry.get("messaging")):
        yield "messages", item, item
    for item in _listed(entry.get("standby")):
        yield "standby", item, {"standby": item}
    for change in _listed(entry.get("changes")):
        yield *_change(change), change
    if "field" in entry:
        flat = {"field": entry["field"], "value": entry.get("value")}
        yield *_change(flat), flat


def _change(change: Any) -> tuple[str | None, Any]:
    field = change.get("field") if isinstance(change, dict) else None
    return (field, change.get("value")) if isinstance(field, str) else (None, None)


def _listed(container: Any) -> list[Any]:
    """What a container holds; one that is not a list is itself the item, so that it is not lost."""
    return container if isinstance(container, list) else [] if container is None else [container]
