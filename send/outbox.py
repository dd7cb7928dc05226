"""The outbox of one conversation: the oldest unsent part, claimed together with the gate's verdict.

A part is posted only under a lease. A lease that ran out, or a post without an answer, leaves the part in doubt; the
part behind it waits, because a conversation is sent strictly in order.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from send import account
from send.account import Told
from send.policy import (
    BY_ASSISTANT,
    WINDOW_OF_DOUBT,
    Author,
    ByPerson,
    Facts,
    OfComment,
    Verdict,
    may_look,
    may_send,
    open_for,
    tag_for,
)
from send.render import Comment
from send.steps import Blocked, Doubt, Kept, Next, Nothing, Post, Wait
from shared import customers, person_wanted
from shared.crypto import Column, KeyRing
from shared.customers import Standing
from shared.database import Answer, Database, Row, Transaction, named_queries
from shared.disclosure import disclosure, shop_discloses
from shared.errors import BadPart
from shared.reply.encoding import decode, encode
from shared.reply.model import Part, Text
from shared.reply.words import echoed
from shared.retry import spread
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Why a part is tried again whose earlier attempt is not known to have failed.
NOT_IN_THREAD = "not_in_thread"
#: A post has a total deadline of 20 s and may wait 3 s for its permit; whoever holds a part longer is gone.
LEASE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class _Looked:
    """One look: the conversation and its account, the customer, the part. Read under the conversation's lock."""

    row: Row
    standing: Standing
    part: Row

    @property
    def of_comment(self) -> OfComment | None:
        part = self.part
        return OfComment(part["comment_at"], part["comment_live"]) if part["comment_id"] is not None else None

    @property
    def facts(self) -> Facts:
        part, user = self.part, self.part["user_id"]
        return _facts(
            self.row,
            self.standing,
            author=BY_ASSISTANT if user is None else ByPerson(user),
            of_comment=self.of_comment,
            discloses=part["discloses"],
            disclosed_at=part["disclosed_at"],
            last_sent_at=part["last_sent_at"],
        )


async def take_next(database: Database, key: ConversationKey) -> Next:
    """Decide and claim in one transaction, under the conversation's lock."""
    async with database.tenant(key.tenant) as tx:
        facts = await tx.queue(SQL["facts"], key.params)
        asked = await customers.ask(tx, key)
        part = await tx.row(SQL["oldest"], key.params)
        row, standing = await facts.fetchone(), await customers.standing_in(asked)
        if row is None:
            return Nothing(None, thinking=False)
        if part is None:
            clear = may_send(_facts(row, standing)) in {Verdict.SEND, Verdict.DISCLOSE}
            return Nothing(row["access_token"], thinking=row["thinking"] and clear and not _slot(row))
        ready_at = max(part["not_before"], part["lease_until"] or part["not_before"])
        if ready_at > row["now"]:
            return Wait((ready_at - row["now"]).total_seconds())
        looked = _Looked(row, standing, part)
        if part["state"] == "queued" or _is_reaction(part):
            return await _pass_gate(tx, key, looked)
        return await _look(tx, key, looked)


async def _pass_gate(tx: Transaction, key: ConversationKey, looked: _Looked) -> Next:
    row, part, facts = looked.row, looked.part, looked.facts
    verdict = may_send(facts)
    if verdict is Verdict.DISCLOSE:
        ahead = await _put_ahead(tx, key, looked)
        if ahead is not None:
            return await _pass_gate(tx, key, _Looked(row, looked.standing, ahead))
        verdict = Verdict.SEND
    if verdict is Verdict.HOLD:
        return Wait(max((row["echo_hold_until"] - row["now"]).total_seconds(), 1.0))
    if verdict is Verdict.ACCOUNT_STOPPED:
        return Kept()
    if verdict is Verdict.ACCOUNT_BUSY:
        return await _put_off(tx, key, part, min(row["busy_until"] - row["now"], open_for(facts)))
    if verdict is not Verdict.SEND:
        state = "cancelled" if verdict in {Verdict.PAUSED, Verdict.OPTED_OUT} else "failed"
        return await _put_away(tx, key, part, state, verdict.value)
    try:
        content = _content(part)
    except BadPart as error:
        rest = {**key.params, "turn_no": part["turn_no"], "reason": "turn_failed", "comments": True}
        blocked = await _put_away(tx, key, part, "failed", str(error))
        await tx.queue(SQL["cancel_rest"], rest)
        return blocked
    slot = _slot(row)
    if slot and not await account.take_slot(tx, key, slot):
        return await _put_off(tx, key, part, slot)
    attempt_id = str(uuid4())
    await tx.queue(SQL["claim"], {**_where(key, part), "attempt_id": attempt_id, "lease": LEASE})
    return Post(
        part_no=part["part_no"],
        turn_no=part["turn_no"],
        part=content,
        comment=_comment(part),
        public=part["public"],
        live=part["comment_live"],
        tag=tag_for(facts),
        open_for=open_for(facts),
        attempt_id=attempt_id,
        attempts=part["attempts"],
        doubted=part["reason"] == NOT_IN_THREAD,
        sealed_token=row["access_token"],
        slowed=bool(slot),
        traceparent=part["traceparent"],
    )


async def _put_ahead(tx: Transaction, key: ConversationKey, looked: _Looked) -> Row | None:
    """The disclosure as a part of its own, in the place that the turn has left free.

    None when the place is taken: it has been tried there, or the release before has numbered the parts.
    """
    row, part = looked.row, looked.part
    beside = await _words(tx, key, part)
    said = disclosure(row["disclosure_ar"], row["disclosure_en"], beside=beside)
    assert said is not None  # or the gate would not ask for it
    content = json.dumps(encode(Text(said)), ensure_ascii=False)
    ahead = await tx.row(SQL["put_ahead"], {**_where(key, part), "text": said, "content": content})
    return ahead and {**part, **ahead}


async def _words(tx: Transaction, key: ConversationKey, part: Row) -> str:
    """What shows the language to write in: the part's own words, else the customer's."""
    try:
        own = echoed(_content(part))
    except BadPart:
        own = None
    if own is not None:
        return own
    said = await tx.row(SQL["last_said"], key.params)
    return said["text"] if said else ""


async def _look(tx: Transaction, key: ConversationKey, looked: _Looked) -> Next:
    """After a day Meta is asked whatever the account's state: its answer, or its refusal, ends the doubt."""
    row, part = looked.row, looked.part
    if row["now"] - part["doubt_since"] < WINDOW_OF_DOUBT:
        verdict = may_look(looked.facts)
        if verdict is Verdict.ACCOUNT_STOPPED:
            return Kept()
        if verdict is Verdict.ACCOUNT_BUSY:
            return await _put_off(tx, key, part, row["busy_until"] - row["now"])
    try:
        text = echoed(_content(part))
    except BadPart:
        text = part["text"]
    return Doubt(
        part_no=part["part_no"],
        text=text,
        comment=_comment(part) if part["public"] else None,
        checks=part["doubt_checks"],
        first_posted_at=part["first_posted_at"],
        since=part["doubt_since"],
        now=row["now"],
        sealed_token=row["access_token"],
        slowed=bool(_slot(row)),
        traceparent=part["traceparent"],
    )


async def _put_off(tx: Transaction, key: ConversationKey, part: Row, wait: timedelta) -> Wait:
    """Written into the part, so that the sweeper leaves it alone until then."""
    seconds = spread(wait.total_seconds())
    await tx.queue(SQL["put_off"], {**_where(key, part), "wait": timedelta(seconds=seconds)})
    return Wait(seconds)


async def _put_away(tx: Transaction, key: ConversationKey, part: Row, state: str, reason: str) -> Blocked:
    wanted = await end(tx, key, part_no=part["part_no"], state=state, reason=reason)
    return Blocked(part["part_no"], reason, part["traceparent"], wanted)


async def end(tx: Transaction, key: ConversationKey, *, part_no: int, state: str, reason: str) -> Answer:
    """Of a part, for good. What has failed, or may have, is a person's business: for `person_wanted.log`."""
    ended = {
        "part_no": part_no,
        "state": state,
        "reason": reason,
        "person": person_wanted.Reason.NOT_DELIVERED,
    }
    await tx.queue(SQL["end"], {**key.params, **ended})
    return await person_wanted.tell(tx, key)


def _where(key: ConversationKey, part: Row) -> dict[str, object]:
    return {**key.params, "part_no": part["part_no"]}


def _content(part: Row) -> Part:
    """A row of an earlier release is its text."""
    return Text(part["text"]) if part["content"] is None else decode(part["content"])


def _is_reaction(part: Row) -> bool:
    """Done twice it is the same, so nobody need know whether it was done."""
    return part["content"] is not None and part["content"].get("kind") == "reaction"


def _comment(part: Row) -> Comment | None:
    return Comment(part["comment_id"]) if part["comment_id"] is not None else None


def _facts(
    row: Row,
    standing: Standing,
    *,
    author: Author = BY_ASSISTANT,
    of_comment: OfComment | None = None,
    discloses: bool = False,
    disclosed_at: datetime | None = None,
    last_sent_at: datetime | None = None,
) -> Facts:
    return Facts(
        now=row["now"],
        author=author,
        of_comment=of_comment,
        discloses=discloses,
        disclosed_at=disclosed_at,
        last_sent_at=last_sent_at,
        account_state=row["account_state"],
        busy_until=row["busy_until"],
        last_customer_at=row["last_customer_at"],
        ad_click_at=row["ad_click_at"],
        paused_until=row["paused_until"],
        echo_hold_until=row["echo_hold_until"],
        opted_out=standing.opted_out_at is not None,
        unreachable=standing.unreachable_at is not None,
        shop_discloses=shop_discloses(row["disclosure_ar"], row["disclosure_en"]),
        last_owner_at=row["last_owner_at"],
    )


def _slot(row: Row) -> timedelta:
    return account.slot_length(row["now"], row["usage_percent"], row["usage_at"])


async def settle(
    database: Database, key: ConversationKey, statement: str, *, told: Told | None = None, **params: object
) -> Answer:
    """One statement about one part, and what was told of its account, in one transaction and one round trip."""
    async with database.tenant(key.tenant) as tx:
        await account.keep(tx, key, told)
        return await tx.queue(SQL[statement], {**key.params, **params})


async def was_sent(
    database: Database, key: ConversationKey, *, part_no: int, mid: str | None, told: Told | None
) -> float | None:
    """After how many seconds what it answers was answered; None for what a person wrote, or what had been settled."""
    answer = await settle(database, key, "sent", told=told, part_no=part_no, mid=mid)
    row = await answer.fetchone()
    return None if row is None or row["seconds"] is None else float(row["seconds"])


def open_token(keys: KeyRing, key: ConversationKey, sealed: bytes) -> str:
    """The account's access token. Raises SealBroken when it was not sealed for this tenant."""
    return keys.open(sealed, tenant=key.tenant, column=Column.ACCESS_TOKEN)
