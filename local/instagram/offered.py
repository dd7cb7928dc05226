"""What a customer of the chat page can send without a microphone or a camera: a voice note, a photo, a transfer.

A stand-in that listens or looks recognises each of them, and nothing else that one could have recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from local.instagram import samples
from local.shop.catalogue import load_products
from local.shop.images import draw


@dataclass(frozen=True)
class Offered:
    kind: str  #: as an attachment
    content_type: str
    make: Callable[[], bytes]


def _photo() -> bytes:
    return draw(load_products()[0])


OFFERED = {
    "voice": Offered("audio", "audio/wav", lambda: samples.voice("مرحبا، عندكم فستان أحمر؟ قديش؟", 2600)),
    "photo": Offered("image", "image/png", _photo),
    "transfer": Offered("image", "image/png", samples.transfer),
}


@cache
def content_of(name: str) -> bytes:
    """Drawing takes a moment, once."""
    return OFFERED[name].make()
