"""One conversation from outside: what Instagram tells of it, and its rows as the superuser sees them."""

import json
import time
from collections.abc import Mapping
from typing import Any, Self
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from shared.contracts import Event, Inbound
from shared.tenants import ConversationKey


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def message(text: str | None = "عندكم فستان؟", mid: str | None = None, *, seconds_ago: float = 10) -> Event:
    """Long enough ago that somebody may have typed an answer since."""
    mid = mid or uuid4().hex
    return Event(f"message:{mid}", "message", now_ms() - int(seconds_ago * 1000), mid, text)


def echo(
    text: str | None, mid: str | None = None, *, metadata: str | None = None, seconds_ago: float = 0
) -> Event:
    mid = mid or uuid4().hex
    kinds = () if text else ("image",)
    return Event(f"echo:{mid}", "echo", now_ms() - int(seconds_ago * 1000), mid, text, kinds, metadata)


def inbound(key: ConversationKey, *events: Event) -> Inbound:
    return Inbound(account=key.account, customer=key.customer, events=events)


class Rows:
    """The rows of one conversation."""

    def __init__(self, admin_url: str, key: ConversationKey) -> None:
        self._connection = psycopg.connect(admin_url, autocommit=True, row_factory=dict_row)
        self._key = key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, sql: str, **params: object) -> list[dict[str, Any]]:
        cursor = self._connection.execute(sql.encode(), {**self._key.params, **params})
        return cursor.fetchall() if cursor.description else []

    @property
    def conversation(self) -> Mapping[str, Any]:
        (row,) = self.ask("SELECT * FROM shop.conversations WHERE tenant_id = %(tenant)s AND account_id = %(account)s AND customer_id = %(customer)s")  # fmt: skip
        return row

    @property
    def events(self) -> list[dict[str, Any]]:
        return self.ask("SELECT * FROM shop.events WHERE tenant_id = %(tenant)s ORDER BY customer_id, seq")

    @property
    def parts(self) -> list[dict[str, Any]]:
        return self.ask("SELECT * FROM shop.parts WHERE tenant_id = %(tenant)s ORDER BY part_no")

    @property
    def turns(self) -> list[dict[str, Any]]:
        return self.ask("SELECT * FROM shop.turns WHERE tenant_id = %(tenant)s ORDER BY turn_no")

    @property
    def account_state(self) -> tuple[str, str | None]:
        (row,) = self.ask("SELECT state, state_reason FROM shop.accounts WHERE tenant_id = %(tenant)s")
        return row["state"], row["state_reason"]

    @property
    def dispositions(self) -> list[str | None]:
        return [event["disposition"] for event in self.events]

    @property
    def states(self) -> list[str]:
        return [part["state"] for part in self.parts]

    def arrange(self, **columns: str) -> None:
        """Set columns of the conversation to SQL expressions, most often to move a time."""
        self._arrange("conversations", columns)

    def arrange_parts(self, **columns: str) -> None:
        self._arrange("parts", columns)

    def arrange_account(self, **columns: str) -> None:
        self._arrange("accounts", columns)

    def arrange_shop(self, **columns: str) -> None:
        self._arrange("tenants", columns)

    def _arrange(self, table: str, columns: Mapping[str, str]) -> None:
        settings = ", ".join(f"{name} = {expression}" for name, expression in columns.items())
        self.ask(f"UPDATE shop.{table} SET {settings} WHERE tenant_id = %(tenant)s")

    def let_quiet_pass(self) -> None:
        self.arrange(due_at="now() - interval '1 second'")


def waits_for_a_lock(rows: Rows) -> bool:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    return bool(rows.ask(waiting))


def told_of(caplog: pytest.LogCaptureFixture, name: str) -> list[dict[str, Any]]:
    """The events of this name, oldest first; at least INFO has to be caught."""
    lines = (json.loads(record.getMessage()) for record in caplog.records if record.name == "igshop")
    return [line for line in lines if line["event"] == name]
