"""Whether a message asks the assistant to stop, to come back or for a person: the whole message, nothing that contains it.

The words stand in ordinary questions too («وقفتوا التوصيل؟», "where is the bus stop?", «الموظف حكالي بكرا»), so a sentence
never counts. They are in wishes.json.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from shared.language.arabizi import in_arabic
from shared.language.normalise import normalise

Wish = Literal["stop", "start", "person"]
_LONGEST = 40


def wish_of(text: str | None) -> Wish | None:
    if not text or len(text) > _LONGEST:
        return None
    return _wishes().get(normalise(text)) or _wishes().get(in_arabic(text))


@cache
def _wishes() -> Mapping[str, Wish]:
    said = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    wishes: tuple[Wish, ...] = ("stop", "start", "person")
    return {normalise(phrase): wish for wish in wishes for phrase in said[wish].split("،")}
