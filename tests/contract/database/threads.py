"""What Meta's threads hold, for the tests of those who read them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.contracts import Inbound
from shared.graph.reading import PostedMessage
from shared.pace import Kind, Pace
from shared.pace.limits import Limit
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.stages import StageApp

TOKEN = "IGAA-token"  # the one that the fixture's account has


def said(
    key: ConversationKey, mid: str, text: str = "قديش؟", *, minutes_ago: float = 5, **told: Any
) -> PostedMessage:
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return PostedMessage(mid, key.customer, text, at, recipient=key.account, **told)


def owner_said(
    key: ConversationKey, mid: str, text: str = "أهلا", *, minutes_ago: float = 5
) -> PostedMessage:
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return PostedMessage(mid, key.account, text, at, recipient=key.customer)


def show(app: StageApp, thread: str, *messages: PostedMessage | Exception, token: str = TOKEN) -> None:
    """The thread as Meta has it, newest message first; or what Meta answers to its reading."""
    (first, *_) = messages
    shown = (
        first if isinstance(first, Exception) else [one for one in messages if isinstance(one, PostedMessage)]
    )
    app.scripted_graph.threads.setdefault(token, {})[thread] = shown


def without_limits(app: StageApp) -> None:
    """Nobody waits for a permit."""
    plenty = Limit(10_000, timedelta(seconds=1), 10_000, timedelta(seconds=0.5))
    vars(app).update(pace=Pace(app.database, limits=dict.fromkeys(Kind, plenty)))


def connected_long_ago(rows: Rows) -> None:
    """A month ago; the last look was an hour ago, and another is due."""
    rows.arrange_account(
        first_connected_at="now() - interval '30 days'",
        reconciled_at="now() - interval '1 hour'",
        reconcile_due_at="now() - interval '1 minute'",
    )


def sent_on(app: StageApp) -> list[Inbound]:
    """What went to the recorder since the last time."""
    return [Inbound.decode(sent.body) for sent in app.posted_to_bus.take() if sent.queue == Inbound.queue]


def mids(bodies: list[Inbound]) -> list[list[str | None]]:
    return [[event.mid for event in body.events] for body in bodies]
