"""The product's Graph client against the stand-in: every row of the error table on demand, and every method."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from local.instagram.graph import Usage as Told
from local.instagram.limits import Limits, Rate
from shared.errors import AccountBusy, AgentError, GraphRefused, GraphUnavailable
from shared.graph.client import Graph
from shared.graph.table import TABLE, Action
from shared.graph.usage import Usage
from tests.support.instagram import CUSTOMER, SHOP, Clock, World, running

TOKEN = SHOP.access_token
ICE = [{"locale": "default", "call_to_actions": [{"question": "Prices?", "payload": "PRICES"}]}]


@pytest.fixture
async def world(clock: Clock) -> AsyncIterator[World]:
    async with running(clock=clock, limits=Limits(conversations=Rate(4))) as world:
        await world.instagram.customer_says(CUSTOMER, "hi", mid="from-the-customer")
        yield world


@pytest.fixture
async def graph(world: World) -> AsyncIterator[Graph]:
    graph = Graph(world.url, "v26.0")
    yield graph
    await graph.close()


async def say(graph: Graph, heard: list[Usage] | None = None) -> str:
    body = {"recipient": {"id": CUSTOMER}, "message": {"text": "hello"}}
    told = [] if heard is None else heard
    mid = await graph.send(account=SHOP.user_id, token=TOKEN, body=body, heard=told.append)
    assert mid is not None
    return mid


@pytest.mark.parametrize(("code", "subcode"), sorted(TABLE, key=str))
async def test_every_row_of_the_table_can_be_met(
    world: World, graph: Graph, code: int, subcode: int | None
) -> None:
    world.instagram.fail_next(code, subcode)
    with pytest.raises(AgentError) as error:
        await say(graph)
    assert isinstance(error.value, GraphUnavailable | GraphRefused)
    assert (str(error.value), error.value.code) == (TABLE[code, subcode].reason, code)
    assert await say(graph)


@pytest.mark.parametrize("code", [code for (code, _), row in TABLE.items() if row.action is Action.WAIT])
async def test_a_throttle_names_the_time_in_minutes(world: World, graph: Graph, code: int) -> None:
    world.instagram.throttle_next(code, minutes=19, account=SHOP)
    heard: list[Usage] = []
    with pytest.raises(AccountBusy) as error:
        await say(graph, heard)
    assert error.value.after == 19 * 60
    assert heard == [Usage(100, 19 * 60)]


async def test_usage_comes_with_an_answer_that_is_fine(world: World, graph: Graph) -> None:
    world.instagram.usage = Told(percent=85)
    heard: list[Usage] = []
    await say(graph, heard)
    assert heard == [Usage(85, None)]


async def test_a_message_is_found_in_its_thread_and_by_its_mid(world: World, graph: Graph) -> None:
    mid = await say(graph)
    newest, _ = await graph.recent_messages(token=TOKEN, customer=CUSTOMER)
    assert (newest.mid, newest.sender, newest.recipient, newest.text) == (
        mid,
        SHOP.user_id,
        CUSTOMER,
        "hello",
    )
    found = await graph.message(token=TOKEN, mid="from-the-customer")
    assert (found.sender, found.recipient, found.text) == (CUSTOMER, SHOP.user_id, "hi")


async def test_reading_faster_than_meta_allows_is_a_throttle(world: World, graph: Graph) -> None:
    for _ in range(2):
        await graph.recent_messages(token=TOKEN, customer=CUSTOMER)
    with pytest.raises(AccountBusy, match="custom_limit"):
        await graph.recent_messages(token=TOKEN, customer=CUSTOMER)


async def test_conversations_are_listed_in_pages_as_large_as_meta_gives(world: World, graph: Graph) -> None:
    for number in range(1, 8):
        await world.instagram.customer_says(str(int(CUSTOMER) + number), "hi")
    world.instagram.largest_page = 12
    since = datetime.fromtimestamp(0, UTC)
    assert len([one async for one in graph.conversations(token=TOKEN, since=since)]) == 8


async def test_conversations_end_where_nothing_is_new(world: World, graph: Graph, clock: Clock) -> None:
    clock.advance(hours=1)
    await world.instagram.customer_says(str(int(CUSTOMER) + 1), "hi")
    since = datetime.fromtimestamp(clock.now, UTC) - timedelta(minutes=1)
    (found,) = [one async for one in graph.conversations(token=TOKEN, since=since)]
    (message,) = await graph.messages(token=TOKEN, thread=found.thread)
    assert message.sender == str(int(CUSTOMER) + 1)


async def test_signals_and_reactions_arrive(world: World, graph: Graph) -> None:
    async def done(action: str, payload: object) -> None:
        body = {"recipient": {"id": CUSTOMER}, "sender_action": action, "payload": payload}
        assert await graph.send(account=SHOP.user_id, token=TOKEN, body=body) is None

    reaction = {"message_id": "from-the-customer", "reaction": "love"}
    await graph.action(account=SHOP.user_id, token=TOKEN, customer=CUSTOMER, action="mark_seen")
    await done("react", reaction)
    await done("unreact", {"message_id": "from-the-customer"})
    assert [(one.action, one.reacts_to, one.reaction) for one in world.instagram.signals] == [
        ("mark_seen", None, None),
        ("react", "from-the-customer", "love"),
        ("unreact", "from-the-customer", None),
    ]
    for wrong in (None, {}, {"message_id": "from-the-customer"}, {**reaction, "message_id": "of nobody"}):
        with pytest.raises(GraphRefused, match="bad_parameter"):
            await done("react", wrong)


async def test_the_messenger_profile_is_set_read_and_taken_away(graph: Graph) -> None:
    await graph.set_messenger_profile(token=TOKEN, settings={"ice_breakers": ICE})
    assert await graph.messenger_profile(token=TOKEN, setting="ice_breakers") == ICE
    await graph.delete_messenger_profile(token=TOKEN, setting="ice_breakers")
    assert await graph.messenger_profile(token=TOKEN, setting="ice_breakers") == []
