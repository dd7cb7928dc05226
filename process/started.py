"""A turn that has its number: all that it answers and reads, from one round trip to the database.

What is read here is what the whole turn goes by. Messages that arrive later lie above the mark and belong to the next.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from process import notes, throttle
from process.answering import When, when_people_answer
from process.history import MOST_LINES, Line, readable
from process.notes import Due, Notes, notes_due
from process.orders import drafts
from process.orders.yes import Offer
from process.register import customers_register
from shared.app import App
from shared.contracts import Media
from shared.database import Row, named_queries
from shared.language.register import Register
from shared.tenants import ConversationKey
from shared.windows import REPLY

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Started:
    """A turn that has its number."""

    key: ConversationKey
    turn_no: int
    attempt: int
    start: int  #: answered up to here when it started
    mark: int  #: what it answers: everything above start, up to here
    started_at: datetime
    shop: Row
    notes: Notes
    lines: list[Line]  #: behind the notes
    waiting: list[Line]  #: those that this turn answers
    pace: Row | None  #: of the customer's messages: throttle.py
    offer: Offer | None  #: the order's summary that waits for a yes
    traceparent: str | None  #: of the newest of them; a row of an earlier release has none

    @property
    def people_answer(self) -> When:
        return when_people_answer(self.shop["opening_hours"], self.shop["time_zone"], self.started_at)

    @property
    def asked(self) -> list[str]:
        return [readable(line) for line in self.waiting]

    @property
    def register(self) -> Register:
        return customers_register(self.waiting, self.lines)

    @property
    def notes_due(self) -> Due | None:
        return notes_due(self.notes, self.lines, self.waiting)


async def take(app: App, key: ConversationKey) -> Started | Row | None:
    """Take the number and read everything the turn needs: one round trip, COMMIT included.

    When there is no turn to take, the conversation's state; None when there is no conversation.
    """
    async with app.database.tenant(key.tenant) as tx:
        start = await tx.queue(SQL["start"], key.params)
        state = await tx.queue(SQL["state"], {**key.params, "window": REPLY})
        shop = await tx.queue(SQL["shop"], key.params)
        pace = await tx.queue(throttle.SQL["pace"], key.params)
        kept = await tx.queue(notes.SQL["read"], key.params)
        offer = await tx.queue(drafts.SQL["open"], key.params)
        lines = await tx.queue(SQL["lines"], {**key.params, "most": MOST_LINES})
    taken, profile = await start.fetchone(), await shop.fetchone()
    if taken is None or profile is None:
        return await state.fetchone()
    rows = list(reversed(await lines.fetchall()))
    said = [_line(row) for row in rows]
    before = Notes.of(await kept.fetchone())
    return Started(
        key=key,
        turn_no=taken["turn_no"],
        attempt=taken["turn_attempts"],
        start=taken["answered_seq"],
        mark=taken["mark"],
        started_at=taken["turn_started_at"],
        shop=profile,
        notes=before,
        lines=before.unread(said),
        waiting=[line for line, row in zip(said, rows, strict=True) if row["waits"]],
        pace=await pace.fetchone(),
        offer=Offer(**row) if (row := await offer.fetchone()) is not None else None,
        traceparent=next((row["traceparent"] for row in reversed(rows) if row["waits"]), None),
    )


def _line(row: Row) -> Line:
    below = row["comment"] or {}
    posts = {below.get("media"), below.get("original")} - {None}
    return Line(
        author=row["author"],
        after=row["after"],
        at=row["at"],
        text=row["text"],
        attachments=tuple(row["attachments"]),
        payload=row["payload"],
        reply_to=row["reply_to"],
        comment_id=row["comment_id"],
        comment_live=bool(row["comment_live"]),
        media=(
            *(Media(**media) for media in row["media"] or ()),
            *(Media("post", id=post) for post in posts),
        ),
        transcript=row["transcript"],
    )
