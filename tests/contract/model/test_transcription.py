"""The product's own client listens through the real SDK: what it sends, what it hears, and what each refusal means."""

import json

import pytest
from openai import AsyncOpenAI

from local.instagram import samples
from local.model import Failure, ModelStandIn
from shared.errors import (
    ContentFiltered,
    MediaUnusable,
    Misconfigured,
    ModelForbidden,
    ModelRefused,
    ModelUnavailable,
)
from shared.model.client import Model
from shared.model.families import ChatModel

ASKED = "عندكم فستان أحمر؟"
WAV = "audio/wav"


def model_of(client: AsyncOpenAI, name: str | None) -> Model:
    return Model(
        client,
        chat_models=(ChatModel.parse("gpt-4o"),),
        embedding_model="text-embedding-3-small",
        transcription_model=name,
    )


@pytest.fixture
async def model(client: AsyncOpenAI) -> Model:
    return model_of(client, "gpt-transcribe")


async def test_what_is_said_comes_back_with_its_length(model: Model, standin: ModelStandIn) -> None:
    heard = await model.transcribe(WAV, samples.voice(ASKED, 2500))
    assert (heard.text, heard.seconds) == (ASKED, 2.5)
    assert standin.listened == [
        {"model": "gpt-transcribe", "response_format": "json", "filename": "voice.wav", "content_type": WAV}
    ]


@pytest.mark.parametrize("name", ["gpt-4o-transcribe", "gpt-4o-mini-transcribe"])
async def test_a_model_that_bills_by_tokens_does_not_say_how_long_it_was(
    client: AsyncOpenAI, name: str
) -> None:
    heard = await model_of(client, name).transcribe(WAV, samples.voice(ASKED))
    assert (heard.text, heard.seconds) == (ASKED, None)


async def test_silence_says_nothing(model: Model) -> None:
    assert (await model.transcribe(WAV, samples.wav(500))).text == ""


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        pytest.param(Failure(429), ModelUnavailable, id="a limit"),
        pytest.param(Failure(503), ModelUnavailable, id="an outage"),
        pytest.param(Failure(400, "content_filter"), ContentFiltered, id="the filter"),
        pytest.param(Failure(413), MediaUnusable, id="too big for the provider"),
        pytest.param(
            Failure(400, message="The audio file could not be decoded or its format is not supported."),
            MediaUnusable,
            id="no sound, in older words",
        ),
        pytest.param(Failure(400, "unsupported_value"), ModelRefused, id="a request that is wrong"),
        pytest.param(Failure(401), ModelForbidden, id="a wrong key"),
    ],
)
async def test_each_refusal_has_its_class(
    model: Model, standin: ModelStandIn, failure: Failure, error: type[Exception]
) -> None:
    standin.hear_nothing(failure)
    with pytest.raises(error) as raised:
        await model.transcribe(WAV, samples.voice(ASKED))
    assert type(raised.value) is error


async def test_when_a_limit_is_reached_the_provider_says_how_long_to_wait(
    model: Model, standin: ModelStandIn
) -> None:
    standin.hear_nothing(Failure(429, headers={"Retry-After": "7"}))
    with pytest.raises(ModelUnavailable) as raised:
        await model.transcribe(WAV, samples.voice(ASKED))
    assert raised.value.after == 7


@pytest.mark.parametrize("sound", [b"RIFF\0\0\0\0WAVEtorn", samples.wav(50)], ids=["torn", "a click"])
async def test_what_is_no_recording_is_the_customers_and_no_fault_of_ours(model: Model, sound: bytes) -> None:
    with pytest.raises(MediaUnusable):
        await model.transcribe(WAV, sound)


async def test_what_the_provider_does_not_take_is_not_sent(model: Model, standin: ModelStandIn) -> None:
    with pytest.raises(MediaUnusable):
        await model.transcribe("audio/aac", b"\xff\xf1")
    assert standin.listened == []


@pytest.mark.parametrize("name", [None, "a-deployment-that-is-gone"])
async def test_without_a_deployment_the_setting_is_named(
    client: AsyncOpenAI, caplog: pytest.LogCaptureFixture, name: str | None
) -> None:
    with pytest.raises(Misconfigured, match="TRANSCRIPTION_MODEL"):
        await model_of(client, name).transcribe(WAV, samples.voice(ASKED))
    told = [json.loads(record.message) for record in caplog.records if "model.gone" in record.message]
    assert [line["model"] for line in told] == ([name] if name else [])
