"""The outbox of one conversation: the oldest unsent part, claimed together with the gate's verdict.

A part is posted only under a lease. A lease that ran out, or a post without an answer, leaves the part in doubt; the
part behind it waits, because a conversation is sent strictly in order.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from send import account
from send.account import Told
from send.policy import WINDOW, Facts, Verdict, may_look, may_send
from shared.crypto import Column, KeyRing
from shared.database import Database, Row, Transaction, named_queries
from shared.retry import spread
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: A post has a total deadline of 20 s; whoever holds a part longer is gone.
LEASE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is waiting. `thinking`: a turn is at work, so the customer may see typing dots."""

    sealed_token: bytes | None
    thinking: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """The oldest part's time has not come."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The account is stopped: its parts wait for the owner, and the sweeper for whether they still may be sent."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The gate was shut for good; the part has been put away with the reason."""

    part_no: int
    verdict: Verdict
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Post:
    part_no: int
    turn_no: int
    text: str
    attempt_id: str
    attempts: int  #: earlier attempts
    sealed_token: bytes
    slowed: bool  #: the account is near its limits
    traceparent: str | None  #: of the turn that wrote it; a row of an earlier release has none


@dataclass(frozen=True, slots=True)
class Doubt:
    """An earlier attempt may have reached the customer."""

    part_no: int
    text: str
    checks: int
    first_posted_at: datetime
    since: datetime  #: when it came to be in doubt
    now: datetime
    sealed_token: bytes
    slowed: bool
    traceparent: str | None


Next = Nothing | Wait | Kept | Blocked | Post | Doubt


async def take_next(database: Database, key: ConversationKey) -> Next:
    """Decide and claim in one transaction, under the conversation's lock."""
    async with database.tenant(key.tenant) as tx:
        facts = await tx.queue(SQL["facts"], key.params)
        wish = await tx.queue(SQL["wish"], key.params)
        part = await tx.row(SQL["oldest"], key.params)
        row, wished = await facts.fetchone(), await wish.fetchone()
        if row is not None:
            row["opted_out"] = bool(wished and wished["opted_out"])
        if row is None or part is None:
            thinking = bool(row and row["thinking"] and may_send(_facts(row)) is Verdict.SEND)
            return Nothing(row["access_token"] if row else None, thinking and not (row and _slot(row)))
        ready_at = max(part["not_before"], part["lease_until"] or part["not_before"])
        if ready_at > row["now"]:
            return Wait((ready_at - row["now"]).total_seconds())
        if part["state"] == "queued":
            return await _pass_gate(tx, key, part, row)
        return await _look(tx, key, part, row)


async def _pass_gate(tx: Transaction, key: ConversationKey, part: Row, row: Row) -> Next:
    verdict = may_send(_facts(row))
    if verdict is Verdict.HOLD:
        return Wait(max((row["echo_hold_until"] - row["now"]).total_seconds(), 1.0))
    if verdict is Verdict.ACCOUNT_STOPPED:
        return Kept()
    if verdict is Verdict.ACCOUNT_BUSY:
        return await _put_off(tx, key, part, row["busy_until"] - row["now"])
    where = {**key.params, "part_no": part["part_no"]}
    if verdict is not Verdict.SEND:
        state = "cancelled" if verdict in {Verdict.PAUSED, Verdict.OPTED_OUT} else "failed"
        await tx.queue(SQL["end"], {**where, "state": state, "reason": verdict.value})
        return Blocked(part["part_no"], verdict, part["traceparent"])
    slot = _slot(row)
    if slot and not await account.take_slot(tx, key, slot):
        return await _put_off(tx, key, part, slot)
    attempt_id = str(uuid4())
    await tx.queue(SQL["claim"], {**where, "attempt_id": attempt_id, "lease": LEASE})
    return Post(
        part_no=part["part_no"],
        turn_no=part["turn_no"],
        text=part["text"],
        attempt_id=attempt_id,
        attempts=part["attempts"],
        sealed_token=row["access_token"],
        slowed=bool(slot),
        traceparent=part["traceparent"],
    )


async def _look(tx: Transaction, key: ConversationKey, part: Row, row: Row) -> Next:
    """After a day Meta is asked whatever the account's state: its answer, or its refusal, ends the doubt."""
    if row["now"] - part["doubt_since"] < WINDOW:
        verdict = may_look(_facts(row))
        if verdict is Verdict.ACCOUNT_STOPPED:
            return Kept()
        if verdict is Verdict.ACCOUNT_BUSY:
            return await _put_off(tx, key, part, row["busy_until"] - row["now"])
    return _doubt(part, row)


async def _put_off(tx: Transaction, key: ConversationKey, part: Row, wait: timedelta) -> Wait:
    """Written into the part, so that the sweeper leaves it alone until then."""
    seconds = spread(wait.total_seconds())
    where = {**key.params, "part_no": part["part_no"]}
    await tx.queue(SQL["put_off"], {**where, "wait": timedelta(seconds=seconds)})
    return Wait(seconds)


def _doubt(part: Row, row: Row) -> Doubt:
    return Doubt(
        part_no=part["part_no"],
        text=part["text"],
        checks=part["doubt_checks"],
        first_posted_at=part["first_posted_at"],
        since=part["doubt_since"],
        now=row["now"],
        sealed_token=row["access_token"],
        slowed=bool(_slot(row)),
        traceparent=part["traceparent"],
    )


def _facts(row: Row) -> Facts:
    return Facts(
        now=row["now"],
        account_state=row["account_state"],
        busy_until=row["busy_until"],
        last_customer_at=row["last_customer_at"],
        paused_until=row["paused_until"],
        echo_hold_until=row["echo_hold_until"],
        opted_out=row["opted_out"],
    )


def _slot(row: Row) -> timedelta:
    return account.slot_length(row["now"], row["usage_percent"], row["usage_at"])


async def settle(
    database: Database, key: ConversationKey, statement: str, *, told: Told | None = None, **params: object
) -> None:
    """One statement about one part, and what was told of its account, in one transaction and one round trip."""
    async with database.tenant(key.tenant) as tx:
        await account.keep(tx, key, told)
        await tx.queue(SQL[statement], {**key.params, **params})


def open_token(keys: KeyRing, key: ConversationKey, sealed: bytes) -> str:
    """The account's access token. Raises SealBroken when it was not sealed for this tenant."""
    return keys.open(sealed, tenant=key.tenant, column=Column.ACCESS_TOKEN)
