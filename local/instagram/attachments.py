"""What a message may carry beside text, and the limits Graph holds it to.

Every limit is Meta's; one element, button or letter too many is refused with code 100, so that a renderer which exceeds
them is found out here and not by a customer who sees nothing.
"""

from typing import Any
from urllib.parse import urlsplit

from local.instagram.errors import bad_message, bad_parameter

MEDIA = frozenset({"image", "audio", "video", "file"})
MAX_IMAGES = 10
MAX_ELEMENTS = 10
MAX_TITLE = 80
MAX_SUBTITLE = 80
MAX_BUTTONS = 3
MAX_BUTTON_TITLE = 20
MAX_BUTTON_TEXT = 640

Attachment = dict[str, Any]


def read(given: Any, uploads: dict[str, Attachment]) -> Attachment:
    """The attachment as it will be shown; `uploads` are those sent ahead and named by `attachment_id`."""
    if not isinstance(given, dict) or not isinstance(given.get("type"), str):
        raise bad_message("Param message[attachment] must have a type")
    kind, payload = given["type"], given.get("payload", {})
    if not isinstance(payload, dict):
        raise bad_parameter("Param message[attachment][payload] must be an object")
    if kind in MEDIA:
        return _media(kind, payload, uploads)
    if kind == "template":
        return _template(payload)
    if kind == "like_heart":
        return {"type": "like_heart"}
    if kind == "MEDIA_SHARE" and payload.get("id"):
        return {"type": "ig_post", "payload": {"ig_post_media_id": str(payload["id"])}}
    raise bad_parameter(f"Attachment of type {kind} is not supported")


def read_images(given: Any, uploads: dict[str, Attachment]) -> list[Attachment]:
    if not isinstance(given, list) or not 1 <= len(given) <= MAX_IMAGES:
        raise bad_parameter(f"Param message[attachments] must hold 1 to {MAX_IMAGES} images")
    images = [read(one, uploads) for one in given]
    if any(image["type"] != "image" for image in images):
        raise bad_parameter("Param message[attachments] takes images only")
    return images


def _media(kind: str, payload: dict[str, Any], uploads: dict[str, Attachment]) -> Attachment:
    if "attachment_id" in payload:
        known = uploads.get(str(payload["attachment_id"]))
        if known is None or known["type"] != kind:
            raise bad_parameter("Param attachment_id must be an id that was uploaded before")
        return known
    return {
        "type": kind,
        "payload": {"url": _address(payload.get("url"), "message[attachment][payload][url]")},
    }


def _template(payload: dict[str, Any]) -> Attachment:
    kind = payload.get("template_type")
    if kind == "generic":
        return {"type": "template", "payload": {"generic": {"elements": _elements(payload)}}}
    if kind == "button":
        text = _text(payload.get("text"), "text", MAX_BUTTON_TEXT)
        return {
            "type": "template",
            "payload": {"button": {"text": text, "buttons": _buttons(payload, least=1)}},
        }
    if kind == "product":
        products = [
            {"id": _text(element.get("id"), "id", 100)}
            for element in _list(payload, "elements", MAX_ELEMENTS)
        ]
        return {"type": "template", "payload": {"product": {"elements": products}}}
    raise bad_parameter("Param template_type must be one of {generic, button, product}")


def _elements(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return [_element(element) for element in _list(payload, "elements", MAX_ELEMENTS)]


def _element(given: dict[str, Any]) -> dict[str, Any]:
    element: dict[str, Any] = {"title": _text(given.get("title"), "title", MAX_TITLE)}
    if given.get("subtitle"):
        element["subtitle"] = _text(given["subtitle"], "subtitle", MAX_SUBTITLE)
    if given.get("image_url"):
        element["image_url"] = _address(given["image_url"], "image_url")
    if given.get("default_action"):
        action = given["default_action"]
        if not isinstance(action, dict) or action.get("type") != "web_url":
            raise bad_parameter("Param default_action must be of type web_url")
        element["default_action"] = {
            "type": "web_url",
            "url": _address(action.get("url"), "default_action[url]"),
        }
    if given.get("buttons"):
        element["buttons"] = _buttons(given, least=0)
    return element


def _buttons(payload: dict[str, Any], *, least: int) -> list[dict[str, Any]]:
    return [_button(button) for button in _list(payload, "buttons", MAX_BUTTONS, least=least)]


def _button(given: dict[str, Any]) -> dict[str, Any]:
    title = _text(given.get("title"), "buttons[title]", MAX_BUTTON_TITLE)
    if given.get("type") == "web_url":
        return {"type": "web_url", "title": title, "url": _address(given.get("url"), "buttons[url]")}
    if given.get("type") == "postback":
        return {
            "type": "postback",
            "title": title,
            "payload": _text(given.get("payload"), "buttons[payload]", 1000),
        }
    raise bad_parameter("Param buttons[type] must be one of {web_url, postback}")


def _list(payload: dict[str, Any], name: str, most: int, *, least: int = 1) -> list[dict[str, Any]]:
    given = payload.get(name)
    if (
        not isinstance(given, list)
        or not least <= len(given) <= most
        or not all(isinstance(one, dict) for one in given)
    ):
        raise bad_parameter(f"Param {name} must hold {least} to {most} objects")
    return given


def _text(given: Any, name: str, most: int) -> str:
    if not isinstance(given, str) or not given.strip():
        raise bad_parameter(f"Param {name} must be a non-empty string")
    if len(given) > most:
        raise bad_parameter(f"Length of param {name} must be less than or equal to {most}")
    return given


def _address(given: Any, name: str) -> str:
    address = _text(given, name, 2048)
    if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
        raise bad_parameter(f"Param {name} must be a URL")
    return address
