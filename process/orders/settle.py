"""What a customer's yes or no to a summary comes to, decided within the turn's commit with everything read again.

The same digest as that of the summary: done. Another one: a new summary, and nothing is ordered. What can no longer be had
or done is said. A turn that has lost does nothing here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from process.orders import drafts
from process.orders.placing import cancel, change, goes_on, place
from process.orders.priced import Priced
from process.orders.reckon import Lacking, reckon
from process.orders.request import Request
from process.orders.standing import Standing, standing
from process.orders.summary import amount, language_of, said, summary
from process.orders.wishes import Wish
from process.orders.yes import Deed
from process.started import Started
from shared.database import Row, Transaction, named_queries
from shared.reply.model import Part, Text

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Settled:
    reply: Sequence[Part]
    outcome: str  #: for the turn's record and the log
    offer: Priced | None = None  #: whose summary is the reply's last part
    order_no: int | None = None
    restocked: Sequence[str] = field(default=())  #: SKUs whose stock is another now: ring `catalog`
    for_person: bool = False
    wishes: Sequence[Wish] = ()  #: what was wanted and is gone


async def settle(tx: Transaction, turn: Started, deed: Deed) -> Settled | None:
    """None when the turn has lost."""
    mine = {**turn.key.params, "start": turn.start, "turn_no": turn.turn_no}
    if await tx.row(SQL["mine"], mine) is None:
        return None
    return await _Settling(tx, turn).do(deed)


class _Settling:
    def __init__(self, tx: Transaction, turn: Started) -> None:
        self._tx, self._turn, self._key = tx, turn, turn.key
        self._register = turn.register

    async def do(self, deed: Deed) -> Settled:
        draft = await drafts.read(self._tx, self._key, deed.draft_no)
        if draft is None or draft["state"] != "proposed":
            return await self._not_open(draft)
        match deed.what:
            case "decline":
                return await self._declined(draft)
            case "stale":
                return await self._not_open(None)
            case "unread":
                return await self._again(draft, "unread")
            case "confirm" if draft["expired"]:
                return await self._again(draft, "expired")
        return await self._confirmed(draft)

    async def _not_open(self, draft: Row | None) -> Settled:
        """A tap below a summary that no longer stands, or stood for what has been ordered by it."""
        if draft is not None and draft["state"] == "confirmed":
            return self._say("already", order_no=draft["order_no"])
        current = await drafts.read_open(self._tx, self._key)
        return await self._again(current, "older") if current is not None else self._say("no_longer")

    async def _declined(self, draft: Row) -> Settled:
        await drafts.close(self._tx, self._key, draft["draft_no"], "withdrawn")
        if draft["kind"] == "new":
            return self._say("declined")
        return self._say("kept", order_no=draft["order_no"])

    async def _confirmed(self, draft: Row) -> Settled:
        request = Request.read(draft["request"])
        before = await self._standing(request)
        if request.order_no is not None and (before is None or not before.may_change):
            return await self._for_person(draft)
        now = await self._now(request, before)
        if isinstance(now, Lacking):
            return await self._lacking(draft, now)
        if now.digest != bytes(draft["summary_hash"]):
            return self._offered(now, "it_changed")
        return await self._done(draft, now, before)

    async def _done(self, draft: Row, now: Priced, before: Standing | None) -> Settled:
        draft_no, total = draft["draft_no"], amount(now, self._register)
        terms = await self._tx.row(SQL["terms"], {"tenant": self._key.tenant})
        assert terms is not None  # the transaction is this tenant's
        if before is None:
            order_no, moved = await place(self._tx, self._key, draft_no, now)
            what = "received_there" if terms["goes_on"] else "received"
            told = [self._said(what, order_no=order_no, total=total), *self._then(now, terms)]
        elif now.request.kind == "change":
            order_no, moved = before.row["order_no"], await change(self._tx, self._key, before, now)
            what = "change_goes_on" if await goes_on(self._tx, self._key, order_no) else "changed"
            told = [self._said(what, order_no=order_no, total=total), *self._then(now, terms)]
        else:
            order_no, moved = before.row["order_no"], await cancel(self._tx, self._key, before)
            what = "cancellation_goes_on" if await goes_on(self._tx, self._key, order_no) else "cancelled"
            told = [self._said(what, order_no=order_no)]
        await drafts.close(self._tx, self._key, draft_no, "confirmed", order_no=order_no)
        words = {"new": "placed", "change": "changed", "cancel": "cancelled"}
        return Settled(
            [Text("\n".join(told))],
            f"order_{words[now.request.kind]}",
            order_no=order_no,
            restocked=moved,
        )

    def _then(self, now: Priced, terms: Row) -> list[str]:
        """What a customer has to know or do after the yes."""
        told = [self._said("to_be_made")] if now.made_to_order else []
        match now.request.payment:
            case "cliq":
                told.append(self._said("pay_cliq", where=terms["cliq_alias"]))
            case "bank_transfer":
                told.append(self._said("pay_bank", where=terms["bank_account"]))
        return told

    async def _again(self, draft: Row, why: str) -> Settled:
        """The summary as it is now, which alone a yes can be to."""
        request = Request.read(draft["request"])
        before = await self._standing(request)
        if request.order_no is not None and (before is None or not before.may_change):
            return await self._for_person(draft)
        now = await self._now(request, before)
        if isinstance(now, Lacking):
            return await self._lacking(draft, now)
        return self._offered(now, why)

    async def _standing(self, request: Request) -> Standing | None:
        if request.order_no is None:
            return None
        return await standing(self._tx, self._key, request.order_no, locked=True)

    async def _now(self, request: Request, before: Standing | None) -> Priced | Lacking:
        if request.kind == "cancel" and before is not None:
            return before.cancelling()
        return await reckon(self._tx, self._key.tenant, request, before=before, locked=True)

    async def _lacking(self, draft: Row, now: Lacking) -> Settled:
        await drafts.close(self._tx, self._key, draft["draft_no"], "withdrawn")
        name = "name_en" if language_of(self._register) == "english" else "name_ar"
        if gone := [str(one[name]) for one in now.gone]:
            instead = [self._said("like_it")] if now.instead else []
            money = "price_en" if language_of(self._register) == "english" else "price_ar"
            instead += [f"• {one[name]}: {one[money]}" for one in now.instead]
            told = [self._said("gone", what=", ".join(gone)), *instead]
            return Settled([Text("\n".join(told))], "order_gone", wishes=now.wishes)
        return self._say("not_possible")

    async def _for_person(self, draft: Row) -> Settled:
        await drafts.close(self._tx, self._key, draft["draft_no"], "withdrawn")
        told = self._said("with_courier", order_no=draft["order_no"])
        return Settled([Text(told)], "order_with_courier", for_person=True)

    def _offered(self, now: Priced, why: str) -> Settled:
        """The commit puts its draft in the place of the one before."""
        parts = [Text(self._said(why)), summary(now, self._register, self._turn.turn_no)]
        return Settled(parts, f"order_{why}", offer=now)

    def _say(self, name: str, **fields: object) -> Settled:
        return Settled([Text(self._said(name, **fields))], f"order_{name}")

    def _said(self, name: str, **fields: object) -> str:
        return said(name, self._register, self._turn.people_answer, **fields)
