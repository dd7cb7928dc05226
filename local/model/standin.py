"""A stand-in for a language model: OpenAI's REST interface, a deterministic assistant, and scripted answers for tests.

It says nothing about how a real model answers; every response says that it is a stand-in. Point `OPENAI_BASE_URL` at
`<address>/openai/v1/`.
"""

import asyncio
import hmac
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from aiohttp import web

from local.model.assistant import answer
from local.model.checks import check_chat, check_embeddings
from local.model.completion import chat_completion, embedding_list
from local.model.embedding import embed
from local.model.errors import ApiError
from local.model.hearing import transcribe
from local.model.scripts import Calls, Failure, Request, Script, perform, read_scripts
from local.serve import Faults

SERVER = "local-model-stand-in"
#: A recording may have 25 MB.
MAX_BODY_BYTES = 32 * 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ModelStandIn:
    """`think` is how long a chat call takes, so that whoever watches the local world sees it thinking."""

    def __init__(
        self,
        api_key: str,
        *,
        think: float = 0.0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.history: list[Request] = []  #: bodies of the chat requests, in order of arrival
        self._authorization = f"Bearer {api_key}".encode()
        self._think, self._clock, self._sleep = think, clock, sleep
        self.listened: list[
            Request
        ] = []  #: what each transcription request said of itself, without the sound
        self._scripts: deque[Script] = deque()
        self._deaf: deque[Failure] = deque()
        self._faults = Faults()
        self._numbers = count(1)
        self.app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[self._guard])
        self.app.add_routes(
            [
                web.post("/openai/v1/chat/completions", self._chat),
                web.post("/openai/v1/embeddings", self._embeddings),
                web.post("/openai/v1/audio/transcriptions", self._transcriptions),
                web.post("/_control/enqueue", self._enqueue),
                web.get("/_control/history", self._history),
                web.route("*", "/{rest:.*}", _unknown),
            ]
        )

    def enqueue(self, *scripts: Script) -> None:
        """The next chat calls get these, in order; embeddings and the assistant's own answers are untouched."""
        self._scripts.extend(scripts)

    def hear_nothing(self, *failures: Failure) -> None:
        """The next transcriptions fail so, in order."""
        self._deaf.extend(failures)

    def hold(self) -> None:
        """Chat calls arrive and wait, until `release`."""
        self._faults.hold()

    def release(self) -> None:
        self._faults.release()

    async def arrived(self, count: int = 1) -> None:
        """Returns once this many chat calls have come in since the start, held ones included."""
        await self._faults.arrived(count)

    async def _chat(self, request: web.Request) -> web.Response:
        body = await _json(request)
        self.history.append(body)
        await self._faults.admit()
        if self._think:
            await self._sleep(self._think)
        check_chat(body)
        said = self._answer(body)
        completion = chat_completion(body, said, number=next(self._numbers), created=int(self._clock()))
        return web.json_response(completion)

    def _answer(self, body: Request) -> str | Calls:
        return perform(self._scripts.popleft(), body) if self._scripts else answer(body)

    async def _embeddings(self, request: web.Request) -> web.Response:
        body = await _json(request)
        model, texts, dimensions = check_embeddings(body)
        vectors = [embed(text, dimensions) for text in texts]
        as_base64 = body.get("encoding_format") == "base64"
        return web.json_response(embedding_list(model, texts, vectors, as_base64=as_base64))

    async def _transcriptions(self, request: web.Request) -> web.Response:
        if request.content_type != "multipart/form-data":
            raise ApiError(400, "Expected a multipart form.")
        form = await request.post()
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        if isinstance(file, web.FileField):
            said |= {"filename": file.filename, "content_type": file.content_type}
        self.listened.append(said)
        if self._deaf:
            raise self._deaf.popleft().error()
        return web.json_response(transcribe(form))

    async def _enqueue(self, request: web.Request) -> web.Response:
        self.enqueue(*read_scripts(await _json(request)))
        return web.json_response({"queued": len(self._scripts)})

    async def _history(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"requests": self.history})

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._check_key(request)
            response = await handler(request)
        except ApiError as error:
            response = web.json_response(error.body(), status=error.status, headers=error.headers)
        response.headers["x-request-id"] = f"req_local_{next(self._numbers)}"
        response.headers["Server"] = SERVER
        return response

    def _check_key(self, request: web.Request) -> None:
        given = request.headers.get("Authorization")
        if given is None:
            raise ApiError(401, "You didn't provide an API key.")
        if not hmac.compare_digest(given.encode(), self._authorization):
            raise ApiError(401, "Incorrect API key provided.", code="invalid_api_key")


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise ApiError(400, "We could not parse the JSON body of your request.") from None
    if not isinstance(body, dict):
        raise ApiError(400, "Expected a JSON object as the body of the request.")
    return body


async def _unknown(request: web.Request) -> web.Response:
    message = f"The local model stand-in does not support {request.method} {request.path}."
    raise ApiError(404, message, code="stand_in_limitation")
