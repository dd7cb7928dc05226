"""The product's own client against the stand-in: the second deployment, the filter, and what is an outage."""

import json
from typing import Any

import pytest
from openai import AsyncOpenAI

from local.model import Failure, ModelStandIn
from shared.errors import ContentFiltered, ModelGone, ModelRefused, ModelUnavailable
from shared.model import Model
from tests.contract.model.talk import user

GONE = Failure(404, "DeploymentNotFound")


@pytest.fixture
async def model(client: AsyncOpenAI) -> Model:
    return Model(client, chat_models=("gpt-4o", "gpt-5-mini"), embedding_model="text-embedding-3-small")


async def asked(model: Model) -> str | None:
    return (await model.chat([user("hello")], [], within=5.0)).text


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
        pytest.param(Failure(400, "context_length_exceeded"), ModelRefused, id="a request that is wrong"),
        pytest.param(Failure(401), ModelRefused, id="a wrong key"),
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


async def test_an_answer_that_the_filter_has_held_back_is_none(model: Model, monkeypatch: Any) -> None:
    answered = model._client.chat.completions.create  # the stand-in has no filter

    async def filtered(**request: Any) -> Any:
        completion = await answered(**request)
        completion.choices[0].finish_reason = "content_filter"
        return completion

    monkeypatch.setattr(model._client.chat.completions, "create", filtered)
    with pytest.raises(ContentFiltered):
        await asked(model)
