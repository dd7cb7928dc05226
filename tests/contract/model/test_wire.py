"""The OpenAI interface through the real SDK: shapes, refusals, scripted answers and held requests."""

import asyncio
import base64
from array import array
from typing import Any

import aiohttp
import openai
import pytest
from openai import AsyncOpenAI

from local.model import Failure, ModelStandIn
from local.model.completion import TOKENS_A_PICTURE
from local.serve import serve
from tests.contract.model.talk import KEY, TOOLS, called, error_of, user

HELLO: list[Any] = [user("hello")]


async def chat(client: AsyncOpenAI, messages: Any = None, **options: Any) -> Any:
    return await client.chat.completions.create(
        **{"model": "gpt-4o", "messages": messages or HELLO, **options}
    )


async def test_a_reply_has_the_platforms_shape_and_says_what_it_is(client: AsyncOpenAI):
    completion = await chat(client)
    assert completion.model == "gpt-4o-local-stand-in"
    assert completion.system_fingerprint == "local-stand-in"
    assert completion.created == 1_700_000_000
    [choice] = completion.choices
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    assert choice.message.content
    assert choice.message.tool_calls is None
    usage = completion.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.prompt_tokens > 0
    assert completion._request_id.startswith("req_local_")


async def test_a_picture_counts_by_its_tiles_whatever_it_weighs(client: AsyncOpenAI):
    def shown(data: bytes) -> list[Any]:
        url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
        return [{"role": "user", "content": [{"type": "text", "text": "?"}, {"type": "image_url", "image_url": {"url": url}}]}]  # fmt: skip

    light, heavy = [(await chat(client, shown(bytes(size)))).usage.prompt_tokens for size in (60, 60_000)]
    plain = (await chat(client, [user("?")])).usage.prompt_tokens
    assert light == heavy
    assert TOKENS_A_PICTURE <= light - plain < TOKENS_A_PICTURE + 20


async def test_a_tool_round_goes_there_and_back(client: AsyncOpenAI):
    messages = [user("عندكم فستان أحمر؟ وقديش التوصيل؟")]
    first = (await chat(client, messages, tools=TOOLS)).choices[0]
    assert first.finish_reason == "tool_calls"
    assert first.message.content is None
    names = [call.function.name for call in first.message.tool_calls]
    assert names == ["search_products", "answer_from_knowledge"]
    assert len({call.id for call in first.message.tool_calls}) == 2
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": "{}"} for call in first.message.tool_calls
    ]
    second = await chat(
        client, [*messages, first.message.model_dump(exclude_none=True), *results], tools=TOOLS
    )
    assert second.choices[0].finish_reason == "stop"


async def test_arguments_are_parsed_by_the_strict_models(client: AsyncOpenAI):
    messages: list[Any] = [user("a red dress")]
    parsed: Any = await client.chat.completions.parse(model="gpt-4o", messages=messages, tools=TOOLS)
    [call] = parsed.choices[0].message.tool_calls
    assert call.function.parsed_arguments.query == "red dress"


async def test_a_reply_that_is_too_long_is_cut_and_says_so(client: AsyncOpenAI):
    completion = await chat(client, max_completion_tokens=2)
    assert completion.choices[0].finish_reason == "length"
    assert completion.usage.completion_tokens <= 2


@pytest.mark.parametrize("form", ["base64", "float"])
async def test_embeddings_come_in_both_encodings(client: AsyncOpenAI, form: Any):
    answered = await client.embeddings.create(
        model="text-embedding-3-small", input=["red dress", "فستان"], encoding_format=form
    )
    vectors: list[Any] = [item.embedding for item in answered.data]
    vectors = [array("f", base64.b64decode(one)).tolist() if isinstance(one, str) else one for one in vectors]
    assert [len(vector) for vector in vectors] == [1536, 1536]
    assert [item.index for item in answered.data] == [0, 1]
    assert answered.usage.total_tokens > 0


async def test_embeddings_are_as_short_as_asked_and_equal_in_both_encodings(client: AsyncOpenAI):
    options: Any = {"model": "text-embedding-3-small", "input": "red dress", "dimensions": 64}
    default = await client.embeddings.create(**options)
    plain = await client.embeddings.create(**options, encoding_format="float")
    assert default.data[0].embedding == pytest.approx(plain.data[0].embedding)
    assert len(plain.data[0].embedding) == 64


STRICT_TOOL = {
    "name": "search",
    "strict": True,
    "parameters": {"type": "object", "properties": {}, "required": []},
}
CALL = ("search_products", {"query": "x"})


@pytest.mark.parametrize(
    ("options", "status", "code", "param"),
    [
        ({"model": "gpt-4"}, 404, "model_not_found", None),
        ({"model": "text-embedding-3-small"}, 404, "model_not_found", None),
        ({"model": "gpt-5-mini", "temperature": 0.2}, 400, "unsupported_value", "temperature"),
        ({"model": "gpt-5.1", "max_tokens": 9}, 400, "unsupported_parameter", "max_tokens"),
        ({"model": "gpt-5.1", "top_p": 0.5}, 400, "unsupported_parameter", "top_p"),
        ({"model": "gpt-5-mini", "reasoning_effort": "none"}, 400, "unsupported_value", "reasoning_effort"),
        ({"reasoning_effort": "low"}, 400, None, None),
        ({"temperature": 3}, 400, None, "temperature"),
        ({"max_completion_tokens": 0}, 400, None, "max_completion_tokens"),
        ({"max_completion_tokens": 5, "max_tokens": 5}, 400, None, None),
        ({"extra_body": {"colour": "red"}}, 400, None, None),
        ({"messages": [{"role": "shop", "content": "x"}]}, 400, None, "messages[0].role"),
        ({"messages": [{"role": "user", "content": None}]}, 400, None, "messages.[0].content"),
        ({"messages": [*HELLO, *called(CALL, results=["{}"])[1:]]}, 400, None, "messages.[1].role"),
        ({"messages": [*HELLO, *called(CALL, results=["{}"])[:1]]}, 400, None, "messages.[2].role"),
        ({"messages": [*HELLO, *called(CALL, results=["{}"])[:1], *HELLO]}, 400, None, "messages.[2].role"),
        ({"parallel_tool_calls": True}, 400, None, "parallel_tool_calls"),
        (
            {"tools": [{"type": "function", "function": STRICT_TOOL}]},
            400,
            "invalid_function_parameters",
            "tools[0].function.parameters",
        ),
        (
            {"tools": [{"type": "function", "function": {"name": "no spaces"}}]},
            400,
            None,
            "tools[0].function.name",
        ),
        ({"tools": TOOLS, "tool_choice": "required"}, 400, "stand_in_limitation", None),
        ({"n": 2}, 400, "stand_in_limitation", None),
        ({"stream": True}, 400, "stand_in_limitation", None),
        ({"response_format": {"type": "json_object"}}, 400, "stand_in_limitation", None),
    ],
)
async def test_what_the_platform_refuses_is_refused(
    client: AsyncOpenAI, options: dict[str, Any], status: int, code: str | None, param: str | None
):
    with pytest.raises(openai.APIStatusError) as refused:
        await chat(client, **options)
    assert error_of(refused) == (status, code, param)


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"type": "object", "properties": {"a": {"type": "string"}}, "required": []}, "additionalProperties"),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "required": [],
                "additionalProperties": False,
            },
            "Missing 'a'",
        ),
        (
            {"type": "object", "properties": {}, "required": ["b"], "additionalProperties": False},
            "Extra required key 'b'",
        ),
        ({"type": "array", "items": {}}, 'type: "object"'),
        (
            {
                "type": "object",
                "properties": {"a": {"anyOf": [{"type": "object", "properties": {}}, {"type": "null"}]}},
                "required": ["a"],
                "additionalProperties": False,
            },
            r"context=\('properties', 'a', 'anyOf', '0'\)",
        ),
        (
            {
                "type": "object",
                "properties": {"a": {"default": 1}},
                "required": ["a"],
                "additionalProperties": False,
            },
            "'default' is not permitted",
        ),
    ],
)
async def test_a_schema_that_is_not_strict_is_refused_with_its_place(
    client: AsyncOpenAI, parameters: Any, reason: str
):
    tool = {"type": "function", "function": {"name": "f", "strict": True, "parameters": parameters}}
    with pytest.raises(openai.BadRequestError, match=reason):
        await chat(client, tools=[tool])


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"model": "gpt-4o"}, 404),
        ({"input": ""}, 400),
        ({"input": []}, 400),
        ({"input": ["x"] * 2049}, 400),
        ({"input": [[1, 2]]}, 400),
        ({"dimensions": 3000}, 400),
    ],
)
async def test_embeddings_refuse_what_the_platform_refuses(
    client: AsyncOpenAI, options: dict[str, Any], status: int
):
    with pytest.raises(openai.APIStatusError) as refused:
        await client.embeddings.create(**{"model": "text-embedding-3-small", "input": "x", **options})
    assert refused.value.status_code == status


async def test_a_wrong_key_is_401_and_an_unknown_path_404(url: str, client: AsyncOpenAI):
    with pytest.raises(openai.AuthenticationError) as refused:
        await chat(client.with_options(api_key="wrong"))
    assert error_of(refused) == (401, "invalid_api_key", None)
    with pytest.raises(openai.NotFoundError, match="does not support GET /openai/v1/models"):
        await client.models.list()
    async with aiohttp.ClientSession() as session, session.get(f"{url}/_control/history") as response:
        assert response.status == 401


async def test_scripted_answers_come_first_and_in_order(client: AsyncOpenAI, standin: ModelStandIn):
    standin.enqueue("one", [("tool", {"a": 1})], lambda request: request["messages"][-1]["content"].upper())
    assert (await chat(client)).choices[0].message.content == "one"
    [call] = (await chat(client)).choices[0].message.tool_calls
    assert (call.function.name, call.function.arguments) == ("tool", '{"a": 1}')
    await client.embeddings.create(model="text-embedding-3-small", input="not a chat call")
    assert (await chat(client)).choices[0].message.content == "HELLO"
    assert "Hello!" in (await chat(client)).choices[0].message.content
    assert [request["model"] for request in standin.history] == ["gpt-4o"] * 4


async def test_a_scripted_failure_carries_status_code_and_headers(client: AsyncOpenAI, standin: ModelStandIn):
    standin.enqueue(
        Failure(429, "rate_limit_exceeded", {"retry-after-ms": "50"}), Failure(503), lambda _: Failure(410)
    )
    with pytest.raises(openai.RateLimitError) as limited:
        await chat(client)
    assert limited.value.code == "rate_limit_exceeded"
    assert limited.value.response.headers["retry-after-ms"] == "50"
    for status in (503, 410):
        with pytest.raises(openai.APIStatusError) as failed:
            await chat(client)
        assert failed.value.status_code == status


async def test_scripts_and_history_cross_a_process_border_over_http(url: str, client: AsyncOpenAI):
    answers = [
        {"text": "from afar"},
        {"calls": [{"name": "tool", "arguments": {"a": 1}}]},
        {"error": {"status": 500, "headers": {"retry-after": "1"}}},
    ]
    headers = {"Authorization": f"Bearer {KEY}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(f"{url}/_control/enqueue", json={"answers": answers}) as response:
            assert await response.json() == {"queued": 3}
        for wrong in ({}, {"answers": [{"noise": 1}]}, {"answers": [{"calls": [{"name": "x"}]}]}):
            async with session.post(f"{url}/_control/enqueue", json=wrong) as response:
                assert response.status == 400
        assert (await chat(client)).choices[0].message.content == "from afar"
        assert (await chat(client)).choices[0].message.tool_calls[0].function.name == "tool"
        with pytest.raises(openai.InternalServerError):
            await chat(client)
        async with session.get(f"{url}/_control/history") as response:
            assert [one["messages"] for one in (await response.json())["requests"]] == [HELLO] * 3


async def test_held_calls_arrive_and_wait_until_released(client: AsyncOpenAI, standin: ModelStandIn):
    standin.hold()
    waiting = [asyncio.create_task(chat(client)) for _ in range(2)]
    await standin.arrived(2)
    assert len(standin.history) == 2
    assert not any(task.done() for task in waiting)
    standin.release()
    assert all(completion.choices for completion in await asyncio.gather(*waiting))


async def test_thinking_takes_the_time_it_was_given():
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    slow = ModelStandIn(KEY, think=0.8, sleep=sleep)
    async with serve(slow.app) as url, AsyncOpenAI(base_url=f"{url}/openai/v1/", api_key=KEY) as client:
        await chat(client)
        await client.embeddings.create(model="text-embedding-3-small", input="not a chat call")
    assert slept == [0.8]
