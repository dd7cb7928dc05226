"""What a call costs, by the table; and that an unknown model is never cheap."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.budget import TOKENS_A_ROUND, worst_case
from process.loop import MAX_ROUNDS
from process.tools import schemas
from shared.model.families import ChatModel
from shared.model.prices import price_of

tokens = st.integers(0, 200_000)


@pytest.mark.parametrize(
    ("model", "prompt", "cached", "completion", "dollars"),
    [
        ("gpt-4o", 1_000_000, 0, 0, "2.50"),
        ("gpt-4o-2024-11-20", 1_000_000, 1_000_000, 0, "1.25"),
        ("gpt-4o", 0, 0, 1_000_000, "10.00"),
        ("gpt-5-mini-2025-08-07", 1000, 400, 100, "0.00036"),
        ("my-deployment", 1_000_000, 0, 1_000_000, "12.50"),
        (None, 1_000_000, 0, 0, "2.50"),
    ],
)
def test_a_call_costs_what_the_table_says(
    model: str | None, prompt: int, cached: int, completion: int, dollars: str
) -> None:
    assert price_of(model).of(prompt=prompt, cached=cached, completion=completion) == Decimal(dollars)


@given(tokens, tokens, tokens)
def test_what_was_cached_never_costs_more(prompt: int, cached: int, completion: int) -> None:
    for model in ("gpt-4o", "gpt-5.1", "gpt-5-mini", None):
        price = price_of(model)
        whole = price.of(prompt=prompt, cached=0, completion=completion)
        assert price.of(prompt=prompt, cached=min(cached, prompt), completion=completion) <= whole


GPT_4O, GPT_5_MINI = ChatModel.parse("gpt-4o"), ChatModel.parse("small=gpt-5-mini")


def test_the_worst_case_grows_with_what_the_model_reads_and_is_of_the_dearest_model() -> None:
    short = [{"role": "user", "content": "قديش؟"}]
    long = [{"role": "user", "content": "قديش؟ " * 500}]
    seen = [
        {
            "role": "user",
            "content": [{"type": "text", "text": "قديش؟"}, {"type": "image_url", "image_url": {}}],
        }
    ]
    assert worst_case((GPT_4O,), short) < worst_case((GPT_4O,), long)
    assert worst_case((GPT_4O,), short) < worst_case((GPT_4O,), seen)
    assert worst_case((GPT_5_MINI,), short) < worst_case((GPT_5_MINI, GPT_4O), short)
    assert worst_case((GPT_5_MINI, GPT_4O), short) == worst_case((GPT_4O,), short)


def test_every_round_reads_the_tools_as_they_stand() -> None:
    written = GPT_4O.completion_tokens()
    before = sum(range(MAX_ROUNDS))  # of these a round reads what the rounds before it brought
    rounds = price_of("gpt-4o").of(
        prompt=before * (TOKENS_A_ROUND + written), cached=0, completion=MAX_ROUNDS * written
    )
    tools = {"role": "system", "content": json.dumps(schemas(), ensure_ascii=False)}
    bare = worst_case((GPT_4O,), [])
    assert bare > rounds
    assert bare - rounds == worst_case((GPT_4O,), [tools]) - bare
