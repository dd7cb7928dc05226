"""Whether a message asks the assistant to stop, to come back or for a person: the whole message, nothing that contains it.

The words stand in ordinary questions too («وقفتوا التوصيل؟», "where is the bus stop?", «الموظف حكالي بكرا»), so a sentence
never counts.
"""

from typing import Literal

from shared.language.normalise import normalise

Wish = Literal["stop", "start", "person"]

_STOP = ("stop", "unsubscribe", "توقف", "توقفوا", "ستوب", "إلغاء الاشتراك")
_START = ("start", "subscribe", "ابدأ", "ستارت", "ابدأ من جديد", "start again")
_PERSON = (
    *("موظف", "موظفة", "شخص", "بدي موظف", "بدي شخص", "بدي أحكي مع موظف", "بدي أحكي مع شخص", "أريد التحدث مع موظف"),
    *("person", "human", "agent", "talk to a person", "talk to a human", "a person please"),
    *("mwazzaf", "mwazaf", "badi mwazaf", "bdi mwazaf", "bdi a7ki ma3 7ada", "bdi a7ki ma3 mwazaf"),
)  # fmt: skip
_WISHES: dict[str, Wish] = {
    **dict.fromkeys(map(normalise, _STOP), "stop"),
    **dict.fromkeys(map(normalise, _START), "start"),
    **dict.fromkeys(map(normalise, _PERSON), "person"),
}


def wish_of(text: str | None) -> Wish | None:
    return _WISHES.get(normalise(text)) if text and len(text) <= 40 else None
