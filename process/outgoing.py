"""What a turn puts into the outbox: its reply as parts, each one message, addressed to whoever asked.

A comment is answered by one private message, which says by itself that an assistant is writing; what does not fit into it
is left out at the end of a sentence, for nothing more may follow before the customer writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from process.history import Line
from shared.disclosure import disclosure
from shared.reply.encoding import encode
from shared.reply.fit import fit
from shared.reply.limits import TEXT, Limit, utf8_bytes
from shared.reply.model import Part, Reply, Text
from shared.reply.split import split_text
from shared.reply.words import in_words


@dataclass(frozen=True, slots=True)
class Commented:
    id: str
    at: datetime
    live: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """The shop's own sentences around a reply."""

    disclosure_ar: str
    disclosure_en: str
    comment_public_reply: str


def outgoing(reply: Reply, waiting: Sequence[Line], wording: Wording) -> list[dict[str, Any]]:
    """Rows for the outbox, in order."""
    comment = comment_of(waiting)
    if comment is None:
        return [_row(part) for part in fit(reply)]
    about = {"comment_id": comment.id, "comment_at": comment.at.isoformat(), "comment_live": comment.live}
    said = disclosure(wording.disclosure_ar, wording.disclosure_en, beside=_text_of(reply))
    rows = [{**_row(part), **about, "discloses": said is not None} for part in _private(reply, said)]
    if rows and wording.comment_public_reply:
        courtesy = {**_row(Text(wording.comment_public_reply)), **about, "public": True}
        # Below a broadcast nothing can be written.
        rows += [{**courtesy, "comment_id": line.comment_id} for line in waiting if not line.comment_live]
    return rows


def comment_of(waiting: Sequence[Line]) -> Commented | None:
    """The newest comment, when nothing but comments waits: to a message one answers with a message."""
    comments = [
        Commented(line.comment_id, line.at, line.comment_live)
        for line in waiting
        if line.comment_id is not None
    ]
    if not comments or len(comments) < len(waiting):
        return None
    return max(comments, key=lambda comment: comment.at)


def _private(reply: Reply, said: str | None) -> list[Text]:
    """One message, or none when the reply shows nothing."""
    ending = "" if said is None else f"\n\n{said}"
    room = Limit(TEXT.most - utf8_bytes(ending), utf8_bytes)
    return [Text(text + ending) for text in split_text(_text_of(reply), room)[:1]]


def _text_of(reply: Reply) -> str:
    return "\n".join(in_words(part) for part in reply)


def _row(part: Part) -> dict[str, Any]:
    return {"text": in_words(part), "content": encode(part)}
