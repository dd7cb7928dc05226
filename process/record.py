"""The queue `inbound`: events become rows, once each, and the answer is scheduled for when the customer is quiet.

One transaction under the conversation's row lock. A delivery that was recorded before writes nothing, but rings again
if an answer is still owed: the ring may be what was lost. What was only hinted at is fetched after that.
"""

from datetime import UTC, datetime, timedelta

from process import conversation
from process.arrivals import ECHO_HOLD, plan_arrivals, plan_second_look
from process.plan import Plan
from process.unshown import is_unshown, show
from shared import person_wanted
from shared.app import App
from shared.contracts import Inbound, Outgoing, SendDoorbell, TurnDoorbell, dump, members
from shared.database import Transaction
from shared.telemetry import event
from shared.tenants import ConversationKey


async def record(app: App, inbound: Inbound) -> None:
    tenant = await app.tenant_of(inbound.account)
    if tenant is None:
        await _keep_unrouted(app, inbound)
        return
    key = ConversationKey(tenant, inbound.account, inbound.customer)
    events = {e.key: e for e in inbound.events}
    async with app.database.tenant(tenant) as tx:
        locked = await conversation.lock(tx, key, inbound.events)
        plan = plan_arrivals(
            locked.conversation,
            [e for e in events.values() if e.key not in locked.known_keys],
            now=locked.now,
            rules=locked.rules,
            parts=locked.parts,
            waiting=locked.waiting,
            changes=locked.changes,
            heard=locked.heard,
        )
        told = await conversation.write(tx, key, plan, locked.standing) if plan.arrivals else None
        if not plan.arrivals and locked.conversation.last_seq == 0:
            await tx.queue(conversation.SQL["unmake"], key.params)
    event(
        "record.stored",
        **key.names,
        new=[f"{a.author}:{a.disposition or 'waits'}" for a in plan.arrivals],
        known=len(locked.known_keys),
    )
    if told is not None:
        await person_wanted.log(told, key)
    await _ring(app, key, plan, locked.now)
    for hinted in filter(is_unshown, events.values()):
        await show(app, key, hinted)


async def second_look(app: App, key: ConversationKey) -> None:
    """Decide an echo that could have been ours: bound to a part since, or else the owner's."""
    async with app.database.tenant(key.tenant) as tx:
        locked = await conversation.lock(tx, key)
        mid = locked.conversation.echo_hold_mid
        until = locked.conversation.echo_hold_until
        if mid is None or until is None:
            return
        early = until - locked.now
        if early <= timedelta(0):
            await _decide(tx, key, locked, mid)
    if early > timedelta(0):
        await app.bus.send(TurnDoorbell.of(key).outgoing(due=datetime.now(UTC) + early))
    else:
        await app.bus.send(SendDoorbell.of(key).outgoing(), TurnDoorbell.of(key).outgoing())


async def _decide(tx: Transaction, key: ConversationKey, locked: conversation.Locked, mid: str) -> None:
    held = await tx.row(conversation.SQL["held_at"], {**key.params, "mid": mid})
    plan = plan_second_look(
        locked.conversation,
        now=locked.now,
        rules=locked.rules,
        parts=await conversation.own_parts(tx, key, [mid]),
        held_at=held["at"] if held else locked.now,
        waiting=locked.waiting,
    )
    await conversation.write(tx, key, plan, locked.standing)
    if plan.held_was_owners:
        await tx.queue(conversation.SQL["from_owner_after_all"], {**key.params, "mid": mid})


async def _ring(app: App, key: ConversationKey, plan: Plan, now: datetime) -> None:
    rings: list[Outgoing] = []
    if plan.conversation.unanswered:
        # The delay is by the database's clock, the schedule by ours: only the difference may cross.
        delay = max((plan.conversation.due_at or now) - now, timedelta(0))
        rings.append(TurnDoorbell.of(key).outgoing(due=datetime.now(UTC) + delay if delay else None))
    if plan.conversation.echo_hold_mid is not None:
        rings.append(TurnDoorbell.of(key).outgoing(due=datetime.now(UTC) + ECHO_HOLD))
    remind = plan.conversation.remind_owner_at
    if remind is not None and any(arrival.disposition == "left_to_owner" for arrival in plan.arrivals):
        rings.append(TurnDoorbell.of(key).outgoing(due=datetime.now(UTC) + max(remind - now, timedelta(0))))
    if plan.bound:
        rings.append(SendDoorbell.of(key).outgoing())
    if rings:
        await app.bus.send(*rings)


async def _keep_unrouted(app: App, inbound: Inbound) -> None:
    """An account nobody has connected, or a delivery that names none: kept, for whoever looks."""
    async with app.database.crossing() as tx:
        for item in inbound.events:
            await tx.queue(
                b"SELECT shop.keep_unrouted(%(key)s, %(account)s, %(customer)s, %(body)s)",
                {
                    "key": item.key,
                    "account": inbound.account,
                    "customer": inbound.customer,
                    "body": dump(members(item)).decode(),
                },
            )
    event("record.unrouted", account=inbound.account, events=len(inbound.events))
