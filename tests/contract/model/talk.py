"""A small shop, its tools, and a way to talk with the stand-in model as a turn of the product would."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, pydantic_function_tool
from pydantic import BaseModel

from local.model import ModelStandIn
from local.model.assistant import answer
from local.serve import serve

KEY = "a-key-of-the-test"


class SearchProducts(BaseModel):
    query: str
    max_price: str | None
    min_price: str | None
    size: str | None
    color: str | None
    in_stock_only: bool


class AnswerFromKnowledge(BaseModel):
    question: str


TOOLS: list[Any] = [
    pydantic_function_tool(SearchProducts, name="search_products"),
    pydantic_function_tool(AnswerFromKnowledge, name="answer_from_knowledge"),
]


def product(name_ar: str, name_en: str, price: str, **facts: Any) -> dict[str, Any]:
    return {
        "sku": name_en,
        "name_ar": name_ar,
        "name_en": name_en,
        "description_ar": "",
        "description_en": "",
        "price": price,
        "currency": "JOD",
        "price_ar": f"{price} دينار",
        "price_en": f"{price} JOD",
        "sizes": [],
        "colors_ar": [],
        "colors_en": [],
        "stock": 7,
        "in_stock": True,
        **facts,
    }


RED = product(
    "فستان سهرة أحمر", "Red evening dress", "25", sizes=["S", "M"], colors_ar=["أحمر"], colors_en=["red"]
)
NAVY = product(
    "فستان صيفي كحلي",
    "Navy summer dress",
    "12.5",
    sizes=["M", "L"],
    colors_ar=["كحلي"],
    colors_en=["navy"],
    stock=0,
    in_stock=False,
)
BAG = product(
    "شنطة جلد", "Leather bag", "18", stock=2, description_ar="جلد طبيعي", description_en="Real leather"
)
CATALOGUE = [RED, NAVY, BAG]

AMMAN = {
    "title_ar": "التوصيل داخل عمان",
    "title_en": "Delivery in Amman",
    "text_ar": "التوصيل داخل عمان 2 دينار.",
    "text_en": "Delivery in Amman is 2 JOD.",
}
ZARQA = {
    "title_ar": "التوصيل للزرقاء",
    "title_en": "Delivery to Zarqa",
    "text_ar": "التوصيل للزرقاء 3 دنانير.",
    "text_en": "Delivery to Zarqa is 3 JOD.",
}
EXCHANGE = {
    "title_ar": "التبديل",
    "title_en": "Exchanges",
    "text_ar": "التبديل خلال 5 أيام.",
    "text_en": "You can exchange within 5 days.",
}
KNOWLEDGE = [AMMAN, ZARQA, EXCHANGE]


def run_tool(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What the product's tools would answer: limits are kept, relevance is left to the model."""
    if name == "answer_from_knowledge":
        return {"passages": KNOWLEDGE}
    size, most = arguments["size"], arguments["max_price"]
    fitting = [one for one in CATALOGUE if size is None or size in one["sizes"]]
    return {"products": [one for one in fitting if most is None or float(one["price"]) <= float(most)]}


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def called(*calls: tuple[str, dict[str, Any]], results: list[Any], start: int = 0) -> list[dict[str, Any]]:
    """The messages of one round of tools: the calls and what came of them."""
    numbered = list(enumerate(zip(calls, results, strict=True), start))
    message = {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": f"call_{at}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            for at, ((name, arguments), _) in numbered
        ],
    }
    tools = [
        {"role": "tool", "tool_call_id": f"call_{at}", "content": json.dumps(result, ensure_ascii=False)}
        for at, (_, result) in numbered
    ]
    return [message, *tools]


def plan(*messages: dict[str, Any], **options: Any) -> list[tuple[str, dict[str, Any]]]:
    """The tool calls of the first round; empty when the assistant answers at once."""
    said = answer({"messages": [{"role": "system", "content": "…"}, *messages], "tools": TOOLS, **options})
    return [] if isinstance(said, str) else said


def reply(*messages: dict[str, Any], results: Any = run_tool) -> str:
    """The reply after as many rounds of tools as the assistant asks for."""
    talk = [{"role": "system", "content": "…"}, *messages]
    for round_ in range(4):
        said = answer({"messages": talk, "tools": TOOLS})
        if isinstance(said, str):
            return said
        talk += called(*said, results=[results(*call) for call in said], start=10 * round_)
    raise AssertionError("the assistant never came to a reply")


@pytest.fixture
def standin() -> ModelStandIn:
    return ModelStandIn(KEY, clock=lambda: 1_700_000_000.0)


@pytest.fixture
async def url(standin: ModelStandIn) -> AsyncIterator[str]:
    async with serve(standin.app) as address:
        yield address


@pytest.fixture
async def client(url: str) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=f"{url}/openai/v1/", api_key=KEY, max_retries=0) as opened:
        yield opened


def error_of(raised: pytest.ExceptionInfo[openai.APIStatusError]) -> tuple[int, str | None, str | None]:
    return raised.value.status_code, raised.value.code, raised.value.param
