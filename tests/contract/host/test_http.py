"""What a function sees of an HTTP request that came over a socket."""

import asyncio
import base64
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.host import Host
from tests.support.host import APPS, StartHost, WriteApp

KEY = "the-key-of-this-machine"


@pytest.fixture(scope="module")
async def host() -> AsyncIterator[Host]:
    host = Host(APPS / "echo", {"FUNCTIONS_KEY": KEY})
    await host.start()
    yield host
    await host.stop()


@pytest.fixture(scope="module")
async def client(host: Host) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=host.url) as client:
        yield client


async def seen(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    body["body"] = base64.b64decode(body["body"])
    return body


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"\x00\xff\xfe\r\n\r\n", "عندكم فستان أحمر؟".encode(), bytes(range(256)) * 20000],
    ids=["empty", "json", "binary", "arabic", "five megabytes"],
)
async def test_a_body_arrives_byte_for_byte(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await seen(await client.post("/echo", content=body)))["body"] == body


async def test_a_compressed_body_is_not_unpacked(client: httpx.AsyncClient) -> None:
    headers = {"content-encoding": "gzip"}
    assert (await seen(await client.post("/echo", content=b"not gzip", headers=headers)))[
        "body"
    ] == b"not gzip"


async def test_a_chunked_body_arrives_empty(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"signed by nobody"

    answer = await seen(await client.post("/echo", content=chunks()))
    assert answer["headers"]["transfer-encoding"] == "chunked"
    assert answer["body"] == b""


async def test_header_names_are_lower_case_and_repeated_headers_joined(client: httpx.AsyncClient) -> None:
    headers = [("X-Hub-Signature-256", "sha256=1"), ("x-list", "a"), ("X-List", "b"), ("X-Empty", "")]
    answer = await seen(await client.get("/echo", headers=headers))
    assert (
        answer["headers"].items()
        >= {"x-hub-signature-256": "sha256=1", "x-list": "a,b", "x-empty": ""}.items()
    )


async def test_query_values_are_joined_and_empty_ones_dropped(client: httpx.AsyncClient, host: Host) -> None:
    target = "/echo?hub.mode=subscribe&a=1&a=2&empty=&flag&b=&b=x&plus=1+2&t=%D8%A3"
    answer = await seen(await client.get(target))
    assert answer["params"] == {"hub.mode": "subscribe", "a": "1,2", "b": ",x", "plus": "1 2", "t": "أ"}
    assert answer["url"] == host.url + target


async def test_route_values_are_decoded(client: httpx.AsyncClient) -> None:
    answer = await seen(await client.get("/echo/Acme%20Co"))
    assert answer["route_params"] == {"name": "Acme Co"}
    assert (await seen(await client.get("/echo/")))["route_params"] == {}
    assert (await seen(await client.get("/files/a/b.png")))["route_params"] == {"path": "a/b.png"}


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/echo"), ("GET", "/nowhere"), ("POST", "/files/a")])
async def test_a_wrong_path_and_a_wrong_method_are_not_told_apart(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    response = await client.request(method, path)
    assert (response.status_code, response.content) == (404, b"")


@pytest.mark.parametrize("path", ["/guarded", "/master"])
@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({}, "", 401),
        ({"x-functions-key": "wrong"}, "", 401),
        ({}, "?code=", 401),
        ({"x-functions-key": KEY}, "", 200),
        ({}, f"?code={KEY}", 200),
    ],
)
async def test_functions_above_anonymous_need_the_key(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], query: str, status: int
) -> None:
    assert (await client.get(path + query, headers=headers)).status_code == status


async def test_the_key_is_visible_to_the_function(client: httpx.AsyncClient) -> None:
    assert (await seen(await client.get(f"/guarded?code={KEY}")))["params"] == {"code": KEY}


async def test_the_answer_says_who_gives_it(client: httpx.AsyncClient) -> None:
    assert (await client.get("/echo")).headers["server"] == "local-functions-host"


async def test_sixty_four_requests_at_once_are_each_answered_with_their_own(
    client: httpx.AsyncClient,
) -> None:
    async def echoed(number: int) -> dict[str, Any]:
        return await seen(await client.post(f"/echo/{number}", content=str(number)))

    answers = await asyncio.gather(*map(echoed, range(64)))
    assert [(answer["route_params"]["name"], answer["body"]) for answer in answers] == [
        (str(number), str(number).encode()) for number in range(64)
    ]


async def test_a_body_above_what_the_platform_takes_is_refused(host: Host) -> None:
    reader, writer = await asyncio.open_connection(*httpx.URL(host.url).netloc.decode().split(":"))
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (100 * 1024 * 1024 + 1))
    assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_without_a_given_key_one_is_generated_and_kept(
    tmp_path: Path, start_host: StartHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FUNCTIONS_KEY", raising=False)
    shutil.copytree(APPS / "echo", tmp_path, dirs_exist_ok=True)
    file = tmp_path / ".local" / "functions.key"
    for _ in range(2):
        host = await start_host(tmp_path)
        async with httpx.AsyncClient(base_url=host.url) as client:
            assert (await client.get("/echo")).status_code == 200
            assert (await client.get("/guarded")).status_code == 401
            key = file.read_text()
            assert (await client.get("/guarded", headers={"x-functions-key": key})).status_code == 200
        await host.stop()
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600


async def test_an_app_open_to_all_gets_no_key(write_app: WriteApp, start_host: StartHost) -> None:
    source = """
    @app.route("f")
    def f(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse()
    """
    folder = write_app(source)
    host = await start_host(folder)
    async with httpx.AsyncClient(base_url=host.url) as client:
        assert (await client.get("/f")).status_code == 200
    assert not (folder / ".local").exists()
