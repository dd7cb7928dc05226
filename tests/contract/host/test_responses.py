"""What becomes of the value an HTTP function returns, or of its exception."""

import logging

import httpx
import pytest

from tests.support.host import StartHost, WriteApp


async def get(start_host: StartHost, folder: object, path: str = "/f") -> httpx.Response:
    host = await start_host(folder)
    async with httpx.AsyncClient(base_url=host.url) as client:
        return await client.get(path)


def returning(expression: str, annotation: str = "") -> str:
    return f"""
from http import HTTPStatus
@app.route("f")
async def f(req: func.HttpRequest){annotation}:
    return {expression}
"""


@pytest.mark.parametrize(
    ("expression", "status", "content_type", "body"),
    [
        ("func.HttpResponse('سلام')", 200, "text/plain; charset=utf-8", "سلام".encode()),
        ("func.HttpResponse(b'\\xff\\x00', mimetype='image/png')", 200, "image/png", b"\xff\x00"),
        ("func.HttpResponse(status_code=HTTPStatus.ACCEPTED)", 202, "text/plain; charset=utf-8", b""),
        ("func.HttpResponse('no', status_code=403)", 403, "text/plain; charset=utf-8", b"no"),
        ("func.HttpResponse('{}', headers={'Content-Type': 'a/b'})", 200, "a/b", b"{}"),
        ("'plain'", 200, "text/plain; charset=utf-8", b"plain"),
        ("'[1]'", 200, "text/plain; charset=utf-8", b"[1]"),
        ("""'{"body": "taken apart", "status": 418}'""", 418, "application/octet-stream", b"taken apart"),
    ],
)
async def test_a_response_is_sent_as_it_was_made(
    write_app: WriteApp, start_host: StartHost, expression: str, status: int, content_type: str, body: bytes
) -> None:
    response = await get(start_host, write_app(returning(expression)))
    assert (response.status_code, response.headers["content-type"], response.content) == (
        status,
        content_type,
        body,
    )


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("None", 'unsupported type "http" for Python type "NoneType"'),
        ("{'a': 1}", 'unsupported type "http" for Python type "dict"'),
        ("asyncio.sleep", 'unsupported type "http"'),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("func.HttpResponse(status_code=42)", "42 is not an HTTP status"),
    ],
)
async def test_what_is_not_a_response_is_a_500_without_a_body_and_a_reason_in_the_log(
    write_app: WriteApp,
    start_host: StartHost,
    caplog: pytest.LogCaptureFixture,
    expression: str,
    reason: str,
) -> None:
    response = await get(start_host, write_app(returning(expression)))
    assert (response.status_code, response.content) == (500, b"")
    assert reason in caplog.text


async def test_a_sync_function_returning_a_coroutine_fails(
    write_app: WriteApp, start_host: StartHost, caplog: pytest.LogCaptureFixture
) -> None:
    source = """
    @app.route("f")
    def f(req):
        async def late():
            return func.HttpResponse("too late")
        coroutine = late()
        coroutine.close()
        return coroutine
    """
    assert (await get(start_host, write_app(source))).status_code == 500
    assert 'Python type "coroutine"' in caplog.text


async def test_of_equal_headers_the_last_wins_but_every_cookie_is_kept(
    write_app: WriteApp, start_host: StartHost
) -> None:
    source = """
    @app.route("f")
    def f(req: func.HttpRequest) -> func.HttpResponse:
        response = func.HttpResponse("x")
        for name, value in (("X-A", "1"), ("X-A", "2"), ("Set-Cookie", "a=1; Path=/; HttpOnly"),
                            ("Set-Cookie", "b=2; SameSite=Lax"), ("Content-Length", "999")):
            response.headers.add(name, value)
        return response
    """
    response = await get(start_host, write_app(source))
    assert response.headers.get_list("x-a") == ["2"]
    assert response.headers.get_list("set-cookie") == ["a=1; HttpOnly; Path=/", "b=2; SameSite=Lax"]
    assert response.headers["content-length"] == "1"


async def test_an_exception_is_an_error_in_the_log_with_its_traceback(
    write_app: WriteApp, start_host: StartHost, caplog: pytest.LogCaptureFixture
) -> None:
    await get(start_host, write_app(returning("1 / 0")))
    (record,) = [record for record in caplog.records if record.name == "Function.f"]
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith("Executed 'Functions.f' (Failed, Id=")
    assert "function_app.py" in caplog.text


async def test_an_asgi_app_answers_through_its_middleware(write_app: WriteApp, start_host: StartHost) -> None:
    source = """
    async def pages(scope, receive, send):
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-type", b"text/html"), (b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": b"pages"})
    middleware = func.AsgiMiddleware(pages)
    @app.route("{*path}")
    async def f(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        return await middleware.handle_async(req, context)
    """
    response = await get(start_host, write_app(source), "/some/page")
    assert (response.text, response.headers["content-type"]) == ("pages", "text/html")
