"""What a merchant has to be told: each thing once, until somebody has seen to it.

How it leaves the house is merchant/alerting.py's business.

Written in the transaction that found it out, so that what is told has happened and what has happened is told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from shared.database import Database, Transaction, named_queries
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


class AlertKind(StrEnum):
    CUSTOMER_WAITING = "customer_waiting"  #: for an owner who has taken over and then been silent
    OTHER_AUTOMATION = "other_automation"  #: answers beside the assistant: to be switched off
    ACCOUNT_STOPPED = "account_stopped"  #: nothing leaves it until it is connected again
    LOGIN_ENDS = "login_ends"  #: the token, or Meta's leave to read, ends soon: to be connected again before
    PERSON_WANTED = "person_wanted"  #: by a conversation: person_wanted.py
    BUDGET_LOW = "budget_low"  #: most of the day's or the month's is spent
    BUDGET_SPENT = "budget_spent"  #: people answer until the next one begins
    ORDER_REFUSED = "order_refused"  #: by the shop's own system: the order, or a change of it
    ORDER_WAITING = "order_waiting"  #: for the shop's own system, which has been away for long
    CONNECTOR_REFUSED = (
        "connector_refused"  #: the shop's own system does not let us in: to be connected again
    )
    SEARCH_WAITING = "search_waiting"  #: every search service is full: people answer what needs one
    NEW_ORDER = "new_order"  #: a customer has said yes to one
    ORDER_CHANGED = "order_changed"  #: a customer has changed or cancelled one


async def raise_alert(
    tx: Transaction,
    tenant: TenantId,
    account: str,
    kind: AlertKind,
    *,
    about: str,
    customer: str | None = None,
    detail: Mapping[str, str | None] | None = None,
) -> None:
    """`about` tells one thing from another of its kind; `detail` never holds what a customer wrote."""
    told = {"kind": kind.value, "about": about, "customer": customer, "detail": json.dumps(detail or {})}
    await tx.queue(SQL["raise"], {"tenant": tenant, "account": account, **told})


async def end_alert(
    tx: Transaction, tenant: TenantId, account: str, kind: AlertKind, *, about: str | None = None
) -> None:
    """Without `about` every one of the kind."""
    await tx.queue(SQL["end"], {"tenant": tenant, "account": account, "kind": kind.value, "about": about})


@dataclass(frozen=True, slots=True)
class Alert:
    alert_id: UUID
    account_id: str
    kind: str
    about: str
    customer_id: str | None
    detail: dict[str, str | None]
    at: datetime
    summary: (
        str | None
    )  #: of a conversation that wants a person, as it stands now; what customers wrote stays there


async def open_alerts(database: Database, tenant: TenantId) -> list[Alert]:
    """What nobody has seen to yet, oldest first."""
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["open"], {"tenant": tenant})
    return [Alert(**row) for row in rows]
