"""Chat with tools, and embeddings, through the `openai` package against OpenAI or Azure's v1 endpoint.

The package costs about a second to import, so it is imported where a turn runs. Whether to try again is the queue's
decision: the client retries nothing and waits for nobody.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.errors import ContentFiltered, MediaUnusable, Misconfigured, ModelGone, ModelUnavailable
from shared.language.storable import storable
from shared.model.families import REPLY_TOKENS, ChatModel, chat_request
from shared.model.refusals import FILTERED, Told, as_ours
from shared.model.transcription import (
    ENDINGS,
    TRANSCRIBE_WITHIN,
    Transcript,
    is_about_the_recording,
    transcript_of,
)

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletion

    from shared.settings import Settings

EMBEDDING_DIMENSIONS = 1536
EMBED_WITHIN = 8.0
CONNECT_WITHIN = 3.0


@dataclass(frozen=True, slots=True)
class ToolCall:
    id: str
    name: str
    arguments: str  #: JSON text, as the model wrote it


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the model: text, or tool calls to run first."""

    text: str | None
    tool_calls: tuple[ToolCall, ...]
    message: Mapping[str, Any]  #: to be put back into the conversation as it came
    model: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0  #: of the prompt's
    cut: bool = False  #: the reply ran into its length limit
    declined: bool = False  #: by the model itself, or held back by the provider's filter


class Model:
    def __init__(
        self,
        client: "AsyncOpenAI",
        *,
        chat_models: tuple[ChatModel, ...],
        embedding_model: str,
        transcription_model: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._chat_models = deque(chat_models)
        self._embedding_model = embedding_model
        self._transcription_model = transcription_model
        self._told = Told(clock)

    @classmethod
    def connect(cls, settings: "Settings") -> "Model":
        from openai import AsyncOpenAI, DefaultAioHttpClient

        from shared.model.access import key_for

        key = key_for(settings.openai_base_url, settings.openai_api_key)
        # The default client looks at every connection before each request: with 200 turns in flight that is costly.
        client = AsyncOpenAI(
            base_url=settings.openai_base_url, api_key=key, max_retries=0, http_client=DefaultAioHttpClient()
        )
        return cls(
            client,
            chat_models=settings.chat_models,
            embedding_model=settings.embedding_model,
            transcription_model=settings.transcription_model,
        )

    async def chat(
        self,
        messages: Sequence[Any],
        tools: Sequence[Any],
        *,
        within: float,
        cache_key: str,
        most_tokens: int = REPLY_TOKENS,
    ) -> Reply:
        """Raises ModelUnavailable (an outage, a limit, no answer `within` seconds) or ModelRefused.

        Requests that begin alike have one `cache_key`, so that the provider finds what it has read before. When a
        deployment is gone the other is asked, from then on first: providers retire models on a date.
        """
        for left in reversed(range(len(self._chat_models))):
            model = self._chat_models[0]
            request = chat_request(model, messages, tools, most_tokens=most_tokens)
            try:
                return await self._chat(request | {"prompt_cache_key": cache_key}, within)
            except ModelGone as error:
                self._told.gone(error, model.name, others=left)
                if not left:
                    raise
                # Of the turns that were told at once, one passes it over.
                if self._chat_models[0] is model:
                    self._chat_models.rotate(-1)
        raise AssertionError("settings name at least one model")

    async def _chat(self, request: Mapping[str, Any], within: float) -> Reply:
        from openai import APIError

        try:
            async with asyncio.timeout(within):
                # What is given by name the package walks through, schema by schema, at each request: 5 ms of CPU.
                with _legible("the model's answer is"):
                    completion = await self._client.chat.completions.create(
                        model=request["model"], messages=(), extra_body=request, timeout=_timeout(within)
                    )
        except TimeoutError:
            raise ModelUnavailable(f"the model gave no answer within {within:.0f} s") from None
        except APIError as error:
            raise self._told.refused(as_ours(error), str(request["model"])) from error
        # A proxy's page comes back as text, and a service in trouble may answer 200 without a choice.
        if not getattr(completion, "choices", None):
            raise ModelUnavailable("the model's answer has no choices")
        with _legible("the model's choice is"):
            return _reply(completion)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of 1536 numbers for each text, in order; at most 2048 texts."""
        from openai import APIError

        try:
            with _legible("the embeddings are"):
                answer = await self._client.embeddings.create(
                    model=self._embedding_model,
                    input=list(texts),
                    dimensions=EMBEDDING_DIMENSIONS,
                    timeout=_timeout(EMBED_WITHIN),
                )
        except APIError as error:
            refusal = self._told.refused(as_ours(error), self._embedding_model)
            if isinstance(refusal, ModelGone):
                self._told.gone(refusal, self._embedding_model, others=0)
            raise refusal from error
        if len(getattr(answer, "data", None) or ()) != len(texts):
            raise ModelUnavailable("the answer has not one embedding for each text")
        return [item.embedding for item in answer.data]

    async def transcribe(self, content_type: str, content: bytes) -> Transcript:
        """What is said in a recording.

        Raises ModelUnavailable, MediaUnusable for what nobody can listen to, ContentFiltered, ModelRefused, and
        Misconfigured when the deployment is not there.
        """
        from openai import APIError, APIStatusError

        model = self._transcription_model
        if model is None:
            raise Misconfigured("TRANSCRIPTION_MODEL is not set")
        if content_type not in ENDINGS:
            raise MediaUnusable("not_transcribed")
        try:
            with _legible("the transcript is"):
                answer = await self._client.audio.transcriptions.create(
                    model=model,
                    file=(f"voice.{ENDINGS[content_type]}", content, content_type),
                    response_format="json",
                    timeout=_timeout(TRANSCRIBE_WITHIN),
                )
        except APIError as error:
            ours = as_ours(error)
            if isinstance(ours, ModelGone):
                self._told.gone(ours, model, others=0)
                raise Misconfigured(f"TRANSCRIPTION_MODEL names no deployment: {ours}") from error
            filtered = isinstance(ours, ContentFiltered)
            if isinstance(error, APIStatusError) and not filtered and is_about_the_recording(error):
                raise MediaUnusable("not_understood") from error
            raise self._told.refused(ours, model) from error
        # A proxy's page comes back as text.
        if not isinstance(getattr(answer, "text", None), str):
            raise ModelUnavailable("the answer has no transcript")
        return transcript_of(answer)

    async def close(self) -> None:
        await self._client.close()


@contextmanager
def _legible(what: str) -> Iterator[None]:
    """What is no HTTP, no JSON or in another shape is an outage: the package lets through whatever it stumbles over."""
    from aiohttp import ClientError

    try:
        yield
    except (ClientError, ValueError, AttributeError, LookupError, TypeError) as error:
        raise ModelUnavailable(f"{what} not legible: {type(error).__name__}") from error


def _timeout(within: float) -> Any:
    from openai import Timeout

    return Timeout(within, connect=min(CONNECT_WITHIN, within))


def _cached(usage: "CompletionUsage | None") -> int:
    details = usage.prompt_tokens_details if usage else None
    return (details.cached_tokens or 0) if details else 0


def _reply(completion: "ChatCompletion") -> Reply:
    choice = completion.choices[0]
    said, calls = choice.message.content, choice.message.tool_calls or []
    text = None if said is None else storable(said)
    message = choice.message.model_dump(include={"role", "tool_calls"}, exclude_none=True)
    usage = completion.usage
    return Reply(
        text=text,
        tool_calls=tuple(
            ToolCall(c.id, c.function.name, storable(c.function.arguments))
            for c in calls
            if c.type == "function"
        ),
        message=message if text is None else message | {"content": text},
        model=completion.model,
        prompt_tokens=(usage.prompt_tokens or 0) if usage else 0,
        completion_tokens=(usage.completion_tokens or 0) if usage else 0,
        cached_tokens=_cached(usage),
        cut=choice.finish_reason == "length",
        declined=choice.finish_reason == FILTERED or bool(choice.message.refusal),
    )
