"""What happens in every scene of a release's scenario: a question, an answer, a post, an hour that passes."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.database import named_queries
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import inbound, message
from tests.support.stages import StageApp, said

ARRANGED = Path(__file__).with_name("release_scenario.sql")
LONG = " ".join(["كلمة"] * 300)


async def arrange(app: StageApp, statement: str, *, tenant: TenantId, **params: object) -> None:
    async with app.database.tenant(tenant) as tx:
        await tx.queue(named_queries(ARRANGED)[statement], {"tenant": tenant, **params})


async def asks(app: StageApp, key: ConversationKey) -> None:
    await record(app, inbound(key, message("عندكم فستان؟")))


async def answers(app: StageApp, key: ConversationKey, answer: str | Exception) -> None:
    await an_hour_passes(app, key)
    app.scripted_model.answers.append(said(answer) if isinstance(answer, str) else answer)
    await turn(app, TurnDoorbell.of(key))


async def sends(
    app: StageApp,
    key: ConversationKey,
    outcome: str | Exception,
    *,
    meanwhile: Callable[[], Awaitable[None]] | None = None,
) -> None:
    app.scripted_graph.answers.append(outcome)
    app.scripted_graph.meanwhile = meanwhile
    await deliver(app, SendDoorbell.of(key))
    app.scripted_graph.meanwhile = None


async def an_hour_passes(app: StageApp, key: ConversationKey) -> None:
    async with app.database.tenant(key.tenant) as tx:
        for name, statement in named_queries(ARRANGED).items():
            if name.startswith("an_hour_passes"):
                await tx.queue(statement, {"tenant": key.tenant})
