"""What is open about Meta's ways, each with the harsher case as its default; they may be turned at any time."""

from dataclasses import dataclass
from typing import Literal

from local.instagram.wire import ENVELOPE_LAG_MS

Echo = Literal["before", "after", "never"]
Shape = Literal["changes", "flat"]


@dataclass
class Switches:
    echo: Echo = "before"  #: when the product hears of its own post: before its answer, after it, or never
    window_status: int = 403  #: the HTTP status of a closed window; 400 was seen as well
    token_subcode: int | None = 0  #: of a dead token: 463, 460, 0, or no subcode at all
    byte_limit: bool = True  #: a text is measured in bytes, or else in characters
    comments_shape: Shape = (
        "changes"  #: of the webhook; every capture has `changes`, Meta's page the flat one
    )
    me_in_data: bool = False  #: whether `/me` comes in a list under `data`, as on Meta's page
    login_in_data: bool = False  #: whether the first token comes in a list under `data`, as on Meta's page
    media_for_browsers_only: bool = True  #: whoever else asks for media gets an HTML page
    envelope_lag_ms: int = ENVELOPE_LAG_MS  #: how much later than its event an envelope says it was sent
