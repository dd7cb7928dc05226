"""Meta's limits counted once more, from what leaves and without a line of the code that makes it.

Raises AssertionError. Characters are counted in UTF-16, as JavaScript and Java would.
"""

from typing import Any
from urllib.parse import urlsplit


def characters(text: str) -> int:
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def judge(post: Any) -> None:
    if "sender_action" in post:
        assert set(post) == {"sender_action", "payload"}
        names = {"message_id", "reaction"} if post["sender_action"] == "react" else {"message_id"}
        assert post["sender_action"] in {"react", "unreact"}
        assert set(post["payload"]) == names
        assert all(value.strip() for value in post["payload"].values())
        return
    assert len(post.keys() & {"text", "attachment", "attachments"}) == 1
    assert post.keys() <= {"text", "quick_replies", "attachment", "attachments"}
    if "text" in post:
        said(post["text"], most=10_000)
        assert len(post["text"].encode()) <= 1000
        quick_replies(post.get("quick_replies"))
    elif "attachments" in post:
        assert "quick_replies" not in post
        assert 2 <= len(post["attachments"]) <= 10
        assert all(one["type"] == "image" for one in post["attachments"])
        for image in post["attachments"]:
            attachment(image)
    else:
        assert "quick_replies" not in post
        attachment(post["attachment"])


def quick_replies(given: Any) -> None:
    if given is None:
        return
    assert 1 <= len(given) <= 13
    assert len({one["title"] for one in given}) == len(given)
    for one in given:
        assert set(one) == {"content_type", "title", "payload"}
        assert one["content_type"] == "text"
        said(one["title"], most=20)
        said(one["payload"], most=1000)


def attachment(given: Any) -> None:
    assert set(given) == {"type", "payload"}
    payload = given["payload"]
    match given["type"]:
        case "image" | "audio" | "video" | "file":
            assert set(payload) == {"url"}
            address(payload["url"], media=True)
        case "MEDIA_SHARE":
            assert set(payload) == {"id"}
            assert int(payload["id"]) > 0
        case "template":
            template(payload)
        case kind:
            raise AssertionError(kind)


def template(payload: Any) -> None:
    if payload["template_type"] == "button":
        assert set(payload) == {"template_type", "text", "buttons"}
        said(payload["text"], most=640)
        assert len(payload["text"].encode()) <= 1000
        assert payload["buttons"]
        buttons(payload["buttons"])
        return
    assert payload["template_type"] == "generic"
    assert 1 <= len(payload["elements"]) <= 10
    for element in payload["elements"]:
        assert element.keys() <= {"title", "subtitle", "image_url", "default_action", "buttons"}
        assert len(element) >= 2
        said(element["title"], most=80)
        if "subtitle" in element:
            said(element["subtitle"], most=80)
        if "image_url" in element:
            address(element["image_url"], media=True)
        if "default_action" in element:
            assert set(element["default_action"]) == {"type", "url"}
            assert element["default_action"]["type"] == "web_url"
            address(element["default_action"]["url"])
        if "buttons" in element:
            buttons(element["buttons"])


def buttons(given: Any) -> None:
    assert 1 <= len(given) <= 3
    assert len({one["title"] for one in given}) == len(given)
    for one in given:
        said(one["title"], most=20)
        if one["type"] == "web_url":
            assert set(one) == {"type", "title", "url"}
            address(one["url"])
        else:
            assert one["type"] == "postback"
            assert set(one) == {"type", "title", "payload"}
            said(one["payload"], most=1000)


def said(text: Any, *, most: int) -> None:
    assert isinstance(text, str)
    assert text.strip()
    assert characters(text) <= most


def address(url: Any, *, media: bool = False) -> None:
    assert url.isascii()
    assert len(url) <= 2048
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.scheme in {"https", "http"}
    assert not media or parts.scheme == "https" or parts.hostname == "127.0.0.1"
