"""Where a shop is told of its alerts: its people's browsers and mailboxes, and a web address of its own.

A browser subscribes itself, signed in as somebody of the shop; the rest is set by the owner or an operator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from merchant.alert_rounds import quiet_until
from merchant.channels.notice import Notice
from merchant.channels.outcome import Outcome, Verdict
from merchant.users import owner_of
from shared.alerts import AlertKind
from shared.app import App
from shared.audit import Actor, write_down
from shared.auth import Principal
from shared.crypto import Column
from shared.database import Row, Transaction, named_queries
from shared.errors import Misconfigured, Refused, SealBroken, SourceUnusable
from shared.outlets import is_mail_address
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Browsers of one person that are told; the one that came first makes room.
MOST_BROWSERS = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One place that is told, with what it takes to get there. Secrets are still sealed."""

    channel: str
    target: str  #: the subscription's id, the user's, or nothing: what a log and a table may show
    row: Row


async def subscribe(app: App, who: Principal, subscription: Mapping[str, Any]) -> None:
    """What the browser's `PushSubscription.toJSON()` gives. Raises Refused for what is none, or where there is no push."""
    if app.settings.web_push_key is None:
        raise Refused(409, "this deployment has no WEB_PUSH_KEY: nobody can be notified")
    kept = _read(app, subscription)
    async with app.database.tenant(who.tenant) as tx:
        where = {"tenant": who.tenant, "user": who.user}
        await tx.queue(SQL["subscribe"], {**where, **kept, "subscription": uuid4()})
        await tx.queue(SQL["forget_oldest"], {**where, "most": MOST_BROWSERS})
        await write_down(tx, who.tenant, "push.subscribed", actor=who.role, user=who.user)


async def unsubscribe(app: App, who: Principal, endpoint: str) -> bool:
    """Whether this person had subscribed there."""
    async with app.database.tenant(who.tenant) as tx:
        where = {"tenant": who.tenant, "user": who.user, "endpoint": endpoint}
        gone = await tx.row(SQL["unsubscribe"], where) is not None
        if gone:
            await write_down(tx, who.tenant, "push.unsubscribed", actor=who.role, user=who.user)
    return gone


async def browsers_of(tx: Transaction, who: Principal) -> list[str]:
    """SHA-256 of each endpoint, in hexadecimal: by it a browser knows whether it is among them."""
    rows = await tx.rows(SQL["browsers"], {"tenant": who.tenant, "user": who.user})
    return [row["known_by"] for row in rows]


async def put_webhook(app: App, tenant: TenantId, url: str, *, actor: Actor = "operator") -> str | None:
    """The secret that it is signed with from now on, shown this once; an empty address takes the webhook away.

    Raises Misconfigured for an address that would never be called.
    """
    from merchant.channels.webhook import new_secret

    secret = sealed = None
    if url:
        try:
            app.outside.judged(url)
        except SourceUnusable as error:
            raise Misconfigured(f"this is no address for a webhook: {error}") from None
        secret = new_secret()
        sealed = app.keys.seal(secret, tenant=tenant, column=Column.WEBHOOK_SECRET)
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["settings"], {"tenant": tenant})
        await tx.queue(SQL["put_webhook"], {"tenant": tenant, "url": url or None, "sealed": sealed})
        await write_down(tx, tenant, "alerts.changed", actor=actor, what="webhook")
    return secret


async def put_mail(app: App, tenant: TenantId, email: str) -> None:
    """The owner's address; an empty one takes it away. Raises Misconfigured for what is none."""
    if email and not is_mail_address(email):
        raise Misconfigured("this is no e-mail address")
    owner = await owner_of(app.database, tenant)
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["put_mail"], {"tenant": tenant, "user": owner, "email": email.lower()})
        await write_down(tx, tenant, "alerts.changed", actor="operator", user=owner, what="mail")


async def put_quiet(
    app: App,
    tenant: TenantId,
    *,
    quiet: str | None = None,
    urgent: list[str] | None = None,
    actor: Actor = "operator",
) -> None:
    """None leaves as it is; an empty text, or list, takes away. Raises Misconfigured for what are no hours or kinds."""
    if unknown := sorted(set(urgent or ()) - set(AlertKind)):
        raise Misconfigured(f"{', '.join(unknown)} is no kind of alert: {', '.join(AlertKind)} are")
    quiet_until(datetime.fromisoformat("2026-11-23T12:00:00+00:00"), quiet, "UTC")
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["settings"], {"tenant": tenant})
        await tx.queue(SQL["put_hours"], {"tenant": tenant, "quiet": quiet, "urgent": urgent})
        await tx.queue(SQL["release_held"], {"tenant": tenant})
        await write_down(tx, tenant, "alerts.changed", actor=actor, what="quiet hours")


async def shown(tx: Transaction, tenant: TenantId) -> Row:
    """The shop's names, its clock, quiet hours, urgent kinds and webhook. Raises Misconfigured without such a shop."""
    row = await tx.row(SQL["shown"], {"tenant": tenant})
    if row is None:
        raise Misconfigured(f"there is no tenant {tenant}: run `python -m ops shop`")
    return row


async def places(app: App, tx: Transaction, tenant: TenantId) -> list[Place]:
    """Only ways that this deployment has."""
    ways = {"push": app.settings.web_push_key is not None, "mail": app.settings.mail is not None}
    rows = await tx.rows(SQL["places"], {"tenant": tenant, **ways})
    return [Place(row["channel"], row["target"], row) for row in rows]


async def tell(app: App, tenant: TenantId, place: Place, notice: Notice, *, now: datetime) -> Outcome:
    from merchant.channels import mail, push, webhook

    row = place.row
    match place.channel:
        case "push":
            return await push.send(app.outside, app.settings, row, notice)
        case "mail":
            return await mail.send(app.settings.mail, row["email"], notice)
    try:
        secret = app.keys.open(row["secret"], tenant=tenant, column=Column.WEBHOOK_SECRET)
    except SealBroken:
        return Outcome(Verdict.FAILED, "secret_unreadable")
    return await webhook.send(app.outside, row["url"], secret, notice, now=now)


async def forget(tx: Transaction, tenant: TenantId, target: str) -> None:
    """A browser that its push service no longer knows."""
    await tx.queue(SQL["gone"], {"tenant": tenant, "target": target})


def _read(app: App, subscription: Mapping[str, Any]) -> dict[str, str]:
    from merchant.channels.push import keys_fit

    try:
        endpoint, keys = subscription["endpoint"], subscription["keys"]
        app.outside.judged(endpoint)
        fit = keys_fit(keys["p256dh"], keys["auth"])
    except SourceUnusable as error:
        raise Refused(400, f"this is no push subscription: {error.reason}") from None
    except (KeyError, TypeError):
        raise Refused(400, "this is no push subscription") from None
    if not fit:
        raise Refused(400, "this is no push subscription: keys")
    return {"endpoint": endpoint, "p256dh": keys["p256dh"], "auth": keys["auth"]}
