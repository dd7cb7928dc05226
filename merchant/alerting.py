"""Alerts leave the house within seconds: what is due is found by the database, told, and noted.

A round of an alert and its deliveries are written in one transaction, so a place is told once in a round however many
instances run. A delivery is claimed before it is sent and noted after it: whoever dies in between leaves it in doubt, it
is sent once more when its time has run out, and a second doubt is left as `unknown`. So a place may be told twice of one
round, and never three times; the second has the first one's id and tag. No transaction spans a call.
"""

import asyncio
import logging
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from merchant.alert_channels import Place, forget, places, shown, tell
from merchant.alert_rounds import Due, again_after, plan, quiet_until
from merchant.alert_words import TEST, Words, summary_of, words_of
from merchant.channels.notice import Notice
from merchant.channels.outcome import Outcome, Verdict
from shared.app import App
from shared.database import Row, Transaction, named_queries
from shared.retry import spread
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Deliveries of a run: all are under way at once, so that none waits while its claim runs out. The rest is longest due at
#: the next run, fifteen seconds later.
MOST_TENANTS = 50
MOST_DELIVERIES = 10
MOST_ALERTS = 200
#: A slow receiver holds up nobody's transaction.
TRANSACTIONS_AT_ONCE = 4
#: Every channel has given up by then.
CALL_WITHIN = 20.0
#: From then on a delivery that nobody noted is in doubt.
CLAIMED_FOR = timedelta(seconds=60)
MOST_ATTEMPTS = 6
FIRST_WAIT = 15.0
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery, and the place that it goes to as that is now; None when it is not there any more."""

    delivery: UUID
    channel: str
    target: str
    attempts: int
    notice: Notice
    place: Place | None


async def deliver_due(app: App) -> int:
    """One run over every shop with something due: how many deliveries were tried.

    What nobody foresaw in one shop is raised when all the others have had their turn.
    """
    async with app.database.crossing() as tx:
        rows = await tx.rows(SQL["due_tenants"], {"most": MOST_TENANTS})
    writing = asyncio.Semaphore(TRANSACTIONS_AT_ONCE)

    async def one(tenant: TenantId) -> int:
        async with writing:
            claimed, now = await _claim(app, tenant)
        return sum(await _all(send(tenant, each, now) for each in claimed))

    async def send(tenant: TenantId, claimed: Claimed, now: datetime) -> int:
        outcome = await _told(app, tenant, claimed.place, claimed.notice, now)
        async with writing:
            await _note(app, tenant, claimed, outcome)
        return 1

    return sum(await _all(one(TenantId(row["tenant"])) for row in rows))


async def _all(work: Iterable[Awaitable[int]]) -> list[int]:
    """Raises what went wrong when everything else has ended."""
    ended = await asyncio.gather(*work, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return [one for one in ended if isinstance(one, int)]


async def try_channels(app: App, tenant: TenantId) -> list[tuple[Place, Outcome]]:
    """A notice to every place of the shop at once, and what each answered; nothing is kept of it."""
    async with app.database.tenant(tenant) as tx:
        shop = await shown(tx, tenant)
        found = await places(app, tx, tenant)
    notice = _notice(app, shop, f"test-{int(shop['now'].timestamp())}", "test", ("test",), TEST, "alerts")
    outcomes = await asyncio.gather(*(_told(app, tenant, place, notice, shop["now"]) for place in found))
    return list(zip(found, outcomes, strict=True))


async def not_delivered(app: App, tenant: TenantId, *, most: int = 50) -> list[Row]:
    """What did not arrive, or has not yet after an attempt, newest first: at, kind, round, channel, state, reason, attempts."""
    async with app.database.tenant(tenant) as tx:
        return await tx.rows(SQL["not_delivered"], {"tenant": tenant, "most": most})


async def _claim(app: App, tenant: TenantId) -> tuple[list[Claimed], datetime]:
    async with app.database.tenant(tenant) as tx:
        shop = await shown(tx, tenant)
        there = await places(app, tx, tenant)
        await _begin_rounds(tx, tenant, shop, there)
        rows = await tx.rows(SQL["claim"], {"tenant": tenant, "most": MOST_DELIVERIES, "within": CLAIMED_FOR})
    _tell_unknown(tenant, rows)
    by_target = {(place.channel, place.target): place for place in there}
    wanted = [row for row in rows if row["state"] == "sending"]
    return [_claimed(app, shop, row, by_target) for row in wanted], shop["now"]


async def _begin_rounds(tx: Transaction, tenant: TenantId, shop: Row, there: list[Place]) -> None:
    rows = await tx.rows(SQL["due"], {"tenant": tenant, "most": MOST_ALERTS})
    quiet = quiet_until(shop["now"], shop["quiet"], shop["time_zone"])
    planned = plan([Due(**row) for row in rows], quiet_until=quiet, urgent=shop["urgent"])
    if planned.hold:
        alerts = [one.alert_id for one in planned.hold]
        await tx.queue(SQL["hold"], {"tenant": tenant, "until": planned.until, "alerts": alerts})
    for together in planned.told:
        first = together[0]
        for one in together:
            where = {"tenant": tenant, "alert": one.alert_id, "again": again_after(one)}
            await tx.queue(SQL["begin_round"], where)
        delivery = {"tenant": tenant, "alert": first.alert_id, "round": first.rounds + 1}
        alerts = [one.alert_id for one in together]
        for place in there:
            to = {"channel": place.channel, "target": place.target, "alerts": alerts, "delivery": uuid4()}
            await tx.queue(SQL["deliver"], delivery | to)


def _claimed(app: App, shop: Row, row: Row, places: dict[tuple[str, str], Place]) -> Claimed:
    kinds = [kind for kind, _ in row["kinds"]]
    words = summary_of([words_of(kind, reason) for kind, reason in row["kinds"]])
    alert: UUID = row["alert_id"]
    where = f"alerts/{alert}" if len(kinds) == 1 else "alerts"
    notice = _notice(app, shop, str(row["delivery_id"]), alert.hex, tuple(kinds), words, where)
    place = places.get((row["channel"], row["target"]))
    return Claimed(row["delivery_id"], row["channel"], row["target"], row["attempts"], notice, place)


def _notice(
    app: App, shop: Row, name: str, tag: str, kinds: tuple[str, ...], words: Words, where: str
) -> Notice:
    link = f"{app.settings.public_url}/console/{where}"
    return Notice(name, tag, kinds, words.ar, words.en, shop["name_ar"], shop["name_en"], link)


async def _told(app: App, tenant: TenantId, place: Place | None, notice: Notice, now: datetime) -> Outcome:
    if place is None:
        return Outcome(Verdict.GONE, "not_there")
    try:
        async with asyncio.timeout(CALL_WITHIN):
            return await tell(app, tenant, place, notice, now=now)
    except TimeoutError:
        return Outcome(Verdict.LATER, "too_slow")


async def _note(app: App, tenant: TenantId, claimed: Claimed, outcome: Outcome) -> None:
    state, wait = _next(outcome, claimed.attempts)
    noted = {"state": state, "reason": outcome.reason, "wait": timedelta(seconds=wait)}
    where = {"tenant": tenant, "delivery": claimed.delivery, "attempts": claimed.attempts}
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["note"], {**where, **noted})
        if outcome.verdict is Verdict.GONE and claimed.channel == "push":
            await forget(tx, tenant, claimed.target)
    event(
        "alert.delivery",
        level=logging.ERROR if state == "failed" else logging.INFO,
        tenant=tenant,
        delivery=claimed.delivery,
        channel=claimed.channel,
        state=state,
        reason=outcome.reason,
        attempts=claimed.attempts,
    )


def _next(outcome: Outcome, attempts: int) -> tuple[str, float]:
    """State, and seconds until the next attempt: 15 s doubling, or what the other side asked for if longer."""
    if outcome.verdict is not Verdict.LATER:
        return outcome.verdict.value, 0.0
    if attempts >= MOST_ATTEMPTS:
        return "failed", 0.0
    wait = max(FIRST_WAIT * 2.0 ** (attempts - 1), outcome.after or 0.0)
    return "waiting", spread(min(wait, LONGEST_WAIT))


def _tell_unknown(tenant: TenantId, rows: list[Row]) -> None:
    for row in rows:
        if row["state"] == "unknown":
            event(
                "alert.unknown",
                level=logging.ERROR,
                tenant=tenant,
                delivery=row["delivery_id"],
                channel=row["channel"],
                attempts=row["attempts"],
            )
