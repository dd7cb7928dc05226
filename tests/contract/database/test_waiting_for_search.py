"""A shop that waits for a search service, on a real PostgreSQL: what it can answer it answers, and the rest is a person's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from process.record import record
from process.turn import turn
from process.wording import said as fixed
from shared.contracts import TurnDoorbell
from shared.language.register import Register
from shared.search.client import Search
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, called, said

WISH: dict[str, Any] = {
    "query": "فستان",
    "min_price": None,
    "max_price": None,
    "size": None,
    "color": None,
    "in_stock_only": False,
}


@pytest.fixture
async def waiting(app: StageApp, key: ConversationKey, rows: Rows) -> AsyncIterator[StageApp]:
    rows.arrange_shop(search_service="NULL")
    search = Search(app.settings.search_services)
    vars(app).update(search=search)
    yield app
    await search.close()


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("search_products", WISH), ("answer_from_knowledge", {"question": "متى الدوام؟"})],
)
async def test_what_needs_the_index_is_promised_a_person_and_nothing_is_made_up(
    waiting: StageApp, key: ConversationKey, rows: Rows, tool: str, arguments: dict[str, Any]
) -> None:
    await record(waiting, inbound(key, message("عندكم فستان؟")))
    rows.let_quiet_pass()
    waiting.scripted_model.answers.append(called(tool, **arguments))
    await turn(waiting, TurnDoorbell.of(key))
    (part,), (done,) = rows.parts, rows.turns
    assert (done["outcome"], done["reason"]) == ("fallback", "SearchNotPlaced")
    assert part["text"].startswith(fixed("a_person_will_answer", Register.ARABIC)[:10])
    assert rows.conversation["needs_person_since"] is not None


async def test_what_needs_no_index_is_answered(waiting: StageApp, key: ConversationKey, rows: Rows) -> None:
    await record(waiting, inbound(key, message("مرحبا")))
    rows.let_quiet_pass()
    waiting.scripted_model.answers.append(said("أهلا وسهلا"))
    await turn(waiting, TurnDoorbell.of(key))
    (part,), (done,) = rows.parts, rows.turns
    assert (done["outcome"], part["text"]) == ("answered", "أهلا وسهلا")
