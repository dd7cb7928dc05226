"""The conversation as the model reads it: what was said, in order, and the messages that wait for an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from shared.contracts import Media
from shared.model.tokens import tokens_in
from shared.payloads import WANT

#: Lines that give the model the thread without the whole past, which is in notes long before …
MOST_LINES = 40
#: … and tokens of them, and of what waits for an answer. Older is left out: a flood must not fill the model's window.
PAST_TOKENS, WAITING_TOKENS = 2_500, 6_000


@dataclass(slots=True)
class Line:
    """One thing said. `after` orders our replies behind the messages they answered."""

    author: str  #: customer, owner or us
    after: int
    at: datetime
    text: str | None
    attachments: tuple[str, ...] = ()
    payload: str | None = None  #: of what the customer tapped
    reply_to: str | None = None  #: the message that it quotes
    comment_id: str | None = None  #: said under a post, for everybody
    comment_live: bool = False  #: under a broadcast
    media: tuple[Media, ...] = ()  #: what it shows or points at, of what waits for an answer
    #: Of its voice notes; empty when nothing could be heard, None until a turn has listened.
    transcript: str | None = None

    @property
    def words(self) -> str | None:
        """Written or spoken."""
        return "\n".join(filter(None, [self.text, self.transcript])) or None


def window(lines: Sequence[Line], waiting: Sequence[Line]) -> list[Line]:
    """The newest of what was said, and of what waits, in their order; the very newest in any case."""
    waits = {id(line) for line in waiting}
    room = {True: WAITING_TOKENS, False: PAST_TOKENS}
    kept: list[Line] = []
    for line in reversed(lines):
        kind = id(line) in waits
        room[kind] -= tokens_in(readable(line))
        if room[kind] >= 0 or not kept:
            kept.append(line)
        else:
            room[kind] = -1  # nothing older either: a thread with holes misleads
    return kept[::-1]


def as_messages(lines: list[Line]) -> list[dict[str, Any]]:
    """Chat messages, oldest first; neighbouring lines of one side are one message."""
    messages: list[dict[str, Any]] = []
    for line in _in_order(lines):
        role = "user" if line.author == "customer" else "assistant"
        text = readable(line)
        if messages and messages[-1]["role"] == role:
            messages[-1]["content"] += "\n" + text
        else:
            messages.append({"role": role, "content": text})
    return messages


def shortened(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the shop says of itself and what waits for an answer, without the past."""
    asked = max((at for at, message in enumerate(messages) if message["role"] == "user"), default=0)
    return [message for at, message in enumerate(messages) if message["role"] == "system" or at >= asked]


def _in_order(lines: list[Line]) -> Iterator[Line]:
    """Each reply behind what it answered; between two replies Meta's own times decide, as events may overtake."""
    placed = sorted(lines, key=lambda line: (line.after, line.author == "us", line.at))
    for ours, run in groupby(placed, key=lambda line: line.author == "us"):
        said = list(run)
        yield from said if ours else sorted(said, key=lambda line: line.at)


def readable(line: Line) -> str:
    """The text, with a mark for each thing that is not text: the model must know that something was sent."""
    marks = [f"[sent: {kind}]" for kind in line.attachments]
    marks += ["[a voice note that could not be heard]"] if line.transcript == "" else []
    if line.payload is not None and line.payload.startswith(WANT):
        marks.append(f"[product: {line.payload.removeprefix(WANT)}]")
    where = None if line.comment_id is None else "[comment under a post of ours]"
    return " ".join(filter(None, [where, line.words, *marks]))
