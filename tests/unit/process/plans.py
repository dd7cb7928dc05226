"""A conversation at noon, and what arrivals make of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from process.arrivals import plan_arrivals
from process.automation import Heard
from process.plan import Change, Conversation, Part, Plan, Rules, Waiting
from shared.contracts import Event

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RULES = Rules(
    quiet=timedelta(seconds=1.5),
    quiet_cap=timedelta(seconds=6),
    owner_pause=timedelta(hours=2),
    resume_phrase="مساعدنا بيكمل معك من هون 🌷",
    comment_rule="off",
    comment_keywords=[],
)


def conversation(**columns: Any) -> Conversation:
    empty: dict[str, Any] = dict.fromkeys(Conversation.__slots__)
    return Conversation(**(empty | {"last_seq": 0, "last_customer_seq": 0, "answered_seq": 0} | columns))


def ago(**period: float) -> datetime:
    return NOW - timedelta(**period)


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def message(mid: str = "M", at: datetime = NOW, text: str = "hi") -> Event:
    return Event(f"message:{mid}", "message", millis(at), mid, text)


def echo(
    mid: str | None = "E", at: datetime = NOW, text: str | None = "hello", metadata: str | None = None
) -> Event:
    return Event(f"echo:{mid}", "echo", millis(at), mid, text, () if text else ("image",), metadata)


def unknown(at: datetime = NOW) -> Event:
    return Event("unknown:1", "unknown", millis(at), raw="{}")


def part(part_no: int = 1, state: str = "sending", text: str = "hello", **columns: Any) -> Part:
    unposted: dict[str, Any] = {"mid": None, "attempt_id": None}
    return Part(part_no=part_no, state=state, text=text, **unposted | columns)


def plan(
    c: Conversation,
    *events: Event,
    parts: list[Part] | None = None,
    waiting: list[Waiting] | None = None,
    changes: dict[str, Change] | None = None,
    heard: Heard | None = None,
    rules: Rules = RULES,
) -> Plan:
    return plan_arrivals(
        c,
        list(events),
        now=NOW,
        rules=rules,
        parts=parts or [],
        waiting=waiting or [],
        changes=changes or {},
        heard=heard or Heard(),
    )


def outcomes(made: Plan) -> list[tuple[str, str | None]]:
    return [(arrival.author, arrival.disposition) for arrival in made.arrivals]
