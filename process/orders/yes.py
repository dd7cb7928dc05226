"""Whether what waits is a yes to an order's summary, or a no: taps of its buttons, or an unmistakable word and nothing else.

The words stand in other messages too («اه بس غير اللون», "ok and how much is the bag?"), so only a whole message counts, and
only when nothing that is no answer waits beside it. A tap names its summary by itself. The phrases are in yes.json.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from process.history import Line
from shared.language.arabizi import in_arabic
from shared.language.folded import fold
from shared.language.normalise import normalise
from shared.payloads import ORDER_NO, ORDER_YES

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """The summary that waits for a yes."""

    draft_no: int
    sent_at: datetime | None  #: None until Instagram has taken it
    newest: bool  #: nothing has been said to the customer since
    mid: str | None = None  #: of its message


#: What a turn does with a draft: `stale` is a tap of another one's button, `unread` a yes before the summary was there.
What = Literal["confirm", "decline", "stale", "unread"]


@dataclass(frozen=True, slots=True)
class Deed:
    what: What
    draft_no: int


def deed_of(waiting: Sequence[Line], offer: Offer | None) -> Deed | None:
    """None when the model shall answer."""
    taps = [tap for line in waiting if (tap := _tap(line)) is not None]
    typed = [line for line in waiting if _tap(line) is None]
    if not taps and typed and all(map(_is_no, typed)):
        return Deed("decline", offer.draft_no) if offer is not None and _is_meant(typed, offer) else None
    if not waiting or not all(map(_is_yes, typed)) or len({yes for yes, _ in taps}) > 1:
        return None
    if taps:
        yes, draft_no = taps[-1]
        if typed and not yes:
            return None
        if offer is None or offer.draft_no != draft_no:
            return Deed("stale", draft_no)
        return Deed("confirm" if yes else "decline", draft_no)
    if offer is None:
        return None  # a yes to something else
    if offer.sent_at is None or all(line.at <= offer.sent_at for line in typed):
        return Deed("unread", offer.draft_no)
    return Deed("confirm", offer.draft_no) if _is_meant(typed, offer) else None


def _is_meant(typed: Sequence[Line], offer: Offer) -> bool:
    """Said after the summary, with nothing of ours behind it, and quoting no other message."""
    read = offer.sent_at is not None and any(line.at > offer.sent_at for line in typed)
    return read and offer.newest and all(line.reply_to in {None, offer.mid} for line in typed)


def _tap(line: Line) -> tuple[bool, int] | None:
    for prefix in (ORDER_YES, ORDER_NO):
        number = (line.payload or "").removeprefix(prefix)
        if line.payload and number != line.payload and number.isascii() and number.isdigit():
            return prefix == ORDER_YES, int(number)
    return None


def _is_yes(line: Line) -> bool:
    return not line.attachments and line.comment_id is None and is_yes(line.text)


def _is_no(line: Line) -> bool:
    return not line.attachments and line.comment_id is None and is_no(line.text)


def is_yes(text: str | None) -> bool:
    """A whole message that agrees and says nothing else, not by a sign either: «نعم 👎» is none."""
    return _is_one_of(text, _data().phrases)


def is_no(text: str | None) -> bool:
    """A whole message that declines; «ألغي» may be a yes to a cancellation, and is none."""
    return _is_one_of(text, _data().denials)


def _is_one_of(text: str | None, phrases: frozenset[str]) -> bool:
    if not text or len(text) > _LONGEST:
        return False
    beside = _data().beside
    if any(not (sign.isalnum() or sign.isspace() or sign in beside) for sign in fold(text).text):
        return False
    return normalise(text) in phrases or in_arabic(text) in phrases


class _Data(NamedTuple):
    phrases: frozenset[str]
    denials: frozenset[str]
    beside: frozenset[str]  #: signs that may stand with them


@cache
def _data() -> _Data:
    said = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    yes, no = (frozenset(normalise(phrase) for phrase in said[word].split("،")) for word in ("yes", "no"))
    return _Data(yes, no, frozenset(said["beside"]))
