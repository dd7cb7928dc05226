"""One account's threads compared with what was recorded: what no webhook told goes the way that webhooks go.

Found messages pass through `inbound` under the webhook's own keys, so the recorder alone decides what becomes of them,
and whatever it has already writes nothing. `reconciled_at` moves when all threads that changed since have been read. A
long list is read from its oldest end: then `reconciled_at` moves as far as was read, and the rest is due at once. No
transaction spans a call to Meta.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from process.found import Own, bodies, customer_of, event_of
from shared.app import App
from shared.contracts import Event
from shared.crypto import Column
from shared.database import Row, named_queries
from shared.errors import (
    AccountBlocked,
    AccountBusy,
    GraphRefused,
    GraphUnavailable,
    OverPace,
    Permanent,
    TokenDead,
)
from shared.graph.reading import Conversation, PostedMessage
from shared.graph.usage import SLOW_FROM, Usage
from shared.pace import Kind
from shared.stopping import stop, tell_stop
from shared.telemetry import event
from shared.tenants import ConversationKey, TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: A little under a quarter of an hour, so that a timer's third run after this one finds the account due.
EVERY = timedelta(minutes=14)
#: Read again each time: Meta's clock and ours differ, and a message may take its time to show in its thread.
OVERLAP = timedelta(minutes=10)
#: The webhook of a younger message may be under way. Below OVERLAP, so that the next look has its thread again.
SETTLED = timedelta(minutes=2)
#: Until then a person may still answer by Meta's rules. The assistant answers nothing that is older than a day.
REACH = timedelta(days=7)
#: At most so many threads are read in one look: two minutes and a half at Meta's pace.
MOST_THREADS = 200
#: When the account is refused for good, a new login makes it due; an operator's repair need not wait for longer.
REFUSED_FOR = timedelta(hours=6)


class Look:
    """The account as it was claimed, and what has been seen of it so far."""

    def __init__(self, app: App, tenant: TenantId, account: str, claimed: Row) -> None:
        self.threads = self.passed_over = self.found = 0
        self._app = app
        self._tenant = tenant
        self._own = Own(account, claimed["app_scoped_id"])
        self._token = app.keys.open(claimed["sealed_token"], tenant=tenant, column=Column.ACCESS_TOKEN)
        self._now: datetime = claimed["now"]
        self._since: datetime = claimed["since"]
        self._oldest: datetime = claimed["oldest"]
        self._heard: list[Usage] = []

    async def through(self) -> tuple[datetime, bool]:
        """What `reconciled_at` may be, and whether that leaves a rest."""
        changed = await self._changed()
        for thread in changed[:MOST_THREADS]:
            await self._read(thread)
        if len(changed) <= MOST_THREADS:
            return self._now, False
        # The next look overlaps with this one, and that must not be all of what it reads.
        return min(changed[MOST_THREADS - 1].updated_at + OVERLAP, self._now), True

    async def _changed(self) -> list[Conversation]:
        listed = self._app.graph.conversations(
            token=self._token, since=self._since, heard=self._heard.append, permit=self._permit
        )
        # One that moves up while pages are turned pushes another onto the next page, where it comes again.
        threads = {one.thread: one async for one in listed}
        return sorted(threads.values(), key=lambda one: one.updated_at)

    async def _read(self, thread: Conversation) -> None:
        self.threads += 1
        try:
            messages = await self._app.graph.messages(
                token=self._token,
                thread=thread.thread,
                whole=True,
                heard=self._heard.append,
                permit=self._permit,
            )
        except (TokenDead, AccountBlocked):
            raise
        except GraphRefused as error:
            if error.alert:
                raise
            # Gone since it was listed: it must not keep the others from being read, now and ever after.
            self.passed_over += 1
        else:
            await self._send_on(await self._unknown(messages))

    async def _unknown(self, messages: list[PostedMessage]) -> list[PostedMessage]:
        """Oldest first, as they were said."""
        latest = self._now - SETTLED
        settled = [one for one in reversed(messages) if self._oldest <= one.created_at <= latest]
        known = await known_mids(self._app, self._tenant, [one.mid for one in settled])
        return [one for one in settled if one.mid not in known]

    async def _send_on(self, missed: list[PostedMessage]) -> None:
        conversations: dict[str, list[Event]] = {}
        for message in missed:
            customer, told = customer_of(message, self._own), event_of(message, self._own)
            if customer is None or told is None:
                self.passed_over += 1
            else:
                conversations.setdefault(customer, []).append(told)
        for customer, events in conversations.items():
            for body in bodies(self._own.account, customer, events):
                await self._app.bus.send(body.outgoing(message_id=body.message_id()))
            self.found += len(events)
            key = ConversationKey(self._tenant, self._own.account, customer)
            event("reconcile.found", **key.names, kinds=[told.kind for told in events])

    async def _permit(self) -> None:
        """Answers to customers come first: near Meta's limits nothing else is asked for."""
        usage = self._heard[-1] if self._heard else None
        if usage is not None and (usage.stop_for or (usage.percent or 0) >= SLOW_FROM):
            raise AccountBusy("usage", after=usage.stop_for)
        await self._app.pace.permit(self._tenant, self._own.account, Kind.CONVERSATIONS)


async def look(app: App, tenant: TenantId, account: str) -> None:
    """Whatever Meta answers is told and outlived: other accounts want to be looked at as well."""
    where = {"tenant": tenant, "account": account}
    async with app.database.tenant(tenant) as tx:
        claimed = await tx.row(SQL["claim"], {**where, "every": EVERY, "overlap": OVERLAP, "reach": REACH})
    if claimed is None:
        return
    try:
        at_work = Look(app, tenant, account, claimed)
        until, rest = await at_work.through()
    except (GraphUnavailable, OverPace, Permanent) as error:
        wait = REFUSED_FOR if isinstance(error, Permanent) else timedelta(seconds=error.after or 0.0)
        stopped = False
        async with app.database.tenant(tenant) as tx:
            if isinstance(error, TokenDead | AccountBlocked):
                stopped = await stop(tx, tenant, account, error, claimed["sealed_token"])
            await tx.queue(SQL["put_off"], {**where, "wait": wait, "sealed_token": claimed["sealed_token"]})
        if stopped and isinstance(error, TokenDead | AccountBlocked):
            tell_stop(tenant, account, error)
        _tell_failure(tenant, account, error)
        return
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["done"], {**where, "until": until, "rest": rest})
    event(
        "reconcile.looked",
        tenant=tenant,
        account=account,
        threads=at_work.threads,
        passed_over=at_work.passed_over,
        found=at_work.found,
        rest=rest,
    )


async def known_mids(app: App, tenant: TenantId, mids: list[str]) -> set[str]:
    """Those of which the recorder has heard, as whatever."""
    if not mids:
        return set()
    async with app.database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["known"], {"tenant": tenant, "mids": mids})
    return {row["mid"] for row in rows}


def _tell_failure(tenant: TenantId, account: str, error: GraphUnavailable | OverPace | Permanent) -> None:
    level = logging.ERROR if isinstance(error, Permanent) else logging.INFO
    code = error.code if isinstance(error, GraphUnavailable | GraphRefused) else None
    event("reconcile.failed", level=level, tenant=tenant, account=account, reason=str(error), code=code)
