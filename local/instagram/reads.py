"""What Graph lets one read: the account, a customer's profile, conversations and their newest messages.

Only the newest 20 messages of a conversation can be read; an older one answers as if it had been deleted. A sender that
looks for a doubtful post must look soon.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local.instagram.errors import (
    bad_parameter,
    message_gone,
    no_consent,
    too_much_data,
    unknown_object,
)
from local.instagram.fields import Asked, Field
from local.instagram.shown import attachments_of, shares_of, story_of
from local.instagram.threads import Account, Message, Thread, Threads

READABLE_MESSAGES = 20
PAGE_SIZE = 25

Query = dict[str, str]


def read_node(threads: Threads, account: Account, node: str, query: Query, *, posts: int) -> dict[str, Any]:
    """`posts`: how many the account has."""
    fields = query.get("fields")
    if node in {"me", account.user_id, account.app_scoped_id}:
        return _account(account, Asked.read(fields, "id"), posts)
    for thread in threads.of(account):
        if node == thread.customer.id:
            return _profile(thread, Asked.read(fields, "name,username"))
        if node == thread.id:
            return _conversation(thread, Asked.read(fields, "id,updated_time"))
        message = thread.get(node)
        if message is not None:
            return _readable_message(thread, message, Asked.read(fields, "id,created_time"))
    raise unknown_object(node, "get")


def is_of_conversations(threads: Threads, account: Account, node: str) -> bool:
    """Whether reading this node counts as a call of the Conversations API."""
    return any(node == thread.id or thread.get(node) is not None for thread in threads.of(account))


def list_conversations(
    threads: Threads, account: Account, query: Query, largest: int | None
) -> dict[str, Any]:
    """`largest`: how many at most Graph finds not too much."""
    if query.get("platform") != "instagram":
        raise bad_parameter("Param platform must be one of {instagram}")
    found = [thread for thread in threads.of(account) if thread.messages]
    if "user_id" in query:
        found = [thread for thread in found if thread.customer.id == query["user_id"]]
    found.sort(key=lambda thread: thread.newest(1)[0].at, reverse=True)
    asked = Asked.read(query.get("fields"), "id,updated_time")
    start, limit = _number(query, "after", 0), _number(query, "limit", PAGE_SIZE)
    if largest is not None and limit > largest:
        raise too_much_data()
    shown = found[start : start + limit]
    paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + len(shown))}}
    return {"data": [_conversation(thread, asked) for thread in shown]} | (
        {"paging": paging} if shown else {}
    )


def _number(query: Query, name: str, default: int) -> int:
    given = query.get(name, str(default))
    if not given.isdecimal():
        raise bad_parameter(f"Param {name} must be a number")
    return int(given)


def _account(account: Account, asked: Asked, posts: int) -> dict[str, Any]:
    return asked.of(
        "IGUser",
        {
            "id": lambda _: account.app_scoped_id,
            "user_id": lambda _: account.user_id,
            "username": lambda _: account.username,
            "name": lambda _: account.display_name,
            "account_type": lambda _: account.account_type,
            "profile_picture_url": lambda _: account.profile_picture,
            "followers_count": lambda _: 0,
            "follows_count": lambda _: 0,
            "media_count": lambda _: posts,
        },
    )


def _profile(thread: Thread, asked: Asked) -> dict[str, Any]:
    """Consent comes with the first message; `profile_picture_url` is the account's field and unknown here."""
    if thread.last_customer_action is None:
        raise no_consent()
    return asked.of(
        "IGBusinessScopedID",
        {
            "id": lambda _: thread.customer.id,
            "name": lambda _: thread.customer.name,
            "username": lambda _: thread.customer.username,
            "profile_pic": lambda _: None,
            "follower_count": lambda _: 0,
            "is_user_follow_business": lambda _: False,
            "is_business_follow_user": lambda _: False,
            "is_verified_user": lambda _: False,
        },
    )


def _conversation(thread: Thread, asked: Asked) -> dict[str, Any]:
    return asked.of(
        "UnifiedThread",
        {
            "id": lambda _: thread.id,
            "updated_time": lambda _: iso(thread.newest(1)[0].at) if thread.messages else None,
            "participants": lambda _: {"data": [_business(thread), _person(thread)]},
            "messages": lambda field: _messages(thread, field),
        },
    )


def _messages(thread: Thread, field: Field) -> dict[str, Any]:
    asked = Asked(field.fields or (Field("id"), Field("created_time")))
    count = min(field.limit or READABLE_MESSAGES, READABLE_MESSAGES)
    return {"data": [_message(thread, message, asked) for message in thread.newest(count)]}


def _readable_message(thread: Thread, message: Message, asked: Asked) -> dict[str, Any]:
    if message not in thread.newest(READABLE_MESSAGES):
        raise message_gone()
    return _message(thread, message, asked)


def _message(thread: Thread, message: Message, asked: Asked) -> dict[str, Any]:
    inbound = message.by == "customer"
    sender, receiver = (_person, _business) if inbound else (_business, _person)
    values: dict[str, Callable[[Field], Any]] = {
        "id": lambda _: message.mid,
        "created_time": lambda _: iso(message.at),
        "from": lambda _: sender(thread),
        "to": lambda _: {"data": [receiver(thread)]},
        "message": lambda _: message.text or "",
        "attachments": lambda _: attachments_of(message),
        "reply_to": lambda _: {"mid": message.reply_to} if message.reply_to else None,
        "story": lambda _: story_of(message),
        "shares": lambda _: shares_of(message),
        "reactions": lambda _: None,
        "is_unsupported": lambda _: any(one.get("type") == "unsupported_type" for one in message.attachments),
    }
    return asked.of("IGMessage", values)


def _business(thread: Thread) -> dict[str, str]:
    return {"username": thread.account.username, "id": thread.account.user_id}


def _person(thread: Thread) -> dict[str, str]:
    return {"username": thread.customer.username, "id": thread.customer.id}


def iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
