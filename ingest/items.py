"""Which event an item is, whose conversation it belongs to, and whether it came the right way.

What is not understood, or said by the wrong side, becomes an `unknown` event with the raw item.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ingest import messages, signals
from ingest.comments import comment, commenter
from ingest.stamp import Stamp, stamp_of
from ingest.unknown import too_large, unknown
from ingest.values import dump, held, millis
from shared.contracts import Event

#: Stands for an account or customer that an item does not name.
NOBODY = "0"

#: By the member that holds it; a text message is found first.
_KINDS: dict[str, Callable[[dict[str, Any], Stamp], Event | None]] = {
    "message": messages.message,
    "postback": signals.postback,
    "reaction": signals.reaction,
    "message_edit": messages.edit,
    "read": signals.read,
    "referral": signals.referral,
    "optin": signals.optin,
    "pass_thread_control": partial(signals.handover, "pass"),
    "take_thread_control": partial(signals.handover, "take"),
    "request_thread_control": partial(signals.handover, "request"),
}
#: What only a customer does.
_CUSTOMERS = frozenset({"message", "postback", "referral", "optin"})


@dataclass(frozen=True, slots=True)
class Item:
    account: str
    customer: str
    event: Event


def messaging_item(account: str, content: Any, whole: Any, entry_at: int, *, standby: bool = False) -> Item:
    """`whole` is what is kept when `content` is not understood."""
    told = held(content)
    stamp = stamp_of(account, told, entry_at)
    event = _event(told, stamp)
    if event is not None and standby:
        event = replace(event, standby=True)
    if event is not None and _of_group(told):
        event = replace(event, group=True)
    return _item(account, stamp.customer, event, whole, stamp.at)


def comment_item(account: str, value: Any, whole: Any, entry_at: int, *, live: bool) -> Item:
    """In the conversation with its author, so that what is written there and here is answered in order."""
    customer = commenter(value)
    at = millis(held(value).get("timestamp")) or entry_at
    event = comment(account, value, at, live=live) if customer is not None else None
    return _item(account, customer, event, whole, at)


def unknown_item(account: str, whole: Any, at: int) -> Item:
    return _item(account, None, None, whole, at)


def _item(account: str, customer: str | None, event: Event | None, whole: Any, at: int) -> Item:
    if event is None or too_large(event):
        event = unknown(dump(whole), account, at)
    return Item(account, customer or NOBODY, event)


def _event(content: dict[str, Any], stamp: Stamp) -> Event | None:
    for name, read in _KINDS.items():
        told = content.get(name)
        if isinstance(told, dict):
            event = read(told, stamp)
            if event is None:
                return None
            return _judged(event, stamp, self_test=stamp.to_itself or bool(told.get("is_self")))
    return None


def _of_group(content: dict[str, Any]) -> bool:
    """Meta's pages tell of no groups in Instagram's API and so of no shape for them; these are Messenger's marks."""
    recipient = held(content.get("recipient"))
    said = held(content.get("message"))
    if "thread_id" in recipient and "id" not in recipient:
        return True
    return any(bool(told.get(mark)) for told in (content, said) for mark in ("is_group", "group_id"))


def _judged(event: Event, stamp: Stamp, *, self_test: bool) -> Event | None:
    """The event with the switches that say whose it is; None when that cannot be."""
    if stamp.customer is None:
        # Only the edit that stands for a whole message names nobody; its mid leads to both sides.
        return event if event.kind == "edit" and event.number == 0 else None
    if self_test:
        return replace(event, self_test=True, by_account=stamp.by_account and event.kind != "echo")
    if event.kind == "echo":
        return event if stamp.by_account else None
    if not stamp.by_account:
        return event
    return None if event.kind in _CUSTOMERS else replace(event, by_account=True)
