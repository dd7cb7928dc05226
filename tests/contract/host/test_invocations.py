"""How functions run: whose thread, whose loop, which invocation, and what ends one that does not end."""

import asyncio
import json
import sys
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest

from tests.support.host import StartHost, WriteApp, eventually


async def together(*awaitables: Awaitable[Any]) -> list[Any]:
    async with asyncio.timeout(10):
        return await asyncio.gather(*awaitables)


async def test_sync_functions_run_in_threads_and_async_ones_in_the_loop(
    write_app: WriteApp, start_host: StartHost
) -> None:
    source = """
    both = threading.Barrier(3)  # broken unless two threads and the loop's own meet
    @app.route("sync")
    def blocking(req: func.HttpRequest) -> func.HttpResponse:
        both.wait(5)
        return func.HttpResponse(threading.current_thread().name)
    @app.route("async")
    async def waiting(req: func.HttpRequest) -> func.HttpResponse:
        await asyncio.to_thread(both.wait, 5)
        return func.HttpResponse(threading.current_thread().name)
    """
    host = await start_host(write_app(source))
    async with httpx.AsyncClient(base_url=host.url) as client:
        names = [r.text for r in await together(*map(client.get, ("/sync", "/sync", "/async")))]
    assert [name.split("_")[0] for name in names] == ["function", "function", "MainThread"]


async def test_async_functions_share_one_loop(write_app: WriteApp, start_host: StartHost) -> None:
    source = """
    arrived, gate = [], asyncio.Event()
    @app.route("f")
    async def f(req: func.HttpRequest) -> func.HttpResponse:
        arrived.append(1)
        if len(arrived) == 50:
            gate.set()
        await gate.wait()
        return func.HttpResponse("all here")
    """
    host = await start_host(write_app(source))
    async with httpx.AsyncClient(base_url=host.url) as client:
        responses = await together(*(client.get("/f") for _ in range(50)))
    assert {response.text for response in responses} == {"all here"}


async def test_the_context_says_which_invocation_this_is(write_app: WriteApp, start_host: StartHost) -> None:
    source = """
    import json
    @app.route("f")
    async def f(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        return func.HttpResponse(json.dumps([
            context.function_name, context.function_directory, context.invocation_id,
            context.trace_context.Traceparent, context.retry_context.retry_count,
            context.trace_context.trace_parent == context.trace_context.Traceparent]))
    """
    folder = write_app(source)
    host = await start_host(folder)
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with httpx.AsyncClient(base_url=host.url) as client:
        first = (await client.get("/f", headers={"traceparent": parent})).json()
        second = (await client.get("/f", headers={"traceparent": "nonsense"})).json()
    assert first[:2] == ["f", str(folder)]
    assert first[2] != second[2]
    assert first[3].startswith("00-0af7651916cd43dd8448eb211c80319c-")
    assert parent[36:52] not in first[3]
    assert len(second[3]) == len(parent)
    assert first[4:] == [0, True]


async def test_an_invocation_is_known_in_its_tasks_and_worker_threads_but_not_in_threads_of_its_own(
    write_app: WriteApp, start_host: StartHost
) -> None:
    source = """
    import json
    from local.host.context import current_invocation_id as known
    late = asyncio.Queue()
    async def child():
        return known()
    async def after():
        late.put_nowait(known())
    @app.route("async")
    async def f(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        asyncio.get_running_loop().call_later(0.01, lambda: tasks.append(asyncio.create_task(after())))
        def told():
            context.thread_local_storage.invocation_id = context.invocation_id
            return known()
        return func.HttpResponse(json.dumps([
            context.invocation_id, known(), await asyncio.create_task(child()),
            await asyncio.to_thread(known), await asyncio.to_thread(told)]))
    tasks = []
    @app.route("sync")
    def g(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        return func.HttpResponse(json.dumps([context.invocation_id, known()]))
    """
    host = await start_host(write_app(source))
    async with httpx.AsyncClient(base_url=host.url) as client:
        own, here, child, thread, told = (await client.get("/async")).json()
        sync = (await client.get("/sync")).json()
    assert [here, child, thread, told] == [own, own, None, own]
    assert sync[0] == sync[1]
    assert await asyncio.wait_for(sys.modules["function_app"].late.get(), 5) == own


async def test_function_timeout_ends_a_function_that_does_not(
    write_app: WriteApp, start_host: StartHost, caplog: pytest.LogCaptureFixture
) -> None:
    source = """
    @app.route("f")
    async def f(req: func.HttpRequest) -> func.HttpResponse:
        await asyncio.Event().wait()
    """
    host = await start_host(write_app(source, functionTimeout="00:00:00.1"))
    async with httpx.AsyncClient(base_url=host.url) as client:
        response = await client.get("/f")
    assert (response.status_code, response.content) == (500, b"")
    assert "gave no answer in time" in caplog.text


async def test_an_escaped_cancelled_error_is_answered_only_at_function_timeout(
    write_app: WriteApp, start_host: StartHost, caplog: pytest.LogCaptureFixture
) -> None:
    source = """
    @app.route("f")
    async def f(req: func.HttpRequest) -> func.HttpResponse:
        raise asyncio.CancelledError
    @app.route("g")
    async def g(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse("others are served")
    """
    host = await start_host(write_app(source, functionTimeout="-1"))
    async with httpx.AsyncClient(base_url=host.url) as client:
        held = asyncio.create_task(client.get("/f"))
        await eventually(
            lambda: "asyncio.CancelledError escaped from 'f'" in caplog.text, "it is logged at once"
        )
        assert (await client.get("/g")).text == "others are served"
        assert not held.done()
        await host.stop()  # a host that stops does not wait for what can never answer
        assert (await held).status_code == 500


async def test_a_caller_who_goes_away_does_not_cancel_the_function(
    write_app: WriteApp, start_host: StartHost
) -> None:
    source = """
    began, gate, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
    @app.route("f")
    async def f(req: func.HttpRequest) -> func.HttpResponse:
        began.set()
        await gate.wait()
        ended.set()
        return func.HttpResponse("nobody reads this")
    """
    host = await start_host(write_app(source))
    app = sys.modules["function_app"]
    async with httpx.AsyncClient(base_url=host.url) as client:
        call = asyncio.create_task(client.get("/f"))
        await asyncio.wait_for(app.began.wait(), 5)
        call.cancel()
    app.gate.set()
    await asyncio.wait_for(app.ended.wait(), 5)


async def test_stopping_answers_the_request_that_is_running(
    write_app: WriteApp, start_host: StartHost
) -> None:
    source = """
    began, gate = asyncio.Event(), asyncio.Event()
    @app.route("f")
    async def f(req: func.HttpRequest) -> func.HttpResponse:
        began.set()
        await gate.wait()
        return func.HttpResponse("answered")
    """
    host = await start_host(write_app(source))
    app = sys.modules["function_app"]
    async with httpx.AsyncClient(base_url=host.url) as client:
        call = asyncio.create_task(client.get("/f"))
        await asyncio.wait_for(app.began.wait(), 5)
        stopping = asyncio.create_task(host.stop())
        await asyncio.sleep(0)
        app.gate.set()
        assert (await call).text == "answered"
        assert await stopping
        with pytest.raises(httpx.ConnectError):
            await client.get("/f")


async def test_module_state_lives_from_call_to_call(write_app: WriteApp, start_host: StartHost) -> None:
    source = """
    calls = []
    @app.route("f")
    async def f(req: func.HttpRequest) -> func.HttpResponse:
        calls.append(1)
        return func.HttpResponse(str(len(calls)))
    """
    host = await start_host(write_app(source))
    async with httpx.AsyncClient(base_url=host.url) as client:
        assert [json.loads((await client.get("/f")).text) for _ in range(3)] == [1, 2, 3]
