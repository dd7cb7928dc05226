"""The admin endpoints: what they start, and whom they refuse."""

import sys

import httpx
import pytest
from aiohttp.test_utils import make_mocked_request

from local.host.admin import is_local
from tests.support.host import StartHost, WriteApp

SOURCE = """
fired = asyncio.Queue()
@app.timer_trigger("timer", schedule="0 0 0 1 1 *")
async def nightly(timer: func.TimerRequest) -> None:
    fired.put_nowait(timer)
@app.route("page")
async def page(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse()
"""
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("path", "content", "headers", "status"),
    [
        ("nightly", '{"input": ""}', JSON, 202),
        ("NIGHTLY", '{"input": ""}', JSON, 202),
        ("nightly", "{}", JSON, 202),
        ("nightly", "", JSON, 400),
        ("nightly", '{"input": 1}', JSON, 400),
        ("nightly", "[]", JSON, 400),
        ("nightly", '{"input": ""}', {"content-type": "text/plain"}, 415),
        ("nowhere", '{"input": ""}', JSON, 404),
        ("page", '{"input": ""}', JSON, 404),
    ],
)
async def test_a_function_is_started_by_name(
    write_app: WriteApp, start_host: StartHost, path: str, content: str, headers: dict[str, str], status: int
) -> None:
    host = await start_host(write_app(SOURCE))
    async with httpx.AsyncClient(base_url=host.url) as client:
        response = await client.post(f"/admin/functions/{path}", content=content, headers=headers)
    assert response.status_code == status
    assert await host.stop()
    assert sys.modules.get("function_app") is None


async def test_status_names_functions_and_errors(write_app: WriteApp, start_host: StartHost) -> None:
    bad = """
    @app.timer_trigger("timer", schedule="never")
    def bad(timer: func.TimerRequest) -> None: ...
    """
    host = await start_host(write_app(SOURCE, bad))
    async with httpx.AsyncClient(base_url=host.url) as client:
        status = (await client.get("/admin/host/status")).json()
    assert (status["state"], status["functions"]) == ("Running", ["nightly", "page"])
    assert status["errors"] == [
        "The 'bad' function is in error: 'never' has 1 fields; an NCRONTAB expression has six"
    ]


@pytest.mark.parametrize(
    ("remote", "local"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.9", False), ("", False)],
)
def test_only_this_machine_needs_no_key(remote: str, *, local: bool) -> None:
    assert is_local(make_mocked_request("POST", "/admin/host/status").clone(remote=remote)) is local
