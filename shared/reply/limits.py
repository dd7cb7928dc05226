"""Meta's limits for what an Instagram message holds, as data.

Pages are those of "Instagram API with Instagram Login" at developers.facebook.com, read in November 2026; a date in brackets is
the page's own. Where a page says "characters" it does not say which: UTF-16 code units are counted here, of which no letter has
fewer than of code points or of what a reader takes for letters. Only bytes would be more, and where Meta means bytes it says so.
"""

from collections.abc import Callable
from dataclasses import dataclass


def utf8_bytes(text: str) -> int:
    return len(text.encode())


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class Limit:
    most: int
    counted: Callable[[str], int]  #: of two texts together as many as of each alone

    def holds(self, text: str) -> bool:
        return self.counted(text) <= self.most


#: "Send messages": about 500 Arabic letters. Another page says 1000 characters, of which bytes are the stricter reading.
TEXT = Limit(1000, utf8_bytes)

#: "Quick replies" [30 June 2026]. A longer title would be cut by Meta, in the middle of a letter if need be.
CHOICES = 13
CHOICE_TITLE = Limit(20, utf16_units)

#: "Generic template" [1 April 2026], which also wants something beside the title.
CARDS = 10
CARD_TITLE = Limit(80, utf16_units)
CARD_SUBTITLE = Limit(80, utf16_units)

#: "Button template" [1 April 2026]. Whether its text must also keep to a text's bytes is not said; it does here.
BUTTONS = 3
BUTTON_TITLE = Limit(20, utf16_units)
BUTTON_TEXT = Limit(640, utf16_units)

#: Of quick replies and postback buttons: "Quick replies", "Postback button" (Messenger Platform).
PAYLOAD = Limit(1000, utf16_units)

#: "Send messages", images in one message [6 May 2026].
IMAGES = 10

#: No page gives one; it is what browsers and servers agree on.
ADDRESS = Limit(2048, utf8_bytes)
