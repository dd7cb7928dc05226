"""The product's own client against the stand-in: the second deployment, the filter, and what is an outage."""

import json
from typing import Any

import pytest
from aiohttp import web
from openai import AsyncOpenAI

from local.model import Failure, ModelStandIn
from local.serve import serve
from shared.errors import (
    AgentError,
    ContentFiltered,
    ContextTooLong,
    ModelForbidden,
    ModelGone,
    ModelRefused,
    ModelUnavailable,
)
from shared.model.client import Model, Reply
from shared.model.families import ChatModel
from tests.contract.model.talk import user

CHAT_MODELS = (ChatModel("gpt-4o", "gpt-4o"), ChatModel("gpt-5-mini", "gpt-5-mini"))
GONE = Failure(404, "DeploymentNotFound")


@pytest.fixture
def clock() -> list[float]:
    """Seconds, for a test to move on."""
    return [0.0]


@pytest.fixture
async def model(client: AsyncOpenAI, clock: list[float]) -> Model:
    return Model(
        client, chat_models=CHAT_MODELS, embedding_model="text-embedding-3-small", clock=lambda: clock[0]
    )


async def asked(model: Model) -> str | None:
    return (await model.chat([user("hello")], [], within=5.0, cache_key="shop")).text


@pytest.mark.parametrize("status", [404, 410])
async def test_when_a_deployment_is_gone_the_second_answers_and_goes_on_answering(
    model: Model, standin: ModelStandIn, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    standin.enqueue(Failure(status, "DeploymentNotFound"), "from the second", "again")
    assert await asked(model) == "from the second"
    assert await asked(model) == "again"
    assert [request["model"] for request in standin.history] == ["gpt-4o", "gpt-5-mini", "gpt-5-mini"]
    (line,) = [json.loads(record.message) for record in caplog.records if "model.gone" in record.message]
    assert (line["model"], line["others"]) == ("gpt-4o", 1)


async def test_when_both_are_gone_an_operator_is_told_and_the_turn_ends(
    model: Model, standin: ModelStandIn
) -> None:
    standin.enqueue(GONE, GONE)
    with pytest.raises(ModelGone, match="404: DeploymentNotFound"):
        await asked(model)


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        pytest.param(Failure(429), ModelUnavailable, id="a limit"),
        pytest.param(Failure(500), ModelUnavailable, id="an outage"),
        pytest.param(Failure(400, "content_filter"), ContentFiltered, id="the filter, at the question"),
        pytest.param(Failure(400, "context_length_exceeded"), ContextTooLong, id="too long a thread"),
        pytest.param(Failure(400, "invalid_value"), ModelRefused, id="a request that is wrong"),
        pytest.param(Failure(401), ModelForbidden, id="a wrong key"),
        pytest.param(Failure(403), ModelForbidden, id="an identity without the role"),
    ],
)
async def test_other_failures_ask_no_second_model(
    model: Model, standin: ModelStandIn, failure: Failure, error: type[Exception]
) -> None:
    standin.enqueue(failure)
    with pytest.raises(error) as raised:
        await asked(model)
    assert type(raised.value) is error
    assert len(standin.history) == 1


@pytest.mark.parametrize(
    ("finish", "refusal", "declined"),
    [("content_filter", None, True), ("stop", "I can't help with that.", True), ("stop", None, False)],
)
async def test_what_the_filter_or_the_model_itself_declines_says_so_and_what_it_cost(
    finish: str, refusal: str | None, *, declined: bool
) -> None:
    reply = await replied(
        {"finish_reason": finish, "message": {"role": "assistant", "content": None, "refusal": refusal}}
    )
    assert (reply.declined, reply.prompt_tokens, reply.cached_tokens) == (declined, 20, 8)


async def replied(choice: dict[str, Any]) -> Reply:
    """What the client makes of a completion that no stand-in gives; the SDK between is the real one."""
    usage = {"prompt_tokens": 20, "completion_tokens": 4, "total_tokens": 24}
    answer = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4o-2024-11-20",
        "choices": [{"index": 0, **choice}],
        "usage": usage | {"prompt_tokens_details": {"cached_tokens": 8}},
    }

    async def complete(_: web.Request) -> web.Response:
        return web.json_response(answer)

    app = web.Application()
    app.add_routes([web.post("/chat/completions", complete)])
    async with serve(app) as url, AsyncOpenAI(base_url=url, api_key="k", max_retries=0) as client:
        model = Model(client, chat_models=CHAT_MODELS, embedding_model="none")
        return await model.chat([user("hello")], [], within=5.0, cache_key="shop")


async def test_a_limit_says_how_long_to_wait(model: Model, standin: ModelStandIn) -> None:
    standin.enqueue(Failure(429, headers={"Retry-After": "17"}), Failure(429))
    for after in (17.0, None):
        with pytest.raises(ModelUnavailable) as limit:
            await asked(model)
        assert limit.value.after == after
    assert len(standin.history) == 2  # the SDK has not tried again by itself


async def test_a_model_that_does_not_answer_in_time_is_an_outage(model: Model, standin: ModelStandIn) -> None:
    standin.hold()
    with pytest.raises(ModelUnavailable):
        await model.chat([user("hello")], [], within=0.05, cache_key="shop")
    standin.release()


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        pytest.param(Failure(401), "model.not_ours", id="a wrong key"),
        pytest.param(Failure(429, "insufficient_quota"), "model.not_ours", id="an account that is used up"),
        pytest.param(GONE, "model.gone", id="a deployment that is gone"),
    ],
)
async def test_an_operator_is_told_once_an_hour_and_not_with_every_message(
    model: Model,
    standin: ModelStandIn,
    clock: list[float],
    caplog: pytest.LogCaptureFixture,
    failure: Failure,
    told: str,
) -> None:
    for clock[0] in (0.0, 1.0, 3599.0, 3600.0):
        standin.enqueue(failure, failure)
        with pytest.raises(AgentError):
            await asked(model)
        standin._scripts.clear()
    lines = [json.loads(record.message) for record in caplog.records if told in record.message]
    of_first = [line for line in lines if line["model"] == "gpt-4o"]
    assert len(of_first) == 2


async def test_requests_of_one_shop_name_one_place_in_the_providers_cache(
    model: Model, standin: ModelStandIn
) -> None:
    await asked(model)
    assert standin.history[0]["prompt_cache_key"] == "shop"
