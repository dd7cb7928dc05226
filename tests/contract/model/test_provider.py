"""What the product relies on at any provider: the stand-in always, and the real one when the environment has a key.

    OPENAI_API_KEY=… CHAT_MODEL=gpt-4o python3 dev.py test tests/contract/model/test_provider.py
    OPENAI_BASE_URL=https://….openai.azure.com/openai/v1/ CHAT_MODEL=name=gpt-5.1 … for Azure, with OPENAI_API_KEY

It says that requests are taken and answers understood, and nothing about how good they are.
"""

import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from local.model import ModelStandIn
from local.serve import serve
from process.prompt import system_prompt
from process.tools import schemas, tools
from shared.errors import ModelGone
from shared.model.client import EMBEDDING_DIMENSIONS, Model
from shared.model.families import ChatModel
from shared.secret import Secret
from shared.settings import Settings
from tests.contract.model.talk import user
from tests.support.stages import StageApp
from tests.unit.process.test_prompt import SHOP

#: As it was when the tests began: each test runs without the developer's own settings.
GIVEN = {
    name: os.environ[name]
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CHAT_MODEL", "EMBEDDING_MODEL")
    if os.environ.get(name)
}
SYSTEM = {"role": "system", "content": system_prompt(**SHOP)}
WITHIN = 20.0
PROVIDERS = [
    *(f"stand-in with {model}" for model in ("gpt-4o", "gpt-5.1", "gpt-5-mini")),
    *(["provider"] if "OPENAI_API_KEY" in GIVEN else []),
]


def real(settings: Settings) -> Settings:
    return replace(
        settings,
        openai_base_url=GIVEN.get("OPENAI_BASE_URL", "https://api.openai.com/v1/"),
        openai_api_key=Secret(GIVEN["OPENAI_API_KEY"]),
        chat_models=(ChatModel.parse(GIVEN.get("CHAT_MODEL", "gpt-4o")),),
        embedding_model=GIVEN.get("EMBEDDING_MODEL", settings.embedding_model),
    )


@pytest.fixture(params=PROVIDERS)
async def model(request: pytest.FixtureRequest) -> AsyncIterator[Model]:
    settings = StageApp().settings
    if request.param == "provider":
        model = Model.connect(real(settings))
        yield model
        await model.close()
        return
    async with serve(ModelStandIn("key").app) as url:
        chat_models = (ChatModel.parse(request.param.removeprefix("stand-in with ")),)
        settings = replace(settings, openai_base_url=f"{url}/openai/v1/", openai_api_key=Secret("key"))
        model = Model.connect(replace(settings, chat_models=chat_models))
        yield model
        await model.close()


class TestProvider:
    async def test_a_greeting_is_answered_and_counted(self, model: Model) -> None:
        reply = await model.chat([SYSTEM, user("مرحبا")], schemas(), within=WITHIN, cache_key="contract")
        assert reply.text or reply.tool_calls
        assert (reply.cut, reply.declined) == (False, False)
        assert reply.prompt_tokens > 500
        assert 0 <= reply.cached_tokens <= reply.prompt_tokens

    async def test_a_question_about_goods_calls_a_tool_with_arguments_that_it_takes(
        self, model: Model
    ) -> None:
        asked = [SYSTEM, user("عندكم فستان أحمر؟ قديش؟")]
        reply = await model.chat(asked, schemas(), within=WITHIN, cache_key="contract")
        assert reply.tool_calls
        for call in reply.tool_calls:
            tools()[call.name].arguments.model_validate_json(call.arguments)

    async def test_what_the_tools_have_said_goes_back_and_an_answer_comes(self, model: Model) -> None:
        messages = [SYSTEM, user("do you deliver to Irbid?")]
        reply = await model.chat(messages, schemas(), within=WITHIN, cache_key="contract")
        results = [
            {"role": "tool", "tool_call_id": call.id, "content": json.dumps({"passages": []})}
            for call in reply.tool_calls
        ]
        assert results
        answer = await model.chat(
            [*messages, dict(reply.message), *results], schemas(), within=WITHIN, cache_key="contract"
        )
        assert answer.text or answer.tool_calls

    async def test_instructions_may_stand_behind_the_thread_and_notes_before_it(self, model: Model) -> None:
        notes = {"role": "user", "name": "notes", "content": '{"notes":"wants a red dress"}'}
        late = {"role": "system", "content": "Answer in English."}
        reply = await model.chat(
            [SYSTEM, notes, user("hello"), late], schemas(), within=WITHIN, cache_key="contract"
        )
        assert reply.text or reply.tool_calls

    async def test_without_tools_a_text_is_written(self, model: Model) -> None:
        reply = await model.chat(
            [user("Say hello.")], [], within=WITHIN, cache_key="contract", most_tokens=300
        )
        assert reply.text

    async def test_embeddings_have_the_length_of_the_index(self, model: Model) -> None:
        vectors = await model.embed(["فستان أحمر", "red dress"])
        assert [len(vector) for vector in vectors] == [EMBEDDING_DIMENSIONS] * 2


async def test_a_model_that_is_not_there_is_known_as_gone() -> None:
    async with serve(ModelStandIn("key").app) as url:
        settings = replace(
            StageApp().settings,
            openai_base_url=f"{url}/openai/v1/",
            openai_api_key=Secret("key"),
            chat_models=(ChatModel("retired", "gpt-4o"),),
        )
        model = Model.connect(settings)
        with pytest.raises(ModelGone, match="404: model_not_found"):
            await model.chat([user("hello")], [], within=WITHIN, cache_key="contract")
        await model.close()
