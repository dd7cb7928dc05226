"""The product's own client and transport against answers that are none: each is an outage, and no error of a library's."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from shared.errors import ContentFiltered, ModelUnavailable
from shared.model.client import Model
from shared.secret import Secret
from tests.contract.model.talk import user
from tests.support.stages import StageApp

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
RESET = struct.pack("ii", 1, 0)


def whole(body: bytes, *, missing: int = 0, start: bytes = OK) -> bytes:
    return start + b"Content-Length: %d\r\n\r\n" % (len(body) + missing) + body


def completion(*choices: object) -> bytes:
    answer = {"id": "c1", "object": "chat.completion", "created": 1, "model": "gpt-4o", "choices": choices}
    return whole(json.dumps(answer).encode())


def message(**said: Any) -> dict[str, Any]:
    return {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None, **said}}


def call(**function: Any) -> dict[str, Any]:
    return message(tool_calls=[{"id": "t1", "type": "function", **function}])


@asynccontextmanager
async def answered(written: bytes, *, reset: bool = False) -> AsyncIterator[Model]:
    """A model behind a socket that writes just this to each request and hangs up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        writer.write(written)
        await writer.drain()
        if reset:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        model = Model.connect(
            replace(
                StageApp().settings,
                openai_base_url=f"http://{host}:{port}/openai/v1/",
                openai_api_key=Secret("k"),
                transcription_model="gpt-4o-transcribe",
            )
        )
        try:
            yield model
        finally:
            await model.close()


ASKED: dict[str, Callable[[Model], Awaitable[object]]] = {
    "chat": lambda model: model.chat([user("hello")], [], within=5.0, cache_key="shop"),
    "embed": lambda model: model.embed(["hello"]),
    "transcribe": lambda model: model.transcribe("audio/mp4", b"voice"),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Ty", id="half a header"),
        pytest.param(b"\x15\x03\x01 this is no HTTP\r\n\r\n", id="another protocol"),
        pytest.param(OK + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n", id="a header without an end"),
        pytest.param(OK + b"X\x00: a\r\n\r\n", id="a header that is none"),
        pytest.param(CHUNKED + b"zz\r\n{}\r\n", id="a chunk of no size"),
        pytest.param(CHUNKED + b"ff\r\n{}\r\n", id="half a chunk"),
        pytest.param(whole(b"{}", missing=50), id="half a body"),
        pytest.param(whole(b"{}", start=OK + b"Content-Encoding: gzip\r\n"), id="not what it is packed as"),
        pytest.param(whole(b"{not json"), id="no JSON"),
        pytest.param(whole(b"null"), id="nothing as JSON"),
        pytest.param(whole(b"[1, 2]"), id="a list"),
    ],
)
async def test_what_is_no_answer_is_an_outage(asked: str, written: bytes) -> None:
    async with answered(written) as model:
        with pytest.raises(ModelUnavailable):
            await ASKED[asked](model)


@pytest.mark.parametrize("written", [b"", whole(b"{}", missing=50)], ids=["before the answer", "within it"])
async def test_a_connection_that_is_reset_is_an_outage(written: bytes) -> None:
    async with answered(written, reset=True) as model:
        with pytest.raises(ModelUnavailable):
            await ASKED["chat"](model)


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param({}, id="nothing"),
        pytest.param(7, id="a number"),
        pytest.param({"index": 0, "message": None}, id="no message"),
        pytest.param(message(content=[{"type": "text", "text": "hi"}]), id="a text in parts"),
        pytest.param(call(), id="a call of nothing"),
        pytest.param(call(function={"name": "search_products", "arguments": None}), id="a call of none"),
    ],
)
async def test_a_choice_that_is_none_is_an_outage(choice: object) -> None:
    async with answered(completion(choice)) as model:
        with pytest.raises(ModelUnavailable, match="choice"):
            await ASKED["chat"](model)


async def test_what_is_sent_back_to_the_model_can_be_sent() -> None:
    async with answered(completion(message(content="hi \ud83d there\x00"))) as model:
        reply = await model.chat([user("hello")], [], within=5.0, cache_key="shop")
    assert reply.text == reply.message["content"] == "hi \ufffd there\ufffd"


async def test_a_limit_and_the_filter_are_known_on_this_transport_too() -> None:
    limit = whole(b"<html>", start=b"HTTP/1.1 429 Slow\r\nRetry-After: 17\r\nContent-Type: text/html\r\n")
    async with answered(limit) as model:
        with pytest.raises(ModelUnavailable) as raised:
            await ASKED["chat"](model)
    assert raised.value.after == 17.0
    body = json.dumps({"error": {"code": "content_filter", "message": "no", "status": 400}}).encode()
    held_back = whole(body, start=b"HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\n")
    async with answered(held_back) as model:
        with pytest.raises(ContentFiltered):
            await ASKED["chat"](model)
