"""Chat with tools, and embeddings, through the `openai` package against OpenAI or Azure's v1 endpoint.

The package costs about a second to import, so it is imported where a turn runs. Whether to try again is the queue's
decision: the client retries nothing and waits for nobody.
"""

import logging
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.errors import (
    ContentFiltered,
    MediaUnusable,
    Misconfigured,
    ModelGone,
    ModelRefused,
    ModelUnavailable,
)
from shared.model.families import chat_request
from shared.model.transcription import (
    ENDINGS,
    TRANSCRIBE_WITHIN,
    Transcript,
    is_about_the_recording,
    transcript_of,
)
from shared.settings import Settings
from shared.telemetry import event

if TYPE_CHECKING:
    from openai import APIError, AsyncOpenAI
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletion

EMBEDDING_DIMENSIONS = 1536
EMBED_WITHIN = 8.0
CONNECT_WITHIN = 3.0
_CODE = re.compile(r"[A-Za-z_]{1,60}")
#: As finish reason and as error code.
FILTERED = "content_filter"
ENTRA_SCOPE = "https://cognitiveservices.azure.com/.default"


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


class Model:
    def __init__(
        self,
        client: "AsyncOpenAI",
        *,
        chat_models: tuple[str, ...],
        embedding_model: str,
        transcription_model: str | None = None,
    ) -> None:
        self._client = client
        self._chat_models = deque(chat_models)
        self._embedding_model = embedding_model
        self._transcription_model = transcription_model

    @classmethod
    def connect(cls, settings: Settings) -> "Model":
        from openai import AsyncOpenAI

        key = settings.openai_api_key.reveal() or _entra_token
        client = AsyncOpenAI(base_url=settings.openai_base_url, api_key=key, max_retries=0)
        return cls(
            client,
            chat_models=settings.chat_models,
            embedding_model=settings.embedding_model,
            transcription_model=settings.transcription_model,
        )

    async def chat(self, messages: Sequence[Any], tools: Sequence[Any], *, within: float) -> Reply:
        """Raises ModelUnavailable (an outage, a limit, no answer `within` seconds) or ModelRefused.

        When a deployment is gone the other is asked, from then on first: providers retire models on a date.
        """
        for left in reversed(range(len(self._chat_models))):
            model = self._chat_models[0]
            try:
                return await self._chat(model, messages, tools, within=within)
            except ModelGone as error:
                event("model.gone", level=logging.ERROR, model=model, sentence=str(error), others=left)
                if not left:
                    raise
                self._chat_models.rotate(-1)
        raise AssertionError("settings name at least one model")

    async def _chat(
        self, model: str, messages: Sequence[Any], tools: Sequence[Any], *, within: float
    ) -> Reply:
        from openai import APIError

        request = chat_request(model, messages, tools)
        try:
            completion = await self._client.chat.completions.create(**request, timeout=_timeout(within))
        except APIError as error:
            raise _classified(error) from error
        except ValueError as error:
            raise ModelUnavailable("the model's answer is not JSON") from error
        # A proxy's page comes back as text, and a service in trouble may answer 200 without a choice.
        if not getattr(completion, "choices", None):
            raise ModelUnavailable("the model's answer has no choices")
        return _reply(completion)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of 1536 numbers for each text, in order; at most 2048 texts."""
        from openai import APIError

        try:
            answer = await self._client.embeddings.create(
                model=self._embedding_model,
                input=list(texts),
                dimensions=EMBEDDING_DIMENSIONS,
                timeout=_timeout(EMBED_WITHIN),
            )
        except APIError as error:
            raise _classified(error) from error
        except ValueError as error:
            raise ModelUnavailable("the embeddings are not JSON") from error
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
            answer = await self._client.audio.transcriptions.create(
                model=model,
                file=(f"voice.{ENDINGS[content_type]}", content, content_type),
                response_format="json",
                timeout=_timeout(TRANSCRIBE_WITHIN),
            )
        except APIError as error:
            classified = _classified(error)
            if isinstance(classified, ModelGone):
                event("model.gone", level=logging.ERROR, model=model, sentence=str(classified), others=0)
                raise Misconfigured(f"TRANSCRIPTION_MODEL names no deployment: {classified}") from error
            filtered = isinstance(classified, ContentFiltered)
            if isinstance(error, APIStatusError) and not filtered and is_about_the_recording(error):
                raise MediaUnusable("not_understood") from error
            raise classified from error
        except ValueError as error:
            raise ModelUnavailable("the transcript is not JSON") from error
        # A proxy's page comes back as text.
        if not isinstance(getattr(answer, "text", None), str):
            raise ModelUnavailable("the answer has no transcript")
        return transcript_of(answer)

    async def close(self) -> None:
        await self._client.close()


def _timeout(within: float) -> Any:
    from openai import Timeout

    return Timeout(within, connect=CONNECT_WITHIN)


async def _entra_token() -> str:
    from azure.core.exceptions import AzureError

    from shared.identity import credential

    try:
        return (await credential().get_token(ENTRA_SCOPE)).token
    except AzureError as error:
        raise ModelUnavailable(f"no token for the model: {type(error).__name__}") from error


def _classified(error: "APIError") -> ModelUnavailable | ModelRefused:
    from openai import APIStatusError

    if not isinstance(error, APIStatusError):
        return ModelUnavailable(f"the model was not reached: {type(error).__name__}")
    status, code = error.status_code, _code(error.code)
    if status in {408, 409, 429} or status >= 500:
        return ModelUnavailable(f"the model answered {status}", after=_retry_after(error.response.headers))
    sentence = f"the model answered {status}: {code}"
    if status in {404, 410}:
        return ModelGone(sentence)
    return ContentFiltered(sentence) if code == FILTERED else ModelRefused(sentence)


def _code(given: object) -> str:
    """A provider's word for what is wrong, such as `context_length_exceeded`; anything longer may be a quotation."""
    return given if isinstance(given, str) and _CODE.fullmatch(given) else "no code"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "")
        if text.isdecimal():
            return int(text) * unit
    return None


def _cached(usage: "CompletionUsage | None") -> int:
    details = usage.prompt_tokens_details if usage else None
    return (details.cached_tokens or 0) if details else 0


def _reply(completion: "ChatCompletion") -> Reply:
    choice = completion.choices[0]
    if choice.finish_reason == FILTERED:
        raise ContentFiltered("the model's answer was held back by the provider's filter")
    calls = choice.message.tool_calls or []
    usage = completion.usage
    return Reply(
        text=choice.message.content,
        tool_calls=tuple(
            ToolCall(c.id, c.function.name, c.function.arguments) for c in calls if c.type == "function"
        ),
        message=choice.message.model_dump(include={"role", "content", "tool_calls"}, exclude_none=True),
        model=completion.model,
        prompt_tokens=usage.prompt_tokens if usage else 0,
        completion_tokens=usage.completion_tokens if usage else 0,
        cached_tokens=_cached(usage),
        cut=choice.finish_reason == "length",
    )
