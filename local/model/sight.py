"""What the stand-in sees in a picture, and what it is told that a message points at.

Nothing here looks at pixels. The sample shop's pictures say in a text chunk what they were drawn from, and so does the
sample screenshot of a transfer: those are recognised by that, and in any other picture nothing is.
"""

import base64
import binascii
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from local.instagram.samples import A_TRANSFER
from local.shop.catalogue import load_products
from local.shop.images import source_of
from local.shop.png import SIGNATURE

_TEXT = b"tEXtSource\0"


@dataclass(frozen=True)
class Names:
    """Of one product."""

    ar: str
    en: str


@dataclass(frozen=True)
class Seen:
    products: tuple[Names, ...] = ()
    transfer: bool = False


def seen_in(messages: Sequence[dict[str, Any]]) -> Seen:
    """Of the pictures and the data among these messages, in their order."""
    drawn_from = [_drawn_from(url) for message in messages for url in _pictures(message)]
    shown = [_sample_products()[source] for source in drawn_from if source in _sample_products()]
    told = [names for message in messages for names in _told(message)]
    return Seen((*shown, *told), transfer=A_TRANSFER in drawn_from)


def _pictures(message: dict[str, Any]) -> Iterator[str]:
    content = message.get("content")
    for part in content if isinstance(content, list) else ():
        if part["type"] == "image_url":
            yield str(part["image_url"].get("url", ""))


def _drawn_from(url: str) -> str | None:
    try:
        data = base64.b64decode(url.partition("base64,")[2])
        at = data.index(_TEXT)
    except (binascii.Error, ValueError):
        return None
    if not data.startswith(SIGNATURE):
        return None
    (size,) = struct.unpack_from(">I", data, at - 4)
    return data[at + len(_TEXT) : at + 4 + size].decode("latin-1")


def _told(message: dict[str, Any]) -> Iterator[Names]:
    """What an instruction quotes: products as JSON, between marks or not."""
    content = message.get("content")
    if message["role"] not in {"system", "developer"} or not isinstance(content, str):
        return
    try:
        data, _ = json.JSONDecoder().raw_decode(content, content.index("{"))
    except ValueError:
        return
    for product in data.get("products", []) if isinstance(data, dict) else []:
        yield Names(product["name_ar"], product["name_en"])


@cache
def _sample_products() -> dict[str, Names]:
    return {source_of(one): Names(one.name_ar, one.name_en) for one in load_products()}
