"""From a message in a thread to the webhook item that announces it."""

from typing import Any

from local.instagram import wire
from local.instagram.threads import Message, Thread
from local.instagram.wire import Item


def item_of(thread: Thread, message: Message) -> Item:
    """The two sides are swapped in an echo: it comes from the account."""
    account, customer = thread.account.user_id, thread.customer.id
    if message.by == "customer":
        return wire.item(customer, account, message.at, **_from_customer(message))
    return wire.item(account, customer, message.at, message=_echo(message))


def _from_customer(message: Message) -> dict[str, Any]:
    if message.postback:
        return {"postback": {"mid": message.mid, "title": message.text, "payload": message.payload}}
    content = _content(message)
    if message.payload is not None:
        content["quick_reply"] = {"payload": message.payload}
    return {"message": content}


def _echo(message: Message) -> dict[str, Any]:
    content = _content(message) | {"is_echo": True}
    return content if message.metadata is None else content | {"metadata": message.metadata}


def _content(message: Message) -> dict[str, Any]:
    content: dict[str, Any] = {"mid": message.mid}
    if message.text is not None:
        content["text"] = message.text
    if message.attachments:
        content["attachments"] = message.attachments
    if message.reply_to is not None:
        content["reply_to"] = {"mid": message.reply_to}
    return content
