"""What each family of models is asked with, and how the model behind a deployment is known."""

import pytest

from shared.errors import Misconfigured
from shared.model.families import REPLY_TOKENS, ChatModel, chat_request

TOOLS = [{"type": "function", "function": {"name": "f", "strict": True, "parameters": {}}}]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("gpt-4o", {"temperature": 0.2}),
        ("gpt-4o-2024-11-20", {"temperature": 0.2}),
        ("gpt-4.1-mini", {"temperature": 0.2}),
        ("gpt-5-mini", {"reasoning_effort": "low"}),
        ("gpt-5.1", {"reasoning_effort": "none"}),
        ("gpt-5.6-eu", {"reasoning_effort": "none"}),
        ("shop-chat=gpt-5.1", {"reasoning_effort": "none"}),
        ("shop-chat = gpt-4o", {"temperature": 0.2}),
        (
            "gpt-4o=gpt-5-mini",
            {"reasoning_effort": "low"},
        ),  # the deployment kept its name when it was upgraded
    ],
)
def test_each_family_gets_what_it_takes_and_nothing_that_it_refuses(
    text: str, family: dict[str, object]
) -> None:
    request = chat_request(ChatModel.parse(text), [], TOOLS)
    tuning = {name: request[name] for name in ("temperature", "reasoning_effort") if name in request}
    assert tuning == family
    assert "max_tokens" not in request
    assert request["parallel_tool_calls"] is True
    assert request["model"] == text.partition("=")[0].strip()


def test_a_model_that_thinks_has_room_for_it_beside_the_reply() -> None:
    limits = {
        name: chat_request(ChatModel.parse(name), [], [])["max_completion_tokens"]
        for name in ("gpt-4o", "gpt-5.1", "gpt-5-mini")
    }
    assert limits["gpt-4o"] == limits["gpt-5.1"] == REPLY_TOKENS
    assert limits["gpt-5-mini"] >= 2 * REPLY_TOKENS


def test_without_tools_nothing_is_said_of_them() -> None:
    request = chat_request(ChatModel.parse("gpt-4o"), [], [], most_tokens=300)
    assert not {"tools", "parallel_tool_calls"} & set(request)
    assert request["max_completion_tokens"] == 300


@pytest.mark.parametrize("text", ["assistant", "assistant=llama-3", "=gpt-4o", ""])
def test_a_deployment_whose_model_nobody_knows_is_refused_and_what_to_write_is_said(text: str) -> None:
    with pytest.raises(Misconfigured, match="name=model"):
        ChatModel.parse(text)
