"""Whether a message asks the assistant to stop, or to come back: the whole message, and nothing that only contains it.

The words stand in ordinary questions too («وقفتوا التوصيل؟», "where is the bus stop?"), so a sentence never counts.
"""

from typing import Literal

from shared.language.normalise import normalise

Wish = Literal["stop", "start"]

_STOP = ("stop", "unsubscribe", "توقف", "توقفوا", "ستوب", "إلغاء الاشتراك")
_START = ("start", "subscribe", "ابدأ", "ستارت", "ابدأ من جديد", "start again")
_WISHES: dict[str, Wish] = {
    **dict.fromkeys(map(normalise, _STOP), "stop"),
    **dict.fromkeys(map(normalise, _START), "start"),
}


def wish_of(text: str | None) -> Wish | None:
    return _WISHES.get(normalise(text)) if text and len(text) <= 40 else None
